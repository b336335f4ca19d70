"""Tally: the question's title as the heading, ids and moments first; every question comes, answered or not."""

from cxloop.responses.descriptions.description import Description, Kind

TALLY = Description(
    key="tally",
    name="Tally",
    marks=(("submission id", "respondent id", "submitted at"),),
    headings={
        "external_id": ("submission id", "response id"),
        "answered_at": ("submitted at", "created at"),
    },
    ignored=(r"respondent id",),
    left_out={"is completed": {"false": "not_finished"}},
    zone="UTC",
    questions={
        "RATING": Kind("rating"), "LINEAR_SCALE": Kind("scale"), "TEXTAREA": Kind("long_text"), "INPUT_TEXT": Kind("text"),
        "INPUT_EMAIL": Kind("email"), "INPUT_PHONE_NUMBER": Kind("phone"), "INPUT_NUMBER": Kind("unknown"),
        "HIDDEN_FIELDS": Kind("unknown"), "CALCULATED_FIELDS": Kind("unknown"),
    },
)  # fmt: skip
