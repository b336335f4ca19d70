"""Letters to customers: what a colleague's letter begins with, in each language the company writes in."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from cxloop.language import LANGUAGES
from cxloop.language import marked as _
from cxloop.naming import key_of
from cxloop.settings.consequences import Consequence
from cxloop.settings.fields import Field, Flag, Whole, Words
from cxloop.settings.part import Item, Part, Values
from cxloop.settings.sentences import Sentence, in_each_language, sentence
from cxloop.tickets.conversation import merging, templates
from cxloop.tickets.conversation.models import LetterTemplate
from cxloop.tickets.conversation.starting import STARTING_LETTERS

LONGEST_SUBJECT, LAST_PLACE = 120, 10_000
FILLED_IN = _(
    "What stands in braces, as {greeting}, is filled in for each customer. The name of who writes and the company's "
    "signature follow by themselves."
)


class LetterPart(Part):
    name: ClassVar[str] = "letters"
    title: ClassVar[str] = _("Letters to customers")
    purpose: ClassVar[str] = _(
        "What a letter from a ticket begins with. While there is none of yours, four usual ones are offered."
    )
    one: ClassVar[str] = _("a letter")
    fields: ClassVar[tuple[Field, ...]] = (
        Words("subject_en", _("Subject in English"), longest=LONGEST_SUBJECT),
        Words("body_en", _("Letter in English"), FILLED_IN, long=True),
        Words("subject_it", _("Subject in Italian"), longest=LONGEST_SUBJECT),
        Words(
            "body_it", _("Letter in Italian"),
            _("A letter that is empty in a language is not offered to customers who read that one."),
            long=True,
        ),
        Whole("position", _("Place"), _("In the list; empty: the last."), highest=LAST_PLACE),
        Flag("retired", _("Put away"), _("It is offered no more; letters that began with it stay.")),
    )  # fmt: skip
    sets: ClassVar[tuple[tuple[str, str], ...]] = (("usual", _("four usual letters")),)

    def items(self, session: Session) -> Sequence[Item]:
        return [
            Item(one.key, _name(one), None, one.retired_at is not None)
            for one in templates.everything(session)
        ]

    def blank(self, session: Session) -> Values:
        """Its place is left open: what says nothing of it comes last."""
        return {name: value for name, value in super().blank(session).items() if name != "position"}

    def read(self, session: Session, key: str) -> Values | None:
        row = templates.of_key(session, key)
        if row is None:
            return None
        return {
            "subject_en": row.subject_en, "body_en": row.body_en, "subject_it": row.subject_it,
            "body_it": row.body_it, "position": row.position, "retired": row.retired_at is not None,
        }  # fmt: skip

    def checked(self, session: Session, key: str, given: Values, before: Values | None) -> Values:
        kept = super().checked(session, key, given, before)
        if kept["position"] is None:
            places = [one.position for one in templates.everything(session)]
            kept["position"] = min(max(places, default=0) + 1, LAST_PLACE)
        return kept

    def write(self, session: Session, key: str, values: Values, at: datetime) -> None:
        row = templates.of_key(session, key) or LetterTemplate(key=key)
        for name in ("subject_en", "body_en", "subject_it", "body_it", "position"):
            setattr(row, name, values[name])
        row.retired_at = (row.retired_at or at) if values["retired"] else None
        session.add(row)
        session.flush()

    def starting(self, code: str) -> dict[str, Values]:
        """
        Raises:
            KeyError: there is no such set.
        """
        return {"usual": {key: dict(one) for key, one in STARTING_LETTERS.items()}}[code]

    def free_key(self, session: Session, values: Values) -> str:
        subject = str(values.get("subject_en") or values.get("subject_it") or self.name)
        return super().free_key(session, {"name": key_of(subject, "letter")})

    def refuse(
        self, _session: Session, _key: str, wanted: Values, _before: Values | None
    ) -> dict[str, Sentence]:
        reasons = dict[str, Sentence]()
        for language in LANGUAGES:
            subject, body = wanted[f"subject_{language}"], wanted[f"body_{language}"]
            if bool(subject) != bool(body):
                missing = f"body_{language}" if subject else f"subject_{language}"
                reasons[missing] = sentence(_("Subject and letter are needed both, or neither."))
        if not any(wanted[f"body_{language}"] for language in LANGUAGES):
            reasons.setdefault("body_en", sentence(_("Write it in one language at least.")))
        for name, value in wanted.items():
            if isinstance(value, str) and (unknown := merging.unknown(value)):
                said = _("Nothing is filled in for %(names)s. Known are: %(known)s.")
                known = ", ".join(f"{{{one}}}" for one in merging.FIELDS)
                reasons[name] = sentence(said, names=", ".join(f"{{{one}}}" for one in unknown), known=known)
        return reasons

    def consequence(
        self, _session: Session, _key: str, _wanted: Values, _before: Values | None, _days: int, _at: datetime
    ) -> Consequence:
        return Consequence(
            sentence(_("Letters written from now on may begin with it; those that left stay."))
        )


def _name(one: LetterTemplate) -> Sentence:
    english, italian = one.subject_en or one.subject_it, one.subject_it or one.subject_en
    return in_each_language(english or one.key, italian or one.key)
