"""The five steps of a company that begins, and what each already has."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from cxloop.calendars.lengths import say_length
from cxloop.config import Settings
from cxloop.drivers.models import Driver
from cxloop.people.company import Company
from cxloop.people.models import Team, User
from cxloop.responses.models import Response, Survey
from cxloop.responses.scoring import WITHOUT_SCORE
from cxloop.tickets import policies


@dataclass(frozen=True)
class Step:
    """One step: where it is done, what stands, and what is still missing."""

    title: str
    stands: str
    href: str
    press: str
    is_done: bool


def steps(session: Session, settings: Settings) -> list[Step]:
    company = session.get(Company, 1)
    name = company.name if company else None
    answers = _count(session, Response.id)
    surveys = _count(session, Survey.id, Survey.metric.not_in(WITHOUT_SCORE))
    people, teams = (
        _count(session, User.id, User.is_active.is_(True)),
        _count(session, Team.id, Team.retired_at.is_(None)),
    )
    causes = _count(session, Driver.id, Driver.retired_at.is_(None))
    return [
        Step(
            _("Company and language"), name or _("Customers do not know your name yet."), url_for("settings.company"),
            _("Say who you are"), bool(name),
        ),
        Step(
            _("First survey or file"),
            ngettext("%(num)s answer was heard.", "%(num)s answers were heard.", answers) if answers
            else _("Bring the file your survey tool exports, connect the tool, or ask customers with our own survey."),
            url_for("imports.index"), _("Bring a file"), surveys > 0,
        ),
        Step(
            _("Teams and people"), _people_and_teams(people, teams), url_for("settings.teams"),
            _("Say who does what"), people > 1,
        ),
        Step(
            _("Promises and root causes"), f"{_promise(session)} {_causes(causes)}",
            url_for("settings.promises" if causes else "settings.causes"),
            _("Look at the promises") if causes else _("Choose root causes"), causes > 0,
        ),
        Step(
            _("Slack and mail"), _slack_and_mail(settings), url_for("settings.connections"), _("See what works"),
            bool(settings.slack_token or settings.smtp_url),
        ),
    ]  # fmt: skip


def _count(session: Session, column: InstrumentedAttribute[int], *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(column)).where(*where)) or 0


def _people_and_teams(people: int, teams: int) -> str:
    said = ngettext("%(num)s person", "%(num)s people", people)
    return f"{said}, {ngettext('%(num)s team', '%(num)s teams', teams)}"


def _promise(session: Session) -> str:
    within = (policies.standing_policy(session) or policies.first_policy()).first_contact_within
    promise: str = _(
        "Customers are called within %(normal)s of working time, urgent ones within %(urgent)s.",
        normal=say_length(within["normal"]), urgent=say_length(within["urgent"]),
    )  # fmt: skip
    return promise


def _causes(count: int) -> str:
    if not count:
        return str(_("Why they were unhappy has no list yet."))
    return str(ngettext("%(num)s root cause", "%(num)s root causes", count))


def _slack_and_mail(settings: Settings) -> str:
    if settings.slack_token and settings.smtp_url:
        return str(_("Slack and mail are connected."))
    if settings.slack_token:
        return str(_("Slack is connected; without CXLOOP_SMTP_URL no letter leaves."))
    if settings.smtp_url:
        return str(_("Mail is connected; without CXLOOP_SLACK_TOKEN alerts go by mail."))
    return str(
        _(
            "Neither is connected, so alerts are printed on the console: set CXLOOP_SLACK_TOKEN and CXLOOP_SMTP_URL."
        )
    )
