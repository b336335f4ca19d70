"""Promises: how long we give ourselves until a customer is reached and until it is solved."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Account
from cxloop.calendars.lengths import read_length, say_length
from cxloop.language import marked as _
from cxloop.people.models import User
from cxloop.settings import choices
from cxloop.settings.calls import Chain, Shares, read_chain, read_shares, say_call, say_shares
from cxloop.settings.consequences import Consequence
from cxloop.settings.fields import Choice, Field, Reference, Whole
from cxloop.settings.lengths import Length, Tiers, read_tiers, say_tier
from cxloop.settings.part import Item, Part, Values
from cxloop.settings.parts.promise_past import promised_by
from cxloop.settings.sentences import Sentence, sentence
from cxloop.tickets import policies
from cxloop.tickets.models import Policy

ONLY = "promises"
USUALLY_AGAIN = 3
PAUSED = (
    ("resolution", _("the time to solve it pauses")),
    ("both", _("the first contact and the time to solve it pause")),
)
PAUSES = {None: (), "resolution": ("resolution",), "both": ("first_contact", "resolution")}
WAITS = {"customer_wait": "customer", "internal_wait": "internal"}
"""What pauses by its code, and for whom we wait then."""
LENGTHS = {
    "urgent_contact": ("urgent", "first_contact_within"), "urgent_solved": ("urgent", "resolution_within"),
    "normal_contact": ("normal", "first_contact_within"), "normal_solved": ("normal", "resolution_within"),
}  # fmt: skip
"""Where each length is kept: its priority, and the policy's column."""
STARTING = {
    "b2b": ("4 h", "16 h", "8 h", "40 h"),
    "retail": ("2 h", "8 h", "8 h", "24 h"),
    "public": ("8 h", "40 h", "16 h", "80 h"),
}


class PromisePart(Part):
    name: ClassVar[str] = ONLY
    title: ClassVar[str] = _("Promises")
    purpose: ClassVar[str] = _(
        "By when a customer is called and by when it is solved, in working time: lunch, nights and holidays left out."
    )
    one: ClassVar[str] = _("the promises")
    is_single: ClassVar[bool] = True
    fields: ClassVar[tuple[Field, ...]] = (
        Length(
            "urgent_contact", _("Urgent: first contact within"), _("Of working time, such as 4 h or 30 min."),
            required=True,
        ),
        Length("urgent_solved", _("Urgent: solved within"), _("Counted from the same moment."), required=True),
        Length("normal_contact", _("Not urgent: first contact within"), required=True),
        Length("normal_solved", _("Not urgent: solved within"), required=True),
        Tiers(
            "tiers", _("Other promises for customers of a tier"),
            _(
                "A line each: the tier, then first contact / solved for each priority that differs. "
                "“Gold: urgent 2 h / 8 h, normal 4 h / 24 h”."
            ),
        ),
        Reference(
            "calendar", _("Calendar"), _("The working time it is counted in."), among=choices.calendars,
            nothing=_("the team's own"),
        ),
        Choice(
            "customer_wait", _("While we wait for the customer"),
            _("What pauses. The customer's own clock is shown beside it, so that no pause hides how long they wait."),
            among=PAUSED, nothing=_("nothing pauses"),
        ),
        Choice(
            "internal_wait", _("While we wait for a colleague"),
            _("A supplier, a part or another office: whoever is on our side."), among=PAUSED,
            nothing=_("nothing pauses"),
        ),
        Shares(
            "warnings", _("Warn the owner at"),
            _("Percent of the time that is used, such as 50, 75, 90. Empty: never."),
        ),
        Chain(
            "chain", _("Who is told when it is still late"),
            _(
                "The team's lead is told at once. A line for each further call: working time after it was missed, and "
                "whom: owner, lead, channel or a colleague's e-mail. “2 h: owner”, “8 h: anna@example.com”."
            ),
        ),
        Length(
            "repeat_every", _("Call the last of them again every"),
            _("Of working time, until somebody says that they take care of it. Empty: once."),
        ),
        Whole("repeat_most", _("At most so often"), lowest=1, highest=20),
    )  # fmt: skip
    sets: ClassVar[tuple[tuple[str, str], ...]] = (
        ("b2b", _("services and deliveries to companies")),
        ("retail", _("shops, in town or online")),
        ("public", _("public services")),
    )

    def items(self, _session: Session) -> Sequence[Item]:
        return [Item(ONLY, "")]

    def starting(self, code: str) -> dict[str, Values]:
        return {ONLY: {**dict(zip(LENGTHS, STARTING[code], strict=True)), "customer_wait": "resolution"}}

    def read(self, session: Session, key: str) -> Values | None:
        if key != ONLY:
            return None
        policy = policies.standing_policy(session) or policies.first_policy()
        lengths = {
            name: say_length(getattr(policy, column)[priority])
            for name, (priority, column) in LENGTHS.items()
        }
        tiers = sorted((policy.by_tier or {}).items(), key=lambda one: one[0].casefold())
        return {**lengths, "tiers": [say_tier(*one) for one in tiers], "calendar": policy.calendar_key,
            **{name: _code(policies.pauses(policy, kind)) for name, kind in WAITS.items()},
            "repeat_every": say_length(policy.repeat_every) if policy.repeat_every else None,
            "repeat_most": policy.repeat_most, "warnings": say_shares(policy.warn_at or ()) or None, "chain": [
                say_call(after, _email(session, to)) for after, to in policy.chain or ()
            ],
        }  # fmt: skip

    def write(self, session: Session, _key: str, values: Values, at: datetime) -> None:
        """A new row: open tickets keep the one they were promised by."""
        old = policies.standing_policy(session)
        made = policy_of(session, values, at)
        if old:
            old.retired_at = at
            made.key, made.version = old.key, old.version + 1
        session.add(made)
        session.flush()

    def refuse(
        self, session: Session, _key: str, wanted: Values, _before: Values | None
    ) -> dict[str, Sentence]:
        said = sentence(_("It cannot be solved before the customer is reached: give it as long at least."))
        reasons = {
            f"{one}_solved": said
            for one in ("urgent", "normal")
            if _minutes(wanted[f"{one}_solved"]) < _minutes(wanted[f"{one}_contact"])
        }
        for lengths in read_tiers(wanted["tiers"]).values():
            if any(solved < contact for contact, solved in lengths.values()):
                reasons["tiers"] = said
        known = {email for email, _name in choices.colleagues(session)}
        strange = [to for _after, to in read_chain(wanted["chain"]) if "@" in to and to not in known]
        if strange:
            reasons["chain"] = sentence(_("Not known: %(keys)s."), keys=", ".join(strange))
        if wanted.get("repeat_every") and not wanted["chain"]:
            reasons["repeat_every"] = sentence(_("There is no call to repeat: say above who is told."))
        return reasons

    def consequence(
        self, session: Session, key: str, wanted: Values, before: Values | None, days: int, at: datetime
    ) -> Consequence:
        return promised_by(
            session,
            policy_of(session, before or wanted, at),
            policy_of(session, wanted, at),
            days,
            at,
            _warnings(session, wanted),
        )


def policy_of(session: Session, values: Values, at: datetime) -> Policy:
    """The policy these values describe, not yet in the database."""
    made = policies.first_policy()
    for column in ("first_contact_within", "resolution_within"):
        each = {
            priority: _minutes(values[name]) for name, (priority, kept) in LENGTHS.items() if kept == column
        }
        setattr(made, column, each)
    made.by_tier = {
        tier: {priority: list(both) for priority, both in lengths.items()}
        for tier, lengths in read_tiers(values["tiers"]).items()
    } or None
    made.calendar_key, made.created_at = values["calendar"], at
    # drafts and versions from before they were a setting say nothing of pauses
    made.pauses = {kind: list(PAUSES[values[field]]) for field, kind in WAITS.items() if field in values}
    made.warn_at = read_shares(values.get("warnings") or "") or None
    made.chain = [
        [after, _person(session, to)] for after, to in read_chain(values.get("chain") or ())
    ] or None
    every = values.get("repeat_every")
    made.repeat_every = _minutes(every) or None if every else None
    made.repeat_most = (values.get("repeat_most") or USUALLY_AGAIN) if every else None
    return made


def _code(pauses: tuple[str, ...]) -> str | None:
    return next((code for code, names in PAUSES.items() if set(names) == set(pauses)), None)


def _person(session: Session, to: str) -> str:
    """Somebody named by e-mail as the policy keeps them: by number, so that no address stays in it."""
    if "@" not in to:
        return to
    return f"user:{choices.ids_of(session, [to])[0]}"


def _email(session: Session, to: str) -> str:
    if not to.startswith("user:"):
        return to
    return session.get_one(User, int(to.partition(":")[2])).email


def _minutes(length: str) -> int:
    return read_length(length) or 0


def _warnings(session: Session, wanted: Values) -> list[Sentence]:
    """What the promises contradict."""
    found = []
    if _minutes(wanted["urgent_contact"]) > _minutes(wanted["normal_contact"]):
        found.append(sentence(_("Urgent customers would be called later than others.")))
    for tier in read_tiers(wanted["tiers"]):
        known = select(Account.id).where(func.lower(Account.tier) == tier.casefold()).limit(1)
        if session.scalar(known) is None:
            found.append(sentence(_("No company has the tier “%(tier)s” today."), tier=tier))
    return found
