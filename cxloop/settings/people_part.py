"""People in the one file, without secrets: somebody new is invited and has no password; nobody is let go by a file."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.audit_log import By
from cxloop.config import settings
from cxloop.language import marked as _
from cxloop.people import changes, letting_in
from cxloop.people.company import company_language
from cxloop.people.models import Role, User
from cxloop.people.role_words import NAMES
from cxloop.settings import colleagues
from cxloop.settings.consequences import Consequence
from cxloop.settings.fields import Choice, Email, Field, Flag, Language, Words, Zone
from cxloop.settings.ledger import Hand
from cxloop.settings.own import OF_COLLEAGUES
from cxloop.settings.part import Item, Part, Values
from cxloop.settings.sentences import Refused, Sentence, sentence


class PeoplePart(Part):
    """By their e-mail. Changes are at once and in the audit log, so it is neither drafted nor in the ledger."""

    name: ClassVar[str] = "people"
    title: ClassVar[str] = _("People")
    purpose: ClassVar[str] = _("Who signs in here, as what, and in which teams.")
    one: ClassVar[str] = _("a person")
    fields: ClassVar[tuple[Field, ...]] = (
        Words("name", _("Name"), required=True),
        Choice(
            "role", _("Role in cxloop"), among=tuple((str(role), NAMES[role]) for role in Role), required=True
        ),
        Language("language", _("Language"), nothing=_("as it is")),
        Zone("time_zone", _("Time zone"), nothing=_("the company's")),
        *OF_COLLEAGUES,
        Flag("deactivated", _("Deactivated")),
    )

    def items(self, session: Session) -> Sequence[Item]:
        found = session.scalars(select(User).order_by(User.email))
        return [Item(one.email, one.name, None, not one.is_active) for one in found]

    def read(self, session: Session, key: str) -> Values | None:
        person = changes.of_email(session, key)
        if person is None:
            return None
        return {
            "name": person.name, "role": str(person.role), "language": person.language,
            "time_zone": person.time_zone, **{one.name: getattr(person, one.name) for one in OF_COLLEAGUES},
            "deactivated": not person.is_active,
        }  # fmt: skip

    def checked(self, session: Session, key: str, given: Values, before: Values | None) -> Values:
        """Everybody reads some language: who is given none keeps theirs, and who is new begins with the company's."""
        kept = super().checked(session, key, given, before)
        return kept | {
            "language": kept["language"]
            or (before["language"] if before else company_language(session, settings().language))
        }

    def refuse(
        self, _session: Session, key: str, wanted: Values, before: Values | None
    ) -> dict[str, Sentence]:
        if before is None:
            try:
                Email("", "").read(key)
            except Refused as refused:
                return refused.reasons
        if wanted["deactivated"] != (before["deactivated"] if before else False):
            said = _(
                "A file lets nobody go or in again: what becomes of their tickets is decided on their page."
            )
            return {"deactivated": sentence(said)}
        return {}

    def write(self, session: Session, key: str, values: Values, at: datetime) -> None:
        self.make(session, key, values, Hand(None, "file"), at)

    def make(self, session: Session, key: str, values: Values, hand: Hand, at: datetime) -> None:
        """Invite somebody new, or change somebody who is known.

        Raises:
            Refused: nobody would be left who can administer, or a team cannot be without them.
        """
        by, role, person = By(hand.by_id, hand.via), Role(values["role"]), changes.of_email(session, key)
        if person is None:
            person = letting_in.invite(
                session, email=key, name=values["name"], role=role, language=values["language"], by=by, at=at
            )
        wanted = {"name": values["name"], "language": values["language"], "time_zone": values["time_zone"]}
        wanted |= {one.name: values[one.name] for one in OF_COLLEAGUES}
        changes.describe(session, person, wanted, by, at)
        try:
            colleagues.change_role(session, person, role, hand, at)
        except changes.LastAdministrator:
            said = _("This is the only administrator: make somebody else one first.")
            raise Refused({"role": sentence(said)}) from None
        session.flush()

    def consequence(
        self, _session: Session, key: str, wanted: Values, before: Values | None, _days: int, _at: datetime
    ) -> Consequence:
        if before is None:
            said = _("They come in with a link: make it on their page, or with cxloop user invite %(email)s.")
            return Consequence(sentence(said, email=key))
        if before["role"] != wanted["role"]:
            return Consequence(sentence(_("Their sessions end, and their programs' tokens.")))
        return Consequence(sentence(_("No customer notices this change.")))
