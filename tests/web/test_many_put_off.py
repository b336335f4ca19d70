"""Many tickets are put off at once, each told of by itself, and taken back at once."""

from datetime import timedelta
from html import unescape

import pytest

from cxloop.database import db
from cxloop.tickets.models import Ticket
from tests.makers import AT


def put_off(visitor, tickets, day=AT + timedelta(days=2), **more):
    form = {"until": f"{day:%Y-%m-%d}", "reason": "Parts come on Thursday", "next": "/tickets", **more}
    visitor.post("/tickets/snoozes", {**form, "ticket": [str(one) for one in tickets]})
    return unescape(visitor.get("/tickets").text)


def is_off(ticket_id):
    return db.session.get_one(Ticket, ticket_id, populate_existing=True).is_snoozed(AT)


def test_each_goes_by_itself_and_what_stays_says_why(make, olga, zoe, sign_in):
    mine = [make.ticket(3, contact=make.contact(f"Person {at}"), owner=olga).id for at in range(2)]
    done = make.ticket(3, contact=make.contact("Done"), owner=olga)
    make.resolved(done, olga)
    theirs = make.ticket(3, contact=make.contact("Theirs"), owner=zoe, team=zoe.memberships[0].team).id
    visitor = sign_in(olga)
    html = put_off(visitor, [*mine, done.id, theirs, 99999])
    assert "2 tickets are back on top" in html
    assert f"Ticket {done.id} stayed: nothing is owed on it any more" in html
    assert f"Tickets {theirs}, 99999 stayed: not yours to put off, or no longer there" in html
    assert [is_off(one) for one in (*mine, theirs)] == [True, True, False]
    records = ",".join(map(str, [*mine, theirs]))
    assert f'value="{",".join(map(str, mine))}"' in html
    visitor.post("/tickets/wakings", {"records": records})
    assert "2 tickets are back in the queue." in visitor.get("/tickets").text
    assert not any(map(is_off, mine))
    visitor.post("/tickets/wakings", {"records": records})
    assert "0 tickets are back in the queue." in visitor.get("/tickets").text


@pytest.mark.parametrize(
    "more", [{"reason": " "}, {"until": "x"}, {"until": "2020-01-01"}, {"until": "2999-01-01"}]
)
def test_without_a_day_ahead_and_a_reason_nothing_changes(make, olga, sign_in, more):
    ticket = make.ticket(3, owner=olga)
    visitor = sign_in(olga)
    put_off(visitor, [ticket.id], **more)
    assert not is_off(ticket.id)
