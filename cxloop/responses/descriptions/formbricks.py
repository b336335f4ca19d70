"""Formbricks: one row an answer, headings in English with the questions numbered; calls carry ids of questions.

An answer that was left unfinished is kept as far as it goes: what it says is the customer's.
"""

from cxloop.responses.descriptions.description import Description, Kind

FORMBRICKS = Description(
    key="formbricks",
    name="Formbricks",
    marks=(("response id", "survey id", "formbricks id (internal)"), ("response id", "survey id", "timestamp", "finished")),
    headings={
        "external_id": ("response id",),
        "answered_at": ("timestamp", "created at"),
        "email": ("email", "contact email"),
        "contact_external_id": ("user id", "user id (internal)", "contact user id"),
        "first_name": ("first name", "contact first name"),
        "last_name": ("last name", "contact last name"),
        "language": ("language",),
    },
    ignored=(r"no\.|survey id|formbricks id.*|tags|notes|source|url|country|browser|os|device|person attributes|variables",),
    zone="UTC",
    questions={
        "nps": Kind("nps", 0, 10), "rating": Kind("rating"), "csat": Kind("rating"), "ces": Kind("rating"),
        "openText": Kind("long_text"),
    },
)  # fmt: skip
