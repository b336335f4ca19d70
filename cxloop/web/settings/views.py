from datetime import datetime, timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage

from cxloop.database import db, unit_of_work
from cxloop.language import marked
from cxloop.people.models import Role
from cxloop.people.policies import steers_improvements, steers_settings
from cxloop.settings import drafts, ledger, starting
from cxloop.settings.ledger import Hand, NothingToChange
from cxloop.settings.models import SettingDraft, SettingVersion
from cxloop.settings.part import Part
from cxloop.settings.parts import PARTS
from cxloop.settings.sentences import Refused, sentence
from cxloop.tickets import pressing
from cxloop.web import current
from cxloop.web.addresses import local
from cxloop.web.days import moment_on
from cxloop.web.language import language
from cxloop.web.settings.forms import FileForm, StartingForm, SwitchForm, blame, form_of, given
from cxloop.web.settings.journey import LEAST_FOR_A_RATE, picture
from cxloop.web.settings.page import DAYS, show
from cxloop.web.settings.room import room

NEW = "new"
LARGEST_FILE = 2 * 1024 * 1024
LISTS = {"journey": (picture, "settings/_journey.html")}
"""Parts whose list is drawn, and the template that draws it."""
LATER = timedelta(days=1)
steers = steers_improvements
"""Leads open the settings of their own teams; which things somebody may set is asked of each part."""


class SavedAgain(Exception):
    """The draft is not what the page showed: nobody switches on what they have not seen."""


def listing() -> ResponseReturnValue:
    """Every thing of a part; the single thing of a part that has only one."""
    part, session = PARTS[str(request.endpoint).rpartition(".")[2]], db.session()
    if part.is_single:
        return show(part, part.name)
    items = [item for item in part.items(session) if part.may_steer(current.user(), item.key, session)]
    waiting = {draft.item for draft in drafts.of_part(session, part)}
    draws, template = LISTS.get(part.name, (None, None))
    return render_template(
        "settings/list.html", part=part, items=items, waiting=waiting,
        may_add=part.may_steer(current.user(), "", session), ask=pressing.names_of_role(session, Role.ADMINISTRATOR),
        picture=draws and draws(), picture_template=template, days=DAYS, least=LEAST_FOR_A_RATE,
        starting_form=StartingForm(formdata=None).offer(part) if part.sets else None,
    )  # fmt: skip


for each in PARTS.values():
    room.get(f"/{each.name}", endpoint=each.name, policy=each.who)(listing)


@room.post("/<part>/starting", policy=steers_settings)
def start(part: str) -> ResponseReturnValue:
    """A company that has nothing of a part takes a set to start with: looked at first, then switched on whole."""
    thing, _key = _known(part, part if part in PARTS and PARTS[part].is_single else NEW)
    form = StartingForm().offer(thing)
    back = local(request.form.get("next")) or url_for(f".{part}")
    if not form.validate():
        flash(_("Choose one of these."), "late")
        return redirect(back)
    code, hand, at = form.name.data, Hand(current.user().id, "web"), current.moment()
    if thing.is_single:
        return _draft_of_set(thing, code, at)
    if not request.form.get("switch"):
        things = starting.offered(db.session(), thing, code)
        return render_template("settings/starting.html", part=thing, code=code, back=back, things=things)
    try:
        added = unit_of_work(lambda: starting.start(db.session(), thing, code, hand, at))
    except Refused:
        flash(
            _(
                "The set does not fit beside what is there. Nothing was changed: add what you need one by one."
            ),
            "late",
        )
    else:
        flash(ngettext("%(num)s was added.", "%(num)s were added.", added))
    return redirect(back)


def _draft_of_set(thing: Part, code: str, at: datetime) -> ResponseReturnValue:
    """What exists already is not replaced: the set is drafted, and looked at like any other change."""
    by_id = current.user().id

    def work() -> SettingDraft:
        session = db.session()
        values = (thing.read(session, thing.name) or {}) | thing.starting(code)[thing.name]
        return drafts.save(session, thing, thing.name, values, by_id=by_id, at=at)

    kept = unit_of_work(work)
    flash(_("The draft is kept. Nothing has changed yet: look at what it would have done."))
    return redirect(url_for(".item", part=thing.name, item=thing.name, draft=kept.id))


@room.get("/<part>/<item>", endpoint="item", policy=steers)
def show_item(part: str, item: str) -> ResponseReturnValue:
    thing, key = _known(part, item)
    return show(thing, key)


@room.post("/<part>/<item>/draft", policy=steers)
def draft(part: str, item: str) -> ResponseReturnValue:
    """Keep what was typed as one's draft; nothing changes for anybody."""
    thing, key = _known(part, item)
    session, form = db.session(), form_of(thing, db.session(), language())
    draft_id = request.form.get("draft", type=int)
    try:
        values = thing.checked(session, key, given(thing, form), thing.read(session, key) if key else None)
    except Refused as refused:
        blame(form, refused, language())
        return show(thing, key, form=form, status=422)
    by_id, at = current.user().id, current.moment()
    kept = unit_of_work(
        lambda: drafts.save(db.session(), thing, key, values, by_id=by_id, at=at, draft_id=draft_id)
    )
    flash(_("The draft is kept. Nothing has changed yet: look at what it would have done."))
    return redirect(url_for(".item", part=part, item=key or NEW, draft=kept.id, _anchor="consequence"))


@room.post("/<part>/<item>/file", policy=steers)
def fill(part: str, item: str) -> ResponseReturnValue:
    """Fill a draft from a file; it is looked at like any other change."""
    thing, key = _known(part, item)
    session, form, sent = db.session(), FileForm(), request.files.get("file")
    if not thing.file_kind:
        abort(404)
    stands = thing.read(session, key) if key else None
    draft_id = request.form.get("draft", type=int)
    begun = drafts.of_id(session, thing, key, draft_id) if draft_id else None
    try:
        filled = thing.from_file((begun.values if begun else stands) or thing.blank(session), _content(sent))
        values = thing.checked(session, key, filled, stands)
    except Refused as refused:
        form.file.errors = list(refused.say(language()).values())
        return show(thing, key, file_form=form, status=422)
    by_id, at = current.user().id, current.moment()
    kept = unit_of_work(
        lambda: drafts.save(db.session(), thing, key, values, by_id=by_id, at=at, draft_id=draft_id)
    )
    flash(_("What the file says is kept as a draft. Nothing has changed yet: look it through."))
    return redirect(url_for(".item", part=part, item=key or NEW, draft=kept.id))


@room.post("/<part>/<item>/switching", policy=steers)
def switch(part: str, item: str) -> ResponseReturnValue:
    """Switch a draft on, now or from a day."""
    thing, key = _known(part, item)
    form, at = SwitchForm(), current.moment()
    if not form.validate() or (form.when.data == "later" and form.day.data is None):
        if not form.errors:
            form.day.errors = [_("Say from which day.")]
        return show(thing, key, switch=form, status=422)
    begins_at = (
        moment_on(form.day.data, form.time.data or datetime.min.time()) if form.when.data == "later" else None
    )
    if begins_at is not None and begins_at <= at:
        form.day.errors = [_("That moment is over. Choose one to come, or switch it on at once.")]
        return show(thing, key, switch=form, status=422)
    seen = request.form.get("seen")
    hand = Hand(current.user().id, "web", form.why.data or "")

    def work() -> SettingVersion:
        draft = _draft(thing, key)
        if seen != draft.saved_at.isoformat():
            raise SavedAgain
        return ledger.switch_draft_on(db.session(), thing, draft, hand, at=at, begins_at=begins_at)

    try:
        version = unit_of_work(work)
    except Refused as refused:
        fields = form_of(thing, db.session(), language(), _draft(thing, key).values)
        blame(fields, refused, language())
        return show(thing, key, form=fields, switch=form, status=409)
    except SavedAgain:
        flash(
            _("The draft was saved anew after this page was opened. Nothing was changed: look at it again."),
            "late",
        )
        return redirect(url_for(".item", part=part, item=key or NEW, draft=request.form["draft"]))
    except NothingToChange:
        flash(_("It stands so already: nothing was changed."), "late")
        return redirect(url_for(".item", part=part, item=key))
    if version.began_at is None:
        flash(_("It begins on its day. Until then everything stays as it is."))
    else:
        flash(_("Switched on. What is in flight keeps what it was promised."))
    return redirect(url_for(".item", part=part, item=version.item))


@room.post("/<part>/<item>/discarding", policy=steers)
def discard(part: str, item: str) -> ResponseReturnValue:
    """Throw a draft away; a colleague's only when one says that it is theirs."""
    thing, key = _known(part, item)
    found, by_id, at = _draft(thing, key), current.user().id, current.moment()
    if found.by_id != by_id and request.form.get("of") != str(found.by_id):
        flash(_("It is a colleague's draft. Nothing was changed: say on its page that it shall go."), "late")
        return redirect(url_for(".item", part=part, item=key or NEW, draft=found.id))
    unit_of_work(lambda: drafts.discard(db.session(), _draft(thing, key), by_id=by_id, at=at))
    flash(_("The draft is thrown away. Everything stays as it is."))
    return redirect(
        url_for(f".{part}") if not key or thing.is_single else url_for(".item", part=part, item=key)
    )


@room.post("/<part>/<item>/returning", policy=steers)
def go_back(part: str, item: str) -> ResponseReturnValue:
    """Draft what an earlier version had: going back is looked at like any other change."""
    thing, key = _known(part, item)
    version = ledger.of_number(db.session(), thing, key, request.form.get("number", -1, type=int))
    if version is None:
        abort(404)
    by_id, at, earlier = current.user().id, current.moment(), version.values

    def work() -> SettingDraft:
        session = db.session()
        now = thing.read(session, key) or {}
        return drafts.save(session, thing, key, now | earlier, by_id=by_id, at=at)

    kept = unit_of_work(work)
    flash(
        _(
            "Drafted as it was in version %(number)s. Look at what it would have done, then switch it on.",
            number=version.number,
        )
    )
    return redirect(url_for(".item", part=part, item=key, draft=kept.id, _anchor="consequence"))


@room.post("/<part>/<item>/calling-off", policy=steers)
def call_off(part: str, item: str) -> ResponseReturnValue:
    """A version that waits for its day will not begin."""
    thing, key = _known(part, item)
    number, at = request.form.get("number", -1, type=int), current.moment()
    hand = Hand(current.user().id, "web")

    def work() -> None:
        version = ledger.of_number(db.session(), thing, key, number)
        if version is None:
            abort(404)
        ledger.call_off(db.session(), version, hand, at)

    try:
        unit_of_work(work)
    except LookupError:
        flash(_("It has begun already. Go back to the version before instead."), "late")
    else:
        flash(_("Called off. Everything stays as it is."))
    return redirect(url_for(".item", part=part, item=key))


def _known(name: str, key: str) -> tuple[Part, str]:
    """The part and the key of a thing this person may set; a new one has the empty key."""
    part, session = PARTS.get(name), db.session()
    if part is None:
        abort(404)
    key = "" if key == NEW and not part.is_single else key
    if not part.may_steer(current.user(), key, session) or (key and part.read(session, key) is None):
        abort(404)
    return part, key


def _content(sent: FileStorage | None) -> bytes:
    content = sent.read(LARGEST_FILE + 1) if sent else b""
    if len(content) > LARGEST_FILE:
        raise Refused({"file": sentence(marked("The file is too large: at most 2 MB."))})
    return content


def _draft(part: Part, key: str) -> SettingDraft:
    found = drafts.of_id(db.session(), part, key, request.form.get("draft", -1, type=int))
    return found or abort(404)
