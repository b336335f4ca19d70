"""The company: who we are to our customers."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from cxloop.language import marked as _
from cxloop.people.company import REST_DAYS, VERIFICATION_DAYS, Company, company
from cxloop.settings import past
from cxloop.settings.consequences import Consequence, Line
from cxloop.settings.days import CallHours
from cxloop.settings.fields import LONGEST_NAME, Colour, Email, Field, Language, Whole, Words, Zone
from cxloop.settings.part import Item, Part, Values
from cxloop.settings.sentences import Sentence, counted, sentence

ONLY = "company"
SHOWN = ("name", "colour", "reply_to", "signature", "call_hours")
"""What customers see of us."""
MOST_LINES = 6
"""Of a signature."""


def _invited(session: Session, days: int, at: datetime) -> Callable[[int], int]:
    apart = past.invitations_apart(session, days, at)
    return lambda least: sum(gap is None or gap >= least for gap in apart)


def _in_time(session: Session, days: int, at: datetime) -> Callable[[int], int]:
    waited = past.days_until_word(session, days, at)
    return lambda most: sum(day <= most for day in waited)


REPLAYED = (
    ("quarantine_days", _("Invitations that would have been sent"), _invited),
    ("verification_days", _("Customers whose word came in time"), _in_time),
)
"""Fields whose past can be counted, and how many it would have been under a limit."""


class CompanyPart(Part):
    name: ClassVar[str] = "company"
    title: ClassVar[str] = _("Company")
    purpose: ClassVar[str] = _(
        "Who we are to our customers: on every letter, every page they see, every day we count."
    )
    one: ClassVar[str] = _("the company")
    is_single: ClassVar[bool] = True
    fields: ClassVar[tuple[Field, ...]] = (
        Words("name", _("Name"), _("As customers know it. Letters are signed with it.")),
        Language(
            "language", _("Language"),
            _("Of channels, of letters to customers who read no other of ours, of whoever comes in anew."),
            nothing=_("the installation’s"),
        ),
        Zone("time_zone", _("Time zone"), _("Whose days and clock pages and figures use, such as Europe/Rome.")),
        Email(
            "reply_to", _("Where replies arrive"),
            _("A person must read it. Empty: who signs the letter gets them."),
        ),
        Words(
            "signature", _("Signature of letters"),
            _("Under the name, in letters to customers: an address, a telephone number. At most six lines."), long=True,
        ),
        CallHours(
            "call_hours", _("We call between"),
            _("Such as 9–13, 14–18. Customers who say it is not solved read it. Empty: nothing is said."),
        ),
        Colour("colour", _("Colour"), _("Of the pages and letters customers see.")),
        Whole(
            "quarantine_days", _("Days without another survey"),
            _("Nobody is asked again for so long after an answer or an invitation, nor while a ticket is open."),
            required=True, highest=365,
        ),
        Whole(
            "verification_days", _("Days to say whether it is solved"),
            _("How long the question waits for the customer's word before the ticket closes without one."),
            required=True, lowest=1, highest=90,
        ),
        Whole(
            "improvements_at_once", _("Improvements under way at once"),
            _("Work on one more cannot begin before another is live. Empty: no limit."), lowest=1, highest=99,
        ),
    )  # fmt: skip

    def refuse(
        self, _session: Session, _key: str, wanted: Values, _before: Values | None
    ) -> dict[str, Sentence]:
        lines = (wanted["signature"] or "").splitlines()
        if len(lines) <= MOST_LINES and all(len(line) <= LONGEST_NAME for line in lines):
            return {}
        said = _("At most %(lines)d lines of %(max)d characters each.")
        return {"signature": sentence(said, lines=MOST_LINES, max=LONGEST_NAME)}

    def items(self, session: Session) -> Sequence[Item]:
        found = session.get(Company, 1)
        return [Item(ONLY, (found.name if found else None) or "")]

    def read(self, session: Session, key: str) -> Values | None:
        if key != ONLY:
            return None
        found = session.get(Company, 1) or Company(
            quarantine_days=REST_DAYS, verification_days=VERIFICATION_DAYS
        )
        return {field.name: getattr(found, field.name) for field in self.fields}

    def write(self, session: Session, _key: str, values: Values, at: datetime) -> None:
        known = company(session, at)
        for name, value in values.items():
            setattr(known, name, value)
        known.changed_at = at
        session.add(known)
        session.flush()

    def consequence(
        self, session: Session, _key: str, wanted: Values, before: Values | None, days: int, at: datetime
    ) -> Consequence:
        stood = before or {}
        lines = []
        for name, label, counted_by in REPLAYED:
            if stood.get(name) != wanted[name]:
                count = counted_by(session, days, at)
                lines.append(Line(sentence(label), count(stood.get(name, 0)), count(wanted[name])))
        if not lines and any(stood.get(name) != wanted[name] for name in SHOWN):
            return Consequence(sentence(_("Customers see it on the next letter and on every page of ours.")))
        if not lines:
            return super().consequence(session, _key, wanted, before, days, at)
        changed = sum(abs(line.draft - line.today) for line in lines)
        return Consequence(
            counted("%(num)s customer would have noticed.", "%(num)s customers would have noticed.", int(changed)),
            days, lines,
            unknown=sentence(_("Whether who was not asked would have answered, nobody can know.")),
        )  # fmt: skip
