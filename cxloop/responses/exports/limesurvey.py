"""LimeSurvey: codes, texts or both in the heading, a second heading row in "vv" files; ids begin at 1 in each survey."""

from cxloop.responses.exports.export import Export

LIMESURVEY = Export(
    key="limesurvey",
    name="LimeSurvey",
    marks=(
        ("id", "lastpage"),
        ("response id", "last page"),
        ("id risposta", "ultima pagina"),
        ("id. response id", "lastpage. last page"),
        ("id. id risposta", "lastpage. ultima pagina"),
        ("antwort id", "letzte seite"),
        ("id. antwort id", "lastpage. letzte seite"),
        ("id de respuesta", "ultima pagina"),
        ("id. id de respuesta", "lastpage. ultima pagina"),
        ("id de la reponse", "derniere page"),
        ("id. id de la reponse", "lastpage. derniere page"),
    ),
    headings={
        "external_id": ("id", "response id", "id risposta", "antwort id", "id de respuesta", "id de la reponse"),
        "answered_at": (
            "submitdate", "date submitted", "data di invio", "data invio", "datum abgeschickt", "datum der absendung",
            "fecha de envio", "date de soumission", "datestamp", "date last action", "data ultima azione",
        ),
        "language": ("startlanguage", "start language", "lingua iniziale", "startsprache", "idioma inicial", "langue de depart"),
        "email": ("email", "e-mail", "email address"),
        "first_name": ("firstname", "first name", "nome", "vorname"),
        "last_name": ("lastname", "last name", "cognome", "nachname"),
    },
    ignored=(
        r"lastpage|last page|ultima pagina|letzte seite|derniere page|seed|zufallsstartwert|token|access code"
        r"|codice (di )?accesso|zugangscode|codigo de acceso|code d'acces|startdate|date started|data (di )?inizio"
        r"|datum gestartet|datestamp|date last action|data ultima azione|datum letzte aktivitat|ipaddr|ip address"
        r"|indirizzo ip|refurl|referrer url|.*time|interviewtime.*",
    ),
    nothing=("{question_not_shown}", "question_not_shown"),
    line_break="{newline}",
    restarts=True,
)  # fmt: skip
