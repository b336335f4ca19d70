"""Act: somebody takes the ticket, reaches the customer, and says what was wrong and what was done."""

from cxloop.loop.act.acknowledging import acknowledge
from cxloop.loop.act.act import (
    TakenBySomeoneElse,
    add_note,
    assign,
    log_contact,
    resolve,
    take,
)
from cxloop.loop.act.asking_colleagues import (
    TaskSettled,
    answer_task,
    ask_colleague,
    drop_task,
    remind_of_tasks,
)
from cxloop.loop.act.away import begin_absence, begin_and_end_absences, end_absence, while_away
from cxloop.loop.act.desk import Proposal, proposed
from cxloop.loop.act.escalating import escalate_next
from cxloop.loop.act.giving import Handed, give_many
from cxloop.loop.act.leaving import WAYS, Given, leave, what_becomes
from cxloop.loop.act.nudging import nudge_next, steps_ahead
from cxloop.loop.act.promising import (
    PromiseSettled,
    drop_promise,
    keep_promise,
    move_promise,
    promise,
    remind_of_promises,
)
from cxloop.loop.act.snooze import snooze, wake
from cxloop.loop.act.taking_back import LetterLeft, undo_contact, undo_resolution
from cxloop.loop.act.undo import UNDO_WITHIN, CannotUndo, undo_assignment
from cxloop.loop.act.waiting import go_on, go_on_next, wait
from cxloop.loop.act.writing import (
    LETTER_FAILED,
    LONGEST_LETTER,
    LONGEST_SUBJECT,
    letter_bounced,
    letter_failed,
    letter_left,
    write_letter,
)

__all__ = [
    "LETTER_FAILED",
    "LONGEST_LETTER",
    "LONGEST_SUBJECT",
    "UNDO_WITHIN",
    "WAYS",
    "CannotUndo",
    "Given",
    "Handed",
    "LetterLeft",
    "PromiseSettled",
    "Proposal",
    "TakenBySomeoneElse",
    "TaskSettled",
    "acknowledge",
    "add_note",
    "answer_task",
    "ask_colleague",
    "assign",
    "begin_absence",
    "begin_and_end_absences",
    "drop_promise",
    "drop_task",
    "end_absence",
    "escalate_next",
    "give_many",
    "go_on",
    "go_on_next",
    "leave",
    "keep_promise",
    "letter_bounced",
    "letter_failed",
    "letter_left",
    "log_contact",
    "move_promise",
    "nudge_next",
    "promise",
    "proposed",
    "remind_of_promises",
    "remind_of_tasks",
    "resolve",
    "snooze",
    "steps_ahead",
    "take",
    "undo_assignment",
    "undo_contact",
    "undo_resolution",
    "wait",
    "wake",
    "what_becomes",
    "while_away",
    "write_letter",
]
