"""What a draft of a rule would have done: tickets in all, a week and at worst, for whom, and whose answers they are."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop import rules
from cxloop.language import marked as _
from cxloop.people.models import Team, User
from cxloop.responses.models import Response
from cxloop.settings import became
from cxloop.settings.consequences import MOST_EXAMPLES, Consequence, Example, Line
from cxloop.settings.replay import DRAFT, NOBODY, Both, Replay
from cxloop.settings.sentences import Sentence, counted, sentence
from cxloop.tickets import rule_sets, rule_versions
from cxloop.tickets.models import Triggering
from cxloop.tickets.rule_names import called
from cxloop.tickets.rule_sets import ASIDE, OWNER
from cxloop.tickets.triggers import Condition


def replayed(
    session: Session, key: str, wanted: dict[str, Any], days: int, at: datetime, *, retired: bool
) -> Consequence:
    """The answers of the last `days` under today's rules and under those with the draft."""
    both = Both(
        session,
        rule_sets.tried_now(session),
        _with_draft(session, key, wanted, retired=retired),
        at - timedelta(days=days),
        at,
    )
    return told(both, both.replay(), days)


def told(both: Both, found: Replay, days: int) -> Consequence:
    """A replay in figures and sentences, and for machines."""
    today, draft = (both.tickets(found.named, with_draft=one) for one in (False, True))
    gained, lost = _differing(both, found)
    aside = [_aside(both, found, with_draft=one) for one in (False, True)]
    worst = [max((week[one] for week in found.weeks), default=0) for one in (0, 1)]
    lines = [
        Line(sentence(_("Tickets")), today, draft),
        Line(sentence(_("A day")), round(today / days, 1), round(draft / days, 1)),
        Line(sentence(_("A day in the busiest week")), round(worst[0] / 7, 1), round(worst[1] / 7, 1)),
        Line(sentence(_("Answers set aside")), aside[0], aside[1]),
        *_of_teams(both, found),
        *_of_owners(both, found),
    ]
    never = _never_reached(both, found)
    joined = _joined(both)
    facts = {
        "answers": sum(found.named.values()), "tickets": draft, "today": today, "gained": gained, "lost": lost,
        "joined": joined, "suppressed": aside[1], "a_day": round(draft / days, 1),
        "by_team": {one.label.facts["team"]: one.draft for one in _of_teams(both, found)},
        "by_owner": {one.label.facts["who"]: one.draft for one in _of_owners(both, found)},
        "never_reached": [one.name for one in never],
    }  # fmt: skip
    warnings = [*_taken(both, found), *(_unreached(one) for one in never), *became.told(both, gained, lost)]
    unknown = counted(
        "Who had an open ticket would have joined it, as %(num)s answer of these days did.",
        "Who had an open ticket would have joined it, as %(num)s answers of these days did.", joined,
    )  # fmt: skip
    return Consequence(
        _headline(today, draft, days), days, [line for line in lines if line.differs or line is lines[0]],
        _examples(both, gained, lost), warnings, unknown, facts,
        sentence(_("Open tickets keep the rule that opened them.")),
    )  # fmt: skip


def _with_draft(session: Session, key: str, wanted: dict[str, Any], *, retired: bool) -> list[Condition]:
    """The rules as they would stand: at its place the draft goes before whoever stands there."""
    others = [
        (one.position, 1, one.id, rule_sets.condition_of(one))
        for one in rule_versions.newest(session)
        if one.retired_at is None and one.key != key
    ]
    never_had_one = not rule_versions.newest(session)
    if never_had_one:
        others = [(0, 1, 0, rule_sets.NEVER_SET)]
    if not retired:
        own = Condition(
            DRAFT, None, None, wanted["priority"], wanted["team_id"], rules.read(wanted["conditions"]), wanted["name"],
            wanted["action"] == ASIDE, wanted["assignment"] == OWNER,
        )  # fmt: skip
        others.append((wanted["position"], 0, 0, own))
    return [condition for *_place, condition in sorted(others, key=lambda one: one[:3])]


def _differing(both: Both, found: Replay) -> tuple[int, int]:
    today, draft = both.opening(with_draft=False), both.opening(with_draft=True)
    gained = sum(n for (_s, now, then), n in found.named.items() if then in draft and now not in today)
    return gained, sum(n for (_s, now, then), n in found.named.items() if now in today and then not in draft)


def _aside(both: Both, found: Replay, *, with_draft: bool) -> int:
    rules_ = both.draft if with_draft else both.today
    setting = {one.rule_id for one in rules_ if one.sets_aside}
    return sum(n for key, n in found.named.items() if key[2 if with_draft else 1] in setting)


def _of_teams(both: Both, found: Replay) -> list[Line]:
    names = {team.id: team.name for team in both.session.scalars(select(Team))}
    usual = {survey.id: survey.team_id for survey in both.surveys()}
    default = min(names, default=0)
    counts: list[Counter[int]] = [Counter(), Counter()]
    for with_draft, each in enumerate((both.today, both.draft)):
        of_rule = {one.rule_id: one.team_id for one in each if not one.sets_aside}
        for key, number in found.named.items():
            if (rule := key[1 + with_draft]) in of_rule:
                counts[with_draft][of_rule[rule] or usual[key[0]] or default] += number
    return [
        Line(
            sentence(_("Tickets of %(team)s"), team=names.get(team_id, "?")),
            counts[0][team_id],
            counts[1][team_id],
        )
        for team_id in sorted({*counts[0], *counts[1]})
    ]


def _of_owners(both: Both, found: Replay) -> list[Line]:
    """Those whom a rule names by their account; what goes round is shared and nobody's in particular."""
    ids = sorted({owner for _draft, owner in found.by_owner if owner})
    names = {one.id: one.name for one in both.session.scalars(select(User).where(User.id.in_(ids)))}
    return [
        Line(
            sentence(_("Tickets of %(who)s’s accounts"), who=names[owner]), found.by_owner[False, owner],
            found.by_owner[True, owner],
        )
        for owner in ids
    ]  # fmt: skip


def _never_reached(both: Both, found: Replay) -> list[Condition]:
    reached = {key[2] for key in found.named}
    return [one for one in both.draft if one.rule_id not in reached] if found.named else []


def _joined(both: Both) -> int:
    asked = select(func.count()).where(Triggering.outcome == "joined", Triggering.at > both.since)
    return both.session.scalar(asked) or 0


def _headline(today: int, draft: int, days: int) -> Sentence:
    if today == draft:
        return counted(
            "In the last %(days)d days the rules would have named the same %(num)s answer for a ticket.",
            "In the last %(days)d days the rules would have named the same %(num)s answers for a ticket.", draft,
            days=days,
        )  # fmt: skip
    return counted(
        "In the last %(days)d days %(num)s answer would have asked for a ticket, instead of %(today)d.",
        "In the last %(days)d days %(num)s answers would have asked for a ticket, instead of %(today)d.", draft,
        days=days, today=today,
    )  # fmt: skip


def _taken(both: Both, found: Replay) -> list[Sentence]:
    """What the draft takes from other rules, or leaves to them."""
    names = {one.rule_id: one.name for one in (*both.today, *both.draft)}
    moved = Counter[tuple[int, int]]()
    for (_survey, now, then), number in found.named.items():
        if NOBODY not in (now, then) and names[now] != names[then]:
            moved[now, then] += number
    return [
        counted(
            "%(num)s answer that “%(today)s” names today is named by “%(draft)s”.",
            "%(num)s answers that “%(today)s” names today are named by “%(draft)s”.", number,
            today=called(names[now] or "Low score"), draft=called(names[then] or "Low score"),
        )
        for (now, then), number in moved.most_common(4)
    ]  # fmt: skip


def _unreached(rule: Condition) -> Sentence:
    return sentence(
        _("“%(rule)s” would have named nobody: no answer of these days fits, or a rule above it takes them."),
        rule=called(rule.name or "Low score"),
    )


def _examples(both: Both, gained: int, lost: int) -> list[Example]:
    found = []
    for number, is_gained, text in (
        (gained, True, _("%(who)s, %(score)d: a ticket would open")),
        (lost, False, _("%(who)s, %(score)d: no ticket would open")),
    ):
        rows = both.examples(gained=is_gained, most=MOST_EXAMPLES // 2) if number else []
        found += [_example(answer, name, ticket_id, text) for answer, name, ticket_id in rows]
    return found


def _example(answer: Response, name: str | None, ticket_id: int | None, text: str) -> Example:
    who = name or sentence(_("somebody without a name"))
    kind, number = ("ticket", ticket_id) if ticket_id else ("contact", answer.contact_id or 0)
    words = sentence(text, who=who, score=answer.score or 0)
    return Example(answer.comment or "", words, kind if number else "", number)
