"""Zendesk: satisfaction of tickets (Good, Bad, Offered) and Explore's exports of the same."""

from cxloop.responses.exports.export import Export

ZENDESK = Export(
    key="zendesk",
    name="Zendesk",
    marks=(
        ("ticket id", "ticket satisfaction rating"),
        ("ticket id", "satisfaction score"),
        ("ticket id", "satisfaction rating"),
        ("id ticket", "valutazione della soddisfazione del ticket"),
    ),
    headings={
        "external_id": ("ticket id", "id ticket"),
        "score": (
            "ticket satisfaction rating", "satisfaction score", "satisfaction rating", "survey rating",
            "valutazione della soddisfazione del ticket",
        ),
        "comment": (
            "ticket satisfaction comment", "satisfaction comment", "survey response comment", "comment",
            "commento sulla soddisfazione del ticket",
        ),
        "answered_at": (
            "ticket satisfaction date", "satisfaction updated - date", "ticket solved - date", "ticket solved - timestamp",
            "solved at", "ticket updated - date", "updated at", "ticket created - date", "created at",
        ),
        "email": ("requester email", "requester e-mail", "email del richiedente"),
        "name": ("requester name", "requester", "nome del richiedente"),
        "company": ("ticket organization name", "ticket organisation name", "organization", "organisation"),
    },
    ignored=(r"ticket (status|group|brand|channel|subject|priority|type|tags|form)|assignee.*|# tickets|satisfaction reason|ticket satisfaction reason",),
)  # fmt: skip
