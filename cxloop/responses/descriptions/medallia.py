"""Medallia: Agent Connect's "Export Responses" and reports of Experience Cloud, whose fields each company names itself."""

from cxloop.responses.descriptions.description import Description, Why

NOT_ANSWERED: dict[str, Why] = dict.fromkeys(
    ("not sent", "suppressed", "opted out", "bounced"), "not_an_answer"
)

MEDALLIA = Description(
    key="medallia",
    name="Medallia",
    marks=(
        ("request id", "response received at", "star rating"),
        ("request id", "star rating", "ext interaction id"),
        ("survey id", "response date", "likelihood to recommend"),
        ("survey id", "likelihood to recommend"),
        ("a_surveyid", "responsedate"),
        ("record id", "response date", "ltr"),
    ),
    headings={
        "external_id": ("survey id", "a_surveyid", "record id", "request id"),
        "score": ("likelihood to recommend", "ltr", "star rating", "nps score", "overall satisfaction", "osat"),
        "comment": (
            "comments", "comment", "ltr comment", "likelihood to recommend comment", "reason for score",
            "areas for improvement comment", "what went well", "what went well comment", "what did we do well",
            "what we did well", "what could we improve", "what to improve", "what can we improve", "what should we improve",
            "improvement comment", "positive comment", "negative comment",
        ),
        "attribute": ("areas for improvement", "additional question response"),
        "answered_at": ("response received at", "response date", "responsedate", "creation date", "survey date"),
        "email": ("request sent to", "customer email", "email"),
        "name": ("customer name",),
        "first_name": ("customer first name", "first name"),
        "last_name": ("customer last name", "last name"),
        "contact_external_id": ("customer id", "ext customer id"),
        "company": ("account name", "company"),
        "language": ("survey language", "language"),
    },
    ignored=(
        r"request sent at|request delivery status|reward.*|ext interaction id|external url|channel|tags"
        r"|brand|employee.*|team.*|unit( id| name)?|status|alert.*|nps (category|group|segment)",
    ),
    left_out={"request delivery status": NOT_ANSWERED, "survey status": {"partial": "not_finished"}},
    zone="UTC",
    calls=True,
)  # fmt: skip
