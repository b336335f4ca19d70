"""Lines of the audit log as sentences. People and programs are named as they are called now."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from cxloop.audit_log.models import AuditEvent
from cxloop.people.models import Role

KINDS = {
    "signed_in": _l("signed in"),
    "sign_in_failed": _l("a wrong password"),
    "signed_out": _l("signed out"),
    "role_changed": _l("a role changed"),
    "password_changed": _l("a password changed"),
    "deactivated": _l("somebody deactivated"),
    "reactivated": _l("somebody reactivated"),
    "token_made": _l("a token made"),
    "token_revoked": _l("a token revoked"),
    "token_taken_over": _l("a token taken over"),
    "exported": _l("a file taken away"),
}
ROLES = {
    Role.FRONTLINE: _l("frontline"),
    Role.LEAD: _l("team lead"),
    Role.MANAGER: _l("manager"),
    Role.EXECUTIVE: _l("executive"),
    Role.ANALYST: _l("analyst"),
    Role.AUDITOR: _l("auditor"),
    Role.ADMINISTRATOR: _l("administrator"),
}
FILES = {
    "audit_log": _l("the audit log"),
    "rows_set_aside": _l("rows set aside of import %(subject)s"),
    "companies_set_aside": _l("rows set aside of the list of companies %(subject)s"),
    "rows_of_ladder": _l("the rows behind the closed loop"),
    "rows_of_contacted": _l("the rows behind the promise of a first contact"),
    "rows_of_times": _l("the rows behind the times"),
    "rows_of_verified": _l("the rows behind what customers confirmed"),
    "rows_of_causes": _l("the rows behind the causes"),
    "rows_of_score": _l("the rows behind the score"),
}
DOORS = {"web": _l("on a page"), "cli": _l("command line"), "api": _l("API"), "slack": "Slack"}


@dataclass(frozen=True)
class Names:
    """Of the users and programs that lines refer to."""

    users: Mapping[int, str]
    programs: Mapping[int, str]

    def user(self, number: object) -> str:
        known = self.users.get(number) if isinstance(number, int) else None
        return known or str(_("user %(number)s", number=number))

    def program(self, number: object) -> str:
        known = self.programs.get(number) if isinstance(number, int) else None
        return known or str(_("program %(number)s", number=number))


def who(line: AuditEvent, names: Names) -> str:
    if line.actor_id is not None:
        return names.user(line.actor_id)
    return str(_("Command line") if line.via == "cli" else _("Nobody signed in"))


def door(line: AuditEvent) -> str:
    return str(DOORS.get(line.via, line.via))


def what(line: AuditEvent, names: Names) -> str:
    """What happened, as a sentence without its subject."""
    facts, kind = line.facts, line.kind
    user, token = names.user(facts.get("user")), names.program(facts.get("token"))
    if kind == "sign_in_failed":
        return str(
            _("A wrong password for %(name)s", name=user)
            if "user" in facts
            else _("An e-mail address nobody signs in with (mark %(mark)s)", mark=facts.get("mark"))
        )
    if kind == "role_changed":
        before, now = _role(facts.get("before")), _role(facts.get("now"))
        return str(_("Role of %(name)s: %(before)s before, %(now)s now", name=user, before=before, now=now))
    if kind == "exported":
        rows, file = facts.get("rows"), _file(facts.get("what"), facts.get("subject"))
        counted = ngettext("%(num)s row", "%(num)s rows", rows) if isinstance(rows, int) else ""
        return str(_("Took away %(file)s", file=file)) + (f" ({counted})" if counted else "")
    said = {
        "signed_in": _("Signed in"),
        "signed_out": _("Signed out"),
        "password_changed": _("New password for %(name)s", name=user),
        "deactivated": _("Deactivated %(name)s", name=user),
        "reactivated": _("Reactivated %(name)s", name=user),
        "token_made": _("Made a token for %(program)s", program=token),
        "token_revoked": _("Revoked the token of %(program)s", program=token),
        "token_taken_over": _("Took over the token of %(program)s", program=token),
    }
    return str(said.get(kind, kind))


def _role(code: object) -> str:
    return next((str(words) for role, words in ROLES.items() if role == code), str(code))


def _file(code: object, subject: object) -> str:
    words = FILES.get(code) if isinstance(code, str) else None
    return str(words) % {"subject": subject} if words else str(code)
