"""Who may do what, for every route, method and role. A route without a line here fails.

A line names the status a person gets who may, and the roles that may. Everybody else is told that there is no such page
(404), which is also what a page that does not exist says; who has not signed in, or no longer may, is sent to sign in.
A third part names the roles that are told something else.
"""

import re
from typing import Any

from cxloop.reports.sheets import REPORTS
from tests.guards.api_routes import TOKEN_NEEDED
from tests.guards.world import ROLES

EVERYBODY = set(ROLES)
SIGNED_IN = EVERYBODY - {"anonymous", "deactivated"}
STAFF = {"elsewhere", "same_team", "owner", "lead", "manager", "administrator"}
OF_THE_TICKET = STAFF - {"elsewhere"}
READERS = {"lead", "manager", "executive", "analyst", "auditor", "administrator"}
STEERERS = {"lead", "manager", "administrator"}
DECIDERS = STEERERS | {"executive"}
IMPORTERS = {"manager", "administrator"}
INTAKE = {"lead", "manager", "analyst", "auditor", "administrator"}

Line = tuple[int, set[str]] | tuple[int, set[str], dict[str, int]]
MATRIX: dict[tuple[str, str], Line] = {
    # everybody
    ("GET", "/static/<path:filename>"): (200, EVERYBODY),
    ("GET", "/livez"): (200, EVERYBODY),
    ("GET", "/readyz"): (503, EVERYBODY),  # nothing has beaten the worker's heart yet
    ("GET", "/metrics"): (200, EVERYBODY),  # from this machine
    ("GET", "/sign-in"): (200, EVERYBODY),
    ("POST", "/sign-in"): (422, EVERYBODY),
    ("GET", "/sign-in/elsewhere"): (302, EVERYBODY),  # there is no provider
    ("GET", "/sign-in/back"): (
        302,
        SIGNED_IN,
        dict.fromkeys(("anonymous", "deactivated"), 400),
    ),  # from nowhere
    ("GET", "/begin"): (302, EVERYBODY),  # somebody is there
    ("POST", "/begin"): (302, EVERYBODY),
    ("GET", "/sign-in/code"): (302, SIGNED_IN),  # without a password before
    ("POST", "/sign-in/code"): (302, EVERYBODY),
    ("POST", "/sign-out"): (302, EVERYBODY),
    ("POST", "/language"): (302, EVERYBODY),
    ("GET", "/v/<token>"): (200, EVERYBODY),
    ("POST", "/v/<token>"): (302, EVERYBODY),
    ("POST", "/v/<token>/no-more"): (302, EVERYBODY),
    ("GET", "/s/<link>"): (200, EVERYBODY),
    ("GET", "/s/<link>/more"): (200, EVERYBODY),
    ("POST", "/s/<link>"): (422, EVERYBODY),  # without a score
    ("GET", "/s/thanks"): (404, EVERYBODY),  # without an answer
    ("POST", "/s/thanks"): (404, EVERYBODY),  # without an answer
    ("GET", "/u/<mark>"): (200, EVERYBODY),
    ("POST", "/u/<mark>"): (200, EVERYBODY),
    ("GET", "/q/<mark>"): (404, EVERYBODY),  # the mark of another letter
    ("POST", "/q/<mark>"): (404, EVERYBODY),
    ("GET", "/n/<mark>"): (404, EVERYBODY),  # the mark of another letter
    ("POST", "/n/<mark>"): (404, EVERYBODY),
    ("GET", "/brand/<colour>.css"): (200, EVERYBODY),
    ("POST", "/slack/actions"): (401, EVERYBODY),  # without Slack's signature
    ("POST", "/slack/events"): (401, EVERYBODY),
    ("GET", "/forgotten"): (200, EVERYBODY),
    ("POST", "/forgotten"): (422, EVERYBODY),  # no letters leave
    ("GET", "/join/<invitation>"): (200, EVERYBODY),
    ("POST", "/join/<invitation>"): (422, EVERYBODY),  # without a password
    ("GET", "/reset/<another>"): (200, EVERYBODY),
    ("POST", "/reset/<another>"): (422, EVERYBODY),
    # somebody
    ("GET", "/"): (302, SIGNED_IN),
    ("GET", "/me"): (200, SIGNED_IN),
    ("POST", "/me"): (422, SIGNED_IN),
    ("POST", "/me/password"): (422, SIGNED_IN),
    ("POST", "/me/sessions"): (302, SIGNED_IN),
    ("GET", "/me/second-step"): (200, SIGNED_IN),
    ("POST", "/me/second-step"): (422, SIGNED_IN),
    ("POST", "/me/second-step/codes"): (422, SIGNED_IN),
    ("POST", "/me/second-step/off"): (422, SIGNED_IN),
    # tickets
    ("GET", "/loop"): (200, STAFF),
    ("GET", "/team"): (200, STEERERS),
    ("GET", "/team/<owner_id>/desk"): (200, STEERERS),
    ("POST", "/team/<owner_id>/desk"): (302, STEERERS),
    ("GET", "/tickets"): (200, STAFF),
    ("POST", "/tickets/views"): (302, STAFF),
    ("POST", "/tickets/views/<int:view_id>/removal"): (302, {"manager"}),
    ("POST", "/tickets/assignments"): (302, STAFF),
    ("POST", "/tickets/assignments/undoing"): (302, STAFF),
    ("POST", "/tickets/waiting"): (302, STAFF),
    ("GET", "/tickets/<int:ticket_id>"): (200, OF_THE_TICKET),
    ("GET", "/tickets/<int:ticket_id>/<step>"): (200, OF_THE_TICKET),
    ("GET", "/tickets/<int:ticket_id>/likely"): (200, OF_THE_TICKET),
    ("POST", "/tickets/<int:ticket_id>/taking"): (302, OF_THE_TICKET),
    ("POST", "/tickets/<int:ticket_id>/assignments"): (302, OF_THE_TICKET),
    ("POST", "/tickets/<int:ticket_id>/resolution/preview"): (200, OF_THE_TICKET),
    ("POST", "/tickets/<int:ticket_id>/letters"): (422, OF_THE_TICKET),
    ("POST", "/tickets/<int:ticket_id>/letters/preview"): (200, OF_THE_TICKET),
    ("POST", "/tickets/<int:ticket_id>/contacts"): (302, OF_THE_TICKET),
    ("POST", "/tickets/<int:ticket_id>/notes"): (302, OF_THE_TICKET),
    ("POST", "/tickets/<int:ticket_id>/snooze"): (422, OF_THE_TICKET),
    ("POST", "/tickets/<int:ticket_id>/waking"): (302, OF_THE_TICKET),
    ("POST", "/tickets/<int:ticket_id>/contacts/<record_id>/undoing"): (302, OF_THE_TICKET),
    ("POST", "/tickets/<int:ticket_id>/resolution/<record_id>/undoing"): (302, OF_THE_TICKET),
    ("POST", "/tickets/<int:ticket_id>/tasks"): (422, OF_THE_TICKET),
    ("POST", "/tasks/<task_id>/answer"): (302, OF_THE_TICKET),
    ("POST", "/tasks/<task_id>/dropping"): (302, OF_THE_TICKET),
    ("POST", "/tickets/<int:ticket_id>/promises"): (422, OF_THE_TICKET),
    ("POST", "/tickets/<int:ticket_id>/promises/<promise_id>/keeping"): (302, OF_THE_TICKET),
    ("POST", "/tickets/<int:ticket_id>/promises/<promise_id>/moving"): (302, OF_THE_TICKET),
    ("POST", "/tickets/<int:ticket_id>/promises/<promise_id>/dropping"): (302, OF_THE_TICKET),
    ("POST", "/tickets/<int:ticket_id>/waiting"): (422, OF_THE_TICKET),
    ("POST", "/tickets/<int:ticket_id>/acknowledgement"): (302, OF_THE_TICKET),
    ("POST", "/tickets/<int:ticket_id>/going-on"): (302, OF_THE_TICKET),
    ("POST", "/tickets/<int:ticket_id>/resolution"): (422, OF_THE_TICKET),
    ("POST", "/tickets/<int:ticket_id>/verification"): (302, OF_THE_TICKET),
    ("POST", "/tickets/<int:ticket_id>/reopening"): (422, OF_THE_TICKET),
    ("GET", "/letters"): (200, IMPORTERS),
    ("POST", "/letters/<letter_id>/placing"): (302, IMPORTERS),
    ("POST", "/letters/<letter_id>/discarding"): (302, IMPORTERS),
    ("GET", "/letters/files/<attachment_id>"): (200, IMPORTERS),  # of a letter that is nowhere yet
    # improvements
    ("GET", "/improvements"): (200, SIGNED_IN),
    ("GET", "/improvements/<improvement_id>"): (200, SIGNED_IN),
    ("GET", "/improvements/new"): (200, STAFF),
    ("POST", "/improvements"): (302, STAFF),
    ("POST", "/improvements/<improvement_id>/evidence"): (
        302,
        OF_THE_TICKET,
        {"elsewhere": 422},
    ),  # no such ticket
    ("POST", "/improvements/<improvement_id>/plan"): (422, STEERERS),
    ("POST", "/improvements/<improvement_id>/decisions"): (409, DECIDERS),
    ("POST", "/improvements/<improvement_id>/measurements"): (302, STEERERS),
    ("GET", "/improvements/<improvement_id>/telling"): (200, STEERERS),
    ("POST", "/improvements/<improvement_id>/telling"): (422, STEERERS),  # it is not live
    # settings
    ("GET", "/settings"): (200, STEERERS, {"lead": 302}),
    ("GET", "/settings/connections"): (200, {"administrator"}),
    ("POST", "/settings/connections"): (200, {"administrator"}),
    ("GET", "/settings/sign-in"): (200, {"administrator"}),
    ("GET", "/settings/sign-in/trying"): (302, {"administrator"}),
    ("POST", "/settings/sign-in/trying"): (200, {"administrator"}),
    ("POST", "/settings/sign-in/secret"): (302, {"administrator"}),
    ("GET", "/settings/rehearsal"): (302, IMPORTERS),
    ("POST", "/settings/rehearsal"): (200, IMPORTERS),
    ("GET", "/settings/company"): (200, IMPORTERS),
    ("GET", "/settings/teams"): (200, STEERERS),
    ("GET", "/settings/surveys"): (200, IMPORTERS),
    ("GET", "/settings/causes"): (200, IMPORTERS),
    ("GET", "/settings/letters"): (200, IMPORTERS),
    ("GET", "/settings/rules"): (200, IMPORTERS),
    ("GET", "/settings/calendars"): (200, IMPORTERS),
    ("GET", "/settings/open-promises"): (200, IMPORTERS),
    ("POST", "/settings/open-promises"): (302, IMPORTERS),
    ("GET", "/settings/promises"): (200, IMPORTERS),
    ("GET", "/settings/journey"): (200, IMPORTERS),
    ("POST", "/settings/journey/sorting"): (302, IMPORTERS),  # without a word
    ("POST", "/settings/<part>/starting"): (302, IMPORTERS),
    ("GET", "/settings/people"): (200, IMPORTERS),
    ("GET", "/settings/people/new"): (200, {"administrator"}),
    ("POST", "/settings/people"): (422, {"administrator"}),
    ("GET", "/settings/people/<user_id>"): (200, IMPORTERS),
    ("POST", "/settings/people/<user_id>"): (422, {"administrator"}),
    ("POST", "/settings/people/<user_id>/role"): (422, {"administrator"}),
    ("POST", "/settings/people/<user_id>/teams"): (302, {"administrator"}),
    ("POST", "/settings/people/<user_id>/slack"): (302, {"administrator"}),
    ("POST", "/settings/people/<user_id>/sessions"): (302, {"administrator"}),
    ("POST", "/settings/people/<user_id>/second-step"): (302, {"administrator"}),
    ("POST", "/settings/people/<user_id>/unlinking"): (302, {"administrator"}),
    ("POST", "/settings/people/<user_id>/link"): (201, {"administrator"}),
    ("POST", "/settings/people/<user_id>/taking-back"): (302, {"administrator"}),
    ("GET", "/settings/people/<user_id>/leaving"): (200, {"administrator"}),
    ("POST", "/settings/people/<user_id>/leaving"): (422, {"administrator"}),
    ("POST", "/settings/people/<user_id>/return"): (302, {"administrator"}),
    # times away: one's own, and those of people one may act for; Ines is in no team yet
    ("GET", "/people/<user_id>/away"): (200, IMPORTERS),
    ("POST", "/people/<user_id>/away"): (422, IMPORTERS),
    ("POST", "/people/<user_id>/away/<absence_id>/return"): (302, IMPORTERS),
    ("POST", "/people/<user_id>/away/<absence_id>/deputy"): (302, IMPORTERS),
    ("GET", "/settings/<part>/<item>"): (200, STEERERS),
    ("POST", "/settings/<part>/<item>/draft"): (422, STEERERS),
    ("POST", "/settings/<part>/<item>/file"): (404, STEERERS),  # teams are filled from none
    ("POST", "/settings/<part>/<item>/switching"): (422, STEERERS),  # without a moment
    ("POST", "/settings/<part>/<item>/discarding"): (404, STEERERS),
    ("POST", "/settings/<part>/<item>/returning"): (404, STEERERS),  # without a version
    ("POST", "/settings/<part>/<item>/calling-off"): (404, STEERERS),
    ("POST", "/settings/<part>/<item>/moving"): (404, IMPORTERS),  # teams have no order
    # reports
    ("GET", "/executive"): (200, READERS),
    ("GET", "/executive.pdf"): (200, READERS),
    ("GET", "/reports/schedules"): (200, READERS),
    ("POST", "/reports/schedules"): (422, READERS),
    ("POST", "/reports/schedules/<schedule_id>/end"): (302, {"manager", "executive", "administrator"}),
    ("GET", "/huddles"): (200, STAFF),
    ("POST", "/huddles"): (302, {"manager", "administrator"}),  # of everybody
    ("GET", "/huddles/<huddle_id>"): (200, OF_THE_TICKET),
    ("POST", "/huddles/<huddle_id>/attendance"): (302, OF_THE_TICKET),
    ("POST", "/huddles/<huddle_id>/decisions"): (422, OF_THE_TICKET),
    ("POST", "/huddles/<huddle_id>/kept/<decision_id>"): (302, OF_THE_TICKET),
    ("POST", "/huddles/<huddle_id>/kudos"): (422, OF_THE_TICKET),
    ("POST", "/huddles/<huddle_id>/end"): (302, OF_THE_TICKET),
    ("POST", "/looked"): (204, SIGNED_IN),
    ("GET", "/reports/definitions"): (200, READERS),
    **{("GET", f"/reports/{name}"): (200, READERS) for name in REPORTS},
    ("GET", "/reports/tables/<name>/<section>.<kind>"): (200, READERS),
    ("GET", "/reports/rows/<figure>"): (200, READERS),
    ("GET", "/reports/rows/<figure>.csv"): (200, READERS),
    # our own survey
    ("GET", "/invitations"): (200, IMPORTERS),
    ("POST", "/invitations/company"): (422, IMPORTERS),
    ("POST", "/invitations/surveys"): (422, IMPORTERS),
    ("GET", "/invitations/surveys/<int:survey_id>"): (200, IMPORTERS),
    ("GET", "/invitations/surveys/<int:survey_id>/preview"): (200, IMPORTERS),
    ("GET", "/invitations/surveys/<int:survey_id>/letter"): (200, IMPORTERS),
    ("POST", "/invitations/surveys/<int:survey_id>/page"): (422, IMPORTERS),
    ("POST", "/invitations/surveys/<int:survey_id>/people"): (422, IMPORTERS),
    ("POST", "/invitations/surveys/<int:survey_id>/trial"): (302, IMPORTERS),
    ("POST", "/invitations/surveys/<int:survey_id>/lists"): (422, IMPORTERS),
    ("GET", "/invitations/lists/<int:mailing_id>"): (200, IMPORTERS),
    ("POST", "/invitations/lists/<int:mailing_id>/columns"): (302, IMPORTERS),
    ("POST", "/invitations/lists/<int:mailing_id>/sending"): (302, IMPORTERS),
    ("POST", "/invitations/lists/<int:mailing_id>/discard"): (302, IMPORTERS),
    ("POST", "/invitations/lists/<int:mailing_id>/withdrawal"): (302, IMPORTERS),
    ("GET", "/invitations/review"): (200, IMPORTERS),
    ("POST", "/invitations/review/<int:held_id>/release"): (302, IMPORTERS),
    ("POST", "/invitations/review/<int:held_id>/drop"): (302, IMPORTERS),
    # listen
    ("GET", "/listen"): (200, INTAKE),
    # imports
    ("GET", "/imports"): (200, IMPORTERS),
    ("POST", "/imports"): (422, IMPORTERS),
    ("GET", "/imports/<int:job_id>"): (200, IMPORTERS),
    ("GET", "/imports/<int:job_id>/progress"): (302, IMPORTERS),
    ("GET", "/imports/<int:job_id>/set-aside.csv"): (200, IMPORTERS),
    ("POST", "/imports/<int:job_id>/reading"): (422, IMPORTERS),
    ("POST", "/imports/<int:job_id>/ids"): (302, IMPORTERS),
    ("POST", "/imports/<int:job_id>/start"): (302, IMPORTERS),
    ("POST", "/imports/<int:job_id>/stop"): (302, IMPORTERS),
    ("POST", "/imports/<int:job_id>/discard"): (302, IMPORTERS),
    ("POST", "/imports/<int:job_id>/columns"): (302, IMPORTERS),
    ("POST", "/imports/<int:job_id>/again"): (302, IMPORTERS),
    ("POST", "/imports/<int:job_id>/corrections"): (302, IMPORTERS),
    ("GET", "/imports/<int:job_id>/corrections.csv"): (200, IMPORTERS),
    # a customer just told me
    ("GET", "/told"): (200, STAFF),
    ("GET", "/told/people"): (302, STAFF),
    ("POST", "/told"): (302, STAFF),
    # survey platforms
    ("GET", "/hooks/<platform>/<address>"): (200, EVERYBODY),
    ("POST", "/hooks/<platform>/<address>"): (200, EVERYBODY),  # who knows the secret address
    ("GET", "/sources"): (200, IMPORTERS),
    ("GET", "/sources/new"): (200, IMPORTERS),
    ("POST", "/sources"): (422, IMPORTERS),
    ("GET", "/sources/<int:source_id>"): (200, IMPORTERS),
    ("GET", "/sources/<int:source_id>/arrivals"): (302, IMPORTERS),
    ("POST", "/sources/<int:source_id>/pause"): (302, IMPORTERS),
    ("POST", "/sources/<int:source_id>/resume"): (302, IMPORTERS),
    ("POST", "/sources/<int:source_id>/address"): (302, IMPORTERS),
    ("POST", "/sources/<int:source_id>/secret"): (302, IMPORTERS),
    ("POST", "/sources/<int:source_id>/fields"): (302, IMPORTERS),
    ("POST", "/sources/<int:source_id>/pull"): (302, IMPORTERS),
    ("POST", "/sources/<int:source_id>/credentials"): (302, IMPORTERS),
    ("GET", "/sources/quarantine"): (200, IMPORTERS),
    ("POST", "/sources/quarantine/replays"): (302, IMPORTERS),
    ("GET", "/sources/events/<int:event_id>"): (200, IMPORTERS),
    ("POST", "/sources/events/<int:event_id>/replay"): (302, IMPORTERS),
    ("POST", "/sources/events/<int:event_id>/dismissal"): (302, IMPORTERS),
    ("POST", "/sources/events/<int:event_id>/withdrawal"): (302, IMPORTERS),
    # interviews: Olga's team's
    ("GET", "/interviews"): (200, STAFF),
    ("GET", "/interviews/new"): (200, STAFF),
    ("POST", "/interviews"): (422, STAFF),
    ("GET", "/interviews/<int:interview_id>"): (200, OF_THE_TICKET),
    ("GET", "/interviews/<int:interview_id>/facts"): (200, OF_THE_TICKET),
    ("POST", "/interviews/<int:interview_id>/facts"): (422, OF_THE_TICKET),
    ("GET", "/interviews/<int:interview_id>/participants/new"): (200, OF_THE_TICKET),
    ("POST", "/interviews/<int:interview_id>/participants"): (302, OF_THE_TICKET),
    ("GET", "/interviews/<int:interview_id>/participants/<int:participant_id>"): (200, OF_THE_TICKET),
    ("POST", "/interviews/<int:interview_id>/participants/<int:participant_id>"): (302, OF_THE_TICKET),
    ("POST", "/interviews/<int:interview_id>/participants/<int:participant_id>/removal"): (
        302,
        OF_THE_TICKET,
    ),
    ("GET", "/interviews/<int:interview_id>/transcript"): (200, OF_THE_TICKET),
    ("POST", "/interviews/<int:interview_id>/transcript"): (302, OF_THE_TICKET),
    ("POST", "/interviews/<int:interview_id>/transcript/removal"): (302, OF_THE_TICKET),
    ("GET", "/interviews/<int:interview_id>/findings/new"): (200, OF_THE_TICKET),
    ("POST", "/interviews/<int:interview_id>/findings"): (302, OF_THE_TICKET),
    ("GET", "/interviews/<int:interview_id>/findings/<int:finding_id>"): (200, OF_THE_TICKET),
    ("POST", "/interviews/<int:interview_id>/findings/<int:finding_id>"): (302, OF_THE_TICKET),
    ("POST", "/interviews/<int:interview_id>/findings/<int:finding_id>/removal"): (302, OF_THE_TICKET),
    ("POST", "/interviews/<int:interview_id>/findings/<int:finding_id>/follow-up"): (302, OF_THE_TICKET),
    ("POST", "/interviews/<int:interview_id>/findings/<int:finding_id>/improvement"): (302, OF_THE_TICKET),
    # customers: who has nothing to do with a customer is told that there is none
    ("GET", "/contacts"): (200, STAFF),
    ("GET", "/contacts/<int:contact_id>"): (200, OF_THE_TICKET),
    ("GET", "/contacts/<int:contact_id>/edit"): (200, OF_THE_TICKET),
    ("POST", "/contacts/<int:contact_id>/edit"): (422, OF_THE_TICKET),
    ("POST", "/contacts/<int:contact_id>/wish"): (302, OF_THE_TICKET),
    ("GET", "/accounts"): (200, STAFF),
    ("GET", "/accounts/<int:account_id>"): (200, OF_THE_TICKET),
    ("GET", "/accounts/<int:account_id>/edit"): (200, IMPORTERS),
    ("POST", "/accounts/<int:account_id>/edit"): (422, IMPORTERS),
    ("GET", "/accounts/files"): (200, IMPORTERS),
    ("POST", "/accounts/files"): (422, IMPORTERS),
    ("GET", "/accounts/files/<int:file_id>"): (200, IMPORTERS),
    ("POST", "/accounts/files/<int:file_id>/columns"): (422, IMPORTERS),
    ("POST", "/accounts/files/<int:file_id>/keep"): (302, IMPORTERS),
    ("POST", "/accounts/files/<int:file_id>/discard"): (302, IMPORTERS),
    ("GET", "/accounts/files/<int:file_id>/set-aside.csv"): (200, IMPORTERS),
    ("GET", "/duplicates"): (200, IMPORTERS),
    ("GET", "/duplicates/<one_id>/<other_id>"): (200, IMPORTERS),
    ("POST", "/duplicates/<one_id>/<other_id>/merge"): (302, IMPORTERS),
    ("POST", "/duplicates/<one_id>/<other_id>/two-people"): (302, IMPORTERS),
    ("POST", "/merges/<merge_id>/undo"): (302, IMPORTERS),
    # messages
    ("GET", "/messages"): (200, IMPORTERS),
    ("GET", "/messages/<alert_id>"): (200, {"administrator"}),
    ("POST", "/messages/<alert_id>/retry"): (302, IMPORTERS),
    # the audit log
    ("GET", "/audit-log"): (200, {"auditor", "administrator"}),
    ("GET", "/audit-log.csv"): (200, {"auditor", "administrator"}),
    # programs
    ("GET", "/programs"): (200, {"administrator"}),
    ("POST", "/programs"): (422, {"administrator"}),
    ("POST", "/programs/<token_id>/revocation"): (302, {"administrator"}),
    ("POST", "/programs/<token_id>/takeover"): (302, {"administrator"}),
    ("GET", "/api/v1/"): (200, EVERYBODY),
    ("GET", "/api/v1/openapi.json"): (200, EVERYBODY),
    **dict.fromkeys(TOKEN_NEEDED, (401, EVERYBODY)),
    # the house itself
    ("GET", "/components"): (200, {"administrator"}),
}
FORMS: dict[str, dict[str, Any]] = {
    "/language": {"language": "it"},
    "/looked": {"kind": "score"},
    "/v/<token>": {"answer": "yes"},
    "/tickets/<int:ticket_id>/assignments": {"owner_id": "owner"},
    "/tickets/<int:ticket_id>/contacts": {"outcome": "reached", "channel": "phone"},
    "/tickets/<int:ticket_id>/notes": {"body": "A word for colleagues."},
    "/tickets/<int:ticket_id>/verification": {"answer": "yes"},
    "/told": {"who": "Quentin", "said": "Late.", "need": "nothing", "care": "me", "nonce": "aaaaaaaaaaaa"},
    "/interviews/<int:interview_id>/participants": {"who": "Dora", "consent_record": "y"},
    "/interviews/<int:interview_id>/participants/<int:participant_id>": {
        "who": "Dora",
        "consent_record": "y",
    },
    "/interviews/<int:interview_id>/transcript": {"pasted": "Dora: It never arrived."},
    "/interviews/<int:interview_id>/findings": {"quote": "never", "severity": "2"},
    "/interviews/<int:interview_id>/findings/<int:finding_id>": {"quote": "never", "severity": "2"},
    "/interviews/<int:interview_id>/findings/<int:finding_id>/improvement": {"title": "Call before"},
    "/improvements": {"title": "Call before", "problem": "They learn it by waiting."},
    "/improvements/<improvement_id>/evidence": {"ticket": "ticket_id"},
}


def shape(rule: str) -> str:
    """The rule as the matrix writes it: limits of numbers and lists of words left out."""
    limited = re.sub(r"<int\([^)]*\):", "<", rule)
    return limited[: limited.index("<any(")] + "<step>" if "<any(" in limited else limited
