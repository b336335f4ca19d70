"""Alchemer (SurveyGizmo): its legacy CSV export, whose "Comments" are a reviewer's notes about the response."""

from cxloop.responses.descriptions.description import Description

ALCHEMER = Description(
    key="alchemer",
    name="Alchemer",
    marks=(
        ("response id", "time started", "date submitted", "sessionid"),
        ("response id", "time started", "date submitted", "legacy comments"),
    ),
    headings={
        "external_id": ("response id",),
        "answered_at": ("date submitted", "time started"),
        "language": ("language",),
        "contact_external_id": ("contact id",),
    },
    ignored=(
        r"(legacy )?comments|time started|status|session ?id|user agent|tags|ip address|longitude|latitude|referer|postal",
    ),
    left_out={
        "status": {"disqualified": "not_an_answer", "deleted": "not_an_answer", "test": "test_call",
                   "test data": "test_call"},
        "is test data": {"1": "test_call", "true": "test_call", "yes": "test_call"},
    },
)  # fmt: skip
