"""Intercom: conversation ratings, from 1 (terrible) to 5 (amazing)."""

from cxloop.responses.descriptions.description import Description

INTERCOM = Description(
    key="intercom",
    name="Intercom",
    marks=(
        ("conversation id", "conversation rating"),
        ("conversation id", "rating remark"),
        ("conversation id", "cx score"),
        ("conversation id", "last conversation rating"),
    ),
    headings={
        "external_id": ("conversation id", "item id", "id"),
        "score": (
            "conversation rating", "last conversation rating", "rating", "conversation rating rating",
            "teammate conversation rating",
        ),
        "comment": (
            "conversation rating remark", "last conversation rating remark", "rating remark", "remark",
        ),
        "answered_at": (
            "conversation rated at (utc)", "conversation rated at", "rated at", "last rated at",
            "conversation rating created at", "conversation created at", "conversation started at",
        ),
        "email": ("user email", "contact email", "source author email", "email"),
        "name": ("user name", "contact name", "source author name"),
        "contact_external_id": (
            "user external id", "contact external id", "contacts external id", "conversation rating contact external id",
            "user id", "contact id",
        ),
        "company": ("company name",),
    },
    ignored=(
        r".*teammate.*|conversation state|channel|app id|type|topic|delivery .*|.*\b(id|type|url)|title|subject|body|state",
        r"source .*|statistics .*|.*admin.*|open|read|priority|waiting since|first (contact|sent) .*|created at|updated at",
    ),
    left_out={"topic": {"ping": "test_call"}},
    versions=("conversation rating updated at",),
    zone="UTC",
    vocabulary="five_faces",
    calls=True,
)  # fmt: skip
