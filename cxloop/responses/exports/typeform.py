"""Typeform: the question's text as the heading, moments in UTC at the end."""

from cxloop.responses.exports.export import Export

TYPEFORM = Export(
    key="typeform",
    name="Typeform",
    marks=(("#", "network id"), ("#", "submit date (utc)"), ("#", "submitted at", "token")),
    headings={
        "external_id": ("#", "token"),
        "answered_at": ("submit date (utc)", "submitted at", "start date (utc)"),
    },
    ignored=(r"network id|tags|stage date \(utc\)|response type|ending|start date \(utc\)",),
    left_out={"response type": ("started", "partial")},
)
