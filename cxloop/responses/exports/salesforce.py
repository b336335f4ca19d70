"""Salesforce survey reports: the answer's record, the question, and the contact behind the invitation."""

from cxloop.responses.exports.export import Export

SALESFORCE = Export(
    key="salesforce",
    name="Salesforce",
    marks=(
        ("survey response: survey response name",),
        ("survey response name", "survey invitation name"),
        ("survey: survey name", "response value"),
        ("survey name", "response value", "participant"),
    ),
    headings={
        "external_id": (
            "survey response: survey response name", "survey response name", "survey response id", "survey question response name",
        ),
        "score": ("response value", "score", "nps score"),
        "comment": ("free text response", "comments", "comment"),
        "answered_at": ("completion date time", "survey response: completion date time", "completed date", "created date"),
        "email": ("contact: email", "participant email", "email"),
        "name": ("contact: full name", "participant", "contact name", "full name"),
        "company": ("account name", "account: account name"),
        "touchpoint": ("survey name", "survey: survey name"),
    },
    ignored=(r"status|survey invitation name|survey version.*|question|survey question.*|ip address|last modified.*",),
    left_out={"status": ("started", "paused", "in progress")},
)  # fmt: skip
