"""Lines of the audit log as sentences. People and programs are named as they are called now."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from cxloop.audit_log.models import AuditEvent
from cxloop.people.role_words import NAMES
from cxloop.settings.parts import PARTS

KINDS = {
    "signed_in": (_l("signed in"), _l("Signed in")),
    "sign_in_failed": (_l("a wrong password"), _l("A wrong password for %(user)s")),
    "sign_in_throttled": (_l("too many tries"), _l("Too many tries to sign in as %(user)s")),
    "signed_out": (_l("signed out"), _l("Signed out")),
    "sessions_ended": (_l("sessions ended"), _l("Ended the sessions of %(user)s: %(sessions)s")),
    "refused": (_l("turned away"), _l("Was turned away from %(what)s")),
    "user_added": (_l("somebody added"), _l("Added %(user)s as %(now)s")),
    "user_linked": (_l("somebody linked to Slack"), _l("Linked %(user)s to their Slack user")),
    "role_changed": (_l("a role changed"), _l("Role of %(user)s: %(before)s before, %(now)s now")),
    "password_changed": (_l("a password changed"), _l("New password for %(user)s")),
    "deactivated": (_l("somebody deactivated"), _l("Deactivated %(user)s")),
    "reactivated": (_l("somebody reactivated"), _l("Reactivated %(user)s")),
    "user_changed": (_l("somebody changed"), _l("Changed %(user)s: %(what)s")),
    "absence_announced": (
        _l("an absence written down"),
        _l("Wrote down when %(user)s is away, and who stands in"),
    ),
    "absence_ended": (_l("an absence ended"), _l("Ended or called off an absence of %(user)s")),
    "joined": (_l("somebody came in"), _l("Came in the first time and chose a password")),
    "invitation_made": (_l("an invitation made"), _l("Made an invitation for %(user)s")),
    "invitation_taken_back": (_l("an invitation taken back"), _l("Took back the invitation of %(user)s")),
    "reset_asked": (_l("a forgotten password"), _l("Somebody asked for a new password for %(user)s")),
    "reset_link_made": (_l("a reset link made"), _l("Made a link with which %(user)s chooses a password")),
    "identity_linked": (
        _l("somebody linked to the provider"),
        _l("Linked %(user)s to who the provider says they are"),
    ),
    "identity_unlinked": (
        _l("a link to the provider undone"),
        _l("Undid the link of %(user)s to the provider"),
    ),
    "sign_on_refused": (_l("not let in by the provider"), _l("Nobody was let in by the provider: %(why)s")),
    "sign_on_secret_changed": (_l("the provider’s secret"), _l("Changed the secret of the provider")),
    "second_step_on": (
        _l("a code after the password"),
        _l("Has a code asked for after the password of %(user)s"),
    ),
    "second_step_off": (_l("no code any more"), _l("Switched off the code after the password of %(user)s")),
    "second_step_reset": (_l("a code reset"), _l("Reset the code after the password of %(user)s")),
    "recovery_codes_made": (_l("recovery codes made"), _l("Made new recovery codes of %(user)s")),
    "recovery_code_used": (_l("a recovery code used"), _l("Used a recovery code of %(user)s")),
    "code_failed": (_l("a wrong code"), _l("A wrong code after the right password of %(user)s")),
    "team_added": (_l("a team added"), _l("Added the team %(team)s")),
    "team_changed": (_l("a team changed"), _l("Changed the team %(team)s: %(what)s")),
    "team_joined": (_l("somebody in a team"), _l("Put %(user)s into the team %(team)s")),
    "team_left": (_l("somebody out of a team"), _l("Took %(user)s out of the team %(team)s")),
    "token_made": (_l("a token made"), _l("Made a token for %(token)s")),
    "token_revoked": (_l("a token revoked"), _l("Revoked the token of %(token)s")),
    "token_taken_over": (_l("a token taken over"), _l("Took over the token of %(token)s")),
    "source_connected": (_l("a source connected"), _l("Connected the source %(source)s")),
    "source_changed": (_l("a source changed"), _l("Changed the source %(source)s: %(what)s")),
    "survey_made": (_l("a survey made"), _l("Made the survey %(survey)s")),
    "survey_changed": (_l("a survey changed"), _l("Changed what the survey %(survey)s says")),
    "company_changed": (_l("the company changed"), _l("Changed who we are to customers")),
    "cause_added": (_l("a cause added"), _l("Added the cause %(cause)s")),
    "causes_loaded": (_l("causes loaded"), _l("Loaded a set of causes to start with: %(causes)s causes")),
    "secret_key_changed": (_l("the secret key changed"), _l("Changed the installation's secret key")),
    "setting_changed": (
        _l("a setting changed"),
        _l("Changed a setting: %(part)s, %(item)s (version %(version)s)"),
    ),
    "setting_called_off": (
        _l("a setting called off"),
        _l("Called off a setting: %(part)s, %(item)s (version %(version)s)"),
    ),
    "setting_draft_discarded": (
        _l("a colleague's draft thrown away"),
        _l("Threw away the draft of %(user)s: %(part)s, %(item)s"),
    ),
    "mailbox_changed": (_l("the mailbox changed"), _l("Changed where replies of customers come in")),
    "exported": (_l("a file taken away"), _l("Took away %(what)s")),
    "answers_corrected": (
        _l("answers corrected"),
        _l("Corrected %(answers)s answers after a second look at the file of import %(file)s"),
    ),
}
"""Of each kind: its name in the filter, and the sentence without its subject."""
CHANGED = {
    "paused": _l("paused"),
    "resumed": _l("listens again"),
    "address": _l("a new address"),
    "secret": _l("a new secret"),
    "fields": _l("what its fields mean"),
    "credentials": _l("what pulling signs in with"),
    "backfill": _l("how old answers may be"),
    "name": _l("name"),
    "channel": _l("channel"),
    "language": _l("language"),
    "lead": _l("lead"),
    "time_zone": _l("time zone"),
    "single_keys": _l("single keys"),
    "slack": _l("Slack link"),
}
WHY_NOT = {
    "deactivated": _l("deactivated here"),
    "no_email": _l("it told no address"),
    "not_verified": _l("it did not verify the address"),
    "linked_otherwise": _l("the address is linked to somebody else there"),
    "unknown": _l("nobody signs in with the address"),
    "domain": _l("not one of the company’s domains"),
    "not_reached": _l("it was not reached"),
    "token_refused": _l("what it said is not believed"),
    "client_refused": _l("it refused our client or its secret"),
    "code_refused": _l("the sign-in was used already or too late"),
}
"""Why the provider let nobody in; the others by their code."""
FILES = {
    "audit_log": _l("the audit log"),
    "rows_set_aside": _l("rows set aside of import %(subject)s"),
    "corrections": _l("the corrections of import %(subject)s"),
    "companies_set_aside": _l("rows set aside of the list of companies %(subject)s"),
    "rows_of_ladder": _l("the rows behind the closed loop"),
    "rows_of_contacted": _l("the rows behind the promise of a first contact"),
    "rows_of_times": _l("the rows behind the times"),
    "rows_of_verified": _l("the rows behind what customers confirmed"),
    "rows_of_causes": _l("the rows behind the causes"),
    "one_page": _l("the executive page on paper"),
    "letter_file": _l("the file %(subject)s of a customer's letter"),
    "rows_of_score": _l("the rows behind the score"),
    "table_of_a_report": _l("a table of a report"),
}
DOORS = {
    "web": _l("on a page"),
    "cli": _l("command line"),
    "api": _l("API"),
    "slack": "Slack",
    "file": _l("settings file"),
    "hand": _l("told by hand"),
    "interview": _l("an interview"),
}


@dataclass(frozen=True)
class Names:
    """Of what lines refer to: {"user": {7: "Olga"}, "token": …, "team": …, "source": …, "survey": …, "cause": …}."""

    known: Mapping[str, Mapping[int, str]]

    def __getitem__(self, kind: str) -> Mapping[int, str]:
        return self.known[kind]

    def of(self, kind: str, number: object) -> str:
        """As it is called now; what is there no more by its number."""
        found = self.known[kind].get(number) if isinstance(number, int) else None
        return found or str(_("number %(number)s", number=number))


def who(line: AuditEvent, names: Names) -> str:
    if line.actor_id is not None:
        return names.of("user", line.actor_id)
    return str(_("Command line") if line.via == "cli" else _("Nobody signed in"))


def program(line: AuditEvent, names: Names) -> str:
    """The program it was done with; empty: a person did it."""
    number = (line.program or "").removeprefix("token:")
    return names.of("token", int(number)) if number.isdecimal() else number


def labels() -> list[tuple[str, str]]:
    """The kinds by their names, for choosing one."""
    return sorted(((kind, str(label)) for kind, (label, _sentence) in KINDS.items()), key=lambda one: one[1])


def door(line: AuditEvent) -> str:
    return str(DOORS.get(line.via, line.via))


def what(line: AuditEvent, names: Names) -> str:
    """What happened, as a sentence without its subject."""
    facts, (_label, sentence) = line.facts, KINDS[line.kind]
    if "mark" in facts:
        mark = facts["mark"][:12]
        return (
            str(_("An e-mail address nobody signs in with (mark %(mark)s)", mark=mark))
            + (f": {KINDS[line.kind][0]}" if line.kind != "sign_in_failed" else "")
            + (f" ({WHY_NOT.get(facts['why'], facts['why'])})" if "why" in facts else "")
        )
    rows = facts.get("rows")
    counted = ngettext("%(num)s row", "%(num)s rows", rows) if isinstance(rows, int) else ""
    told = {name: _fact(name, fact, facts, names) for name, fact in facts.items()}
    said = str(sentence) % defaultdict(str, told)  # an older line may not have said everything
    return said + (f" ({counted})" if counted else "")


def _fact(name: str, fact: object, facts: Mapping[str, object], names: Names) -> str:
    if name in names.known:
        return names.of(name, fact)
    if name in ("before", "now", "why"):
        return str(_(NAMES[str(fact)])) if fact in NAMES else str(WHY_NOT.get(str(fact), fact))
    if name != "what" or not isinstance(fact, str):
        part = PARTS.get(str(fact)) if name == "part" else None
        return str(_(part.title)) if part else str(fact)
    if fact in FILES:
        return str(FILES[fact]) % {"subject": facts.get("subject")}
    if "." in fact:  # a door's name
        return f"{fact} {facts['subject']}" if "subject" in facts else fact
    return ", ".join(str(CHANGED.get(part, part)) for part in fact.split(","))
