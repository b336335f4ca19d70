"""What codes are called on the pages, in the reader's language."""

from flask_babel import gettext as _
from flask_babel import pgettext


def kinds() -> dict[str, str]:
    return {"interview": _("interview"), "focus_group": _("focus group")}


def abouts() -> dict[str, str]:
    return {
        "experience": _("their experience"),
        "lost_sale": _("why they did not buy"),
        "non_customer": _("somebody who is no customer"),
    }


def methods() -> dict[str, str]:
    return {"in_person": _("in person"), "phone": _("by phone"), "video": _("by video")}


def roles() -> dict[str, str]:
    return {
        "decision_maker": _("decides"),
        "champion": _("speaks for us"),
        "user": _("uses it"),
        "buyer": _("buys it"),
        "influencer": _("has a say"),
        "lost": _("did not buy"),
        "other": _("something else"),
    }


def emotions() -> dict[str, str]:
    return {
        "angry": _("angry"),
        "disappointed": _("disappointed"),
        "worried": _("worried"),
        "confused": _("confused"),
        "neutral": pgettext("feeling", "neutral"),
        "relieved": _("relieved"),
        "delighted": _("delighted"),
    }


def severities() -> dict[int, str]:
    return {
        1: _("a remark"),
        2: _("an annoyance"),
        3: _("it costs them"),
        4: _("they may leave"),
    }


def refusals() -> dict[str, str]:
    """Why something may not be done with what was said."""
    return {
        "nobody_yet": _("Say first who took part, and whether they agreed to be recorded."),
        "no_consent_to_record": _(
            "Not everybody agreed to be recorded, so nothing is transcribed. Write notes instead."
        ),
        "who_said_it": _("Say first who said it: only they can agree to be called."),
        "no_contact": _("Say first which of our contacts this is: a ticket needs somebody to call."),
        "no_consent_to_follow_up": _("They did not agree to be contacted about it, so no ticket is opened."),
        "is_transcribed": _(
            "There is a transcript. Take it away first: without consent to record there may be none."
        ),
        "has_said": _("Findings are theirs. Change or remove those first."),
    }
