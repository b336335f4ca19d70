"""Root causes: why customers are unhappy, as a tree of three levels in the words of each language."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from cxloop.drivers import catalogue
from cxloop.drivers.catalogue import LONGEST_NAME, MOST_LEVELS
from cxloop.drivers.models import Driver
from cxloop.drivers.starting import STARTING_CAUSES, STEPS
from cxloop.language import marked as _
from cxloop.naming import LONGEST_KEY, free_key, key_of
from cxloop.settings import choices
from cxloop.settings.consequences import Consequence
from cxloop.settings.fields import Field, Flag, Reference, Whole, Words
from cxloop.settings.industries import INDUSTRIES
from cxloop.settings.part import Item, Part, Values
from cxloop.settings.parts.cause_past import resolved_with
from cxloop.settings.sentences import Sentence, counted, in_each_language, sentence

LAST_PLACE = 10_000


class CausePart(Part):
    name: ClassVar[str] = "causes"
    title: ClassVar[str] = _("Root causes")
    purpose: ClassVar[str] = _(
        "Why customers are unhappy: every resolved ticket names one, and improvements are measured by them."
    )
    one: ClassVar[str] = _("a cause")
    fields: ClassVar[tuple[Field, ...]] = (
        Words("name_en", _("In English"), required=True, longest=LONGEST_NAME),
        Words("name_it", _("In Italian"), required=True, longest=LONGEST_NAME),
        Reference(
            "above", _("Belongs to"), _("Tickets are resolved with the lowest level only."), among=choices.causes_above,
            ever=choices.causes_ever, nothing=_("a group of its own"),
        ),
        Words(
            "steps_en", _("What helps, in English"), _("A step a line: whoever works such a ticket reads them."),
            long=True,
        ),
        Words("steps_it", _("What helps, in Italian"), long=True),
        Whole("position", _("Place"), _("Among its neighbours; empty: the last."), highest=LAST_PLACE),
        Flag("retired", _("Put away"), _("No ticket is resolved with it any more; those that were keep it.")),
        Reference(
            "merged_into", _("Merged into"),
            _("Its tickets and improvements count with the other one, in reports of the past too. It is put away."),
            among=choices.causes, ever=choices.causes_ever, nothing=_("no other one"),
        ),
    )  # fmt: skip
    sets: ClassVar[tuple[tuple[str, str], ...]] = INDUSTRIES

    def items(self, session: Session) -> Sequence[Item]:
        known = catalogue.everything(session)
        return [
            Item(one.key, _name(one), _note(one), one.retired_at is not None, 1 if one.retired_at else one.level)
            for one in known
        ]  # fmt: skip

    def blank(self, session: Session) -> Values:
        """Its place is left open: a cause that says nothing of it comes last."""
        return {name: value for name, value in super().blank(session).items() if name != "position"}

    def read(self, session: Session, key: str) -> Values | None:
        cause = catalogue.of_key(session, key)
        if cause is None:
            return None
        return {
            "name_en": cause.name_en,
            "name_it": cause.name_it,
            "above": cause.parent.key if cause.parent else None,
            "steps_en": cause.steps_en,
            "steps_it": cause.steps_it,
            "position": cause.position,
            "retired": cause.retired_at is not None,
            "merged_into": cause.merged_into.key if cause.merged_into else None,
        }

    def checked(self, session: Session, key: str, given: Values, before: Values | None) -> Values:
        kept = super().checked(session, key, given, before)
        above = catalogue.of_key(session, kept["above"]) if kept["above"] else None
        if kept["position"] is None:
            kept["position"] = catalogue.next_position(session, above.id if above else None)
        return kept | {"retired": kept["retired"] or kept["merged_into"] is not None}

    def write(self, session: Session, key: str, values: Values, at: datetime) -> None:
        cause = catalogue.of_key(session, key)
        if cause is None:
            cause = Driver(key=key)
            session.add(cause)
        cause.name_en, cause.name_it, cause.position = (
            values["name_en"],
            values["name_it"],
            values["position"],
        )
        cause.steps_en, cause.steps_it = values["steps_en"], values["steps_it"]
        cause.parent = catalogue.of_key(session, values["above"])
        cause.merged_into = catalogue.of_key(session, values["merged_into"])
        cause.retired_at = (cause.retired_at or at) if values["retired"] else None
        session.flush()

    def starting(self, code: str) -> dict[str, Values]:
        """
        Raises:
            KeyError: there is no such set.
        """
        found: dict[str, Values] = {}
        for (top, english, italian), causes in STARTING_CAUSES[code].items():
            found[top] = {"name_en": english, "name_it": italian}
            for own, english_below, italian_below in causes:
                steps_en, steps_it = STEPS.get(own, (None, None))
                found[f"{top}.{own}"] = {
                    "name_en": english_below, "name_it": italian_below, "above": top, "steps_en": steps_en,
                    "steps_it": steps_it,
                }  # fmt: skip
        return found

    def free_key(self, session: Session, values: Values) -> str:
        above = f"{values['above']}." if values["above"] else ""
        taken = {
            one.key.removeprefix(above) for one in catalogue.everything(session) if one.key.startswith(above)
        }
        own = free_key(
            key_of(values["name_en"], "cause")[: max(8, LONGEST_KEY - len(above))], taken | {"new"}
        )
        return f"{above}{own}"

    def refuse(
        self, session: Session, key: str, wanted: Values, _before: Values | None
    ) -> dict[str, Sentence]:
        cause = catalogue.of_key(session, key)
        above, into = (catalogue.of_key(session, wanted[name]) for name in ("above", "merged_into"))
        below = catalogue.below(session, cause) if cause else []
        reasons: dict[str, Sentence] = {}
        if above is not None and (above is cause or above in below):
            reasons["above"] = sentence(_("It cannot belong to itself or to what lies below it."))
        elif above is not None and above.level + catalogue.height(cause, below) > MOST_LEVELS:
            reasons["above"] = sentence(_("Causes have three levels at most."))
        if wanted["retired"] or into is not None:
            where = "merged_into" if into is not None else "retired"
            if count := sum(one.retired_at is None for one in below):
                reasons[where] = counted(
                    "%(num)s cause in use lies below it. Move it or put it away first.",
                    "%(num)s causes in use lie below it. Move them or put them away first.", count,
                )  # fmt: skip
            elif into is not None and cause is not None and into.counts_as is cause:
                reasons[where] = sentence(_("It cannot be merged into itself."))
            return reasons
        if above is not None and above.retired_at is not None:
            reasons["above"] = sentence(_("That one is put away: bring it back first, or choose another."))
        for one in catalogue.beside(session, above):
            for field in ("name_en", "name_it"):
                if one is not cause and getattr(one, field).casefold() == wanted[field].casefold():
                    reasons[field] = sentence(_("A cause of this name stands there already."))
        return reasons

    def consequence(
        self, session: Session, key: str, wanted: Values, before: Values | None, days: int, at: datetime
    ) -> Consequence:
        cause = catalogue.of_key(session, key) if before else None
        if cause is None or before is None:
            return Consequence(
                sentence(_("A new cause has no past: tickets resolved from now on can name it."))
            )
        return resolved_with(session, cause, before, wanted, days, at)


def _name(cause: Driver) -> Sentence:
    return in_each_language(cause.name_en, cause.name_it)


def _note(cause: Driver) -> Sentence | None:
    if cause.merged_into:
        into = in_each_language(cause.merged_into.path("en"), cause.merged_into.path("it"))
        return sentence(_("counts with %(cause)s"), cause=into)
    return in_each_language(cause.parent.path("en"), cause.parent.path("it")) if cause.parent else None
