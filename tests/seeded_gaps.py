"""Breaks one thing a time, as a crash, a hand in the database or a clock would."""

from datetime import timedelta

from sqlalchemy import delete, select, update

from cxloop.alerts.models import Alert, Pace
from cxloop.database import db
from cxloop.loop import keep
from cxloop.people.models import User
from cxloop.reports.models import DailyAnswers
from cxloop.responses.inbound.models import InboundEvent
from cxloop.responses.models import ImportJob
from cxloop.tickets.models import Assignment, Reopening, Ticket, TicketEvent, Triggering, Verification
from cxloop.wordbook import WordPosting
from tests.lifting import lift_refusals
from tests.makers import AT, Maker


class Seeder:
    """Makes whole things by the loop's own verbs, then breaks them; each method returns the kind of gap."""

    def __init__(self, make: Maker, olga: User) -> None:
        self.make, self.olga = make, olga

    def ticket(self) -> Ticket:
        return self.make.ticket(owner=self.olga)

    def forget(self, ticket: Ticket) -> None:
        """As if the answer had been stored and nothing else."""
        db.session.execute(delete(Triggering).where(Triggering.ticket_id == ticket.id))
        lift_refusals(db.session())
        for model in (TicketEvent, Assignment):
            db.session.execute(delete(model).where(model.ticket_id == ticket.id))
        db.session.execute(delete(Alert).where(Alert.subject == f"ticket:{ticket.id}"))
        db.session.execute(delete(Ticket).where(Ticket.id == ticket.id))

    def alert(self, ticket: Ticket | None = None, **values) -> None:
        ticket = ticket or self.ticket()
        of = update(Alert).where(Alert.subject == f"ticket:{ticket.id}", Alert.kind == "ticket_opened")
        db.session.execute(of.values(values))

    def row(self, ticket: Ticket, **values) -> None:
        db.session.execute(update(Ticket).where(Ticket.id == ticket.id).values(values))


def answer_dropped(seeder: Seeder) -> str:
    seeder.forget(seeder.ticket())
    return "answer_unheard"


def record_deleted(seeder: Seeder) -> str:
    ticket = seeder.ticket()
    db.session.execute(delete(Triggering).where(Triggering.ticket_id == ticket.id))
    return "answer_unheard"


def renamed_past_the_book(seeder: Seeder) -> str:
    ticket = seeder.ticket()
    keep.write_words(db.session(), 500)
    ticket.contact.name = "Written Past The Book"
    db.session.flush()
    return "ticket_found_wrongly"


def found_no_more(seeder: Seeder) -> str:
    ticket = seeder.ticket()
    keep.write_words(db.session(), 500)
    db.session.execute(delete(WordPosting).where(WordPosting.found_id == ticket.id))
    return "ticket_found_wrongly"


def ticket_deleted(seeder: Seeder) -> str:
    ticket = seeder.ticket()
    db.session.execute(update(Triggering).where(Triggering.ticket_id == ticket.id).values(ticket_id=None))
    seeder.forget(ticket)
    return "answer_without_ticket"


def complaint_swallowed(seeder: Seeder) -> str:
    """As if it had been told to a ticket that was resolved in the same moment."""
    ticket = seeder.ticket()
    seeder.make.resolved(ticket, seeder.olga)
    again = seeder.make.response(9, contact=ticket.contact)
    at = AT + timedelta(seconds=1)
    facts = {"rule_id": ticket.rule_id, "outcome": "joined", "reason": "same_contact_open", "at": at}
    db.session.add(Triggering(response_id=again.id, ticket_id=ticket.id, **facts))
    return "complaint_swallowed"


def outbox_row_deleted(seeder: Seeder) -> str:
    ticket = seeder.ticket()
    db.session.execute(delete(Alert).where(Alert.subject == f"ticket:{ticket.id}"))
    return "ticket_untold"


def lease_in_the_far_future(seeder: Seeder) -> str:
    seeder.alert(state="sending", lease_token="x", lease_until=AT + timedelta(days=400))
    return "alert_lease_stuck"


def lease_without_end(seeder: Seeder) -> str:
    seeder.alert(state="sending", lease_token="x", lease_until=None)
    return "alert_lease_stuck"


def clock_jumped(seeder: Seeder) -> str:
    seeder.alert(not_before=AT + timedelta(days=1))
    return "alert_far_future"


def alert_in_no_state(seeder: Seeder) -> str:
    seeder.alert(state="lost")
    return "alert_in_no_state"


def folded_into_nothing(seeder: Seeder) -> str:
    seeder.alert(state="folded", folded_into_id=None)
    return "alert_in_no_state"


def channel_without_pace(seeder: Seeder) -> str:
    seeder.alert(channel=f"slack:#gone-{seeder.ticket().id}")
    return "alert_stranded"


def channel_closed_by_the_clock(seeder: Seeder) -> str:
    channel = f"slack:#later-{seeder.ticket().id}"
    ahead = AT + timedelta(days=300)
    db.session.add(Pace(channel=channel, next_at=ahead, set_at=ahead))
    return "channel_far_future"


def deadline_lost(seeder: Seeder) -> str:
    seeder.row(seeder.ticket(), due_at=None, queue_at=None, escalate_after=None)
    return "ticket_misplaced"


def queue_place_lost(seeder: Seeder) -> str:
    seeder.row(seeder.ticket(), queue_at=None)
    return "ticket_misplaced"


def nobody_watches(seeder: Seeder) -> str:
    seeder.row(seeder.ticket(), escalate_after=None)
    return "ticket_misplaced"


def done_but_in_the_queue(seeder: Seeder) -> str:
    ticket = seeder.ticket()
    due_at = ticket.due_at
    seeder.make.resolved(ticket, seeder.olga)
    seeder.row(ticket, due_at=due_at, queue_at=due_at)
    return "ticket_misplaced"


def assignment_lost(seeder: Seeder) -> str:
    ticket = seeder.ticket()
    db.session.execute(delete(Assignment).where(Assignment.ticket_id == ticket.id))
    return "ticket_owner_unrecorded"


def owner_forgotten(seeder: Seeder) -> str:
    seeder.row(seeder.make.reached(seeder.ticket(), seeder.olga), owner_id=None)
    return "ticket_owner_unrecorded"


def owner_left(seeder: Seeder) -> str:
    gone = seeder.make.user(f"Gone{seeder.ticket().id}")
    seeder.make.ticket(owner=gone)
    gone.is_active = False
    return "ticket_owner_gone"


def state_stuck(seeder: Seeder) -> str:
    ticket = seeder.ticket()
    seeder.make.resolved(ticket, seeder.olga)
    seeder.row(ticket, state="in_progress")
    return "ticket_state_untrue"


def state_invented(seeder: Seeder) -> str:
    seeder.row(seeder.make.reached(seeder.ticket(), seeder.olga), state="verified")
    return "ticket_state_untrue"


def question_lost(seeder: Seeder) -> str:
    resolution = seeder.make.resolved(seeder.ticket(), seeder.olga)
    db.session.execute(delete(Verification).where(Verification.resolution_id == resolution.id))
    return "question_missing"


def letter_lost(seeder: Seeder) -> str:
    ticket = seeder.ticket()
    seeder.make.resolved(ticket, seeder.olga)
    lost = (Alert.subject == f"ticket:{ticket.id}", Alert.kind == "verification_asked")
    db.session.execute(delete(Alert).where(*lost))
    return "question_unsent"


def reopening_untold(seeder: Seeder) -> str:
    ticket = seeder.ticket()
    seeder.make.verified(ticket, seeder.olga)
    from cxloop.loop import verify

    verify.reopen(db.session(), ticket, at=AT, via="web", reason="It broke again.", actor_id=seeder.olga.id)
    assert db.session.scalars(select(Reopening)).first()
    db.session.execute(delete(Alert).where(Alert.subject == f"ticket:{ticket.id}", Alert.kind == "reopened"))
    return "reopening_untold"


def tally_off(seeder: Seeder) -> str:
    seeder.ticket()
    db.session.execute(update(DailyAnswers).values(answers=DailyAnswers.answers + 2))
    return "tally_untrue"


def tally_deleted(seeder: Seeder) -> str:
    seeder.ticket()
    db.session.execute(delete(DailyAnswers))
    return "tally_untrue"


def import_died(seeder: Seeder) -> str:
    db.session.add(
        ImportJob(filename="a.csv", sha256="0", size=1, state="running", created_at=AT, moved_at=AT)
    )
    return "import_stands_still"


def call_unread(seeder: Seeder) -> str:
    source = seeder.make.source(door="hook")
    number = seeder.ticket().id
    db.session.add(InboundEvent(source_id=source.id, dedupe_key=f"k{number}", body=b"{}", received_at=AT))
    return "call_waits"


SEEDS = (
    answer_dropped, record_deleted, ticket_deleted, complaint_swallowed, outbox_row_deleted,
    lease_in_the_far_future, lease_without_end,
    clock_jumped, alert_in_no_state, folded_into_nothing, channel_without_pace, channel_closed_by_the_clock,
    deadline_lost, queue_place_lost, nobody_watches, done_but_in_the_queue, assignment_lost, owner_forgotten,
    owner_left, state_stuck, state_invented, question_lost, letter_lost, reopening_untold, tally_off, tally_deleted,
    import_died, call_unread, renamed_past_the_book, found_no_more,
)  # fmt: skip
