"""Microsoft Forms: one row a response, numbered from 1 in each form; "anonymous" where nobody signed in."""

from cxloop.responses.descriptions.description import Description

MICROSOFT_FORMS = Description(
    key="microsoft_forms",
    name="Microsoft Forms",
    marks=(
        ("start time", "completion time"),
        ("ora di inizio", "ora di completamento"),
        ("startzeit", "fertigstellungszeit"),
        ("hora de inicio", "hora de finalizacion"),
        ("heure de debut", "heure de fin"),
    ),
    headings={
        "external_id": ("id", "response id"),
        "answered_at": (
            "completion time", "ora di completamento", "fertigstellungszeit", "hora de finalizacion", "heure de fin",
            "submit date", "start time", "ora di inizio", "startzeit", "hora de inicio", "heure de debut",
        ),
        "email": (
            "email", "posta elettronica", "e-mail", "correo electronico", "indirizzo di posta elettronica",
            "adresse de messagerie", "responder", "responders email",
        ),
        "name": ("name", "nome", "nombre", "nom"),
        "language": ("language", "lingua", "sprache", "idioma", "langue"),
    },
    ignored=(
        r"total points|quiz feedback|grade posted time|last modified time|points - .*|feedback - .*|totale punti"
        r"|commenti del quiz|commenti sul quiz|ora (dell')?ultima modifica|punti - .*|feedback sul quiz|gesamtpunktzahl"
        r"|quizfeedback|uhrzeit der letzten anderung|puntos totales|comentarios del cuestionario"
        r"|hora de la ultima modificacion|total des points|commentaires du questionnaire|heure de la derniere modification",
    ),
    nothing=("anonymous", "anonimo", "anonym", "anonyme"),
    restarts=True,
    forms=("formid",),
    calls=True,
)  # fmt: skip
