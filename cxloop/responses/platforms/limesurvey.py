"""LimeSurvey: plugins post flat JSON; what they call things differs a little, what they mean does not."""

from collections.abc import Mapping
from typing import Any

from cxloop.language import Translate
from cxloop.responses.platforms.asked import Asked
from cxloop.responses.platforms.bodies import Body, Tree, leaves, value_at, word
from cxloop.responses.platforms.generic import checks
from cxloop.responses.platforms.hearing import heard
from cxloop.responses.platforms.moments import moment_of
from cxloop.responses.platforms.platform import Event, Headers, Platform
from cxloop.responses.platforms.pulled import is_pulled, pulled_event, pulled_questions

IDS = ("responseId", "response_id", "responseID", "id")
SURVEYS = ("surveyId", "survey_id", "sid", "api_token", "event", "lang")
MOMENTS = ("submitdate", "submitDate", "datestamp")
OURS = (
    *IDS,
    *SURVEYS,
    *MOMENTS,
    "startdate",
    "startlanguage",
    "lastpage",
    "seed",
    "token",
    "ipaddr",
    "refurl",
)
PARTICIPANTS = ("participant", "participant_info", "participantInfo", "token_data", "tokenData")
NOT_SUBMITTED = ("", "1980-01-01 00:00:00")


def names(body: Body, headers: Headers) -> str | None:
    return None


def _answer(tree: Tree) -> Tree:
    """The response, wherever the plugin puts it, over what stands around it."""
    inner: Any = next((found for name in ("response", "responses", "additional_fields")
                       if isinstance(found := tree.get(name), dict)), {})  # fmt: skip
    return {**{name: value for name, value in tree.items() if not isinstance(value, dict)}, **inner}


def asks(body: Body, headers: Headers) -> list[Asked]:
    if is_pulled(body.tree):
        return pulled_questions(body.tree)
    answer = _answer(body.tree)
    asked = [
        Asked(path[1:], path.rpartition("/")[2].replace("_", " "), "unknown", word(value))
        for path, value in leaves({name: value for name, value in answer.items() if name not in OURS})
    ]
    return [
        *asked,
        *_participant(body.tree),
        Asked("startlanguage", "", "language", word(answer.get("startlanguage") or answer.get("lang"))),
    ]


def _participant(tree: Tree) -> list[Asked]:
    """Who was invited, where a plugin sends the survey's list of participants beside the answer."""
    found: Any = next((one for name in PARTICIPANTS if isinstance(one := tree.get(name), dict)), {})
    named = {"email": "email", "firstname": "first_name", "lastname": "last_name"}
    return [
        Asked(f"participant/{name}", "", field, text)
        for name, field in named.items()
        if (text := word(found.get(name)))
    ]


def reads(body: Body, headers: Headers, choices: Mapping[str, object]) -> list[Event]:
    tree = body.tree
    if is_pulled(tree):
        return [pulled_event(tree, choices)]
    answer = _answer(tree)
    submitted = next((found for name in MOMENTS if (found := word(answer.get(name)))), None)
    if "submitdate" in answer and word(answer["submitdate"]) in (None, *NOT_SUBMITTED):
        return [Event("nothing", reason="not_finished")]
    submitted_at = moment_of(submitted) if submitted not in NOT_SUBMITTED else None
    number = next((found for name in IDS if (found := word(value_at(answer, name)))), None)
    survey = next(
        (found for name in ("surveyId", "survey_id", "sid") if (found := word(tree.get(name)))), None
    )
    response_id = f"{survey}-{number}" if survey and number else number
    said = heard(asks(body, headers), choices, external_id=response_id, answered_at=submitted_at)
    return [Event("said", said.external_id, submitted_at, said)]


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


LIMESURVEY = Platform("limesurvey", "LimeSurvey", False, hint, reads, asks, checks, names)
