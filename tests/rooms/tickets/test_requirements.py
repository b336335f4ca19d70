"""What a ticket needs before it may be closed; asked everywhere alike."""

from datetime import UTC, datetime, timedelta

from cxloop.tickets.requirements import Attempted, Closing, is_unreachable, missing_to_close

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
COMPLETE = Closing(driver_id=1, action="credit note sent", told_how="phone")


def test_cause_action_and_how_the_customer_was_told_are_all_asked_for():
    assert set(missing_to_close(Closing(), [])) == {"driver_id", "action", "told_how"}
    assert missing_to_close(COMPLETE, []) == {}


def test_an_unknown_cause_and_an_untold_customer_each_need_a_reason():
    closing = Closing(
        cause_unknown_because="the caller hung up", action="noted", not_told_because="asked not to"
    )
    assert missing_to_close(closing, []) == {}
    assert missing_to_close(Closing(cause_unknown_because="  ", action=" x ", told_how="visit"), []) == {
        "driver_id": "choose_cause_or_say_why_unknown"
    }


def attempts(*made):
    return [Attempted(channel, AT + timedelta(hours=hours)) for channel, hours in made]


def test_unreachable_needs_three_attempts_on_two_channels_over_two_days():
    assert is_unreachable(attempts(("phone", 0), ("phone", 24), ("email", 48)))
    assert not is_unreachable(attempts(("phone", 0), ("email", 48)))
    assert not is_unreachable(attempts(("phone", 0), ("phone", 24), ("phone", 48)))
    assert not is_unreachable(attempts(("phone", 0), ("phone", 24), ("email", 47.9)))


def test_declined_and_not_actionable_say_why():
    assert missing_to_close(Closing(kind="not_actionable"), []) == {"action": "say_why"}
    assert missing_to_close(Closing(kind="contact_declined", action="asked not to be called"), []) == {}
