"""A filtered list is kept under a name, for oneself or for one's team, and leads there again."""

from html import unescape

import pytest

from cxloop.database import db
from cxloop.tickets import saved_views
from cxloop.tickets.saved_views import SavedView


def keep(visitor, name="Late invoices", query="score=urgent&q=invoice&owner=junk&after=x", **more):
    return visitor.post("/tickets/views", {"name": name, "page": "loop", "query": query, **more}, expect=302)


def lists(visitor, path="/loop"):
    return unescape(visitor.get(path).text)


def test_a_view_is_kept_with_what_makes_sense_and_marked_where_it_is_seen(make, olga, tom, sign_in):
    visitor = sign_in(olga)
    assert "Save this view" not in lists(visitor)
    assert "Save this view" in lists(visitor, "/loop?score=urgent")
    keep(visitor)
    (view,) = db.session.query(SavedView).all()
    assert (view.page, view.query, view.team_id) == ("loop", "score=urgent&q=invoice", None)
    html = lists(visitor, "/loop?q=invoice&score=urgent")
    assert 'href="/loop?score=urgent&q=invoice" aria-current="true">Late invoices' in html
    assert "Late invoices" in lists(visitor, "/tickets")
    assert "Late invoices" not in lists(sign_in(tom))
    keep(visitor, query="state=reopened")
    assert [one.query for one in db.session.query(SavedView)] == ["state=reopened"], "the same name, once"


def test_a_view_is_shared_with_a_team_of_ones_own(make, olga, tom, zoe, lena, sign_in):
    team, other = str(olga.memberships[0].team_id), str(zoe.memberships[0].team_id)
    keep(sign_in(olga), team=team)
    assert "Late invoices" in lists(sign_in(tom))
    assert "Late invoices" not in lists(sign_in(zoe))
    visitor = sign_in(olga)
    keep(visitor, name="Sneaky", team=other)
    assert "This team is not one of yours. Nothing was saved." in lists(visitor)
    (number,) = [view.id for view in db.session.query(SavedView)]
    sign_in(tom).post(f"/tickets/views/{number}/removal", expect=404)
    sign_in(lena).post(f"/tickets/views/{number}/removal")
    assert db.session.query(SavedView).all() == []
    again = sign_in(lena)
    again.post(f"/tickets/views/{number}/removal")
    assert "This view is gone already." in lists(again)


@pytest.mark.parametrize("name", ["", "  ", "\0"])
def test_a_view_without_a_name_is_not_kept(olga, sign_in, name):
    visitor = sign_in(olga)
    keep(visitor, name=name)
    assert "Say what this view is called. Nothing was saved." in lists(visitor)
    assert db.session.query(SavedView).all() == []


def test_nobody_keeps_more_views_than_anybody_reads(olga, sign_in, monkeypatch):
    monkeypatch.setattr(saved_views, "MOST", 1)
    visitor = sign_in(olga)
    keep(visitor)
    keep(visitor, name="Another")
    assert "take one away first" in lists(visitor)


def test_a_name_is_shown_as_it_was_typed_and_does_nothing(olga, sign_in):
    visitor = sign_in(olga)
    keep(visitor, name="<script>alert(1)</script>")
    assert "<script>alert" not in visitor.get("/loop").text
