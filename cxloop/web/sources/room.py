from flask import abort

from cxloop.database import db
from cxloop.entrances import Entrance
from cxloop.responses.inbound.models import Hook, InboundEvent
from cxloop.web import current

room = Entrance("sources", __name__)
LARGEST_ID = 2**63 - 1


def found(source_id: int) -> Hook:
    """The platform's door of this source as it stands now; 404 when there is none."""
    hook = db.session.get(Hook, source_id, populate_existing=True) if source_id <= LARGEST_ID else None
    return hook or abort(404)


def changed(source_id: int, what: str) -> None:
    """Tell the audit log, inside the unit of work, what of a source was changed."""
    current.written_down("source_changed", source=source_id, what=what)


def found_event(event_id: int) -> InboundEvent:
    """One call as it arrived; 404 when there is none."""
    event = db.session.get(InboundEvent, event_id, populate_existing=True) if event_id <= LARGEST_ID else None
    return event or abort(404)
