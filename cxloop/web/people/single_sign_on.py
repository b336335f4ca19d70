"""Coming in with the company's own sign-in: to its provider, and back with what it says."""

import hmac
import json
from dataclasses import asdict
from datetime import timedelta

from flask import current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from cxloop.database import db, unit_of_work
from cxloop.entrances import OPEN
from cxloop.outward import oidc
from cxloop.outward.oidc import Journey, SignOnFailed
from cxloop.people import coming_in, presses, sign_ins
from cxloop.people.coming_in import Claimed, NotLetIn
from cxloop.people.company import company_language
from cxloop.people.identities import SigningIn, signing_in
from cxloop.secrets import CannotUnseal, seal, unseal
from cxloop.sentences import sentence
from cxloop.web import current
from cxloop.web.addresses import local
from cxloop.web.language import language
from cxloop.web.people.entering import let_in
from cxloop.web.people.room import PROVIDER, count_wrong_link, room

JOURNEY, PURPOSE = "journey", "a journey to the provider"
TAKES_AT_MOST = timedelta(minutes=15)
LONGEST_CODE = 4_000
TRY_AGAIN = ("not_reached", "no_description", "nothing_given", "no_keys")


@room.get("/sign-in/elsewhere", policy=OPEN)
def sign_in_elsewhere() -> ResponseReturnValue:
    """To the provider; nothing is kept but in this browser."""
    rules, settings, at = signing_in(db.session()), current.settings(), current.moment()
    if not rules.has_provider:
        return redirect(url_for("people.sign_in"))
    try:
        provider, _keys = _remembered().provider(oidc.reach_of(rules, settings), at)
    except SignOnFailed as failed:
        return _failed(rules, failed)
    journey, address = oidc.begun(
        provider, client_id=rules.client_id or "", back=oidc.back(settings), at=at.timestamp(),
        following=local(request.args.get("next")),
    )  # fmt: skip
    session[JOURNEY] = seal(settings.secret_key, PURPOSE, json.dumps(asdict(journey)))
    return redirect(address)


@room.get(oidc.BACK, policy=OPEN)
def come_back() -> ResponseReturnValue:
    """From the provider. A journey is for this browser, for a quarter of an hour, and ends with its first answer."""
    rules, journey, at = signing_in(db.session()), _journey(), current.moment()
    if journey is None or not _is_of(journey, rules):
        if current_user.is_authenticated:
            return redirect(url_for("people.first_page"))
        count_wrong_link()
        return _page(
            _("This sign-in was begun in another window or too long ago, or it was used already."), 400
        )
    session.pop(JOURNEY)
    once = presses.press(journey.state, sent_to=oidc.BACK, user_id=None, content=b"")
    try:
        unit_of_work(lambda: presses.spend(db.session(), once, at))
    except presses.PressedBefore:
        return _page(
            _("This sign-in was begun in another window or too long ago, or it was used already."), 400
        )
    code = request.args.get("code", "")
    if not 0 < len(code) <= LONGEST_CODE:
        said = _(
            "%(provider)s let nobody in: it was broken off there, or you have no access to cxloop there.",
            provider=_called(rules),
        )
        return _page(said, 403)
    try:
        claimed = _claimed(rules, journey, code)
    except SignOnFailed as failed:
        return _failed(rules, failed)
    return _let_in(rules, journey, claimed)


def _journey() -> Journey | None:
    """The one this browser is on, if it is the one that comes back."""
    try:
        told = json.loads(unseal(current.settings().secret_key, PURPOSE, session.get(JOURNEY, "")))
    except CannotUnseal:
        return None
    one = Journey(**told)
    state = request.args.get("state", "").encode(errors="replace")
    return one if hmac.compare_digest(state, one.state.encode()) else None


def _is_of(journey: Journey, rules: SigningIn) -> bool:
    """Whether it is not too old, and leads back from the provider it went to, which is still ours."""
    age = current.moment().timestamp() - journey.begun_at
    said = request.args.get("iss")
    return (
        rules.has_provider
        and 0 <= age <= TAKES_AT_MOST.total_seconds()
        and journey.issuer.rstrip("/") == (rules.issuer or "").rstrip("/")
        and (said is None or said.rstrip("/") == journey.issuer.rstrip("/"))
    )


def _claimed(rules: SigningIn, journey: Journey, code: str) -> Claimed:
    """Whom the provider says it is. Raises SignOnFailed."""
    settings, at, remembered = current.settings(), current.moment(), _remembered()
    provider, keys = remembered.provider(oidc.reach_of(rules, settings), at)
    if provider.names_itself and "iss" not in request.args:
        raise SignOnFailed("token_refused", "iss")
    client = oidc.client_of(rules, settings)
    return oidc.claimed(provider, client, journey, code, at, keys, remembered.again(provider))


def _let_in(rules: SigningIn, journey: Journey, claimed: Claimed) -> ResponseReturnValue:
    at, spoken = current.moment(), company_language(db.session(), current.settings().language)
    try:
        return let_in(lambda: coming_in.come_in(db.session(), claimed, at, spoken), journey.following)
    except NotLetIn as refused:
        reason, user_id = refused.reason, refused.user_id
    about = sign_ins.of_address(db.session(), claimed.email or claimed.subject)
    _written_down(reason, about if user_id is None else {"user": user_id})
    words = sentence(coming_in.WHY[reason], provider=_called(rules), email=claimed.email or "")
    return _page(words.say(language()), 403)


def _failed(rules: SigningIn, failed: SignOnFailed) -> ResponseReturnValue:
    """It is not the person's fault; the audit log tells an administrator."""
    _written_down(failed.reason, {})
    words = f"{_called(rules)}: {oidc.why(failed).say(language())}"
    return _page(words, 503 if failed.reason in TRY_AGAIN else 403)


def _written_down(reason: str, facts: dict[str, int | str]) -> None:
    at = current.moment()
    unit_of_work(lambda: coming_in.written_down(db.session(), reason, facts, at))


def _page(words: str, status: int) -> ResponseReturnValue:
    page = render_template("people/not_let_in.html", words=words, rules=signing_in(db.session()))
    return page, status, {"Retry-After": "30"} if status == 503 else {}


def _used() -> str:
    return str(_("This sign-in was begun in another window or too long ago, or it was used already."))


def _called(rules: SigningIn) -> str:
    return rules.label or str(_("Single sign-on"))


def _remembered() -> oidc.Remembered:
    found: oidc.Remembered = current_app.extensions[PROVIDER]
    return found
