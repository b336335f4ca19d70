"""The filters of a report, read from its address: days, team, survey, place of the journey, tier."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from cxloop.accounts.models import Account
from cxloop.journey.catalogue import circle
from cxloop.people.models import Team, User
from cxloop.people.policies import reports_of, sees_names
from cxloop.reports.period import Period, usual_period
from cxloop.reports.wanted import Wanted
from cxloop.responses.models import Survey
from cxloop.web.reports.forms import PeriodForm

FILTERS = ("team", "survey", "place", "tier")


class FilterForm(PeriodForm):
    team = SelectField(_l("Team"))
    survey = SelectField(_l("Survey"))
    place = SelectField(_l("Stage or touchpoint"))
    tier = SelectField(_l("Tier"))


@dataclass(frozen=True)
class Asked:
    """What an address asks for; when it cannot be read, the usual days of everything and the form says why."""

    form: FilterForm
    period: Period
    wanted: Wanted
    address: dict[str, Any]
    is_readable: bool
    teams: tuple[str, ...]
    """The names of the teams a reader is limited to."""


def asked(
    session: Session, user: User, arguments: MultiDict[str, str], as_of: datetime, zone: tzinfo, language: str
) -> Asked:
    usual, sees = usual_period(as_of, zone), reports_of(user)
    given = MultiDict({name: value for name, value in arguments.items() if value})
    if not (given.get("from") or given.get("last")):
        given.update({"from": usual.start.isoformat(), "last": usual.last.isoformat()})
    form = FilterForm(given)
    teams = _choices(session, form, sees, language)
    is_readable = form.validate()
    named = tuple(teams.values()) if sees is not None else ()
    if not is_readable:
        return Asked(form, usual, Wanted(sees, names=sees_names(user)), {}, False, named)
    chosen = {name: form[name].data for name in FILTERS if form[name].data}
    wanted = Wanted(
        sees,
        _number(chosen.get("team")),
        _number(chosen.get("survey")),
        chosen.get("tier"),
        chosen.get("place"),
    )
    period = form.period
    address = {"from": period.start.isoformat(), "last": period.last.isoformat()} | chosen
    return Asked(form, period, wanted, address, True, named)


def _number(given: str | None) -> int | None:
    return int(given) if given else None


def _choices(
    session: Session, form: FilterForm, sees: frozenset[int] | None, language: str
) -> dict[int, str]:
    mine = select(Team.id, Team.name).order_by(Team.name)
    teams = {id_: name for id_, name in session.execute(mine) if sees is None or id_ in sees}
    known = session.execute(select(Survey.id, Survey.name, Survey.team_id).order_by(Survey.name))
    surveys = [(id_, name) for id_, name, team in known if sees is None or team in sees]
    journey, places = circle(session), []
    for stage in journey.stages:
        places.append((stage.key, stage.name(language)))
        below = journey.touchpoints(stage.key)
        places += [(one.key, f"{stage.name(language)} › {one.name(language)}") for one in below]
    tiers = session.scalars(select(Account.tier).where(Account.tier.is_not(None)).distinct()).all()
    for field, everything, choices in (
        (form.team, _l("All teams"), teams.items()),
        (form.survey, _l("All surveys"), surveys),
        (form.place, _l("The whole journey"), places),
        (form.tier, _l("All tiers"), [(tier, tier) for tier in sorted(filter(None, tiers))]),
    ):
        field.choices = [
            SelectChoice("", everything),
            *(SelectChoice(str(id_), name) for id_, name in choices),
        ]
        field.data = field.data or ""
    return teams
