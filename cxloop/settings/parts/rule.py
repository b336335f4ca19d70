"""Rules: which answers need somebody, whom, and how soon; tried from the top, the first that fits wins."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from cxloop import rules
from cxloop.language import marked as _
from cxloop.people.models import Team
from cxloop.settings import choices
from cxloop.settings.conditions import Conditions
from cxloop.settings.consequences import Consequence
from cxloop.settings.fields import Choice, Field, Flag, Reference, Whole, Words
from cxloop.settings.part import Item, Part, Values
from cxloop.settings.parts.rule_past import replayed
from cxloop.settings.sentences import Sentence, sentence
from cxloop.tickets import rule_names, rule_versions
from cxloop.tickets.models import Rule
from cxloop.tickets.rule_names import called
from cxloop.tickets.rule_sets import ASIDE, OWNER
from cxloop.tickets.rule_versions import STEP

LAST_PLACE = 10_000
PRIORITIES = (("urgent", _("urgent")), ("normal", _("normal")))


class RuleName(Words):
    """A name of ours is read in each language, and kept as one whichever it was typed in."""

    def parse(self, given: Any) -> str | None:
        name = super().parse(given)
        return rule_names.kept(name) if name else None

    def say(self, value: Any) -> str | Sentence:
        return sentence(_("“%(words)s”"), words=called(value)) if value else super().say(value)

    def typed(self, value: Any, language: str) -> Any:
        return rule_names.said(value, language) if value else value


class RulePart(Part):
    name: ClassVar[str] = "rules"
    title: ClassVar[str] = _("Rules")
    purpose: ClassVar[str] = _(
        "Which answers need somebody. Rules are tried from the top, and the first that fits wins."
    )
    one: ClassVar[str] = _("a rule")
    is_ordered: ClassVar[bool] = True
    fields: ClassVar[tuple[Field, ...]] = (
        RuleName("name", _("Name"), required=True),
        Conditions("conditions", _("When"), required=True),
        Choice(
            "action", _("What happens"),
            among=(("ticket", _("a ticket opens")), (ASIDE, _("the answer is set aside"))), required=True,
        ),
        Words("reason", _("Why it is set aside"), _("Stays with each such answer.")),
        Choice("priority", _("Priority"), among=PRIORITIES, nothing=_("urgent by its survey’s threshold, else normal")),
        Reference("team", _("Team"), _("Which has the tickets."), among=choices.teams, nothing=_("the survey’s team")),
        Choice(
            "assignment", _("Given to"), among=((OWNER, _("the account’s owner; where it has none, by turns")),),
            nothing=_("the team by turns"),
        ),
        Whole("position", _("Place"), _("Lower numbers are tried first; empty: the first."), highest=LAST_PLACE),
        Flag("retired", _("Put away"), _("It is tried no more; tickets keep naming it.")),
    )  # fmt: skip
    sets: ClassVar[tuple[tuple[str, str], ...]] = (
        ("low", _("a ticket for each low score, as its survey says")),
        ("accounts", _("important accounts first: urgent and to the account’s owner; then each low score")),
    )

    def items(self, session: Session) -> Sequence[Item]:
        return [
            Item(rule.key, called(rule.name), self._note(session, rule), rule.retired_at is not None)
            for rule in rule_versions.newest(session)
        ]

    def blank(self, session: Session) -> Values:
        return super().blank(session) | {"action": "ticket"}

    def read(self, session: Session, key: str) -> Values | None:
        rule = rule_versions.of_key(session, key)
        if rule is None:
            return None
        team = session.get(Team, rule.team_id) if rule.team_id else None
        return {
            "name": rule.name, "conditions": rules.document(rule_versions.tree_of(session, rule)),
            "action": rule.action, "reason": rule.reason, "priority": rule.priority,
            "team": team.key if team else None, "assignment": rule.assignment, "position": rule.position,
            "retired": rule.retired_at is not None,
        }  # fmt: skip

    def checked(self, session: Session, key: str, given: Values, before: Values | None) -> Values:
        kept = super().checked(session, key, given, before)
        if kept["position"] is None:
            known = [one.position for one in rule_versions.newest(session) if one.retired_at is None]
            kept["position"] = max(0, min(known, default=STEP) - STEP)
        return kept

    def write(self, session: Session, key: str, values: Values, at: datetime) -> None:
        rule_versions.edit(session, key, kept(session, values), at, retired=values["retired"])

    def moved(self, session: Session, key: str, *, up: bool) -> Values | None:
        values, place = self.read(session, key), rule_versions.place_beside(session, key, up=up)
        return values | {"position": place} if values is not None and place is not None else None

    def refuse(
        self, session: Session, key: str, wanted: Values, _before: Values | None
    ) -> dict[str, Sentence]:
        reasons: dict[str, Sentence] = {}
        if wanted["action"] == ASIDE and not wanted["reason"]:
            reasons["reason"] = sentence(_("Nothing is set aside without a reason."))
        if wanted["action"] == "ticket" and not choices.teams(session):
            reasons["team"] = sentence(_("A ticket needs a team that has it: add a team first."))
        same = [
            one
            for one in rule_versions.newest(session)
            if one.key != key and one.retired_at is None and one.name.casefold() == wanted["name"].casefold()
        ]
        if same and not wanted["retired"]:
            reasons["name"] = sentence(_("A rule of this name stands there already."))
        return reasons

    def consequence(
        self, session: Session, key: str, wanted: Values, before: Values | None, days: int, at: datetime
    ) -> Consequence:
        return replayed(session, key, kept(session, wanted), days, at, retired=wanted["retired"])

    def starting(self, code: str) -> dict[str, Values]:
        low = {"all": [{"field": "threshold", "op": "reaches", "value": "ticket"}]}
        sets: dict[str, dict[str, Values]] = {
            "low": {"low-score": {"name": "Low score", "conditions": low, "action": "ticket", "position": 100}},
            "accounts": {
                "important-accounts": {
                    "name": "Important account",
                    "conditions": {"all": [*low["all"], {"field": "tier", "op": "is", "value": "A"}]},
                    "action": "ticket", "priority": "urgent", "assignment": OWNER, "position": 50,
                },
                "low-score": {"name": "Low score", "conditions": low, "action": "ticket", "position": 100},
            },
        }  # fmt: skip
        return sets[code]

    def _note(self, session: Session, rule: Rule) -> Sentence:
        when = rules.in_words(rule_versions.tree_of(session, rule))
        if rule.action == ASIDE:
            return sentence(_("%(when)s: set aside, %(reason)s"), when=when, reason=rule.reason or "")
        if rule.priority == "urgent":
            return sentence(_("%(when)s: an urgent ticket"), when=when)
        return sentence(_("%(when)s: a ticket"), when=when)


def kept(session: Session, values: Values) -> dict[str, Any]:
    """The columns of a rule."""
    own = ("name", "conditions", "action", "reason", "priority", "assignment", "position")
    return {name: values[name] for name in own} | {"team_id": choices.team_id(session, values["team"])}
