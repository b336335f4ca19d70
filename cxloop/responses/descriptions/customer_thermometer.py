"""Customer Thermometer: one click on gold, green, yellow or red, whose numbers count downwards: 1 is gold."""

from cxloop.responses.descriptions.description import Description

CUSTOMER_THERMOMETER = Description(
    key="customer_thermometer",
    name="Customer Thermometer",
    marks=(
        ("response id", "thermometer id"),
        ("response id", "temperature id"),
        ("thermometer name", "temperature"),
    ),
    headings={
        "external_id": ("response id",),
        "score": ("temperature",),
        "comment": ("comment",),
        "answered_at": ("response date",),
        "email": ("recipient", "email address", "email"),
        "first_name": ("first name",),
        "last_name": ("last name",),
        "company": ("company",),
        "touchpoint": ("thermometer name",),
    },
    ignored=(r"temperature id|thermometer id|blast .*|response ip|owner comment|hidden",),
    vocabulary="thermometer",
)
