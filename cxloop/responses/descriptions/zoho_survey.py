"""Zoho Survey: the parts of one question stand in a second row of headings."""

from cxloop.responses.descriptions.description import Description

ZOHO_SURVEY = Description(
    key="zoho_survey",
    name="Zoho Survey",
    marks=(("response id", "response start time", "response end time"),),
    headings={
        "external_id": ("response id",),
        "answered_at": ("response end time", "response start time"),
        "email": ("email address",),
        "first_name": ("first name",),
        "last_name": ("last name",),
    },
    ignored=(r"response status|ip address|collector name|response start time",),
)
