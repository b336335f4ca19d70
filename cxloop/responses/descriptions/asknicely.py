"""AskNicely: one row a survey sent, moments in seconds since 1970; its question type says what is measured."""

from cxloop.responses.descriptions.description import Description, Measured

ASKNICELY = Description(
    key="asknicely",
    name="AskNicely",
    marks=(("response id", "answer", "dont contact"), ("response id", "answer", "question type", "responded")),
    headings={
        "external_id": ("response id",),
        "score": ("answer",),
        "comment": ("comment",),
        "answered_at": ("responded",),
        "email": ("email",),
        "name": ("name",),
        "contact_external_id": ("person id", "contact id"),
    },
    ignored=(
        r"note|status|answer ?label|data|sent|opened|last ?emailed|created|published.*|delivery ?method|dashboard",
        r"question type|email ?token|person id|contact id",
    ),
    zone="UTC",
    surveys={
        "nps": Measured(("nps", "enps"), 0, 10), "csat": Measured(("csat", "osat"), 1, 5),
        "5star": Measured(("csat", "osat"), 1, 5), "ces": Measured(("ces",), 1, 7),
    },
)  # fmt: skip
"""Its note is what staff wrote, and created is when the person was added, not when they answered."""
