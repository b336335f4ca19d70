"""What happened to a ticket: a missed promise, a reopening, nobody who owns it, a customer who thought again. Pure."""

from collections.abc import Mapping
from datetime import datetime

from cxloop.alerts.wording.facts import OWED, TicketFacts, Told
from cxloop.alerts.wording.phrases import join, length, moment, status, who
from cxloop.language import words

RETOLD = frozenset({"answer_changed", "answer_withdrawn"})
COMPLAINED_AGAIN = "complained_again"
WARNED, CALLED = "due_soon", "still_late"
LETTERS = frozenset({"letter_failed", "customer_replied"})
WAITED = "waited"
SPOKE_AGAIN = frozenset({"word_changed", "customer_wrote"})


def escalated(facts: TicketFacts, language: str, at: datetime, promise: str, told: str | None) -> Told:
    """A promise was missed; `promise` is first_contact or resolution, `told` the name of who has to know."""
    say = words(language).gettext
    if promise.startswith("first_contact"):
        missed, due_at = say("First contact is late"), facts.first_contact_due_at
    else:
        missed, due_at = say("Resolution is late"), facts.resolution_due_at
    late = {"due": moment(due_at, facts.zone, language), "late": length(at, due_at, language)}
    lines = [(say("Was due"), say("%(due)s, late by %(late)s") % late)]
    if told:
        lines.append((say("For"), told))
    return _event(facts, f"▲ {missed}", language, lines)


def settled(facts: TicketFacts, language: str) -> Told:
    """What an alert told of is over: it was done, or promised otherwise, since."""
    say = words(language).gettext
    said = say("Settled since: nothing to do for this message")
    return _event(facts, f"✓ {said}", language, [])


def due_soon(facts: TicketFacts, language: str, at: datetime, promise: str) -> Told:
    """A promise is not kept yet and its time runs out: its owner still can."""
    say = words(language).gettext
    if promise.startswith("first_contact"):
        said, due_at = say("First contact is due soon"), facts.first_contact_due_at
    else:
        said, due_at = say("Resolution is due soon"), facts.resolution_due_at
    left = {"due": moment(due_at, facts.zone, language), "left": length(due_at, at, language)}
    return _event(facts, f"○ {said}", language, [(say("Due"), say("%(due)s, %(left)s left") % left)])


def kept_late(facts: TicketFacts, language: str, promise: str, kept_at: datetime) -> Told:
    """A promise was missed, and kept before anybody was told: nobody has to act, so nobody is called."""
    say = words(language).gettext
    if promise.startswith("first_contact"):
        missed, due_at, kept = say("First contact came late"), facts.first_contact_due_at, say("Reached")
    else:
        missed, due_at, kept = say("Resolution came late"), facts.resolution_due_at, say("Resolved")
    late = {"kept": moment(kept_at, facts.zone, language), "late": length(kept_at, due_at, language)}
    lines = [
        (say("Was due"), moment(due_at, facts.zone, language)),
        (kept, say("%(kept)s, late by %(late)s") % late),
    ]
    return _event(facts, f"✓ {missed}", language, lines)


def reopened(
    facts: TicketFacts, language: str, because: str, by: str | None = None, why: str | None = None
) -> Told:
    """It is not solved; `because` is who found out: partly or no (the customer's word), complained, or colleague: `by`
    and `why` are that colleague's."""
    say = words(language).gettext
    said = {
        "partly": say("The customer says: only partly solved"),
        "complained": say("A new complaint: not solved"),
        "wrote": say("The customer wrote by e-mail, so it is open again"),
        "colleague": say("A colleague opened it again"),
    }.get(because, say("The customer says: not solved"))
    by_when = moment(facts.resolution_due_at, facts.zone, language)
    lines = [(say("Opened again by"), by)] if by else []
    lines += [(say("Because"), why)] if why else []
    return _event(facts, said, language, [*lines, (say("Resolve by"), by_when)])


def complained_again(facts: TicketFacts, language: str, reached: bool) -> Told:
    """A further complaint on an open ticket, and an urgent one: whoever has it hears of it anew."""
    say = words(language).gettext
    name, due_at = (
        (say("Resolve by"), facts.resolution_due_at)
        if reached
        else (say("First contact by"), facts.first_contact_due_at)
    )
    said = say("Another complaint, and it is urgent")
    return _event(facts, said, language, [(name, moment(due_at, facts.zone, language))])


def waited(facts: TicketFacts, language: str, whom: str) -> Told:
    """The moment until which a ticket waited has come; `whom` is customer or internal."""
    say = words(language).gettext
    said = (
        say("The wait for the customer is over")
        if whom == "customer"
        else say("The wait for a colleague is over")
    )
    name, due_at = (
        (say("Resolve by"), facts.resolution_due_at)
        if facts.first_reached_at
        else (say("First contact by"), facts.first_contact_due_at)
    )
    return _event(facts, said, language, [(name, moment(due_at, facts.zone, language))])


def unowned(facts: TicketFacts, language: str) -> Told:
    """Nobody was found for the ticket."""
    say = words(language).gettext
    by_when = moment(facts.first_contact_due_at, facts.zone, language)
    return _event(facts, say("Nobody owns this ticket"), language, [(say("First contact by"), by_when)])


def retold(facts: TicketFacts, language: str, kind: str, said: Mapping[str, object]) -> Told:
    """The customer changed their answer, or took it back; the promise stands."""
    say = words(language).gettext
    is_open = facts.state in OWED
    if kind == "answer_withdrawn":
        gone = (
            say("deleted where it was given; the ticket stays open")
            if is_open
            else say("deleted where it was given")
        )
        lines = [(say("The answer"), gone)]
        return _event(facts, say("The customer took the answer back"), language, lines)
    change = say("from %(before)s to %(now)s") % {
        "before": said.get("score_before"),
        "now": said.get("score"),
    }
    lines = [(say("Score"), change)]
    if is_open:
        lines.append((say("The ticket"), say("stays open; you decide what it means")))
    headline = say("The customer changed the answer")
    if said.get("corrected"):
        headline = say("The answer had been read wrongly and was corrected")
    return _event(facts, headline, language, lines)


def spoke_again(facts: TicketFacts, language: str, said: Mapping[str, object]) -> Told:
    """The customer changed their word about whether it is solved, or wrote once more; what it means is the owner's."""
    say = words(language).gettext
    now = {
        "yes": say("The customer now says: solved"),
        "partly": say("The customer now says: only partly solved"),
        "no": say("The customer now says: not solved"),
    }
    headline = now.get(str(said.get("answer"))) or say("The customer wrote again")
    lines = [(say("The ticket"), say("stays as it is; read what they wrote and decide"))]
    return _event(facts, headline, language, lines)


def about_letter(facts: TicketFacts, language: str, kind: str) -> Told:
    """The customer wrote; or a letter did not reach them, and whoever has the ticket tries another way."""
    say = words(language).gettext
    if kind == "customer_replied":
        lines = [(say("The ticket"), say("has the letter; answer it there"))]
        return _event(facts, say("The customer wrote by e-mail"), language, lines)
    lines = [(say("The ticket"), say("says why; call, or write to another address"))]
    return _event(facts, say("A letter to the customer did not arrive"), language, lines)


def _event(facts: TicketFacts, said: str, language: str, lines: list[tuple[str, str]]) -> Told:
    say = words(language).gettext
    ticket = say("Ticket %(number)s") % {"number": facts.number}
    headline = join(said, ticket, who(facts, "masked"))
    return Told(headline, headline, tuple(lines), status=status(facts, say), ticket=facts.number)
