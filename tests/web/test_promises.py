"""The promises on their page: drafted from a set, tried on the past, switched on, in both languages."""

from cxloop.database import db
from cxloop.settings.models import SettingDraft
from cxloop.tickets.models import Policy
from tests.web.test_settings import page, shown


def test_an_empty_company_drafts_its_promises_from_a_set_and_switches_them_on(north, max_, sign_in):
    visitor = sign_in(max_)
    assert "What does your company do?" in page(visitor.get("/settings/promises"))
    drafted = visitor.post("/settings/promises/starting", {"name": "retail"})
    assert db.session.query(Policy).count() == 0
    said = page(visitor.get(drafted.location))
    assert "Urgent: first contact within: 2 h instead of 4 h" in said
    assert "nothing can be said of the past" in said
    visitor.post("/settings/promises/promises/switching", {**shown(), "when": "now"})
    assert db.session.query(Policy).one().first_contact_within == {"urgent": 120, "normal": 480}
    said = page(visitor.get("/settings/promises"))
    assert "What does your company do?" not in said
    assert "in force" in said


def test_what_is_wrong_stays_where_it_was_typed_in_the_readers_language(north, max_, sign_in):
    max_.language = "it"
    db.session.commit()
    typed = {
        "urgent_contact": "subito", "urgent_solved": "16 h", "normal_contact": "8", "normal_solved": "40",
        "tiers": "Gold: urgente 2 / 8", "calendar": "",
    }  # fmt: skip
    said = page(sign_in(max_).post("/settings/promises/promises/draft", typed, expect=422))
    assert "«subito» non è una durata" in said
    assert "Gold: urgente 2 / 8" in said
    assert db.session.query(SettingDraft).count() == 0
    typed |= {"urgent_contact": "30 minuti", "chain": "2 ore: responsabile"}
    kept = sign_in(max_).post("/settings/promises/promises/draft", typed)
    said = page(sign_in(max_).get(kept.location))
    assert "Gold: urgente 2 h / 8 h" in said
    assert "Il primo contatto è in ritardo: si avvisa chi guida il team" in said
    assert "2 h: responsabile" in said
    assert db.session.query(SettingDraft).one().values["chain"] == ["2 h: owner"]


def test_the_page_of_a_ticket_lists_what_happens_if_nobody_moves(make, north, olga, lena, max_, sign_in):
    visitor = sign_in(max_)
    typed = {
        "urgent_contact": "4", "urgent_solved": "16", "normal_contact": "8", "normal_solved": "40", "tiers": "",
        "calendar": "", "warnings": "75", "chain": "2 h: channel",
    }  # fmt: skip
    drafted = page(visitor.get(visitor.post("/settings/promises/promises/draft", typed).location))
    assert "75 % of the time for the first contact is over: the owner is warned" in drafted
    visitor.post("/settings/promises/promises/switching", {**shown(), "when": "now"})
    ticket = make.ticket(5, survey=make.survey(team=north), owner=olga)
    said = page(visitor.get(f"/tickets/{ticket.id}"))
    assert "If nobody moves" in said
    assert f"75 % of the time for the first contact is over: {olga.name} is warned" in said
    assert "The first contact is late by 2 h of working time: the team's channel is told" in said
    make.resolved(ticket, olga)
    assert "If nobody moves" not in page(visitor.get(f"/tickets/{ticket.id}"))
