"""What the demo company asks, how often it is answered, and how often each cause makes somebody unhappy."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from cxloop.demo.staff import Staff
from cxloop.responses.models import Source, Survey
from cxloop.responses.scoring import SCALES

FELL = "delivery.late_not_told"
"""The cause whose improvement works."""
STAYED = "billing.wrong_invoice"
"""The cause whose improvement changes nothing."""
TOO_YOUNG = "support.no_callback"

VISIT = {
    FELL: 6.0, STAYED: 7.0, "service.not_fixed": 4.0, "service.missed": 2.5, "product.defect": 3.0, "price.value": 0.8,
    "product.app_crash": 0.8,
}  # fmt: skip
DELIVERY = {
    FELL: 15.0, STAYED: 6.5, "delivery.late": 1.6, "delivery.damaged": 1.8, "delivery.wrong_place": 1.8,
    "product.missing_feature": 0.4,
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """One survey. `share` of all answers; `business` share of them from companies; unhappy per 100 by cause."""

    key: str
    name: str
    metric: str
    team: str
    share: float
    business: float
    italian: float
    touchpoint: str
    stage: str
    unhappy: Mapping[str, float]
    is_relationship: bool = False


ASKED = (
    Asked(
        "relationship", "How likely are you to recommend us?", "nps", "key", 0.28, 1.0, 0.5, "relationship", "loyalty",
        {
            FELL: 12.0, STAYED: 8.0, "price.increase": 1.4, "support.no_callback": 1.6, "support.passed_around": 1.2,
            "product.defect": 1.0, "billing.unclear": 0.7, "product.missing_feature": 0.7, "price.value": 0.7,
        },
        is_relationship=True,
    ),
    Asked("delivery-north", "Consegna, Nord", "csat", "nord", 0.22, 0.35, 0.97, "delivery", "delivery", DELIVERY),
    Asked("delivery-south", "Consegna, Sud", "csat", "sud", 0.15, 0.2, 0.98, "delivery", "delivery", DELIVERY),
    Asked(
        "support", "Assistenza: quanto è stato facile?", "ces", "sud", 0.17, 0.15, 0.9, "support", "use",
        {
            FELL: 8.0, STAYED: 9.0, "support.waiting": 2.4, "support.no_callback": 2.6, "support.passed_around": 2.0,
            "support.rude": 0.6, "billing.refund": 1.4, "product.app_crash": 1.0,
        },
    ),
    Asked("visit-it", "Intervento tecnico", "osat", "nord", 0.11, 0.5, 1.0, "service visit", "service", VISIT),
    Asked("visit-en", "Service visit", "osat", "key", 0.07, 1.0, 0.0, "service visit", "service", VISIT),
)  # fmt: skip


def ask(session: Session, staff: Staff, at: datetime) -> dict[str, Source]:
    """Make the surveys; returns the door of each by the survey's key."""
    return {asked.key: _source(session, asked, staff, at) for asked in ASKED}


def _source(session: Session, asked: Asked, staff: Staff, at: datetime) -> Source:
    scale = SCALES[asked.metric]
    survey = Survey(
        key=asked.key, name=asked.name, metric=asked.metric, scale_min=scale.lowest, scale_max=scale.highest,
        report_low=scale.low_at, ticket_low=scale.ticket_at, urgent_low=scale.urgent_at,
        is_relationship=asked.is_relationship, touchpoint=asked.touchpoint, stage=asked.stage,
        team_id=staff.teams[asked.team].id, created_at=at,
    )  # fmt: skip
    session.add(survey)
    session.flush()
    source = Source(survey_id=survey.id, door="api")
    session.add(source)
    session.flush()
    return source
