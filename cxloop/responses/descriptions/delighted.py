"""Delighted: one row a response, in UTC; its type of survey says what is measured."""

from cxloop.responses.descriptions.description import Description, Measured

SATISFIED = Measured(("csat", "osat"), 1, 5)

DELIGHTED = Description(
    key="delighted",
    name="Delighted",
    marks=(
        ("response id", "survey type"),
        ("delighted response id",),
        ("survey response id", "delighted source"),
    ),
    headings={
        "external_id": ("response id", "survey response id", "delighted response id"),
        "score": ("score",),
        "comment": ("comment",),
        "answered_at": ("responded at", "response created at", "created at", "updated at"),
        "email": ("email", "person email"),
        "name": ("name", "person name"),
        "phone": ("phone number", "person phone number"),
    },
    ignored=(r"survey type|delighted source|permalink|tags|notes|person id|bounced|unsubscribed|updated at",),
    zone="UTC",
    surveys={
        "nps": Measured(("nps",), 0, 10), "enps": Measured(("enps",), 0, 10), "csat": SATISFIED, "smileys": SATISFIED,
        "stars5": SATISFIED, "ces": Measured(("ces",), 1, 5), "ces7": Measured(("ces",), 1, 7),
    },
)  # fmt: skip
"""Thumbs and product-market fit measure nothing of ours."""
