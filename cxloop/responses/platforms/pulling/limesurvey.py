"""LimeSurvey: sign in, list who answered when, export those answers, sign out.

It exports by ranges of response ids only, and for a range without answers one record of empty fields. Its moments are
of its own clock, without a zone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from cxloop.responses.descriptions import Kind
from cxloop.responses.descriptions.limesurvey import LIMESURVEY as LIMESURVEY_SAYS
from cxloop.responses.importing.texts import untagged
from cxloop.responses.platforms.asked import Asked
from cxloop.responses.platforms.bodies import Tree, word
from cxloop.responses.platforms.moments import moment_of
from cxloop.responses.platforms.pulling.puller import (
    SURVEY,
    Credential,
    Credentials,
    Found,
    Pages,
    Puller,
    PullRefused,
    Wish,
    password_label,
    server_label,
    user_label,
)
from cxloop.responses.platforms.pulling.remote_control import A_LONG_WHILE, called, exported, no_sign_in
from cxloop.responses.platforms.reasons import NotUnderstood
from cxloop.responses.platforms.told import Told

PAGE = 200
FARTHEST_ZONES = timedelta(hours=14)
ANYTHING = Kind("unknown")


def pages(credentials: Credentials, wish: Wish) -> Pages:
    key = yield from called("get_session_key", credentials["username"], credentials["password"])
    if not isinstance(key, str):
        raise no_sign_in(key)
    try:
        yield from _answers(key, credentials["survey_id"], wish)
    except PullRefused:
        yield from called("release_session_key", key)
        raise
    yield from called("release_session_key", key)


def _answers(key: str, survey: str, wish: Wish) -> Pages:
    told = yield from called("list_questions", key, survey)
    # A user who may not read the questions still gets the answers, by their codes.
    questions = (
        {word(one.get("title")): one for one in told if isinstance(one, dict)}
        if isinstance(told, list)
        else {}
    )
    listed = yield from exported(key, survey, None, None, ["id", "submitdate"])
    wanted = _given_since(listed, wish.since - FARTHEST_ZONES)
    for start in range(0, len(wanted), PAGE):
        piece = wanted[start : start + PAGE]
        wanted_here = set(piece)
        answers = yield from exported(key, survey, piece[0], piece[-1], None)
        found = [_found(one, survey, questions) for one in answers if _number(one) in wanted_here]
        if found:
            yield found


def _given_since(listed: Sequence[Tree], since: datetime) -> list[int]:
    """The ids of completed answers, in order. Raises PullRefused where it keeps no moments at all."""
    moments = {number: _moment(one) for one in listed if (number := _number(one)) is not None}
    if moments and not any(moments.values()):
        raise PullRefused("undated", wait=A_LONG_WHILE)
    return sorted(number for number, at in moments.items() if at is not None and at >= since)


def _moment(one: Tree) -> datetime | None:
    submitted = word(one.get("submitdate"))
    try:
        return None if submitted in LIMESURVEY_SAYS.nothing else moment_of(submitted)
    except NotUnderstood:
        return None


def _number(one: Tree) -> int | None:
    written = word(one.get("id")) or ""
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 19 else None


def _found(one: Tree, survey: str, questions: Mapping[str | None, Tree]) -> Found:
    submitted = word(one.get("submitdate"))
    number = f"{survey}-{_number(one)}"
    asked = [_asked(code, word(value), questions.get(code.partition("[")[0])) for code, value in one.items()]
    said_at = word(one.get("datestamp")) or submitted
    return Found(f"{number}@{said_at}", Told(number, asked, said_at, submitted).as_tree())


def _asked(code: str, value: str | None, question: Tree | None) -> Asked:
    told = question or {}
    kind, lowest, highest = LIMESURVEY_SAYS.questions.get(word(told.get("type")) or "", ANYTHING)
    words = untagged(word(told.get("question")) or "") or code.replace("_", " ")
    return Asked(code, words, kind, value, lowest, highest)


LIMESURVEY = Puller(
    "limesurvey", "",
    (
        Credential("username", user_label), Credential("password", password_label, secret=True), SURVEY,
        Credential("base_url", server_label),
    ),
    lambda _credentials: {}, pages,
)  # fmt: skip
