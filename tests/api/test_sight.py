"""What a program may read and do is what its person may; and a program that writes reads nothing."""

import pytest
from sqlalchemy import select

from cxloop.accounts.models import Contact
from cxloop.api.entrance import LARGEST_ID
from cxloop.database import db
from cxloop.people import changes
from cxloop.people.models import Role
from cxloop.people.policies import may_act_for
from cxloop.people.scopes import PERSON_NEEDS, SCOPES
from cxloop.tickets.models import Ticket

STEPS = {
    "taking": {}, "assignments": {"owner": None}, "contacts": {"outcome": "reached"}, "notes": {"body": "x"},
    "letters": {"subject": "x", "body": "x"}, "resolution": {"action": "x"}, "reopening": {"reason": "x"},
}  # fmt: skip


@pytest.fixture
def norths(make, north, south, olga, carl):
    """Carl and his ticket, which are North's; Nino and his, which are South's."""
    company = make.account("Rossi Impianti")
    carl.account_id = company.id
    ticket = make.ticket(contact=carl, owner=olga, team=north, survey=make.survey(team=north))
    nino = make.contact("Nino Verdi", make.account("Verdi"))
    make.ticket(contact=nino, team=south, survey=make.survey("service", team=south))
    return ticket


def test_every_scope_names_what_its_person_needs():
    assert set(PERSON_NEEDS) == set(SCOPES)


def test_a_program_of_somebody_elsewhere_reads_only_their_own(call, zoe, norths, carl):
    zoes, all_ = call("all", zoe), call("all")
    for path in ("/tickets", "/contacts", "/accounts", "/responses"):
        seen = {one["id"] for one in zoes.get(path).json["items"]}
        every = {one["id"] for one in all_.get(path).json["items"]}
        assert seen, path
        assert seen < every, path
    for path in (
        f"/tickets/{norths.id}", f"/contacts/{carl.id}", f"/accounts/{norths.account_id}",
        f"/responses/{norths.response_id}",
    ):  # fmt: skip
        foreign, missing = (
            zoes.get(one, expect=404) for one in (path, f"{path.rpartition('/')[0]}/{LARGEST_ID}")
        )
        assert foreign.data == missing.data


@pytest.mark.parametrize("step", STEPS)
def test_a_step_on_a_foreign_ticket_is_as_on_a_missing_one(call, zoe, norths, step):
    zoes = call("all", zoe)
    told = {
        (answer.status_code, answer.data)
        for answer in (
            zoes.post(f"/tickets/{number}/{step}", STEPS[step]) for number in (norths.id, LARGEST_ID)
        )
    }
    assert len(told) == 1
    assert {status for status, _body in told} == {404}


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.ANALYST, Role.AUDITOR])
def test_who_sees_no_names_has_no_program_that_does(call, make, norths, role):
    theirs = call("all", make.user("Eve Other", role))
    for path in ("/tickets", "/contacts", "/accounts", "/responses", "/invitations"):
        assert theirs.get(path, expect=403).json["type"] == "urn:cxloop:person-may-not"
    theirs.post("/responses", {}, expect=403)
    theirs.get("/surveys")


@pytest.mark.parametrize("role", [Role.FRONTLINE, Role.LEAD])
def test_who_keeps_no_lists_has_no_program_that_does(call, make, south, norths, carl, role):
    theirs = call("all", make.user("Somebody", role, south))
    for email in (carl.email, "unknown@x.example"):
        answer = theirs.post("/contacts", {"email": email, "name": "Mine now"}, expect=403)
        assert answer.json["type"] == "urn:cxloop:person-may-not"
    theirs.post("/accounts", {"name": "Rossi Impianti"}, expect=403)
    assert db.session.scalar(select(Contact.name).where(Contact.id == carl.id)) == "Carl Rossi"


def test_a_program_that_only_writes_reads_nothing(call, ada, norths, carl):
    writes = call(",".join(scope for scope in SCOPES if scope.endswith(":write")), ada)
    for answer in (
        writes.post("/contacts", {"email": carl.email}, expect=200),
        writes.post("/accounts", {"name": "Rossi Impianti"}, expect=200),
        writes.post(f"/tickets/{norths.id}/notes", {"body": "Called."}, expect=200),
        writes.post(f"/tickets/{norths.id}/taking", {}),
        writes.post("/responses", {"survey": "none", "score": 1}, expect=422),
    ):
        said = answer.get_data(as_text=True)
        for word in ("Carl", "Rossi", "customer.example", "Late", "Olga", "onboarding"):
            assert word not in said, said
    same, other = (
        writes.post("/contacts", {"email": carl.email, "phone": phone}) for phone in (carl.phone, "1")
    )
    assert same.json == other.json


def test_in_whose_name_a_step_may_be(make, north, south, olga, tom, zoe, lena, max_, ada):
    other, boss = make.user("Other", Role.LEAD, north), make.user("Boss", Role.ADMINISTRATOR)
    may = {
        (one.name, another.name)
        for one in (olga, lena, max_, ada)
        for another in (olga, tom, zoe, lena, other, max_, boss)
        if may_act_for(one, another)
    }
    names = {"Olga", "Tom", "Zoe", "Lena", "Other", "Max", "Boss"}
    assert may == {
        ("Olga", "Olga"), ("Lena", "Lena"), ("Lena", "Olga"), ("Lena", "Tom"),
        *(("Max", name) for name in names - {"Boss"}), *(("Ada", name) for name in names),
    }  # fmt: skip


def test_nobody_steps_in_the_name_of_somebody_above_them(call, olga, tom, max_, norths):
    olgas = call("all", olga)
    told = [
        olgas.post(f"/tickets/{norths.id}/notes", {"body": "x", "by": email}, expect=422).json["errors"]
        for email in (tom.email, max_.email, "nobody@x.example")
    ]
    assert told[0] == told[1] == told[2]
    olgas.post(f"/tickets/{norths.id}/notes", {"body": "x", "by": olga.email}, expect=200)


def test_a_new_role_or_password_ends_programs_too(call, make, at):
    for change in (
        lambda dora: changes.change_role(db.session(), dora, Role.ADMINISTRATOR, at),
        lambda dora: changes.change_password(db.session(), dora, "a long new password", at),
    ):
        dora = make.user(f"Dora{change.__code__.co_firstlineno}", Role.MANAGER)
        theirs = call("read", dora)
        theirs.get("/surveys")
        change(dora)
        theirs.get("/surveys", expect=401)


def test_a_step_that_takes_a_ticket_out_of_sight_shows_it_no_more(call, make, lena, zoe, south, norths, olga):
    lenas = call("all", lena)
    answer = lenas.post(f"/tickets/{norths.id}/notes", {"body": "x"}, expect=200).json
    assert answer["contact"]["name"] == "Carl Rossi"
    assert db.session.get_one(Ticket, norths.id).version == answer["version"]
