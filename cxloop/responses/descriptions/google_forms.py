"""Google Forms: the moment first, in the sheet's language; the export names its answers by nothing else."""

from cxloop.responses.descriptions.description import Description, Kind

MOMENTS = (
    "timestamp",
    "informazioni cronologiche",
    "marca temporal",
    "zeitstempel",
    "horodateur",
    "horodatage",
)

GOOGLE_FORMS = Description(
    key="google_forms",
    name="Google Forms",
    marks=(*((moment,) for moment in MOMENTS if moment != "timestamp"), ("timestamp", "email address"), ("timestamp", "username")),
    headings={
        "external_id": ("response id",),
        "answered_at": MOMENTS,
        "email": (
            "email address", "username", "indirizzo email", "nome utente", "direccion de correo electronico",
            "nombre de usuario", "e-mail-adresse", "nutzername", "adresse e-mail", "nom d'utilisateur",
        ),
    },
    questions={
        "SCALE": Kind("scale"), "RATING": Kind("rating"), "PARAGRAPH_TEXT": Kind("long_text"), "TEXT": Kind("text"),
        "MULTIPLE_CHOICE": Kind("unknown"), "LIST": Kind("unknown"),
    },
)  # fmt: skip
