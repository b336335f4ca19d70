"""Freshdesk: satisfaction with tickets, in the words of happy and unhappy."""

from cxloop.responses.descriptions.description import Description

FRESHDESK = Description(
    key="freshdesk",
    name="Freshdesk",
    marks=(
        ("ticket id", "survey rating", "agent name"),
        ("ticket id", "survey rating", "group name"),
        ("ticket id", "survey result", "agent"),
    ),
    headings={
        "external_id": ("survey response id", "ticket id"),
        "score": ("survey rating", "survey result"),
        "comment": ("survey comments", "survey comment", "feedback"),
        "answered_at": ("survey response date", "survey responded at", "response date"),
        "email": ("requester email", "contact email", "customer email"),
        "name": ("requester name", "contact name", "customer"),
        "company": ("company name",),
    },
    ignored=(r"ticket subject|subject|agent.*|group( name)?|tags|status|priority|type|source|product.*",),
    vocabulary="satisfaction_5",
)
