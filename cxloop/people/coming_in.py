"""Who may come in when the company's provider says who they are."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop import audit_log
from cxloop.audit_log.models import AuditEvent
from cxloop.language import marked as _
from cxloop.people import access_links, changes
from cxloop.people.identities import Identity, SigningIn, signing_in
from cxloop.people.models import Role, User

LONGEST_NAME = 120


@dataclass(frozen=True)
class Claimed:
    """Whom the provider says it is: `is_verified` None when it says nothing about the address."""

    issuer: str
    subject: str
    email: str | None
    is_verified: bool | None
    name: str | None


class NotLetIn(Exception):
    """Nobody came in; `reason` is a code of WHY, `user_id` whose account it would have been."""

    def __init__(self, reason: str, user_id: int | None = None) -> None:
        super().__init__(reason)
        self.reason, self.user_id = reason, user_id


WHY = {
    "deactivated": _("Your account here is deactivated. Ask an administrator."),
    "no_email": _(
        "%(provider)s does not tell us your e-mail address. An administrator has to let it: the scope is “email”."
    ),
    "not_verified": _(
        "%(provider)s does not say that it verified %(email)s. An administrator can name its domain under Settings, "
        "Signing in."
    ),
    "linked_otherwise": _(
        "Who signs in here with %(email)s is somebody else at %(provider)s. If that is you, an administrator undoes "
        "the link on your page."
    ),
    "unknown": _("Nobody signs in here with %(email)s. Ask an administrator to invite you."),
    "domain": _(
        "Nobody signs in here with %(email)s, and its domain is none of the company’s. Ask an administrator to invite "
        "you."
    ),
}
"""By the code of the reason: who is told, in a sentence, and who mends it."""


def come_in(session: Session, claimed: Claimed, at: datetime, language: str) -> User:
    """The colleague this is: by their link, else by their address, else made where that is allowed.

    The row of the rules is locked, so that two first sign-ins of one person make one link.

    Raises:
        NotLetIn
    """
    rules = session.get(SigningIn, 1, with_for_update=True, populate_existing=True) or signing_in(session)
    known = select(Identity).where(Identity.issuer == claimed.issuer, Identity.subject == claimed.subject)
    link = session.scalars(known).first()
    user = (
        link.user
        if link
        else _by_address(session, rules, claimed) or _made(session, rules, claimed, at, language)
    )
    if not user.is_active:
        raise NotLetIn("deactivated", user.id)
    if link is None:
        _link(session, user, claimed, at)
    if user.invited_at is not None:
        user.invited_at = None
        access_links.revoke(session, user.id, at)
        audit_log.record(session, "joined", at=at, actor_id=user.id, via="web", user=user.id)
    return user


def _by_address(session: Session, rules: SigningIn, claimed: Claimed) -> User | None:
    """Whose address it is, where the provider is to be believed about it."""
    if not claimed.email:
        raise NotLetIn("no_email")
    if (
        not claimed.email.isascii()
    ):  # folded, other letters look like a colleague's: ſ is s, the Kelvin sign is k
        raise NotLetIn("not_verified")
    user = changes.of_email(session, claimed.email)
    if claimed.is_verified is False or (claimed.is_verified is None and not _is_ours(rules, claimed.email)):
        raise NotLetIn("not_verified", user.id if user else None)
    return user


def _made(session: Session, rules: SigningIn, claimed: Claimed, at: datetime, language: str) -> User:
    email = claimed.email or ""
    if rules.makes_role is None or rules.makes_role == Role.ADMINISTRATOR:
        raise NotLetIn("unknown")
    if not _is_ours(rules, email):
        raise NotLetIn("domain")
    name = " ".join((claimed.name or "").split())[:LONGEST_NAME] or email.partition("@")[0]
    return changes.add(
        session, email=email, name=name, role=Role(rules.makes_role), language=language, at=at,
        team=rules.makes_team, via="web",
    )  # fmt: skip


def _is_ours(rules: SigningIn, email: str) -> bool:
    """Whether it is of a domain that was named, whole: a domain below one is another."""
    return email.rpartition("@")[2].casefold() in {domain.casefold() for domain in rules.domains}


def _link(session: Session, user: User, claimed: Claimed, at: datetime) -> None:
    """From now on the provider's identity is this colleague, whatever becomes of either's address.

    An address that was given to somebody else at the provider must not open the account of whom it was before.
    """
    theirs = select(Identity.id).where(Identity.user_id == user.id, Identity.issuer == claimed.issuer)
    if session.scalar(theirs) is not None:
        raise NotLetIn("linked_otherwise", user.id)
    session.add(Identity(user_id=user.id, issuer=claimed.issuer, subject=claimed.subject, linked_at=at))
    session.flush()
    audit_log.record(session, "identity_linked", at=at, actor_id=user.id, via="web", user=user.id)


def written_down(session: Session, reason: str, facts: dict[str, int | str], at: datetime) -> None:
    """Tell the audit log that nobody was let in, and why; once a minute for the same."""
    minute = at.replace(second=0, microsecond=0)
    told = select(AuditEvent.facts).where(
        AuditEvent.book == 0, AuditEvent.kind == "sign_on_refused", AuditEvent.at >= minute
    )
    facts = {"why": reason, **facts}
    if facts not in session.scalars(told).all():
        audit_log.record(session, "sign_on_refused", at=at, actor_id=None, via="web", **facts)
