"""One setting's page: the draft, its consequence, switching it on, and the history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from cxloop.database import db
from cxloop.people.models import User
from cxloop.people.policies import steers_settings
from cxloop.settings import drafts, history, ledger
from cxloop.settings.consequences import Consequence
from cxloop.settings.fields import Reference
from cxloop.settings.models import SettingDraft, SettingVersion
from cxloop.settings.part import Part, Values
from cxloop.settings.places import Region
from cxloop.settings.sentences import Sentence
from cxloop.web import current
from cxloop.web.language import language
from cxloop.web.settings.ahead import if_nobody_moves
from cxloop.web.settings.forms import FileForm, StartingForm, SwitchForm, form_of
from cxloop.web.settings.letter_shown import letters_shown
from cxloop.web.settings.months import twelve_months
from cxloop.web.settings.signing_in import beside

DAYS = (90, 365)
PROMISING = ("calendars", "promises", "teams")
"""Parts by which tickets are promised; open ones are offered today's."""
PICTURES = {
    "calendars": (twelve_months, "settings/_months.html"),
    "promises": (if_nobody_moves, "settings/_course.html"),
    "letters": (letters_shown, "settings/_letter.html"),
    "sign-in": (beside, "settings/_sign_in.html"),
}
"""What a part shows of its values beside the form, and the template that draws it."""


@dataclass(frozen=True)
class Step:
    """A version as the history tells it."""

    version: SettingVersion
    by: User | None
    changes: Sequence[str]
    standing: str
    """now, waits, refused, or before."""


@dataclass(frozen=True)
class Seen:
    """What the page shows beside the form."""

    part: Part
    key: str
    values: Values | None
    """How it stands; None for a new one."""
    draft: SettingDraft | None
    others: Sequence[SettingDraft]
    changes: Sequence[str]
    consequence: Consequence | None
    days: int


def show(
    part: Part,
    key: str,
    *,
    form: FlaskForm | None = None,
    switch: SwitchForm | None = None,
    file_form: FileForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """The page of a thing; with `form`, as it was sent and refused."""
    session = db.session()
    seen = look(part, key, request.args.get("draft", type=int))
    shown = (seen.draft.values if seen.draft else None) or seen.values or part.blank(session)
    shown = shown | asked_of(part, request.args)
    draws, template = PICTURES.get(part.name, (None, None))
    steps = _steps(part, key)
    begins = part.is_single and part.sets and not steps and not seen.draft
    page = render_template(
        "settings/item.html", seen=seen, part=part, key=key, steps=steps,
        form=form or form_of(part, session, language(), shown), switch=switch or SwitchForm(formdata=None),
        fixed=_fixed(part, key, seen), days=DAYS,
        title=_title(part, key, shown), file_form=file_form or (FileForm(formdata=None) if part.file_kind else None),
        offers_anew=part.name in PROMISING and steers_settings(current.user()),
        picture=draws and draws(shown, current.moment(), language()), picture_template=template,
        starting_form=StartingForm(formdata=None).offer(part) if begins else None,
    )  # fmt: skip
    return page, status


def asked_of(part: Part, given: Mapping[str, str]) -> Values:
    """What the address asks the form to show: the country whose regions one chooses from, the stage to add to."""
    asked = {field.of for field in part.fields if isinstance(field, Region)}
    asked |= {field.name for field in part.fields if type(field) is Reference}
    return {name: given[name] or None for name in asked if name in given}


def look(part: Part, key: str, draft_id: int | None) -> Seen:
    """The thing, its draft (the asked one, else one's own), and what the draft would change."""
    session, at = db.session(), current.moment()
    values = part.read(session, key) if key else None
    beside = drafts.beside(session, part, key)
    mine = [one for one in beside if one.by_id == current.user().id]
    draft = next((one for one in beside if one.id == draft_id), None) or next(iter(mine if key else ()), None)
    days = request.args.get("days", DAYS[0], type=int)
    days = days if days in DAYS else DAYS[0]
    if draft is None:
        return Seen(part, key, values, None, beside, (), None, days)
    wanted, _crossed = drafts.merged(draft.values, draft.base, values or {})
    told = history.differences(part, values or {}, wanted, session)
    consequence = part.consequence(session, key, wanted, values, days, at) if told else None
    others = [one for one in beside if one.id != draft.id]
    return Seen(part, key, values, draft, others, [one.say(language()) for one in told], consequence, days)


def _title(part: Part, key: str, shown: Values) -> str:
    """What the thing is called now, or in its draft."""
    known = next((item.name for item in part.items(db.session()) if item.key == key), None)
    name = known or shown.get("name") or ""
    return name.say(language()) if isinstance(name, Sentence) else name


def _steps(part: Part, key: str) -> list[Step]:
    session = db.session()
    found = ledger.versions(session, part, key) if key else ()
    now = ledger.in_force(found)
    return [Step(one, one.by, _told(part, one), _standing(one, now)) for one in found]


def _told(part: Part, version: SettingVersion) -> list[str]:
    return [one.say(language()) for one in history.of_version(part, version, db.session())]


def _standing(version: SettingVersion, now: SettingVersion | None) -> str:
    if version is now:
        return "now"
    if version.began_at is not None:
        return "before"
    return "refused" if version.refused else "waits"


def _fixed(part: Part, key: str, seen: Seen) -> dict[str, str]:
    """The fields that can be changed no more, and what each says."""
    session = db.session()
    if seen.values is None or not part.is_fixed(session, key):
        return {}
    fixed = [field.name for field in part.fields if field.once]
    return {name: part.words(name, seen.values, language(), session) for name in fixed}
