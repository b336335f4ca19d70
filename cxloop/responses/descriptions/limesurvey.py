"""LimeSurvey: codes, texts or both in the heading, a second heading row in "vv" files; ids begin at 1 in each survey.

Its plugins and its RemoteControl tell the same names. What is not submitted has no moment; what was submitted without
a date stamp has that of 1980.
"""

from cxloop.responses.descriptions.description import Description, Kind, Why

SUBMITTED = (
    "submitdate", "date submitted", "data di invio", "data invio", "datum abgeschickt", "datum der absendung",
    "fecha de envio", "date de soumission",
)  # fmt: skip
NOT_YET: dict[str, Why] = {"": "not_finished"}
NAMED = ("participant", "participant info", "token data")

LIMESURVEY = Description(
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
        "external_id": (
            "id", "response id", "respond id", "id risposta", "antwort id", "id de respuesta", "id de la reponse",
        ),
        "answered_at": (*SUBMITTED, "datestamp", "date last action", "data ultima azione", "datum letzte aktivitat"),
        "language": (
            "startlanguage", "start language", "lingua iniziale", "start-sprache", "idioma inicial", "langue de depart",
            "lang",
        ),
        "email": ("email", "email address", "indirizzo email", *(f"{whose} email" for whose in NAMED)),
        "first_name": ("firstname", "nome", "vorname", "prenom", *(f"{whose} firstname" for whose in NAMED)),
        "last_name": ("lastname", "cognome", "nachname", "nom de famille", *(f"{whose} lastname" for whose in NAMED)),
    },
    ignored=(
        r"last ?page|ultima pagina|letzte seite|derniere page|seed|zufallsstartwert|(.* )?token|(.*_)?token|access code"
        r"|codice (di )?accesso|zugangscode|codigo de acceso|code d'acces|start ?date|date started|data (di )?inizio"
        r"|datum gestartet|datestamp|date last action|data ultima azione|datum letzte aktivitat|ipaddr|ip address"
        r"|indirizzo ip|ip-adresse|refurl|referrer url|url di riferimento|.*time|interviewtime.*|event",
    ),
    left_out=dict.fromkeys(SUBMITTED, NOT_YET),
    nothing=("{question_not_shown}", "question_not_shown", "1980-01-01 00:00:00", "1980-01-01"),
    line_break="{newline}",
    restarts=True,
    forms=("surveyid", "sid", "survey"),
    codes=True,
    questions={
        "5": Kind("rating", 1, 5), "A": Kind("rating", 1, 5), "B": Kind("rating", 1, 10), "N": Kind("scale"),
        "K": Kind("scale"), "S": Kind("text"), "T": Kind("long_text"), "U": Kind("long_text"),
    },
)  # fmt: skip
