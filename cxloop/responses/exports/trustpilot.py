"""Trustpilot: reviews with stars from 1 to 5, a title and a text."""

from cxloop.responses.exports.export import Export

TRUSTPILOT = Export(
    key="trustpilot",
    name="Trustpilot",
    marks=(
        ("review stars", "review title"),
        ("review id", "stars", "title"),
        ("review_id", "review_stars"),
        ("review created (utc)", "review stars"),
    ),
    headings={
        "external_id": ("review id", "review_id", "id"),
        "score": ("review stars", "review_stars", "stars", "rating"),
        "comment": ("review title", "review_title", "title", "review content", "review text", "review_content", "text"),
        "answered_at": ("review created (utc)", "review created", "review_created", "created at", "created"),
        "email": ("consumer email", "reference email", "email", "consumer_email"),
        "name": ("consumer display name", "consumer name", "review username", "consumer_name"),
        "contact_external_id": ("reference number", "reference id", "reference_id", "referenceid"),
        "language": ("review language", "language", "locale"),
    },
    ignored=(r"company reply.*|reply.*|source|tags|domain.*|business unit.*|likes|status|verified|location.*",),
    zone="UTC",
)  # fmt: skip
