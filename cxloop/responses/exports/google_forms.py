"""Google Forms: the moment first, in the sheet's language; the export names its answers by nothing else."""

from cxloop.responses.exports.export import Export

MOMENTS = (
    "timestamp",
    "informazioni cronologiche",
    "marca temporal",
    "zeitstempel",
    "horodateur",
    "horodatage",
)

GOOGLE_FORMS = Export(
    key="google_forms",
    name="Google Forms",
    marks=(*((moment,) for moment in MOMENTS if moment != "timestamp"),),
    headings={
        "answered_at": MOMENTS,
        "email": (
            "email address", "username", "indirizzo email", "nome utente", "direccion de correo electronico",
            "nombre de usuario", "e-mail-adresse", "nutzername", "adresse e-mail", "nom d'utilisateur",
        ),
    },
)  # fmt: skip
