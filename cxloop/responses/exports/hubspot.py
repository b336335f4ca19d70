"""HubSpot feedback submissions: "Response" is what the customer wrote; CSAT may run 0-2, 1-5 or 1-7."""

from cxloop.responses.exports.export import Export

HUBSPOT = Export(
    key="hubspot",
    name="HubSpot",
    marks=(
        ("survey submission date", "survey name"),
        ("survey submission date", "survey type"),
        ("submission date", "survey name", "survey type"),
        ("record id", "survey type", "rating"),
    ),
    headings={
        "external_id": ("record id", "record id - feedback submission", "submission id", "id"),
        "score": ("rating", "response rating", "survey rating"),
        "comment": ("response", "survey response", "follow up response", "follow-up response", "feedback"),
        "answered_at": ("survey submission date", "submission date", "create date", "created at"),
        "email": ("contact email", "email", "associated contact email"),
        "name": ("contact name", "associated contact"),
        "company": ("associated company", "company name"),
        "touchpoint": ("survey name",),
    },
    ignored=(
        r"survey type|sentiment|response group|survey channel|associated .* ids?|last modified date|knowledge article.*",
    ),
)
