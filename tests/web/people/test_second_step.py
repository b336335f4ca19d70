"""A code after the password: switched on, asked for, never taken twice, lost, reset, and required."""

import re
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import func, select

from cxloop.audit_log.models import AuditEvent
from cxloop.clock import now
from cxloop.database import db
from cxloop.people import second_step, tokens
from cxloop.people.models import SignIn, User
from cxloop.people.second_step import RecoveryCode, SecondStep
from cxloop.settings import ledger
from cxloop.settings.ledger import Hand
from cxloop.settings.parts import PARTS
from tests.makers import AT, PASSWORD
from tests.visitor import Visitor

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


class Phone:
    """Olga's app: what it read, and the code it shows at a moment."""

    def __init__(self, page):
        self.secret = re.search(r"secret-letters\">([A-Z2-7 ]+)<", page)[1].replace(" ", "")
        assert f"secret={self.secret}" in page
        assert "<svg" in page

    def code(self, steps=0):
        return pyotp.TOTP(self.secret).at(now() + timedelta(seconds=30 * steps))


@pytest.fixture
def olgas(app, olga, make, sign_in, clock):
    """Her phone, and her recovery codes."""
    make.password(olga)
    hers = sign_in(olga)
    phone = Phone(hers.get("/me/second-step").text)
    hers.post("/me/second-step", {"code": phone.code()})
    page = hers.get("/me/second-step").text
    codes = re.findall(r"<code>([A-Z2-9-]{19})</code>", page)
    assert len(codes) == 10
    assert not re.findall(r"<code>([A-Z2-9-]{19})</code>", hers.get("/me/second-step").text)
    clock.shift(timedelta(minutes=2))
    return phone, codes


def password(visitor, person, following="", expect=302):
    path = f"/sign-in?next={following}" if following else "/sign-in"
    return visitor.post(path, {"email": person.email, "password": PASSWORD}, expect=expect)


def code(visitor, typed, expect=302):
    return visitor.post("/sign-in/code", {"code": typed}, expect=expect)


def is_in(visitor):
    return visitor.get("/me", expect=None).status_code == 200


def count(kind):
    return db.session.scalar(select(func.count()).select_from(AuditEvent).where(AuditEvent.kind == kind))


def require(*roles):
    part, session = PARTS["sign-in"], db.session()
    values = part.read(session, part.name) | {"codes_for": list(roles)}
    ledger.switch_on(session, part, part.name, values, Hand(None, "cli"), at=now())
    session.commit()


def test_the_password_alone_opens_nothing_and_the_code_leads_where_they_wanted(app, olga, olgas):
    phone, _codes = olgas
    new = Visitor(app)
    assert password(new, olga, "/tickets").location == "/sign-in/code"
    assert not is_in(new)
    assert "six digits" in new.get("/sign-in/code").text
    assert code(new, f" {phone.code()[:3]} {phone.code()[3:]}").location == "/tickets"
    assert is_in(new)


def test_a_code_is_taken_once_and_none_older_after_it(app, olga, olgas, clock):
    phone, _codes = olgas
    for visitor, steps, taken in ((Visitor(app), 0, 302), (Visitor(app), 0, 422), (Visitor(app), -1, 422)):
        password(visitor, olga)
        code(visitor, phone.code(steps), expect=taken)
    last = Visitor(app)
    password(last, olga)
    code(last, phone.code(1))  # a phone half a minute ahead
    clock.shift(timedelta(seconds=30))
    password(last, olga)
    code(last, phone.code(), expect=422)
    assert count("code_failed") == 3


def test_a_code_of_another_time_is_wrong(app, olga, olgas):
    new = Visitor(app)
    password(new, olga)
    for steps in (-2, 2, 100):
        assert "not the code of this moment" in code(new, olgas[0].code(steps), expect=422).text
    assert not is_in(new)


def test_a_recovery_code_works_once_however_it_is_spelt(app, olga, olgas):
    _phone, codes = olgas
    assert not set(codes) & set(db.session.scalars(select(RecoveryCode.code_hash)))
    new = Visitor(app)
    password(new, olga)
    assert "recovery codes you put away" in new.get("/sign-in/code?recovery=1").text
    code(new, codes[3].lower().replace("-", " "))
    other = Visitor(app)
    password(other, olga)
    code(other, codes[3], expect=422)
    assert (second_step.left(db.session(), olga.id), count("recovery_code_used")) == (9, 1)


def test_guesses_are_bounded_and_keep_nobody_out_of_a_known_browser(app, olga, olgas, clock):
    phone, codes = olgas
    hers = Visitor(app)
    password(hers, olga)
    code(hers, phone.code())
    hers.post("/sign-out")
    thief = Visitor(app)
    said = []
    for _minute in range(12):
        clock.shift(timedelta(seconds=61))
        password(thief, olga)
        said += [code(thief, "000000", expect=None).status_code for _ in range(6)]
    assert said.count(422) == second_step.WRONG_A_DAY
    clock.shift(timedelta(seconds=61))
    assert "Too many wrong codes were tried today" in code(thief, phone.code(), expect=429).text
    password(hers, olga)
    code(hers, phone.code())
    clock.shift(timedelta(seconds=61))
    new = Visitor(app)
    password(new, olga)
    code(new, codes[0])
    clock.shift(timedelta(days=1))
    later = Visitor(app)
    password(later, olga)
    code(later, phone.code())


def test_what_was_begun_with_a_password_ends_with_it_and_after_ten_minutes(app, olga, olgas, clock, make):
    phone, _codes = olgas
    new = Visitor(app)
    password(new, olga)
    clock.shift(timedelta(minutes=11))
    assert code(new, phone.code()).location == "/sign-in"
    password(new, olga)
    db.session.get(User, olga.id).password_hash = "another"
    db.session.commit()
    assert code(new, phone.code()).location == "/sign-in"
    make.password(olga)
    password(new, olga)
    db.session.get(User, olga.id).is_active = False
    db.session.commit()
    assert code(new, phone.code()).location == "/sign-in"
    assert not is_in(new)


def test_a_forgotten_password_does_not_lead_past_it(app, olga, olgas, ada, sign_in):
    made = sign_in(ada).post(f"/settings/people/{olga.id}/link", expect=201).text
    path = "/reset/" + made.partition("/reset/")[2].partition('"')[0]
    new = Visitor(app)
    assert new.post(path, {"password": "eleven yellow umbrellas"}).location == "/sign-in/code"
    assert not is_in(new)
    code(new, olgas[0].code())
    assert is_in(new)


def test_switching_on_signs_out_elsewhere_and_needs_the_code(app, olga, make, sign_in):
    make.password(olga)
    elsewhere, hers = sign_in(olga), sign_in(olga)
    phone = Phone(hers.get("/me/second-step").text)
    hers.post("/me/second-step", {"code": "000000"}, expect=422)
    assert is_in(elsewhere)
    assert Phone(hers.get("/me/second-step").text).secret == phone.secret
    hers.post("/me/second-step", {"code": phone.code()})
    assert is_in(hers)
    assert not is_in(elsewhere)
    kept = db.session.scalar(select(SecondStep.secret))
    assert phone.secret not in kept


def test_a_browser_left_open_switches_nothing_off(app, olga, olgas, sign_in, clock):
    phone, codes = olgas
    hers = sign_in(olga)
    hers.post("/me/second-step/off", {"code": "000000"}, expect=422)
    hers.post("/me/second-step/codes", {"code": phone.code()})
    new = re.findall(r"<code>([A-Z2-9-]{19})</code>", hers.get("/me/second-step").text)
    assert len(set(new) - set(codes)) == 10
    hers.post("/me/second-step/off", {"code": codes[0]}, expect=422)  # those before work no more
    hers.post("/me/second-step/off", {"code": new[0]})
    guest = Visitor(app)
    password(guest, olga)
    assert is_in(guest)
    assert [count(kind) for kind in ("second_step_on", "recovery_codes_made", "second_step_off")] == [1, 1, 1]


def test_an_administrator_resets_it_and_their_sessions_end(app, olga, olgas, ada, max_, sign_in):
    hers = sign_in(olga)
    sign_in(max_).post(f"/settings/people/{olga.id}/second-step", expect=404)
    administrators = sign_in(ada)
    assert "Reset it" in administrators.get(f"/settings/people/{olga.id}").text
    administrators.post(f"/settings/people/{olga.id}/second-step")
    assert not is_in(hers)
    assert (count("second_step_reset"), second_step.left(db.session(), olga.id)) == (1, 0)
    new = Visitor(app)
    password(new, olga)
    assert is_in(new)


def test_a_role_that_is_asked_sets_it_up_on_the_way_in(app, olga, max_, make):
    for person in (olga, max_):
        make.password(person)
    require("frontline")
    new = Visitor(app)
    assert password(new, olga, "/tickets").location == "/sign-in/code"
    phone = Phone(new.get("/sign-in/code").text)
    code(new, "000000", expect=422)
    assert db.session.scalar(select(func.count()).select_from(SignIn)) == 0
    assert code(new, phone.code()).location == "/me/second-step?next=/tickets"
    page = new.get("/me/second-step?next=/tickets").text
    assert len(re.findall(r"<code>[A-Z2-9-]{19}</code>", page)) == 10
    assert "The company wants it of your role" in page
    manager = Visitor(app)
    password(manager, max_)
    assert is_in(manager)


def test_the_setting_tells_how_many_have_to_set_up_a_phone(app, olga, olgas, tom, max_, ada):
    part, session = PARTS["sign-in"], db.session()
    stands = part.read(session, part.name)
    wanted = stands | {"codes_for": ["frontline", "manager"]}
    (warning,) = part.consequence(session, part.name, wanted, stands, 90, now()).warnings
    assert warning.say("en").startswith("2 colleagues have to set up a phone")  # Olga has


def test_programs_go_on_without_one(app, ada, make):
    _token, secret = tokens.make(db.session(), "CRM", ["tickets:read"], at=AT, by_id=ada.id)
    db.session.commit()
    require("administrator")
    Visitor(app).get("/api/v1/tickets", headers={"Authorization": f"Bearer {secret}"})


def test_nobody_comes_to_the_code_without_the_password(app, olgas, client):
    assert client.get("/sign-in/code", expect=302).location == "/sign-in"
    assert client.post("/sign-in/code", {"code": olgas[0].code()}).location == "/sign-in"
