"""SurveyMonkey: questions in the first row, their options in the second; moments in the account's zone."""

from cxloop.responses.descriptions.description import Description

SURVEYMONKEY = Description(
    key="surveymonkey",
    name="SurveyMonkey",
    marks=(
        ("respondent id", "collector id"),
        ("id rispondente", "id collettore"),
        ("id rispondente", "id raccoglitore"),
        ("id intervistato", "id collettore"),
        ("id dell'intervistato", "id dello strumento di raccolta"),
        ("id del encuestado", "id del recopilador"),
        ("identificacion del encuestado", "identificacion del recopilador"),
        ("teilnehmer-id", "beitragsersteller-id"),
        ("befragten-id", "collector-id"),
        ("id du repondant", "id du collecteur"),
    ),
    headings={
        "external_id": (
            "respondent id", "response id", "id rispondente", "id intervistato", "id dell'intervistato",
            "id del encuestado", "identificacion del encuestado", "teilnehmer-id", "befragten-id", "id du repondant",
        ),
        "answered_at": (
            "end date", "date modified", "data di fine", "data fine", "data di completamento", "fecha de finalizacion",
            "fecha final", "enddatum", "date de fin", "start date", "date created", "data di inizio", "data inizio",
            "fecha de inicio", "startdatum", "date de debut",
        ),
        "email": (
            "email address", "indirizzo e-mail", "indirizzo email", "direccion de correo electronico",
            "e-mail-adresse", "adresse e-mail", "adresse email",
        ),
        "first_name": ("first name", "nome", "nombre", "vorname", "prenom"),
        "last_name": ("last name", "cognome", "apellido", "apellidos", "nachname", "nom de famille", "nom"),
    },
    ignored=(
        r"collector id|collector_id|id (collettore|raccoglitore)|id dello strumento di raccolta|id del recopilador",
        r"identificacion del recopilador|collector-id|beitragsersteller-id|id du collecteur|ip address|ip_address",
        r"indirizzo ip|direccion ip|ip-adresse|adresse ip|(custom data|dati personalizzati|custom_?) ?\d+",
        r"response ?status|collection ?mode|stato della risposta|antwortstatus",
    ),
    left_out={
        "collection mode": dict.fromkeys(("preview", "survey_preview", "collector_preview"), "test_call"),
        "response status": {
            "partial": "not_finished", "disqualified": "not_an_answer", "overquota": "not_an_answer",
        },
    },
)  # fmt: skip
