"""Doors that platforms call, as somebody opens them."""

from datetime import datetime

from flask import current_app

from cxloop.database import db
from cxloop.loop import listen
from cxloop.people.models import User
from cxloop.responses.inbound.models import Hook
from cxloop.responses.models import Survey
from cxloop.responses.surveys import NewSurvey
from tests.makers import AT


def opened(
    platform: str,
    survey: Survey | NewSurvey,
    by: User,
    *,
    signing_secret: str | None = None,
    at: datetime = AT,
) -> tuple[Hook, str]:
    """The door and the last part of its path; not committed. Asks inside an application's context."""
    return listen.connect(
        db.session(), platform=platform, survey=survey, signing_secret=signing_secret,
        secret_key=current_app.config["SETTINGS"].secret_key, by=by, at=at,
    )  # fmt: skip
