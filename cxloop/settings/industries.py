"""What companies do, for the sets they may start with."""

from cxloop.language import marked as _

INDUSTRIES = (
    ("b2b", _("services and deliveries to companies")),
    ("retail", _("shops, in town or online")),
    ("public", _("public services")),
)
