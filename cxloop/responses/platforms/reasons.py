"""Why a call was not understood, or held nothing of ours: codes with facts, and one sentence for each."""

from collections.abc import Mapping

from cxloop.language import Translate
from cxloop.language import marked as _

SENTENCES = {
    # the body itself
    "not_utf8": _("The call is not UTF-8 text."),
    "not_json": _("The call is not JSON."),
    "not_a_form": _("The call is not a form as this platform sends it."),
    "not_an_object": _("The call is JSON, but not an object with named fields."),
    "name_twice": _("The call names “%(name)s” twice, so nobody can tell which one counts."),
    "too_deep": _("The call is nested deeper than any answer."),
    "too_many_fields": _("The call has more than %(most)s fields."),
    "part_missing": _("“%(part)s” is missing, or is not what this platform sends there."),
    "no_id": _("The answer has no id, so a repeat could not be told from a second answer."),
    "unknown_event": _("This kind of event is not known: “%(event)s”."),
    # the score
    "score_not_found": _("No field looks like the score. Choose it on the source's page and replay."),
    "which_score": _("More than one field could be the score: %(fields)s. Choose one on the source's page and replay."),
    "is_it_nps": _("“%(field)s” may not run from 0 to 10. If it does, choose it as the score and replay."),
    "rating_is_not_nps": _("“%(field)s” is a rating that starts at 1; it is never counted as NPS."),
    "scale_differs": _(
        "“%(field)s” runs from %(lowest)s to %(highest)s; the survey runs from %(survey_lowest)s to %(survey_highest)s."
    ),
    "another_metric": _("The answer measures %(said)s; the survey measures %(survey)s."),
    "score_out_of_scale": _("The score %(value)s is outside %(lowest)s to %(highest)s."),
    "score_not_a_number": _("The score “%(value)s” is not a number."),
    "score_in_words": _(
        "“%(value)s” may stand for several scores. Say which one on the source's page and replay."
    ),
    "score_not_whole": _("The score %(value)s is not a whole number."),
    "id_of_another": _(
        "The answer %(id)s of this source is somebody else's. "
        "If the form was copied, connect the copy as a source of its own."
    ),
    # moments
    "date_unreadable": _("The date “%(value)s” cannot be read. Send it as 2026-03-10T09:00:00Z."),
    "date_two_ways": _(
        "The date “%(value)s” may begin with the day or with the month. Send it as 2026-03-10T09:00:00Z."
    ),
    "date_outside": _("The date “%(value)s” is not a moment an answer can have."),
    # nothing of ours in it
    "test_call": _("A test or preview, not a customer's answer."),
    "not_an_answer": _("This event carries no answer."),
    "says_nothing": _("The answer says neither a score nor anything in words."),
    "not_finished": _("The customer has not finished; the finished answer follows."),
}  # fmt: skip


def sentence(code: str, facts: Mapping[str, object], translate: Translate = _) -> str:
    """One sentence for a code of SENTENCES with its facts, in the language of `translate` (gettext-like)."""
    return translate(SENTENCES[code]) % facts


class NotUnderstood(Exception):
    """A call that cannot be read: `reason` is a code of SENTENCES, `facts` are what its sentence names."""

    def __init__(self, reason: str, facts: Mapping[str, object] | None = None) -> None:
        self.reason = reason
        self.facts = dict(facts or {})
        super().__init__(reason)

    def sentence(self, translate: Translate = _) -> str:
        return sentence(self.reason, self.facts, translate)
