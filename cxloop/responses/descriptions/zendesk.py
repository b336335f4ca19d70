"""Zendesk: satisfaction of tickets (Good, Bad, Offered), Explore's exports of the same, and its newer survey of 1 to 5."""

from cxloop.responses.descriptions.description import Description

ZENDESK = Description(
    key="zendesk",
    name="Zendesk",
    marks=(
        ("ticket id", "ticket satisfaction rating"),
        ("ticket id", "satisfaction score"),
        ("ticket id", "satisfaction rating"),
        ("ticket id", "score", "requester id"),
        ("ticket id", "survey rating"),
        ("ticket id", "survey response rating"),
        ("id", "satisfaction score", "requester"),
        ("id", "satisfaction", "requester"),
        ("id ticket", "valutazione della soddisfazione del ticket"),
        ("id del ticket", "valutazione della soddisfazione del ticket"),
        ("ticket-id", "ticketzufriedenheitsbewertung"),
        ("id del ticket", "calificacion de satisfaccion del ticket"),
        ("id de ticket", "calificacion de satisfaccion del ticket"),
        ("id de ticket", "evaluation de satisfaction du ticket"),
        ("id du ticket", "evaluation de satisfaction du ticket"),
    ),
    headings={
        "external_id": (
            "survey response id", "satisfaction rating id", "id", "ticket id", "id ticket", "id del ticket", "id du ticket", "id de ticket", "ticket-id",
        ),
        "score": (
            "survey rating", "survey response rating", "ticket satisfaction rating", "satisfaction score",
            "satisfaction rating", "satisfaction rating score", "satisfaction", "score", "answers rating",
            "valutazione della soddisfazione del ticket", "ticketzufriedenheitsbewertung",
            "calificacion de satisfaccion del ticket", "evaluation de satisfaction du ticket",
        ),
        "comment": (
            "ticket satisfaction comment", "satisfaction comment", "satisfaction rating comment", "survey response comment",
            "survey comment", "comment", "answers value", "commento sulla soddisfazione del ticket", "ticketzufriedenheitskommentar",
            "comentario de satisfaccion del ticket", "commentaire de satisfaction du ticket",
        ),
        "answered_at": (
            "survey response submitted - date", "survey responded - date", "ticket satisfaction date",
            "satisfaction updated - date", "satisfaction rating created at", "satisfaction rating updated at",
            "ticket solved - date", "ticket solved - timestamp", "solved at", "ticket updated - date", "updated at",
            "fecha de actualizacion de la calificacion", "data di aggiornamento della valutazione",
            "ticket created - date", "created at", "ticket risolto - data", "ticket geloest - datum",
            "ticket gelost - datum", "ticket resuelto - fecha", "ticket resolu - date",
        ),
        "email": (
            "requester email", "requester e-mail", "email del richiedente", "e-mail des anfragenden",
            "correo electronico del solicitante", "e-mail du demandeur",
        ),
        "name": ("requester name", "requester", "nome del richiedente", "name des anfragenden", "nombre del solicitante",
                 "nom du demandeur"),
        "company": ("ticket organization name", "ticket organisation name", "organization", "organisation",
                    "requester organization name"),
        "contact_external_id": ("requester external id", "requester id"),
    },
    ignored=(
        r"ticket (status|group|brand|channel|subject|priority|type|tags|form)|assignee.*|# tickets|(ticket )?satisfaction reason",
        r"group|brand|via|subject|status|priority|tags|type|url|.* reason( id)?|assignee id|group id|updater.*|submitter.*",
    ),
    vocabulary="good_or_bad",
    calls=True,
)  # fmt: skip
