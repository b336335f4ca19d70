"""HubSpot survey responses: "Response" is what the customer wrote; CSAT may run 0-2, 1-5 or 1-7.

Workflows and the API tell the same under the names of its properties (hs_value, hs_content, …).
"""

from cxloop.responses.descriptions.description import Description

HUBSPOT = Description(
    key="hubspot",
    name="HubSpot",
    marks=(
        ("survey submission date", "survey name"),
        ("survey submission date", "survey type"),
        ("submission date", "survey name", "survey type"),
        ("record id", "survey type", "rating"),
        ("hs_value", "hs_content"),
        ("survey type", "feedback sentiment", "response"),
        ("id record", "tipo di sondaggio"),
        ("datensatz-id", "umfragetyp"),
        ("id de registro", "tipo de encuesta"),
        ("id de l'enregistrement", "type d'enquete"),
    ),
    headings={
        "external_id": (
            "record id", "record id - feedback submission", "submission id", "hs_object_id", "object id", "id record",
            "datensatz-id", "id de registro", "id de l'enregistrement", "id",
        ),
        "score": (
            "rating", "response rating", "survey rating", "hs_value", "hs_response_value", "valutazione", "bewertung",
            "calificacion", "evaluation",
        ),
        "comment": (
            "response", "survey response", "follow up response", "follow-up response", "feedback", "hs_content",
            "risposta", "antwort", "respuesta", "reponse",
        ),
        "answered_at": (
            "survey submission date", "submission date", "hs_submission_timestamp", "date", "data", "datum", "fecha",
            "create date", "hs_createdate", "created at",
        ),
        "email": ("contact email", "email", "hs_contact_email_rollup", "associated contact email", "e-mail del contatto"),
        "name": ("contact name", "associated contact"),
        "first_name": ("hs_contact_firstname", "firstname"),
        "last_name": ("hs_contact_lastname", "lastname"),
        "contact_external_id": ("hs_contact_id", "contact id", "associated contact ids"),
        "company": ("associated company", "company name"),
        "touchpoint": ("survey name", "hs_survey_name", "nome del sondaggio", "name der umfrage", "nombre de la encuesta"),
    },
    ignored=(
        r"survey type|(feedback )?sentiment|response group|survey channel|source|associated .* ids?|last modified date",
        r"knowledge article.*|hs_\w+|archived|created ?at|updated ?at|tipo di sondaggio|umfragetyp|tipo de encuesta",
        r"sentimento|stimmung|sentimiento|survey id|agent.*|ingestion id|visitor id",
    ),
    versions=("hs_lastmodifieddate", "updated at"),
    calls=True,
)  # fmt: skip
