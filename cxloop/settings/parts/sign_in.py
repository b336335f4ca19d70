"""Signing in: the company's identity provider, whom it lets in, and what passwords are still for."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.language import marked as _
from cxloop.people.identities import Identity, signing_in
from cxloop.people.models import Role, User
from cxloop.people.policies import STAFF, Person, administers
from cxloop.people.role_words import NAMES
from cxloop.people.second_step import SecondStep
from cxloop.settings import choices
from cxloop.settings.consequences import Consequence
from cxloop.settings.fields import Choice, Field, Flag, Reference, Words
from cxloop.settings.issuers import Domains, Issuer, Roles
from cxloop.settings.part import Item, Part, Values
from cxloop.settings.sentences import Sentence, counted, sentence

ONLY = "sign-in"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
AS_THEY_STAND = (
    "issuer",
    "label",
    "client_id",
    "is_at_home",
    "domains",
    "makes_role",
    "is_passwordless",
    "codes_for",
)


class SignInPart(Part):
    name: ClassVar[str] = ONLY
    title: ClassVar[str] = _("Signing in")
    purpose: ClassVar[str] = _(
        "Who may come in with the company’s own sign-in (OpenID Connect), and what passwords are still for."
    )
    one: ClassVar[str] = _("signing in")
    is_single: ClassVar[bool] = True
    fields: ClassVar[tuple[Field, ...]] = (
        Issuer(
            "issuer", _("Identity provider"),
            _("Its issuer address, such as https://login.example.com. Empty: everybody signs in with a password."),
        ),
        Words(
            "client_id", _("Client ID"), _("As the provider calls us. Its secret is kept apart, below."), longest=255
        ),
        Words(
            "label", _("What it is called"), _("On the button: “Sign in with …”. Empty: single sign-on."), longest=40
        ),
        Flag(
            "is_at_home", _("The provider is in our own network"),
            _("It may have a private address or another port; without TLS on this machine alone."),
        ),
        Domains(
            "domains", _("Domains of ours"),
            _(
                "What stands behind the @, a line each. Of these addresses the provider is believed even where it does "
                "not say that it verified them, and only in these are people made."
            ),
        ),
        Choice(
            "makes_role", _("Whoever is not known yet"), _("Comes in with this role, or not at all."),
            among=tuple((str(role), NAMES[role]) for role in Role if role != Role.ADMINISTRATOR),
            nothing=_("is not let in"),
        ),
        Reference(
            "makes_team", _("Their team"), _("Of people who are made so and work on tickets."), among=choices.teams,
            ever=choices.teams_ever, to="teams", nothing=_("no team"),
        ),
        Flag(
            "is_passwordless", _("Only administrators use a password"),
            _("Everybody else comes in through the provider. Programs’ tokens go on."),
        ),
        Roles(
            "codes_for", _("A code after the password"),
            _("Of these roles. They set up their phone the next time they sign in; others may, under Your profile."),
        ),
    )  # fmt: skip

    def who(self, person: Person) -> bool:
        """Who may come in is an administrator's to say."""
        return administers(person)

    def may_steer(self, person: Person, _key: str, _session: Session) -> bool:
        return administers(person)

    def items(self, _session: Session) -> Sequence[Item]:
        return [Item(ONLY, "")]

    def read(self, session: Session, key: str) -> Values | None:
        if key != ONLY:
            return None
        rules = signing_in(session)
        team = rules.makes_team.key if rules.makes_team and not rules.makes_team.retired_at else None
        return {name: getattr(rules, name) for name in AS_THEY_STAND} | {"makes_team": team}

    def write(self, session: Session, _key: str, values: Values, at: datetime) -> None:
        rules = signing_in(session)
        for name in AS_THEY_STAND:
            setattr(rules, name, values[name])
        rules.makes_team_id, rules.changed_at = choices.team_id(session, values["makes_team"]), at
        session.add(rules)
        session.flush()
        session.expire(rules, ["makes_team"])

    def refuse(
        self, _session: Session, _key: str, wanted: Values, _before: Values | None
    ) -> dict[str, Sentence]:
        reasons: dict[str, Sentence] = {}
        issuer, has_provider = wanted["issuer"], bool(wanted["issuer"] and wanted["client_id"])
        if bool(issuer) != bool(wanted["client_id"]):
            reasons["client_id" if issuer else "issuer"] = sentence(_("Both are needed, or none."))
        if issuer and urlsplit(issuer).scheme == "http":
            is_here = urlsplit(issuer).hostname in LOOPBACK and wanted["is_at_home"]
            if not is_here:
                reasons["issuer"] = sentence(
                    _("It has to begin with https://: on the way, nobody may read along.")
                )
        if wanted["is_passwordless"] and not has_provider:
            reasons["is_passwordless"] = sentence(_("Without a provider nobody else could come in."))
        if wanted["makes_role"] and not wanted["domains"]:
            reasons["domains"] = sentence(
                _("Say in which domains people are made: else anybody could come in.")
            )
        if wanted["makes_team"] and wanted["makes_role"] not in STAFF:
            reasons["makes_team"] = sentence(
                _("This role works on no tickets: choose no team, or another role.")
            )
        return reasons

    def consequence(
        self, session: Session, _key: str, wanted: Values, before: Values | None, _days: int, _at: datetime
    ) -> Consequence:
        warnings, stood = list[Sentence](), before or {}
        if wanted["issuer"] and wanted["issuer"] != stood.get("issuer"):
            warnings.append(
                sentence(_("Another provider: enter its secret below, and try it before you rely on it."))
            )
        stays = sentence(_("Who is signed in stays signed in. Whoever signs in from then on finds it so."))
        if phones := _without_a_phone(session, set(wanted["codes_for"]) - set(stood.get("codes_for", ()))):
            warnings.append(counted(
                "%(num)s colleague has to set up a phone at the next sign-in: tell them before.",
                "%(num)s colleagues have to set up a phone at the next sign-in: tell them before.", phones,
            ))  # fmt: skip
        if not wanted["is_passwordless"] or stood.get("is_passwordless"):
            return Consequence(stays, warnings=warnings)
        others = select(func.count()).select_from(User).where(User.is_active, User.role != Role.ADMINISTRATOR)
        linked = select(Identity.user_id).where(Identity.issuer == (wanted["issuer"] or "").rstrip("/"))
        if new := session.scalar(others.where(User.id.not_in(linked))):
            warnings.append(counted(
                "%(num)s of them has never come in through it: try it with one of them first.",
                "%(num)s of them have never come in through it: try it with one of them first.", new,
            ))  # fmt: skip
        return Consequence(
            counted(
                "%(num)s colleague comes in through the provider only.",
                "%(num)s colleagues come in through the provider only.", session.scalar(others) or 0,
            ),
            warnings=warnings, in_flight=stays,
        )  # fmt: skip


def _without_a_phone(session: Session, roles: set[str]) -> int:
    """How many of these roles have no code asked for yet."""
    asked = select(func.count()).select_from(User).where(User.is_active, User.role.in_(roles))
    return session.scalar(asked.where(User.id.not_in(select(SecondStep.user_id)))) or 0
