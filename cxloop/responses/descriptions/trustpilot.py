"""Trustpilot: reviews with stars from 1 to 5, a title and a text; calls bring a list of events."""

from cxloop.responses.descriptions.description import Description

TRUSTPILOT = Description(
    key="trustpilot",
    name="Trustpilot",
    marks=(
        ("review stars", "review title"),
        ("review id", "stars", "title"),
        ("review id", "review stars"),
        ("review created (utc)", "review stars"),
        ("review id", "rating", "consumer name"),
        ("stars", "title", "text", "reference id"),
    ),
    headings={
        "external_id": ("review id", "id"),
        "score": ("review stars", "stars", "star rating", "rating"),
        "comment": ("review title", "title", "review content", "review text", "text", "review"),
        "answered_at": ("review created (utc)", "review created", "created at", "created", "review date", "date created"),
        "email": ("consumer email", "reference email", "referral email", "email"),
        "name": ("consumer display name", "consumer name", "review username", "reviewer name"),
        "language": ("review language", "language", "locale"),
    },
    ignored=(
        r"company reply.*|reply.*|source|tags.*|domain.*|business unit.*|likes|status|(is )?verified|location.*|link|links.*",
        r"consumer (id|link|country.*)|.*url|experience date|event name|version|number of .*",
    ),
    left_out={"status": {"archived": "not_an_answer", "deleted": "not_an_answer"}},
    versions=("updated at",),
    zone="UTC",
    calls=True,
)  # fmt: skip
