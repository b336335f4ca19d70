"""A colleague is asked from the ticket and answers from My loop, without seeing what is not theirs to see."""

from html import unescape

from cxloop.database import db
from cxloop.tickets.sub_tasks import SubTask


def page(answer) -> str:
    return " ".join(unescape(answer.get_data(as_text=True)).split())


def test_asked_on_the_ticket_answered_from_my_loop(make, olga, zoe, tom, sign_in):
    ticket, at_desk = make.ticket(owner=olga), sign_in(olga)
    path = f"/tickets/{ticket.id}"
    words = {"owner_id": zoe.id, "what": "Name a technician", "due_at": "2026-03-10"}
    refused = page(at_desk.post(f"{path}/tasks", {**words, "owner_id": ""}, expect=422))
    assert "Choose who is asked." in refused
    at_desk.post(f"{path}/tasks", words)
    assert "you asked Zoe" in page(at_desk.get("/loop"))
    elsewhere = sign_in(zoe)
    elsewhere.get(path, expect=404)
    loop = page(elsewhere.get("/loop"))
    assert "Olga asks you" in loop
    assert f'href="{path}"' not in loop
    one = f"/tasks/{db.session.query(SubTask).one().id}"
    sign_in(make.user("Sara", team=make.team("East"))).post(f"{one}/answer", {"answer": "x"}, expect=404)
    elsewhere.post(f"{one}/answer", {"answer": ""})
    assert "Write something first." in page(elsewhere.get("/loop"))
    elsewhere.post(f"{one}/answer", {"answer": "Omar, at nine."})
    assert "Omar, at nine." in page(at_desk.get(path))
    sign_in(tom).post(f"{one}/dropping", {"answer": "late"})
    assert db.session.query(SubTask).one().ending == "answered"
    assert "Nobody asked you for anything" in page(elsewhere.get("/loop?show=tasks"))
