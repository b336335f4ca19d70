"""Found at the moment of sending: who is there for an alert, in which channel or mailbox, and in which language."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cxloop.alerts import outbox
from cxloop.database import db
from cxloop.loop import act, verify
from cxloop.people import changes
from cxloop.people.models import Membership, Role
from cxloop.slack.client import SlackClient
from cxloop.slack.delivery import deliver_all
from cxloop.tickets import handing_over
from cxloop.tickets.models import Ticket, Verification
from tests.fakes.slack import TEAM, TOKEN, error, reset, texts


def said(message):
    return "\n".join(text["text"] for text in texts(message["blocks"]))


class Box:
    def __init__(self):
        self.letters = []

    def send(self, letter):
        self.letters.append(letter)

    @property
    def to(self):
        return [str(letter["To"]).partition(" <")[0] for letter in self.letters]

    def subject(self, number=-1):
        return str(self.letters[number]["Subject"])


@pytest.fixture
def post(worker):
    """The company without Slack: `post()` delivers, and gives what arrived so far."""
    settings = replace(worker.settings, slack_token="", smtp_url="smtp://127.0.0.1:1")
    box = Box()

    def deliver(mail=None):
        deliver_all(settings, now=worker.now, sleep=worker.sleep, mail=mail or box)
        db.session.rollback()
        return box

    return deliver


@pytest.fixture
def ticket(make, north, lena, olga):
    return make.ticket(3, survey=make.survey(team=north))


def late(ticket, worker):
    worker.at = ticket.first_contact_due_at + timedelta(minutes=1)
    act.escalate_next(db.session(), at=worker.at)
    db.session.commit()


def gone(user, worker):
    changes.deactivate(db.session(), user, worker.at)
    db.session.commit()


class TestByMail:
    def test_the_owner_is_told_of_a_new_ticket_and_the_lead_of_one_nobody_owns(
        self, ticket, make, north, post
    ):
        assert post().to == ["Olga"]
        other = make.ticket(2, survey=db.session.get_one(Ticket, ticket.id).survey)
        other.owner_id = None
        db.session.commit()
        assert post().to == ["Olga", "Lena"]

    def test_the_owner_is_told_of_a_reopening(self, ticket, make, olga, worker, post):
        post()
        make.resolved(ticket, olga)
        question = db.session.scalars(db.select(Verification)).one()
        verify.answer(db.session(), question.id, word="no", at=worker.at)
        db.session.commit()
        box = post()
        assert [name for name in box.to if name != "Carl Number1"] == ["Olga", "Olga"]
        assert "not solved" in box.subject()

    def test_the_new_owner_is_told_of_a_hand_over_once(self, ticket, make, tom, lena, worker, post):
        tickets = [ticket, make.ticket(4, survey=ticket.survey)]
        post()
        for one in tickets:
            act.assign(db.session(), one.id, owner_id=tom.id, by=lena, at=worker.at, via="web", tell=False)
        numbers = [one.id for one in tickets]
        handing_over.tell_new_owner(db.session(), numbers, owner_id=tom.id, by_id=lena.id, at=worker.at)
        db.session.commit()
        box = post()
        assert box.to[-1] == "Tom"
        assert box.subject() == "Handed over to you · 2 tickets"
        assert sum("Handed over" in str(letter["Subject"]) for letter in box.letters) == 1

    def test_each_reads_in_their_own_language(self, ticket, olga, lena, worker, post):
        olga.language, lena.language = "it", "en"
        late(ticket, worker)
        box = post()
        assert dict(zip(box.to, (str(letter["Subject"]) for letter in box.letters), strict=True)) == {
            "Olga": box.subject(box.to.index("Olga")), "Lena": box.subject(box.to.index("Lena")),
        }  # fmt: skip
        assert "NPS 3 su 10" in box.subject(box.to.index("Olga"))
        assert "First contact is late" in box.subject(box.to.index("Lena"))

    def test_an_owner_who_changed_before_it_was_sent(self, ticket, tom, worker, post):
        act.take(db.session(), ticket.id, by=tom, at=worker.at, via="web")
        db.session.commit()
        assert post().to == ["Tom"]

    def test_an_owner_who_left_after_it_was_addressed(self, ticket, olga, worker, post):
        class Down:
            def send(self, _letter):
                raise ConnectionRefusedError

        post(mail=Down())
        gone(olga, worker)
        assert worker.alerts()[0].channel == f"mail:user:{olga.id}"
        worker.later(minutes=20)
        assert post().to == ["Lena"]

    def test_nobody_s_mailbox_takes_letters_then_the_next_reads_it(self, ticket, ada, post):
        from cxloop.alerts.errors import DeliveryFailed

        box = Box()

        class Refusing:
            def send(self, letter):
                if "Ada" not in str(letter["To"]):
                    raise DeliveryFailed("recipient_refused_550", permanent=True)
                box.send(letter)

        post(mail=Refusing())
        assert box.to == ["Ada"]

    @pytest.mark.parametrize(
        ("left", "reads"),
        [(["Lena"], "Tess"), (["Lena", "Tess"], "Max"), (["Lena", "Tess", "Max"], "Ada")],
    )
    def test_a_lead_who_left_has_a_successor(
        self, left, reads, ticket, make, north, max_, ada, worker, post, lena
    ):
        tess = make.user("Tess", Role.LEAD, north, takes_tickets=False)
        post()
        late(ticket, worker)
        for user in (lena, tess, max_):
            if user.name in left:
                gone(user, worker)
        box = post()
        assert box.to[-1] == reads
        assert "First contact is late" in box.subject()

    def test_nobody_at_all_is_shown_and_not_silent(self, ticket, olga, lena, worker, post):
        for user in (olga, lena):
            gone(user, worker)
        assert post().to == []
        assert outbox.undelivered(db.session(), worker.at).dead == 1
        about = outbox.undelivered_about(db.session(), f"ticket:{ticket.id}", worker.at)
        assert [alert.last_error for alert in about] == ["nobody_is_there"]

    def test_a_changed_ticket_is_no_second_letter(self, ticket, olga, worker, post):
        act.add_note(db.session(), ticket.id, by=olga, at=worker.at, via="web", body="Called.")
        act.log_contact(db.session(), ticket.id, by=olga, at=worker.at, via="web", outcome="no_answer")
        db.session.commit()
        assert len(post().to) == 1

    def test_a_storm_is_one_letter_that_names_all_and_two_minutes_later_the_rest(
        self, ticket, make, worker, post
    ):
        for _ in range(24):
            make.ticket(5, survey=ticket.survey)
        box = post()
        assert len(box.letters) == 1
        assert f"#{ticket.id}–#{ticket.id + 24}" in box.letters[0].get_body(("plain",)).get_content()
        make.ticket(5, survey=ticket.survey, at=worker.later(seconds=30).at)
        assert len(post().letters) == 1
        worker.later(minutes=2)
        box = post()
        assert len(box.letters) == 2
        assert f"#{ticket.id + 25}" in box.letters[1].get_body(("plain",)).get_content()
        assert not outbox.undelivered(db.session(), worker.at)


class TestInSlack:
    def test_a_lead_of_two_teams_reads_each_team_s_in_its_channel(
        self, make, north, south, lena, worker, slack
    ):
        south.lead_id = lena.id
        db.session.commit()
        here, there = (make.ticket(3, survey=make.survey(team.key, team=team)) for team in (north, south))
        worker.deliver()
        worker.at = max(here.first_contact_due_at, there.first_contact_due_at) + timedelta(minutes=1)
        act.escalate_next(db.session(), at=worker.at)
        db.session.commit()
        worker.deliver()
        for channel, ticket in (("#north", here), ("#south", there)):
            assert f"Ticket {ticket.id} ·" in said(slack.posted(channel)[1])
            assert len(slack.posted(channel)) == 2

    def test_the_successor_of_a_lead_who_left_is_called(self, ticket, make, north, lena, worker, slack):
        make.user("Tess", Role.LEAD, north, takes_tickets=False, slack_user="U0TESS001")
        lena.slack_user = "U0LENA001"
        db.session.commit()
        worker.deliver()
        late(ticket, worker)
        gone(lena, worker)
        worker.deliver()
        words = said(slack.posted("#north")[1])
        assert "<@U0TESS001>" in words
        assert "Tess" in words

    def test_a_lead_who_was_never_linked_is_named_or_a_linked_one_called(
        self, ticket, make, north, worker, slack
    ):
        late(ticket, worker)
        worker.deliver()
        assert "Lena" in said(slack.posted("#north")[-1])
        other = make.ticket(5, survey=ticket.survey, at=worker.at)
        make.user("Tess", Role.LEAD, north, takes_tickets=False, slack_user="U0TESS001")
        late(other, worker)
        worker.deliver()
        assert "<@U0TESS001>" in said(slack.posted("#north")[-1])

    def test_a_hand_over_is_a_direct_message_in_the_person_s_language(self, ticket, tom, lena, worker, slack):
        tom.slack_team, tom.slack_user, tom.language = TEAM, "U0TOM0001", "it"
        db.session.commit()
        worker.deliver()
        act.assign(db.session(), ticket.id, owner_id=tom.id, by=lena, at=worker.at, via="web")
        db.session.commit()
        worker.later(seconds=5).deliver()
        (direct,) = slack.posted("D0TOM0001")
        assert "Affidamento a te" in said(direct)

    def test_whoever_is_not_linked_is_named_in_the_team_s_channel(self, ticket, tom, lena, worker, slack):
        worker.deliver()
        act.assign(db.session(), ticket.id, owner_id=tom.id, by=lena, at=worker.at, via="web")
        db.session.commit()
        worker.later(seconds=5).deliver()
        assert "Handed over to Tom" in said(slack.posted("#north")[-1])

    def test_a_new_owner_who_left_before_it_was_sent(self, ticket, tom, lena, worker, slack):
        tom.slack_team, tom.slack_user = TEAM, "U0TOM0001"
        db.session.commit()
        worker.deliver()
        act.assign(db.session(), ticket.id, owner_id=tom.id, by=lena, at=worker.at, via="web")
        gone(tom, worker)
        worker.later(seconds=5).deliver()
        assert slack.posted("D0TOM0001") == []
        assert "Handed over to Tom" in said(slack.posted("#north")[-1])

    def test_somebody_slack_deactivated_is_told_in_the_channel(self, ticket, tom, lena, worker, slack):
        tom.slack_team, tom.slack_user = TEAM, "U0TOM0001"
        db.session.commit()
        slack.deactivated.add("U0TOM0001")
        worker.deliver()
        act.assign(db.session(), ticket.id, owner_id=tom.id, by=lena, at=worker.at, via="web")
        db.session.commit()
        worker.later(seconds=5).deliver()
        assert "Handed over to Tom" in said(slack.posted("#north")[-1])

    def test_a_team_s_channel_that_changed_before_the_next_try(self, ticket, north, worker, slack):
        slack.next(error("internal_error"))
        worker.deliver()
        north.slack_channel = "#south"
        db.session.commit()
        worker.later(minutes=1).deliver()
        assert len(slack.posted("#south")) == 1
        assert slack.posted("#north") == []

    def test_what_arrived_before_the_channel_changed_is_not_told_twice(self, ticket, north, worker, slack):
        slack.next(reset(accepted=True))
        worker.deliver()
        north.slack_channel = "#south"
        db.session.commit()
        worker.later(minutes=1).deliver()
        assert len(slack.posted("#north")) == 1
        assert slack.posted("#south") == []

    def test_somebody_who_left_the_team_is_not_called(self, ticket, make, north, south, lena, worker, slack):
        tess = make.user("Tess", Role.LEAD, north, takes_tickets=False, slack_user="U0TESS001")
        north.lead_id = tess.id
        late(ticket, worker)
        db.session.delete(db.session.get_one(Membership, (north.id, tess.id)))
        north.lead_id = lena.id
        db.session.commit()
        worker.deliver()
        assert "Lena" in said(slack.posted("#north")[-1])
        assert "<@U0TESS001>" not in said(slack.posted("#north")[-1])


def test_without_access_everything_goes_by_mail_and_slack_is_not_asked_again(ticket, worker, slack):
    box = Box()
    slack.next(error("token_revoked"))
    settings = replace(worker.settings, smtp_url="smtp://127.0.0.1:1")
    door = SlackClient(TOKEN, slack.url, worker.now, 2)
    deliver_all(settings, now=worker.now, sleep=worker.sleep, slack=door, mail=box)
    assert box.to == ["Olga"]
    assert len(slack.called("chat.postMessage")) == 1


def test_another_urgent_complaint_is_a_new_message_beside_the_ticket_s(make, north, olga, worker, slack):
    carl = make.contact()
    make.ticket(6, contact=carl, survey=make.survey(team=north), owner=olga)
    worker.deliver()
    make.response(0, contact=carl, at=worker.at)
    worker.later(seconds=2).deliver()
    assert any(
        "Another complaint, and it is urgent" in str(message["blocks"]) for message in slack.posted("#north")
    )


def test_a_ticket_a_colleague_opened_again_says_in_slack_who_and_why(make, north, olga, tom, worker, slack):
    ticket = make.ticket(3, survey=make.survey(team=north), owner=olga)
    make.resolved(ticket, olga)
    why = "The part broke <b>once</b> more."
    verify.reopen(db.session(), ticket, at=worker.at, actor_id=tom.id, via="web", reason=why)
    db.session.commit()
    worker.deliver()
    said = str([message["blocks"] for message in slack.posted("#north")])
    assert "Opened again by" in said
    assert "Tom" in said
    assert "&lt;b&gt;once&lt;/b&gt; more" in said
