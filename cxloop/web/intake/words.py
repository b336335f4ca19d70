"""What the doors and the auditor's findings are called."""

from flask_babel import gettext as _

from cxloop.reports.models import Gap


def doors() -> dict[str, str]:
    """Each door's name."""
    return {
        "file": _("Files"), "api": _("Programs"), "hook": _("Survey platforms"), "page": _("Our own survey"),
        "interview": _("Interviews"), "hand": _("By hand"),
    }  # fmt: skip


def gap(found: Gap) -> str:
    """What was missing, as a sentence without its end."""
    known = {
        "answer_unheard": _("An answer that needed somebody had neither ticket nor reason"),
        "answer_without_ticket": _("An answer’s ticket was not there"),
        "complaint_swallowed": _("A new complaint did not open a resolved ticket again"),
        "ticket_untold": _("Nobody was told that a ticket opened"),
        "question_missing": _("A customer was not to be asked whether it is solved"),
        "question_unsent": _("The letter that asks the customer was not there"),
        "reopening_untold": _("Nobody was told that a ticket was opened again"),
        "ticket_found_wrongly": _("A ticket was found by other words than it has"),
        "ticket_misplaced": _("A ticket was in no queue, or watched by nobody"),
        "ticket_owner_unrecorded": _("A ticket’s owner was not the one on record"),
        "ticket_owner_gone": _("A ticket’s owner no longer works here"),
        "ticket_state_untrue": _("A ticket’s state was not what its records say"),
        "alert_lease_stuck": _("A message was held by a sender that never came back"),
        "alert_far_future": _("A message waited for a moment far ahead: the clock had jumped"),
        "alert_in_no_state": _("No sender would have looked for a message"),
        "alert_stranded": _("A message had no channel to leave by"),
        "channel_far_future": _("A channel was closed until far ahead: the clock had jumped"),
        "call_waits": _("A platform’s call was not read for over five minutes"),
        "import_stands_still": _("An import stood still for over five minutes"),
        "tally_untrue": _("A tally did not agree with a recount of its answers"),
    }
    return str(known.get(found.kind, found.kind))


def subject(name: str) -> str:
    """What a gap is about: "Ticket 7"."""
    noun, _colon, key = name.partition(":")
    known = {
        "ticket": _("Ticket %(number)s", number=key), "response": _("Answer %(number)s", number=key),
        "alert": _("Message %(number)s", number=key), "import": _("Import %(number)s", number=key),
        "call": _("Call %(number)s", number=key), "verification": _("Question %(number)s", number=key),
        "reopening": _("Reopening %(number)s", number=key), "channel": _("Channel %(number)s", number=key),
    }  # fmt: skip
    if noun == "tally":
        survey, day, score = key.split("/")
        return str(_("Survey %(survey)s, %(day)s, score %(score)s", survey=survey, day=day, score=score))
    return str(known.get(noun, name))
