"""What each role is called, and what it may, in a sentence. Msgids."""

from cxloop.language import marked as _
from cxloop.people.models import Role

NAMES: dict[str, str] = {
    Role.FRONTLINE: _("frontline"),
    Role.LEAD: _("team lead"),
    Role.MANAGER: _("manager"),
    Role.EXECUTIVE: _("executive"),
    Role.ANALYST: _("analyst"),
    Role.AUDITOR: _("auditor"),
    Role.ADMINISTRATOR: _("administrator"),
}
MAY: dict[str, str] = {
    Role.FRONTLINE: _("works on tickets of their own and of their teams"),
    Role.LEAD: _("the same, and leads a team"),
    Role.MANAGER: _("sees every ticket, and says what the company promises"),
    Role.EXECUTIVE: _("reads reports, without customers' names"),
    Role.ANALYST: _("reads figures, without anything personal"),
    Role.AUDITOR: _("reads reports and the audit log"),
    Role.ADMINISTRATOR: _("everything, people and programs included"),
}
