"""Intercom: conversation ratings, from 1 (terrible) to 5 (amazing)."""

from cxloop.responses.exports.export import Export

INTERCOM = Export(
    key="intercom",
    name="Intercom",
    marks=(("conversation id", "conversation rating"), ("conversation_id", "conversation_rating"), ("conversation id", "rating remark")),
    headings={
        "external_id": ("conversation id", "conversation_id"),
        "score": ("conversation rating", "conversation_rating", "rating"),
        "comment": ("conversation rating remark", "conversation_rating_remark", "rating remark", "remark"),
        "answered_at": (
            "conversation rated at (utc)", "conversation_rated_at", "rated at", "last rated at", "conversation created at",
        ),
        "email": ("user email", "user_email", "contact email"),
        "name": ("user name", "user_name", "contact name"),
        "contact_external_id": ("user external id", "user id", "user_external_id", "user_id"),
        "company": ("company name", "company_name"),
    },
    ignored=(r"teammate.*|rated teammate.*|conversation state|channel",),
)  # fmt: skip
