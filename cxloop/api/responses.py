"""Answers: one or a thousand heard at once, and what was heard."""

from operator import eq, ge, le, lt
from typing import Any

import msgspec
from flask import current_app, g
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cxloop.api import reading, sight
from cxloop.api.batch import hear_all, hear_one
from cxloop.api.entrance import ONE, v1
from cxloop.api.hearing import Secret
from cxloop.api.once import Answer, Shared, Work
from cxloop.api.paging import Page, page_of
from cxloop.api.problems import KINDS, PROBLEM_JSON, not_found
from cxloop.api.programs import via
from cxloop.api.response_shapes import (
    AllRejected,
    Became,
    BecameAll,
    NewResponse,
    NewResponses,
    Response,
    ResponseAsked,
    Several,
)
from cxloop.api.speaking import said, speaks
from cxloop.api.together import heard_together
from cxloop.config import Settings
from cxloop.database import db
from cxloop.people.scopes import Needs
from cxloop.responses import models
from cxloop.responses.models import Survey
from cxloop.secrets.sealing import derived

READ, WRITE = Needs("responses:read"), Needs("responses:write")


@v1.post("/responses", policy=WRITE)
@speaks(
    "Send answers",
    {200: (Became, BecameAll), 201: Became},
    body=(NewResponse, NewResponses, Several),
    problems={422: AllRejected},
)
def hear_responses(body: Any) -> Work | Shared:
    """One answer, or up to 1,000 of them as a list or below `responses`.

    One answer is 201 when it is new, 200 when it updates or was there already, and 422 when it cannot be kept. Of
    several, each is judged alone: 200 with what became of each, or 422 when not one could be kept. A low score opens
    a ticket or joins the customer's open one.
    """
    if isinstance(body, list):
        body = {"responses": body}
    if isinstance(body, dict) and "responses" in body:
        items = reading.shaped(body, NewResponses).responses
        return lambda: _several(items)
    at, secret, door = g.moment, _secret(), via()
    return Shared(lambda named: heard_together(body, at, secret, named, door), lambda: _one(body))


@v1.get("/responses", policy=READ)
@speaks("List answers", {200: Page[Response]}, query=ResponseAsked)
def list_responses(query: ResponseAsked) -> Answer:
    """The newest first."""
    row = models.Response
    chosen = select(row).options(joinedload(row.survey))
    if (seen := sight.sees_response(sight.scope())) is not None:
        chosen = chosen.where(seen)
    if query.survey is not None:
        chosen = chosen.join(Survey, Survey.id == row.survey_id).where(Survey.key == query.survey)
    for value, compared, column in (
        (query.contact_id, eq, row.contact_id), (query.account_id, eq, row.account_id),
        (query.external_id, eq, row.external_id), (query.score_at_most, le, row.score),
        (query.answered_from, ge, row.answered_at), (query.answered_before, lt, row.answered_at),
    ):  # fmt: skip
        if value is not None:
            chosen = chosen.where(compared(column, value))
    if query.external_id is not None:  # what answers are known by begins with their source
        chosen = chosen.where(row.source_id.in_(select(models.Source.id)))
    is_led = query.contact_id is not None or query.external_id is not None
    walks = not is_led and chosen.whereclause is not None
    return said(page_of(db.session(), chosen, row.id, query, _shape, walks=walks))


@v1.get(f"/responses/{ONE}", policy=READ)
@speaks("One answer", {200: Response}, refuses=[404])
def show_response(number: int) -> Answer:
    chosen = select(models.Response).where(models.Response.id == number)
    if (seen := sight.sees_response(sight.scope())) is not None:
        chosen = chosen.where(seen)
    found = db.session.scalars(chosen.options(joinedload(models.Response.survey))).first()
    if found is None:
        raise not_found()
    return said(_shape(found))


def _one(item: Any) -> Answer:
    became = hear_one(db.session(), item, g.moment, _secret(), via())
    return said(became, 201 if became.result == "created" else 200)


def _several(items: list[Any]) -> Answer:
    became = hear_all(db.session(), items, g.moment, _secret(), via())
    if became.rejected < became.read:
        return said(became)
    problem = AllRejected(
        type="urn:cxloop:refused", title=KINDS["refused"], status=422, read=became.read, rejected=became.rejected,
        detail="Not one answer could be kept; each result says why.", results=became.results,
    )  # fmt: skip
    return Answer(422, PROBLEM_JSON, msgspec.json.encode(problem))


def _secret() -> Secret:
    settings: Settings = current_app.config["SETTINGS"]
    return Secret(derived(settings.secret_key, "anonymous answers"))


def _shape(row: models.Response) -> Response:
    return Response(
        id=row.id, survey=row.survey.key, metric=row.survey.metric, external_id=row.external_id, score=row.score,
        comment=row.comment, language=row.language, touchpoint=row.touchpoint, stage=row.stage,
        attributes=row.attributes, contact_id=row.contact_id, account_id=row.account_id,
        answered_at=row.answered_at, received_at=row.received_at, withdrawn_at=row.withdrawn_at,
    )  # fmt: skip
