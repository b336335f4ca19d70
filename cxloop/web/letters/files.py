"""A file of a letter, to take away: never shown by us, whatever it says it is."""

from urllib.parse import quote

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from cxloop import audit_log
from cxloop.database import db, unit_of_work
from cxloop.people.policies import scope_of, steers_customers, works_tickets
from cxloop.tickets.conversation.models import Message, MessageFile
from cxloop.tickets.models import Ticket
from cxloop.web import current
from cxloop.web.letters.room import LARGEST_ID, room
from cxloop.web.refusing import refuse


@room.get(f"/letters/files/<int(max={LARGEST_ID}):attachment_id>", policy=works_tickets)
def take(attachment_id: int) -> ResponseReturnValue:
    """To whoever may see its ticket; of a letter that is nowhere yet, to whoever places it."""
    session = db.session()
    file = session.get(MessageFile, attachment_id)
    if file is None or file.content is None:
        abort(404)
    message = session.get(Message, file.message_id) if file.message_id else None
    ticket = session.get(Ticket, message.ticket_id) if message else None
    user = current.user()
    may = scope_of(user).covers(ticket.team_id, ticket.owner_id) if ticket else steers_customers(user)
    if not may:
        refuse(attachment_id)
    content, name, at, user_id = file.content, file.name, current.moment(), user.id
    if request.method != "HEAD":
        unit_of_work(
            lambda: audit_log.record(
                db.session(), "exported", at=at, actor_id=user_id, via="web", what="letter_file", rows=1,
                subject=attachment_id,
            )
        )  # fmt: skip
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    headers = {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
    }
    return Response(content, mimetype="application/octet-stream", headers=headers)
