"""One ticket of the older story, played in memory by the product's pure rules; it leaves the rows the verbs would."""

import secrets
from datetime import datetime

from cxloop.demo.answers import Answer
from cxloop.demo.dossier import Dossier
from cxloop.demo.fates import Step, again
from cxloop.demo.ledger import Ledger, Row
from cxloop.demo.office import Office, Workplace, next_tick
from cxloop.loop.verify import NEW_ANSWER, again_due
from cxloop.people.company import VERIFICATION_WINDOW
from cxloop.tickets.deadlines import deadlines_for
from cxloop.tickets.joining import JOINS, REOPENS
from cxloop.tickets.models import (
    Assignment,
    ContactAttempt,
    CustomersWord,
    Escalation,
    Note,
    Reopening,
    Resolution,
    Ticket,
    Verification,
)
from cxloop.tickets.promises import number as promise_number
from cxloop.tickets.requirements import Attempted, Closing, missing_to_close
from cxloop.tickets.standing import promise_name
from cxloop.tickets.steps import CLOSING_KINDS, after, is_open, is_waiting
from cxloop.tickets.steps import Step as Move

MOMENTS = (
    "first_attempt_at", "first_reached_at", "first_resolved_at", "attempted_at", "reached_at", "resolved_at",
    "closed_at",
)  # fmt: skip


class Life(Dossier):
    """A ticket with everything recorded about it so far, and the steps that are still ahead."""

    def __init__(
        self, ledger: Ledger, office: Office, place: Workplace, answer: Answer, *, response_id: int,
        contact_id: int | None, owner_id: int | None, priority: str, why: str,
    ) -> None:  # fmt: skip
        self.office, self.place, self.at = office, place, answer.at
        self.can_be_asked = answer.can_be_asked
        self.question: Row | None = None
        self.wrote_at = answer.at
        due = deadlines_for(answer.at, office.promise(priority), place.hours)
        ticket: Row = {
            "id": ledger.number(Ticket), "response_id": response_id, "rule_id": office.rule.id,
            "policy_id": office.policy.id, "survey_id": office.doors[answer.asked.key].survey_id,
            "contact_id": contact_id, "account_id": office.account_id(answer), "team_id": place.team.id,
            "owner_id": owner_id, "priority": priority, "state": "assigned" if owner_id else "new", "segment": 1,
            "opened_for_id": contact_id, "opened_team_id": place.team.id, "opened_tier": office.tier(answer),
            "version": 1, "answered_at": answer.at, "received_at": answer.at,
            "opened_at": answer.at, "calendar_id": place.team.calendar_id,
            "time_zone": str(place.hours.zone), "first_contact_due_at": due.first_contact_due_at,
            "resolution_due_at": due.resolution_due_at, "segment_began_at": answer.at,
            "contact_due_at": due.first_contact_due_at, "promised": 1, "answered_for_at": None,
            "look_after": None,
            **dict.fromkeys(MOMENTS),
        }  # fmt: skip
        super().__init__(ledger, ticket)
        facts = {"rule": office.rule.id, "why": why, "owner": owner_id, "priority": priority}
        self._event("opened", answer.at, None, "api", **facts)
        self._triggered(response_id, "opened", why, answer.at)
        if owner_id:
            self._assigned(owner_id, None, answer.at, None)
        self.told.opened(answer.at)
        self.plan = office.plan(answer, answer.at, priority)[::-1]

    @property
    def is_open(self) -> bool:
        return is_open(self.ticket["state"])

    def play(self, until: datetime) -> None:
        """Take every step before `until`, and let the clock notice what falls due up to it."""
        while self.plan and self.plan[-1].at < until:
            step = self.plan.pop()
            self._tick(step.at)
            self._take(step)
        self._tick(until)

    def join(self, response_id: int, answer: Answer, priority: str) -> None:
        """Another low answer of the same customer; while we wait for their word it is a no, and all begins anew."""
        at, ticket, reopens = answer.at, self.ticket, is_waiting(self.ticket["state"])
        self.wrote_at = at
        self._changed("joined", at, None, "api", response=response_id)
        self._triggered(response_id, "joined", REOPENS if reopens else JOINS, at)
        before, rises = ticket["priority"], priority == "urgent" and ticket["priority"] != "urgent"
        if rises:
            ticket["priority"] = priority
        if reopens:
            self._complain_again(response_id, at)
            self.plan = again(self.office.plan(answer, at, priority))[::-1]
        elif rises:
            self._hurry(at)
        if rises:
            due = {name: ticket[name].isoformat() for name in ("contact_due_at", "resolution_due_at")}
            facts = {"response": response_id, "before": before, "priority": priority, **due}
            self._changed("priority_raised", at, None, "api", **facts)

    def hear_better(self, response_id: int, answer: Answer) -> None:
        """An answer of the same customer that needs nobody."""
        self._changed("answered_better", answer.at, None, "api", response=response_id, score=answer.score)

    def _attempts(self) -> list[Attempted]:
        """Those of the present segment."""
        made = (row for row in self.rows.get(ContactAttempt, []) if row["segment"] == self.ticket["segment"])
        return [Attempted(row["channel"], row["at"], row["outcome"] == "reached") for row in made]

    def _complain_again(self, response_id: int, at: datetime) -> None:
        question, self.question = self.question, None
        word = None
        if question is not None and question["expires_at"] > at:
            question.update(answer="no", answered_at=at, via=NEW_ANSWER)
            word = question["id"]
        elif question is not None:
            question["answer"] = "silent"
        self._reopen(word, at, "api", partly=False, response_id=response_id)

    def _hurry(self, at: datetime) -> None:
        ticket, due = self.ticket, deadlines_for(at, self.office.promise("urgent"), self.place.hours)
        ticket["promised"] += 1
        ticket["resolution_due_at"] = min(ticket["resolution_due_at"], due.resolution_due_at)
        if ticket["reached_at"] is None:
            ticket["contact_due_at"] = min(ticket["contact_due_at"], due.first_contact_due_at)
            if ticket["segment"] == 1:
                ticket["first_contact_due_at"] = ticket["contact_due_at"]

    def _take(self, step: Step) -> None:
        by_id = step.by or self.ticket["owner_id"] or self.place.people[0]
        facts, ticket = step.facts, self.ticket
        match step.verb:
            case "take":
                self._give(by_id, by_id, step, None, "taken")
            case "assign" if facts["owner_id"] != ticket["owner_id"]:
                self._give(facts["owner_id"], by_id, step, facts["note"], "assigned")
                self.told.handed_over(facts["owner_id"], by_id, self.rows[Assignment][-1]["id"], step.at)
            case "contact":
                self._contact(by_id, step)
            case "note":
                number = self._record(Note, by_id=by_id, at=step.at, body=facts["body"])
                self._event("noted", step.at, by_id, step.via, record=number)
            case "resolve" if not missing_to_close(facts["closing"], self._attempts(), self.wrote_at):
                self._resolve(by_id, step, facts["closing"])
            case "answer" if self.question is not None and self.can_be_asked:
                self._customer_says(self.question, step)

    def _give(self, owner_id: int | None, by_id: int, step: Step, note: str | None, kind: str) -> None:
        before = self.ticket["owner_id"]
        self.ticket["state"] = after(Move.ASSIGN if owner_id else Move.RELEASE, self.ticket["state"]).value
        number = self._assigned(owner_id, by_id, step.at, note)
        self._changed(kind, step.at, by_id, step.via, record=number, before=before, owner=owner_id)

    def _contact(self, by_id: int, step: Step) -> None:
        ticket, facts = self.ticket, step.facts
        reached = facts["outcome"] == "reached"
        ticket["state"] = after(Move.REACH if reached else Move.ATTEMPT, ticket["state"]).value
        if ticket["owner_id"] is None:
            self._assigned(by_id, by_id, step.at, None)
        number = self._record(
            ContactAttempt, segment=ticket["segment"], by_id=by_id, at=step.at, channel=facts["channel"],
            outcome=facts["outcome"], minutes=facts["minutes"], said=facts.get("said") or None, mood=facts.get("mood"),
            next_step=facts.get("next_step") or None, next_step_on=None,
        )  # fmt: skip
        for moment in ("attempted_at", "reached_at") if reached else ("attempted_at",):
            ticket[moment] = ticket[moment] or step.at
        if reached:
            ticket["answered_for_at"] = step.at
            ticket["look_after"] = ticket["segment_began_at"]
        if ticket["segment"] == 1:
            ticket["first_attempt_at"], ticket["first_reached_at"] = (
                ticket["attempted_at"],
                ticket["reached_at"],
            )
        shown = {"record": number, "channel": facts["channel"], "outcome": facts["outcome"]}
        self._changed("contact_logged", step.at, by_id, step.via, **shown)

    def _resolve(self, by_id: int, step: Step, closing: Closing) -> None:
        ticket = self.ticket
        move = CLOSING_KINDS[closing.kind]
        if ticket["owner_id"] is None:
            self._assigned(by_id, by_id, step.at, None)
        number = self._record(
            Resolution, by_id=by_id, at=step.at, kind=closing.kind, driver_id=closing.driver_id,
            cause_unknown_because=closing.cause_unknown_because or None, action=closing.action or None,
            told_text=closing.told_text or None,
            told_how=closing.told_how, told_at=step.at if closing.told_how else None,
            not_told_because=closing.not_told_because or None,
        )  # fmt: skip
        ticket["state"] = after(move, ticket["state"]).value
        resolves = move is Move.RESOLVE
        if resolves:
            ticket["first_resolved_at"] = ticket["first_resolved_at"] or step.at
        ticket["resolved_at" if resolves else "closed_at"] = step.at
        shown = {"record": number, "closing": closing.kind, "driver": closing.driver_id}
        self._changed("resolved" if resolves else "closed", step.at, by_id, step.via, **shown)
        if resolves:
            self._ask(number, step.at)

    def _ask(self, resolution_id: int, at: datetime) -> None:
        number = self._record(
            Verification, resolution_id=resolution_id, nonce=secrets.token_urlsafe(24),
            asked_at=at if self.can_be_asked else None, write_after=None,
            sent_at=at if self.can_be_asked else None, letter_id=None,
            expires_at=at + VERIFICATION_WINDOW, answered_at=None, answer=None, comment=None, via=None,
            recorded_by_id=None, withdrawn_at=None,
        )  # fmt: skip
        self.question = self.rows[Verification][-1]
        if not self.can_be_asked:
            return
        self.told.asked(number, at)
        self._event("verification_asked", at, None, "job", record=number)

    def _customer_says(self, question: Row, step: Step) -> None:
        word, comment = step.facts["word"], step.facts["comment"]
        self.wrote_at = step.at
        question.update(answered_at=step.at, answer=word, comment=comment or None, via=step.via)
        said = self._record(
            CustomersWord, verification_id=question["id"], at=step.at, answer=word, comment=comment or None,
            counts=True, via=step.via, recorded_by_id=None,
        )  # fmt: skip
        self.question = None
        if word == "yes":
            self.ticket["state"] = after(Move.CONFIRM, self.ticket["state"]).value
            self.ticket["closed_at"] = step.at
            self._changed("verified", step.at, None, step.via, record=question["id"], word=said)
        else:
            self._reopen(question["id"], step.at, step.via, partly=word == "partly", word=said)

    def _reopen(
        self, question_id: int | None, at: datetime, via: str, *, partly: bool, word: int | None = None,
        response_id: int | None = None,
    ) -> None:  # fmt: skip
        ticket = self.ticket
        ticket["state"] = after(Move.ANSWER_PARTLY if partly else Move.REOPEN, ticket["state"]).value
        promise = self.office.promise(ticket["priority"])
        due = again_due(at, promise, self.place.hours, partly)
        contact_due_at, resolution_due_at = due.first_contact_due_at, due.resolution_due_at
        promised_before = ticket["resolution_due_at"]
        ticket["segment"] += 1
        ticket |= {"segment_began_at": at, "promised": 1}
        ticket |= dict.fromkeys(("attempted_at", "reached_at", "resolved_at", "closed_at"))
        ticket |= {"contact_due_at": contact_due_at, "resolution_due_at": resolution_due_at}
        number = self._record(
            Reopening, at=at, segment=ticket["segment"], contact_due_at=contact_due_at,
            resolution_due_at=resolution_due_at, ended_resolution_due_at=promised_before,
            verification_id=question_id, response_id=response_id, by_id=None, reason=None,
        )  # fmt: skip
        known = {"response": response_id, "word": word}
        said = {name: number for name, number in known.items() if number}
        self._changed("reopened", at, None, via, record=number, partly=partly, **said)
        self.told.reopened(number, at, "complained" if response_id else "partly" if partly else "no")

    def _tick(self, until: datetime) -> None:
        """Escalations, and the end of a question's window, at the minute that notices them."""
        while True:
            missed: datetime | None = self.ticket["escalate_after"]
            silent: datetime | None = self.question["expires_at"] if self.question else None
            due = min((moment for moment in (missed, silent) if moment), default=None)
            # a promise made anew may be late from its first moment
            if due is None or (at := next_tick(max(due, self.last_at))) > until:
                return
            if missed is not None and missed <= at:
                self._escalate(at)
            if silent is not None and silent <= at:
                self._expire(at)

    def _escalate(self, at: datetime) -> None:
        segment, promised, told_id = self.ticket["segment"], self.ticket["promised"], self.place.team.lead_id
        owed = self._owed().items()
        missed = {promise_name(name, segment, promised): due for name, due in owed if due <= at}
        late = sorted(missed.keys() - self.escalated, key=missed.__getitem__)
        for name in late:
            facts = {"policy_id": self.ticket["policy_id"], "step": name, "due_at": missed[name], "at": at}
            self._add(Escalation, ticket_id=self.ticket["id"], told_id=told_id, **facts)
            self._event("escalated", at, None, "job", promise=name, told=told_id)
        self.escalated.update(late)
        self.told.escalated(late[-1], promise_number(late[-1]), told_id, at)
        self._settle()

    def _expire(self, at: datetime) -> None:
        question, self.question = self.question, None
        if question is None:
            return
        question["answer"] = "silent" if self.can_be_asked else "not_asked"
        step = Move.EXPIRE if self.can_be_asked else Move.END_UNASKED
        self.ticket["state"] = after(step, self.ticket["state"]).value
        self.ticket["closed_at"] = at
        self._changed(
            "unverified" if self.can_be_asked else "not_asked", at, None, "job", record=question["id"]
        )
