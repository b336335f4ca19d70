"""Single sign-on: the company's identity provider, and which of its identities is which colleague."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from cxloop import audit_log
from cxloop.audit_log import By
from cxloop.database import Model, key, text
from cxloop.people import sign_ins
from cxloop.people.models import Role, Team, User
from cxloop.secrets import CannotUnseal, seal, unseal

PURPOSE = "single sign-on"


class SigningIn(Model):
    """How colleagues sign in: one row."""

    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    issuer: Mapped[str | None] = text("none")
    """The provider's own name for itself, an https address; None: there is none."""
    label: Mapped[str | None] = text("none")
    """What the button calls it."""
    client_id: Mapped[str | None] = text("none")
    client_secret: Mapped[str | None] = text("secret")
    """Sealed, with the issuer it was entered for: it is told to no other."""
    is_at_home: Mapped[bool] = mapped_column(default=False)
    """It may be called at an address of our own network, and on this machine without TLS."""
    domains: Mapped[list[Any]] = mapped_column(default=list)
    """Whose addresses the provider is believed about, and in which people are made."""
    makes_role: Mapped[str | None] = text("none")
    """The role of whoever is not known yet; None: nobody is made."""
    makes_team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    is_passwordless: Mapped[bool] = mapped_column(default=False)
    """Only administrators sign in with a password."""
    codes_for: Mapped[list[Any]] = mapped_column(default=list)
    """The roles of which a code is asked for after the password, whether they wish it or not."""
    changed_at: Mapped[datetime]

    makes_team: Mapped[Team | None] = relationship()

    @property
    def has_provider(self) -> bool:
        return bool(self.issuer and self.client_id)


class Identity(Model):
    """Somebody as the provider knows them: linked once, found by issuer and subject from then on."""

    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("issuer", "user_id"))

    id: Mapped[int] = key()
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    issuer: Mapped[str] = text("none")
    subject: Mapped[str] = text("personal")
    linked_at: Mapped[datetime]

    user: Mapped[User] = relationship()


def signing_in(session: Session) -> SigningIn:
    """As it stands; as usual when nobody has said anything yet (not stored)."""
    with session.no_autoflush:
        return session.get(SigningIn, 1) or SigningIn(
            id=1, domains=[], codes_for=[], is_at_home=False, is_passwordless=False
        )


def may_use_a_password(rules: SigningIn, role: str) -> bool:
    """Administrators always: a provider that is down or set up wrongly keeps nobody out for good."""
    return role == Role.ADMINISTRATOR or not (rules.is_passwordless and rules.has_provider)


def keep_secret(
    session: Session, secret_key: str, issuer: str, secret: str | None, by: By, at: datetime
) -> None:
    """Seal what the provider gave us to prove who we are; None forgets it."""
    rules = signing_in(session)
    told = json.dumps({"issuer": issuer, "secret": secret})
    rules.client_secret, rules.changed_at = seal(secret_key, PURPOSE, told) if secret else None, at
    session.add(rules)
    session.flush()
    audit_log.record(
        session,
        "sign_on_secret_changed",
        at=at,
        actor_id=by.actor_id,
        via=by.via,
        now="kept" if secret else "none",
    )


def secret_of(rules: SigningIn, secret_key: str, issuer: str | None) -> str | None:
    """The secret for this issuer; None: there is none, or it was entered for another.

    Raises:
        CannotUnseal: it was sealed under another key, and has to be entered again.
    """
    if not rules.client_secret:
        return None
    try:
        kept: dict[str, str] = json.loads(unseal(secret_key, PURPOSE, rules.client_secret))
    except ValueError as error:
        raise CannotUnseal("the secret was sealed with another key") from error
    return kept["secret"] if kept["issuer"] == issuer else None


def reseal(session: Session, old: str, new: str) -> bool:
    """Seal the secret under a new key; whether there is one. Raises CannotUnseal."""
    rules = session.get(SigningIn, 1)
    if rules is None or not rules.client_secret:
        return False
    rules.client_secret = seal(new, PURPOSE, unseal(old, PURPOSE, rules.client_secret))
    return True


def of_user(session: Session, user_id: int) -> Identity | None:
    """The identity somebody is linked to, the newest where the provider was changed."""
    theirs = select(Identity).where(Identity.user_id == user_id).order_by(Identity.id.desc())
    return session.scalars(theirs.limit(1)).first()


def unlink(session: Session, user: User, by: By, at: datetime) -> bool:
    """Forget which identities they have: the next sign-in links anew, by their address. Their sessions end."""
    theirs = session.scalars(select(Identity).where(Identity.user_id == user.id)).all()
    for one in theirs:
        session.delete(one)
    if theirs:
        sign_ins.end_all(session, user.id, at, by)
        audit_log.record(session, "identity_unlinked", at=at, actor_id=by.actor_id, via=by.via, user=user.id)
    return bool(theirs)
