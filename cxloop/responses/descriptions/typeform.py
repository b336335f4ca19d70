"""Typeform: the question's text as the heading, moments in UTC at the end."""

from cxloop.responses.descriptions.description import Description, Kind

TYPEFORM = Description(
    key="typeform",
    name="Typeform",
    marks=(("#", "network id"), ("#", "submit date (utc)"), ("#", "submitted at", "token")),
    headings={
        "external_id": ("#", "token", "response id"),
        "answered_at": ("submit date (utc)", "submitted at", "start date (utc)"),
    },
    ignored=(r"network id|tags|stage date \(utc\)|response type|ending|start date \(utc\)",),
    left_out={"response type": {"started": "not_finished", "partial": "not_finished"}},
    zone="UTC",
    questions={
        "nps": Kind("nps", 0, 10), "rating": Kind("rating"), "opinion_scale": Kind("scale"), "number": Kind("unknown"),
        "long_text": Kind("long_text"), "short_text": Kind("text"), "email": Kind("email"), "phone_number": Kind("phone"),
    },
)  # fmt: skip
