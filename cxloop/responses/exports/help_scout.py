"""Help Scout: happiness ratings of conversations (Great, Okay, Not Good)."""

from cxloop.responses.exports.export import Export

HELP_SCOUT = Export(
    key="help_scout",
    name="Help Scout",
    marks=(
        ("rating", "conversation number"),
        ("rating", "conversation id"),
        ("rating", "ticket number", "rated user"),
    ),
    headings={
        "external_id": ("rating id", "conversation number", "conversation id", "ticket number"),
        "score": ("rating",),
        "comment": ("rating comments", "rating comment", "comments", "comment"),
        "answered_at": ("rating date", "rated at", "date", "created at"),
        "email": ("customer email", "email"),
        "name": ("customer name", "customer"),
    },
    ignored=(r"rated user|user|mailbox|inbox|subject|conversation url|type|tags",),
)
