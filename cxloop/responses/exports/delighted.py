"""Delighted: one row a response, in UTC."""

from cxloop.responses.exports.export import Export

DELIGHTED = Export(
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
)
