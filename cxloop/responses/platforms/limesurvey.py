"""LimeSurvey: plugins post JSON; what they call things differs a little, what they mean does not."""

from collections.abc import Sequence

from cxloop.language import Translate
from cxloop.responses.descriptions.limesurvey import LIMESURVEY as LIMESURVEY_SAYS
from cxloop.responses.platforms.bodies import Body
from cxloop.responses.platforms.generic import CHECKS
from cxloop.responses.platforms.named_fields import told_by_names
from cxloop.responses.platforms.platform import Event, Headers, Platform
from cxloop.responses.platforms.told import Told


def tells(body: Body, headers: Headers) -> Sequence[Event | Told]:
    return told_by_names(LIMESURVEY_SAYS, body.tree, body.raw)


def hint(_: Translate) -> list[str]:
    return [
        _(
            "In LimeSurvey install a webhook plugin (for example “Webhook” from the plugin directory) and activate it."
        ),
        _("Give it the address below, POST with JSON, and the event “after survey complete”."),
        _(
            "Name the question codes score, comment, email, name and company, or choose them below after a call."
        ),
        _("Answer the survey once yourself, not in the preview: the call appears below within seconds."),
        _(
            "To pull what is missing, switch on JSON-RPC there (Global settings, Interfaces) "
            "and enter a user who may export."
        ),
    ]


LIMESURVEY = Platform("limesurvey", "LimeSurvey", False, hint, tells, CHECKS)
