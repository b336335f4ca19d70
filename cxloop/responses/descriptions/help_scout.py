"""Help Scout: happiness ratings of conversations (Great, Okay, Not Good), and surveys in Beacons and mail."""

from cxloop.responses.descriptions.description import Description

HELP_SCOUT = Description(
    key="help_scout",
    name="Help Scout",
    marks=(
        ("rating", "conversation number"),
        ("rating", "conversation id"),
        ("rating", "ticket number", "rated user"),
        ("rating", "rating comments"),
        ("rating id", "rating"),
    ),
    headings={
        "external_id": (
            "rating id", "id", "conversation number", "conversation id", "ticket number", "ticket id",
        ),
        "score": ("rating", "response value"),
        "comment": ("rating comments", "rating comment", "comments", "comment", "response comment"),
        "answered_at": (
            "rating created at", "rating date", "rated at", "date", "created at", "response timestamp", "rating created",
        ),
        "email": ("customer email", "email", "customer emails value", "customer embedded emails value"),
        "name": ("customer name", "rating customer name", "customer"),
        "first_name": ("customer first name",),
        "last_name": ("customer last name",),
        "company": ("customer organization",),
        "contact_external_id": ("customer id", "rating customer id"),
        "touchpoint": ("message name",),
    },
    ignored=(
        r"rated user.*|user( .*)?|rating user .*|mailbox( .*)?|inbox|subject|conversation url|type|tags|thread.*|.*\bid",
        r"ticket number|conversation .*|links .*|.* href|photo url|response (name|category)|customer (emails )?location",
    ),
    versions=("modified at",),
    zone="UTC",
    vocabulary="great_okay_not_good",
    calls=True,
)  # fmt: skip
