"""What a person says of themselves, and what an administrator says of somebody: phone, choices, quiet hours, limit."""

from html import unescape

import pytest

from cxloop.database import db
from cxloop.people.models import Role, User
from cxloop.settings import file
from cxloop.settings.ledger import Hand
from tests.makers import AT
from tests.visitor import Visitor

SENT = {
    "name": "Olga", "language": "en", "time_zone": "", "phone": "+39 02 5550 1234", "handed_over_by": "mail",
    "missed_by": "slack", "quiet_hours": "20-8",
}  # fmt: skip


def page(answer) -> str:
    return " ".join(unescape(answer.get_data(as_text=True)).split())


def kept(user_id: int) -> list[object]:
    db.session.expire_all()
    user = db.session.get_one(User, user_id)
    return [user.phone, user.handed_over_by, user.missed_by, user.quiet_hours, user.daily_limit]


def test_ones_own(app, olga):
    visitor, olga_id = Visitor(app).sign_in(olga), olga.id
    visitor.post("/me", SENT | {"daily_limit": "1"})
    assert kept(olga_id) == ["+39 0255501234", "mail", "slack", "20:00–08:00", None]
    said = page(
        visitor.post(
            "/me", SENT | {"phone": "home", "quiet_hours": "always", "missed_by": "pigeon"}, expect=422
        )
    )
    for words in ("not a phone number", "Hours such as", "One of these is expected", 'value="home"'):
        assert words in said
    visitor.post("/me", SENT | {"phone": "", "quiet_hours": ""})
    assert kept(olga_id)[0] is None


def test_a_colleagues(app, make, olga, north):
    visitor, path, olga_id = (
        Visitor(app).sign_in(make.user("Ada", Role.ADMINISTRATOR)),
        f"/settings/people/{olga.id}",
        olga.id,
    )
    visitor.post(path, SENT | {"daily_limit": "7"})
    assert kept(olga_id) == ["+39 0255501234", "mail", "slack", "20:00–08:00", 7]
    make.ticket(2, survey=make.survey(team=north))
    shown = page(visitor.get(path))
    assert "Has 1 open." in shown
    assert "+39 0255501234" in page(visitor.get("/settings/people"))
    assert "of 7 new" in page(visitor.get("/settings/people"))
    assert "A number from 1 to 500." in page(visitor.post(path, SENT | {"daily_limit": "0"}, expect=422))


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_in_the_one_file(make, olga):
    hand, person = (
        Hand(None, "file"),
        {"people": {"olga@example.com": {"phone": "0039 06 1", "daily_limit": 4}}},
    )
    with pytest.raises(file.FileRefused, match="people.olga@example.com.phone"):
        file.apply(db.session(), person, hand, AT)
    person["people"]["olga@example.com"]["phone"] = "0039 06 12345"
    assert file.apply(db.session(), person, hand, AT)
    assert kept(olga.id) == ["+39 0612345", "slack", "channel", None, 4]
    assert not file.apply(db.session(), person, hand, AT)
    assert not file.apply(db.session(), file.document(db.session()), hand, AT)
