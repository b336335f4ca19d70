"""Qualtrics: codes in the first row whatever the interface's language, texts in the second, import ids in the third."""

from cxloop.responses.exports.export import Export

QUALTRICS = Export(
    key="qualtrics",
    name="Qualtrics",
    marks=(("startdate", "enddate", "recordeddate"), ("start date", "end date", "recorded date")),
    headings={
        "external_id": ("responseid", "response id"),
        "answered_at": ("recordeddate", "recorded date", "enddate", "end date"),
        "email": ("recipientemail", "recipient email"),
        "first_name": ("recipientfirstname", "recipient first name"),
        "last_name": ("recipientlastname", "recipient last name"),
        "contact_external_id": ("externalreference", "external data reference", "externaldatareference"),
        "language": ("userlanguage", "user language", "q_language"),
    },
    ignored=(
        r"startdate|start date|status|response type|ipaddress|ip address|progress|duration \(in seconds\)|finished",
        r"location ?(latitude|longitude)|distribution ?channel|q_\w+|.*_nps_group|.* - group|.* - (topics|parent topics)",
        r".* - (sentiment( score| polarity)?|topic sentiment( score| label)?|actionability|effort|emotion)( \w+)?",
        r"fl_\d+_do( .*)?|.*_do_.*|.* - display order|.*_(first|last|page) (click|submit)|.*_click count",
    ),
    left_out={
        "status": ("survey preview", "survey test", "spam", "imported spam", "1", "2", "8", "9", "12", "17"),
        "response type": (
            "survey preview",
            "survey test",
            "spam",
            "imported spam",
            "1",
            "2",
            "8",
            "9",
            "12",
            "17",
        ),
    },
)
