"""Stages and touchpoints: the customer's journey as an ordered circle, in the words of each language."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from cxloop.journey import catalogue
from cxloop.journey.circle import Circle, Place, renamed
from cxloop.journey.models import JourneyPlace
from cxloop.journey.starting import STARTING_JOURNEYS
from cxloop.language import marked as _
from cxloop.naming import key_of
from cxloop.settings import choices
from cxloop.settings.consequences import Consequence
from cxloop.settings.fields import Field, Flag, Reference, Whole, Words
from cxloop.settings.industries import INDUSTRIES
from cxloop.settings.lists import WordList
from cxloop.settings.part import Item, Part, Values
from cxloop.settings.parts.journey_past import stands_elsewhere
from cxloop.settings.sentences import Sentence, counted, in_each_language, sentence

LONGEST_NAME, LAST_PLACE = 60, 10_000


class JourneyPart(Part):
    name: ClassVar[str] = "journey"
    title: ClassVar[str] = _("Stages and touchpoints")
    purpose: ClassVar[str] = _("The customer's journey as a circle: where they stand when they speak to us.")
    one: ClassVar[str] = _("a stage or touchpoint")
    fields: ClassVar[tuple[Field, ...]] = (
        Words("name_en", _("In English"), required=True, longest=LONGEST_NAME),
        Words("name_it", _("In Italian"), required=True, longest=LONGEST_NAME),
        Reference(
            "stage", _("Lies in the stage"), _("A touchpoint lies in a stage; a stage lies in none."),
            among=choices.stages, ever=choices.stages_ever, nothing=_("none: it is a stage"),
        ),
        Whole(
            "position", _("Place"), _("In the order in which the customer comes there; empty: the last."),
            highest=LAST_PLACE,
        ),
        WordList(
            "also", _("Also called"),
            _("A line each: other words by which files, programs and surveys mean it. Earlier names go on meaning it."),
        ),
        Flag("retired", _("Put away"), _("It is offered no more; what answers said stays.")),
    )  # fmt: skip
    sets: ClassVar[tuple[tuple[str, str], ...]] = INDUSTRIES

    def items(self, session: Session) -> Sequence[Item]:
        circle = catalogue.circle(session)
        found: list[Item] = []
        for stage in circle.stages:
            found.append(_item(stage, circle))
            found += [_item(one, circle) for one in circle.touchpoints(stage.key)]
        away = sorted(circle.put_away, key=lambda one: bool(one.stage))
        return [*found, *(_item(one, circle) for one in away)]

    def blank(self, session: Session) -> Values:
        """Its place is left open: what says nothing of it comes last."""
        return {name: value for name, value in super().blank(session).items() if name != "position"}

    def read(self, session: Session, key: str) -> Values | None:
        row = catalogue.of_key(session, key)
        if row is None:
            return None
        return {
            "name_en": row.name_en, "name_it": row.name_it, "stage": row.stage.key if row.stage else None,
            "position": row.position, "also": list(row.also), "retired": row.retired_at is not None,
        }  # fmt: skip

    def checked(self, session: Session, key: str, given: Values, before: Values | None) -> Values:
        kept = super().checked(session, key, given, before)
        if kept["position"] is None:
            stage = catalogue.of_key(session, kept["stage"])
            kept["position"] = catalogue.next_position(session, stage.id if stage else None)
        return kept

    def write(self, session: Session, key: str, values: Values, at: datetime) -> None:
        row = catalogue.of_key(session, key)
        stage, before = catalogue.of_key(session, values["stage"]), catalogue.circle(session).of_key(key)
        row = row or JourneyPlace(key=key)
        row.formerly = list(renamed(before, place_of(key, values)).formerly) if before else []
        row.name_en, row.name_it, row.position = values["name_en"], values["name_it"], values["position"]
        row.stage, row.also = stage, list(values["also"])
        row.retired_at = (row.retired_at or at) if values["retired"] else None
        session.add(row)
        session.flush()

    def starting(self, code: str) -> dict[str, Values]:
        """
        Raises:
            KeyError: there is no such set.
        """
        found: dict[str, Values] = {}
        for (top, english, italian), touchpoints in STARTING_JOURNEYS[code].items():
            found[top] = {"name_en": english, "name_it": italian}
            for own, english_within, italian_within in touchpoints:
                found[own] = {"name_en": english_within, "name_it": italian_within, "stage": top}
        return found

    def free_key(self, session: Session, values: Values) -> str:
        return super().free_key(session, {"name": key_of(values["name_en"], "place")})

    def refuse(
        self, session: Session, key: str, wanted: Values, before: Values | None
    ) -> dict[str, Sentence]:
        circle = catalogue.circle(session)
        touchpoints = circle.touchpoints(key) if key else []
        if wanted["stage"] == key and key:
            return {"stage": sentence(_("It cannot lie in itself."))}
        if wanted["stage"] and touchpoints:
            return {"stage": sentence(_("It has touchpoints of its own, so it stays a stage."))}
        if wanted["retired"]:
            return _in_use(len(touchpoints))
        if clash := circle.taken(place_of(key, wanted)):
            word, other = clash
            where = (
                "also" if word in wanted["also"] else "name_it" if word == wanted["name_it"] else "name_en"
            )
            return {where: sentence(_("“%(word)s” means %(place)s already."), word=word, place=called(other))}
        return {}

    def consequence(
        self, session: Session, key: str, wanted: Values, before: Values | None, days: int, at: datetime
    ) -> Consequence:
        circle = catalogue.circle(session)
        place = place_of(key or self.free_key(session, wanted), wanted)
        place = renamed(stands, place) if (stands := circle.of_key(key)) else place
        return stands_elsewhere(session, circle, circle.with_place(place), days, at)


def place_of(key: str, values: Values) -> Place:
    """The place of these values."""
    return Place(
        key, values["name_en"], values["name_it"], values["stage"], values.get("position") or 0,
        tuple(values["also"]), values["retired"],
    )  # fmt: skip


def called(place: Place) -> Sentence:
    return in_each_language(place.name_en, place.name_it)


def _in_use(touchpoints: int) -> dict[str, Sentence]:
    if not touchpoints:
        return {}
    return {
        "retired": counted(
            "%(num)s touchpoint in use lies in it. Move it or put it away first.",
            "%(num)s touchpoints in use lie in it. Move them or put them away first.", touchpoints,
        )
    }  # fmt: skip


def _item(place: Place, circle: Circle) -> Item:
    stage = circle.of_key(place.stage)
    note = called(stage) if stage and place.is_retired else None
    return Item(
        place.key, called(place), note, place.is_retired, 2 if place.stage and not place.is_retired else 1
    )
