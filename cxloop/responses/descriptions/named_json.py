"""JSON of any tool, one answer a call: the names we propose."""

from cxloop.responses.descriptions.description import Description

NAMED_JSON = Description(
    key="generic",
    name="JSON",
    headings={
        "external_id": ("external_id", "response_id", "answer_id", "submission_id", "id", "token", "uuid"),
        "answered_at": (
            "answered_at", "submitted_at", "completed_at", "created_at", "timestamp", "date",
        ),
    },
    versions=("updated_at", "said_at"),
)  # fmt: skip
