"""Reviews as the app stores export them: stars from 1 to 5, a title and a text."""

from cxloop.responses.descriptions.description import Description

GOOGLE_PLAY = Description(
    key="google_play",
    name="Google Play",
    marks=(("package name", "star rating", "review text"), ("package name", "star rating")),
    headings={
        "external_id": ("review link", "review id"),
        "score": ("star rating",),
        "comment": ("review title", "review text"),
        "answered_at": ("review last update date and time", "review submit date and time"),
        "language": ("reviewer language",),
        "name": ("author name",),
    },
    ignored=(r"package name|app version.*|device|review (submit|last update) millis.*|developer reply.*",),
    zone="UTC",
)
APP_STORE = Description(
    key="app_store",
    name="App Store",
    marks=(
        ("rating", "review", "territory"),
        ("rating", "title", "review", "storefront"),
        ("reviewer nickname", "rating"),
    ),
    headings={
        "external_id": ("review id", "id"),
        "score": ("rating",),
        "comment": ("title", "review", "body"),
        "answered_at": ("created date", "date", "review date"),
        "name": ("reviewer nickname", "nickname", "author"),
    },
    ignored=(r"territory|storefront|app( name| id)?|version|developer response.*",),
)
