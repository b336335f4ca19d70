"""SurveyMonkey: questions in the first row, their options in the second; moments in the account's zone."""

from cxloop.responses.exports.export import Export

SURVEYMONKEY = Export(
    key="surveymonkey",
    name="SurveyMonkey",
    marks=(
        ("respondent id", "collector id"),
        ("respondent_id", "collector_id"),
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
            "respondent id", "respondent_id", "id rispondente", "id intervistato", "id dell'intervistato",
            "id del encuestado", "identificacion del encuestado", "teilnehmer-id", "befragten-id", "id du repondant",
        ),
        "answered_at": (
            "end date", "date_modified", "data di fine", "data fine", "data di completamento", "fecha de finalizacion",
            "fecha final", "enddatum", "date de fin", "start date", "date_created", "data di inizio", "data inizio",
            "fecha de inicio", "startdatum", "date de debut",
        ),
        "email": (
            "email address", "email_address", "indirizzo e-mail", "indirizzo email", "direccion de correo electronico",
            "e-mail-adresse", "adresse e-mail", "adresse email",
        ),
        "first_name": ("first name", "first_name", "nome", "nombre", "vorname", "prenom"),
        "last_name": ("last name", "last_name", "cognome", "apellido", "apellidos", "nachname", "nom de famille", "nom"),
    },
    ignored=(
        r"collector id|collector_id|id (collettore|raccoglitore)|id dello strumento di raccolta|id del recopilador",
        r"identificacion del recopilador|collector-id|beitragsersteller-id|id du collecteur|ip address|ip_address",
        r"indirizzo ip|direccion ip|ip-adresse|adresse ip|(custom data|dati personalizzati|custom_?) ?\d+",
    ),
)  # fmt: skip
