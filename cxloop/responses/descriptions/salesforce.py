"""Salesforce survey reports: the answer's record, the question, and the contact behind the invitation."""

from cxloop.responses.descriptions.description import Description, Why

OPEN: dict[str, Why] = dict.fromkeys(
    ("started", "paused", "in progress", "partial", "responded"), "not_finished"
)

SALESFORCE = Description(
    key="salesforce",
    name="Salesforce",
    marks=(
        ("survey response: survey response name",),
        ("survey response name", "survey invitation name"),
        ("survey: survey name", "response value"),
        ("survey name", "response value", "participant"),
        ("survey question response name", "response value"),
        ("survey invitation: survey invitation name",),
    ),
    headings={
        "external_id": (
            "survey question response name", "survey response: survey response name", "survey response name",
            "survey response id", "id",
        ),
        "score": ("response value", "score", "nps score", "survey score"),
        "comment": ("free text response", "survey comments", "comments", "comment", "responsevalue (long)"),
        "answered_at": (
            "completion date time", "survey response: completion date time", "completion date/time", "completed date",
            "response date", "created date",
        ),
        "email": ("contact: email", "participant email", "contact email", "email"),
        "name": ("contact: full name", "contact: name", "participant", "contact name", "full name"),
        "contact_external_id": ("contact id", "contact: contact id"),
        "company": ("account name", "account: account name", "contact: account name"),
        "touchpoint": ("survey name", "survey: survey name"),
    },
    ignored=(
        r"status|survey invitation.*|survey version.*|question|survey question.*|ip address|last modified.*|case.*|rating scale"
        r"|latitude|longitude|language|nps factor|record owner",
    ),
    left_out={"status": OPEN},
)  # fmt: skip
