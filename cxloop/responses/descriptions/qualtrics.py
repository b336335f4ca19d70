"""Qualtrics: codes in the first row whatever the interface's language, texts in the second, import ids in the third.

What it recorded unfinished stays so: it is the customer's last word, and kept where it says anything.
"""

from cxloop.responses.descriptions.description import Description, Why

TESTS: dict[str, Why] = dict.fromkeys(
    (
        "survey preview", "survey test", "spam", "imported spam", "preview", "test", "1", "2", "8", "9", "12", "17",
        "umfragevorschau", "umfragetest", "anteprima del sondaggio", "test del sondaggio",
        "vista previa de la encuesta", "prueba de la encuesta", "apercu de l'enquete", "test de l'enquete",
    ),
    "test_call",
)  # fmt: skip

QUALTRICS = Description(
    key="qualtrics",
    name="Qualtrics",
    marks=(("start date", "end date", "recorded date"), ("response id", "response set", "end date")),
    headings={
        "external_id": ("response id", "_recordid", "id"),
        "answered_at": ("recorded date", "end date"),
        "email": ("recipient email", "email address"),
        "name": ("name",),
        "first_name": ("recipient first name",),
        "last_name": ("recipient last name",),
        "contact_external_id": ("external reference", "external data reference"),
        "language": ("user language", "q_language"),
    },
    ignored=(
        r"start ?date|status|response type|ip ?address|progress|duration( \(in seconds\))?|finished|survey ?id|response ?set",
        r"location ?(latitude|longitude)|distribution ?channel|q_\w+|.*_nps_group|.* - group|.* - (topics|parent topics)",
        r".* - (sentiment( score| polarity)?|topic sentiment( score| label)?|actionability|effort|emotion)( \w+)?",
        r"fl_\d+_do( .*)?|.*_do_.*|.* - display order|.*_(first|last|page) (click|submit)|.*_click count",
    ),
    left_out={"status": TESTS, "response type": TESTS},
)
