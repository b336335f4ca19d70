from flask.typing import ResponseReturnValue

from cxloop.people.policies import works_tickets
from cxloop.web.tickets.page import show as page
from cxloop.web.tickets.page import visible
from cxloop.web.tickets.room import room

DIALOGS = {
    "contacts": "log-contact",
    "letters": "write",
    "notes": "add-note",
    "assignments": "hand-over",
    "resolution": "resolve",
    "verification": "customers-word",
    "reopening": "reopen",
    "snooze": "put-off",
    "promises": "promise",
    "tasks": "ask-colleague",
    "waiting": "wait",
}


@room.get("/tickets/<int:ticket_id>", policy=works_tickets)
def show(ticket_id: int) -> ResponseReturnValue:
    return page(visible(ticket_id))


STEPS = ", ".join(DIALOGS)


@room.get(f"/tickets/<int:ticket_id>/<any({STEPS}):step>", policy=works_tickets)
def form(ticket_id: int, step: str) -> ResponseReturnValue:
    """The page with one form open: where a link leads without JavaScript, and after a reload."""
    return page(visible(ticket_id), open_dialog=DIALOGS[step])
