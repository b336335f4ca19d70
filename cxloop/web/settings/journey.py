"""The journey on its page: the circle with what was heard at each stage, and words that stand nowhere yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.journey import catalogue
from cxloop.journey.circle import Circle, Place
from cxloop.people.policies import steers_settings
from cxloop.settings import drafts, journey_words
from cxloop.settings.models import SettingDraft
from cxloop.settings.parts import PARTS
from cxloop.settings.parts.journey_past import Standing, standing
from cxloop.settings.sentences import Refused
from cxloop.web import current
from cxloop.web.language import language
from cxloop.web.settings.journey_drawing import Drawing, draw
from cxloop.web.settings.page import DAYS
from cxloop.web.settings.room import room

MOST_UNSORTED = 50
LEAST_FOR_A_RATE = 5
"""Answers below which "per 100" would say more than is known."""


@dataclass(frozen=True)
class Stage:
    key: str
    name: str
    answers: int
    tickets: int
    touchpoints: Sequence[tuple[str, str, int]]
    """Key, name and answers of each."""

    @property
    def rate(self) -> float | None:
        return 100 * self.tickets / self.answers if self.answers else None


@dataclass(frozen=True)
class Journey:
    """What the page shows."""

    stages: Sequence[Stage]
    wide: Drawing
    narrow: Drawing
    days: int
    answers: int
    without: int
    """Answers that name no stage."""
    unsorted: Sequence[tuple[str, int]]
    more_unsorted: int
    choices: Sequence[tuple[str, str]]
    put_away: Sequence[tuple[str, str]]


def picture() -> Journey:
    """How the journey stands, and what was heard on it in the days the address asks for."""
    session, spoken = db.session(), language()
    days = request.args.get("days", DAYS[0], type=int)
    days = days if days in DAYS else DAYS[0]
    circle, said = catalogue.circle(session), journey_words.said(session, days, current.moment())
    found = standing(circle, said)
    stages = [_stage(circle, one, found, spoken) for one in circle.stages]
    names, rates = [one.name for one in stages], [one.rate for one in stages]
    nowhere = journey_words.nowhere(circle, said)
    return Journey(
        stages, draw(names, rates, 860, 480, 168), draw(names, rates, 288, 264, 112), days, sum(found.answers.values()),
        found.answers[""], nowhere[:MOST_UNSORTED], max(0, len(nowhere) - MOST_UNSORTED),
        _choices(circle, spoken), [(one.key, one.name(spoken)) for one in circle.put_away],
    )  # fmt: skip


@room.post("/journey/sorting", policy=steers_settings)
def sort_in() -> ResponseReturnValue:
    """Draft that a word means this place too; its consequence is looked at like that of any other change."""
    part, session = PARTS["journey"], db.session()
    word, key = request.form.get("word", ""), request.form.get("place", "")
    values = part.read(session, key)
    if values is None or not word.strip():
        flash(_("Say which word, and where it belongs."), "late")
        return redirect(url_for(".journey"))
    mine = next((one for one in drafts.beside(session, part, key) if one.by_id == current.user().id), None)
    begun = mine.values if mine else values
    try:
        wanted = part.checked(session, key, begun | {"also": [*begun["also"], word]}, values)
    except Refused as refused:
        flash(" ".join(refused.say(language()).values()), "late")
        return redirect(url_for(".journey"))
    by_id, at = current.user().id, current.moment()

    def work() -> SettingDraft:
        return drafts.save(db.session(), part, key, wanted, by_id=by_id, at=at)

    kept = unit_of_work(work)
    flash(_("The draft is kept. Nothing has changed yet: look at what it would have done."))
    return redirect(url_for(".item", part=part.name, item=key, draft=kept.id, _anchor="consequence"))


def _stage(circle: Circle, stage: Place, found: Standing, spoken: str) -> Stage:
    within = [
        (one.key, one.name(spoken), found.touchpoint_answers[one.key])
        for one in circle.touchpoints(stage.key)
    ]
    return Stage(stage.key, stage.name(spoken), found.answers[stage.key], found.tickets[stage.key], within)


def _choices(circle: Circle, spoken: str) -> list[tuple[str, str]]:
    """Every place in use, touchpoints under their stage."""
    return [
        (place.key, label)
        for stage in circle.stages
        for place, label in (
            (stage, stage.name(spoken)),
            *((one, f"{stage.name(spoken)} › {one.name(spoken)}") for one in circle.touchpoints(stage.key)),
        )
    ]
