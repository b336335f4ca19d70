"""What fields, metrics and reasons are called on the pages, in the reader's language."""

from collections.abc import Mapping

from flask_babel import gettext as _

from cxloop.responses.importing.refusals import SENTENCES, sentence
from cxloop.responses.models import Survey


def survey_words(survey: Survey) -> str:
    """What it measures and on which scale; "words only" where nothing is scored."""
    if survey.scale_min == survey.scale_max:
        return str(_("words only"))
    return f"{survey.metric.upper() if survey.metric != 'enps' else 'eNPS'} {survey.scale_min}–{survey.scale_max}"


def field_words() -> dict[str, str]:
    """Every field a column can hold, in the order of the list to choose from."""
    return {
        "ignored": _("nothing we need"),
        "score": _("the score"),
        "comment": _("the comment"),
        "answered_at": _("when they answered"),
        "external_id": _("the answer's id"),
        "email": _("the e-mail address"),
        "name": _("the person's name"),
        "first_name": _("the first name"),
        "last_name": _("the last name"),
        "company": _("the company"),
        "contact_external_id": _("the customer's id"),
        "account_external_id": _("the company's id"),
        "phone": _("the phone number"),
        "language": _("the language"),
        "touchpoint": _("the touchpoint"),
        "stage": _("the journey stage"),
        "tier": _("the account tier"),
        "yearly_value": _("the yearly value"),
        "consent_calls": _("whether they may be called again"),
        "attribute": _("something else to keep"),
    }


def metric_words() -> dict[str, str]:
    return {
        "nps": _("NPS: would they recommend us"),
        "csat": _("CSAT: how satisfied with one occasion"),
        "ces": _("CES: how easy it was (high is easy)"),
        "osat": _("OSAT: how satisfied overall"),
        "enps": _("eNPS: would staff recommend us as an employer"),
        "verbatim": _("words only, no score"),
    }


def why(problem: Mapping[str, object]) -> str:
    """A stored problem ({code, facts}) as one sentence."""
    code, facts = str(problem.get("code")), problem.get("facts")
    if code not in SENTENCES or not isinstance(facts, Mapping):
        return str(_("The file could not be read to its end."))
    return sentence(code, facts, _)


def reason_words(code: str) -> str:
    """A reason for setting rows aside, for many rows at once."""
    known: dict[str, str] = {
        "score_missing": _("score missing"),
        "score_not_a_number": _("score is not a number"),
        "score_not_whole": _("score is not a whole number"),
        "score_outside": _("score outside the scale"),
        "date_missing": _("date missing"),
        "date_unreadable": _("date cannot be read"),
        "date_outside": _("date no answer can have"),
        "date_two_ways": _("day or month first, nobody said"),
        "not_answered": _("no answer given"),
        "id_of_another": _("id of another answer"),
        "id_twice": _("another answer under the id of an earlier row"),
        "changed_meanwhile": _("changed after the comparison"),
        "total_row": _("line of totals"),
        "cells_too_many": _("more cells than columns"),
        "quote_left_open": _("quotation mark never closed"),
        "test_answer": _("preview or test answer"),
    }
    return known.get(code, code)
