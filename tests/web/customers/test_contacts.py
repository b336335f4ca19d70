"""The pages of people and companies: found, read within one's scope, changed with a trail, merged by a person."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from cxloop.accounts.models import Account, AccountFile, Contact, CustomerChange, Merge, TwoPeople
from cxloop.accounts.suggesting import suggest
from cxloop.database import db
from cxloop.loop import act
from tests.makers import AT


@pytest.fixture
def story(make, north, olga, at):
    """Carl of Rossi, the decision maker, unhappy with a ticket of Olga's; Dora there is unhappy too."""
    rossi = make.account("Rossi Impianti", tier="Key", yearly_value=12500, renews_on=date(2026, 4, 1))
    survey = make.survey(team=north)
    carl = make.contact("Carl Rossi", rossi, buying_role="decision_maker", role="Owner")
    dora = make.contact("Dora Rossi", rossi)
    make.response(9, "Fine so far.", at=at - timedelta(days=500), contact=carl, survey=survey)
    ticket = make.ticket(2, owner=olga, contact=carl, survey=survey, comment="Late again, and nobody called.")
    make.ticket(1, owner=olga, contact=dora, survey=survey)
    make.reached(ticket, olga)
    return rossi, carl, ticket


def test_a_persons_page_tells_everything_between_us(story, sign_in, olga):
    rossi, carl, ticket = story
    page = sign_in(olga).get(f"/contacts/{carl.id}").text
    for said in ("Carl Rossi", "Owner", "decision maker", "Late again, and nobody called.", f"/tickets/{ticket.id}",
                 f"/accounts/{rossi.id}", "Reached", "No survey while a ticket is open", "Fine so far."):  # fmt: skip
        assert said in page


def test_a_companys_page_names_people_before_percentages(story, sign_in, olga):
    rossi, carl, _ = story
    page = sign_in(olga).get(f"/accounts/{rossi.id}").text
    for said in ("1 of 1 decision maker heard within a year", "Spreading: 2 unhappy people", "2024", "12,500",
                 f"/contacts/{carl.id}", "in 22 days", "names, not a percentage"):  # fmt: skip
        assert said in page
    assert "%" not in page.replace("%20", "")


def test_lists_find_filter_and_order(story, make, sign_in, max_):
    make.contact("Zeno Verdi", make.account("Verdi", yearly_value=99000), may_contact=False)
    max_ = sign_in(max_)
    assert "Zeno Verdi" not in max_.get("/contacts?q=ros").text
    for show, found in (("unhappy", "Carl"), ("open", "Dora"), ("deciding", "Carl"), ("silent", "Zeno")):
        page = max_.get(f"/contacts?show={show}").text
        assert found in page
        assert ("Zeno" in page) == (show == "silent")
    trouble, value = (max_.get(f"/accounts?order={order}").text for order in ("trouble", "value"))
    assert trouble.index("Rossi Impianti") < trouble.index("Verdi")
    assert value.index("Verdi") < value.index("Rossi Impianti")
    assert "spreading: 2 people" in trouble
    assert max_.get("/contacts?q=%00&before=x&show=nonsense").status_code == 200
    assert "No company fits" in max_.get("/accounts?q=zzz&page=999999999999").text


def test_another_teams_customers_do_not_exist(story, make, sign_in, zoe, south):
    rossi, carl, _ = story
    zoe_ = sign_in(zoe)
    for path in (f"/contacts/{carl.id}", f"/contacts/{carl.id}/edit", f"/accounts/{rossi.id}"):
        zoe_.get(path, expect=404)
    for path in (f"/contacts/{carl.id}/edit", f"/contacts/{carl.id}/wish"):
        zoe_.post(path, {"name": "Gone", "may_contact": "no"}, expect=404)
    assert "Carl Rossi" not in zoe_.get("/contacts?q=carl").text
    assert "Rossi Impianti" not in zoe_.get("/accounts").text
    assert db.session.get(Contact, carl.id).may_contact


def test_of_a_shared_customer_each_team_sees_its_own_tickets(story, make, sign_in, zoe, south):
    _, carl, ticket = story
    other = make.survey("service", team=south)
    make.response(9, "The engineer came at once.", at=AT + timedelta(days=1), contact=carl, survey=other)
    page = sign_in(zoe).get(f"/contacts/{carl.id}").text
    assert "The engineer came at once." in page
    assert f"/tickets/{ticket.id}" not in page
    assert "Late again, and nobody called." not in page


def test_executives_see_no_names(story, sign_in, eve):
    for path in (
        "/contacts",
        "/accounts",
        f"/contacts/{story[1].id}",
        f"/accounts/{story[0].id}",
        "/duplicates",
    ):
        sign_in(eve).get(path, expect=404)


def test_editing_writes_down_who_changed_what(story, sign_in, max_):
    _, carl, _ = story
    form = {"name": "Carlo Rossi", "email": carl.email, "phone": "", "role": "Owner", "buying_role": "champion",
            "language": "it", "company": "Rossi Impianti", "external_id": "", "may_contact": "y",
            "seen": "0"}  # fmt: skip
    sign_in(max_).post(f"/contacts/{carl.id}/edit", form)
    assert (carl.name, carl.phone, carl.buying_role) == ("Carlo Rossi", None, "champion")
    change = db.session.scalars(select(CustomerChange)).one()
    assert (change.by_id, change.fields) == (max_.id, ["buying_role", "language", "name", "phone"])
    again = sign_in(max_).post(f"/contacts/{carl.id}/edit", form | {"name": "Karl"}, expect=409)
    assert "Somebody changed this meanwhile" in again.text
    assert "Karl" in again.text
    wrong = sign_in(max_).post(
        f"/contacts/{carl.id}/edit", form | {"email": "x", "seen": str(change.id)}, expect=422
    )
    assert "is not an e-mail address" in wrong.text


def test_who_may_not_place_people_cannot_reach_another_company(story, make, sign_in, olga):
    _, carl, _ = story
    secret = make.account("Secret Customer", domain="secret.example")
    form = {"name": "Carl", "email": "carl@secret.example", "company": "Secret Customer", "external_id": "S-1",
            "buying_role": "", "language": "", "may_contact": "y", "seen": "0"}  # fmt: skip
    sign_in(olga).post(f"/contacts/{carl.id}/edit", form)
    assert (carl.account.name, carl.external_id) == ("Rossi Impianti", None)
    sign_in(olga).get(f"/accounts/{secret.id}", expect=404)


def test_a_wish_not_to_be_contacted_is_kept_in_one_press(story, sign_in, olga):
    _, carl, _ = story
    sign_in(olga).post(f"/contacts/{carl.id}/wish", {"may_contact": "no"})
    page = sign_in(olga).get(f"/contacts/{carl.id}").text
    assert not carl.may_contact
    assert "they asked not to be contacted" in page
    assert "tel:" not in page


def test_an_account_is_edited_by_who_steers(story, sign_in, max_, olga):
    rossi, _, _ = story
    form = {"name": "Rossi Impianti", "domain": "rossi.example", "tier": "Key", "yearly_value": "13.000,50",
            "renews_on": "2027-01-31", "owner": str(olga.id), "external_id": "", "seen": "0"}  # fmt: skip
    sign_in(olga).post(f"/accounts/{rossi.id}/edit", form, expect=404)
    sign_in(max_).post(f"/accounts/{rossi.id}/edit", form)
    assert (rossi.domain, rossi.yearly_value, rossi.owner_id) == ("rossi.example", 13000, olga.id)
    wrong = sign_in(max_).post(
        f"/accounts/{rossi.id}/edit", form | {"yearly_value": "a lot", "seen": "1"}, expect=None
    )
    assert wrong.status_code in (409, 422)


def test_two_contacts_are_compared_merged_and_told_apart(story, make, sign_in, max_):
    _, carl, _ = story
    karl = make.contact("Karl Rossi")
    suggest(db.session(), carl.id, karl.id, ["email_typo"], AT)
    max_ = sign_in(max_)
    assert "the addresses differ by one letter" in max_.get("/duplicates").text.lower()
    pair = f"/duplicates/{carl.id}/{karl.id}"
    assert "2 answers, 1 ticket" in max_.get(pair).text
    max_.post(f"{pair}/merge", {})
    assert karl.merged_into_id is None
    max_.post(f"{pair}/merge", {"kept": str(carl.id)})
    assert karl.merged_into_id == carl.id
    assert max_.get(f"/contacts/{karl.id}", expect=302).headers["Location"].endswith(f"/contacts/{carl.id}")
    max_.get(pair, expect=404)
    assert "Tell the two apart again" in max_.get(f"/contacts/{carl.id}").text
    max_.post(f"/merges/{db.session.scalars(select(Merge.id)).one()}/undo")
    assert karl.merged_into_id is None
    assert db.session.get(TwoPeople, (carl.id, karl.id))
    max_.get(f"/duplicates/{carl.id}/{carl.id}", expect=404)
    max_.get(f"/duplicates/{carl.id}/99999", expect=404)


def test_a_merge_is_told_on_the_ticket(story, make, sign_in, max_, olga, at):
    _, carl, ticket = story
    karl = make.contact("Karl Rossi")
    other = make.ticket(1, contact=karl, owner=olga)
    sign_in(max_).post(f"/duplicates/{carl.id}/{karl.id}/merge", {"kept": str(carl.id)})
    page = sign_in(olga).get(f"/tickets/{other.id}").text
    assert "merged the two" in page
    assert f"/tickets/{ticket.id}" in page
    act.add_note(db.session(), other.id, by=olga, at=at, via="web", body="Same person.")


def test_a_list_is_looked_at_counted_and_stored(sign_in, max_, olga):
    body = (
        'Company,Domain,ARR,Owner e-mail,Contact e-mail\nRossi,rossi.example,"€ 1.000,00",olga@example.com,'
        "carl@rossi.example\nVerdi,gmail.com,,,\n"
    )
    max_ = sign_in(max_)
    max_.post("/accounts/files", {}, expect=422)
    answer = max_.post("/accounts/files", {"file": (BytesIO(body.encode()), "crm.csv")})
    path = answer.headers["Location"]
    assert "What is in this list?" in max_.get(path).text
    wish = {
        f"column-{at}": field
        for at, field in enumerate(("name", "domain", "yearly_value", "owner_email", "email"))
    }
    nameless = {**wish, "column-0": "ignored", "column-1": "ignored"}
    assert "Choose the column" in max_.post(f"{path}/columns", nameless, expect=422).text
    max_.post(f"{path}/columns", wish)
    counted = max_.get(path).text
    assert "1 + 0 + 0 + 1 = 2, balanced" in counted
    assert "Anybody can have an address at gmail.com" in counted
    assert db.session.scalars(select(Account)).all() == []
    max_.post(f"{path}/keep")
    assert "Stored, with every row accounted for" in max_.get(path).text
    assert db.session.scalars(select(Account)).one().yearly_value == 1000
    assert "gmail.com" in max_.get(f"{path}/set-aside.csv").text
    max_.post(f"{path}/keep")
    max_.post(f"{path}/discard")
    assert db.session.scalars(select(AccountFile)).one().body is None
    assert "crm.csv" in max_.get("/accounts/files").text


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe\x00", b"PK\x03\x04 nonsense", b"44\n45\n", b"Company\n" + b"x\n" * 6000]
)
def test_what_is_no_list_is_refused_with_a_sentence(sign_in, max_, body):
    answer = sign_in(max_).post("/accounts/files", {"file": (BytesIO(body), "crm.csv")}, expect=422)
    assert 'class="err"' in answer.text
    assert db.session.scalars(select(AccountFile)).all() == []


def test_each_purpose_is_refused_and_allowed_by_itself_with_its_moment_and_who_said_so(story, sign_in, olga):
    _, carl, _ = story
    visitor, wish = sign_in(olga), f"/contacts/{carl.id}/wish"
    visitor.post(wish, {"purpose": "surveys", "given": "no"})
    assert carl.may_contact
    page = " ".join(visitor.get(f"/contacts/{carl.id}").text.split())
    assert "refused today, Olga" in page
    assert "they want no more survey letters" in page
    assert "tel:" in page, "no more surveys is not: no more calls"
    assert "no survey letters" in visitor.get("/contacts").text
    visitor.post(wish, {"purpose": "surveys", "given": "yes"})
    assert "allowed today, Olga" in " ".join(visitor.get(f"/contacts/{carl.id}").text.split())
    visitor.post(wish, {"purpose": "spam", "given": "no"}, expect=404)


def test_the_chart_of_a_person_says_on_which_scale_each_score_is(make, sign_in, olga, north):
    carl = make.contact()
    make.ticket(3, contact=carl, owner=olga, survey=make.survey(team=north))
    make.response(4, contact=carl, survey=make.survey("csat", "csat", scale_min=1, scale_max=5))
    page = sign_in(olga).get(f"/contacts/{carl.id}").get_data(as_text=True)
    assert ">3/10</text>" in page
    assert ">4/5</text>" in page
