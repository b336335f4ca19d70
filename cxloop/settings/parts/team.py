"""Teams: who shares a queue, who leads it, where it is told, and to whom its tickets are given."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.calendars.models import Calendar
from cxloop.language import marked as _
from cxloop.people.models import Membership, Role, Team, User
from cxloop.people.policies import Person, steers_improvements, steers_settings
from cxloop.settings import choices, past, waiting
from cxloop.settings.channels import Channel
from cxloop.settings.consequences import Consequence, Line
from cxloop.settings.fields import Field, Flag, Language, Reference, References, Words
from cxloop.settings.part import Item, Part, Values
from cxloop.settings.sentences import Sentence, counted, sentence


class TeamPart(Part):
    name: ClassVar[str] = "teams"
    title: ClassVar[str] = _("Teams")
    purpose: ClassVar[str] = _(
        "Who shares a queue, a working week and a Slack channel. New tickets go round among those who take them."
    )
    one: ClassVar[str] = _("a team")
    fields: ClassVar[tuple[Field, ...]] = (
        Words("name", _("Name"), required=True),
        References(
            "members", _("People"), _("They see the team's tickets."), among=choices.colleagues,
            ever=choices.everybody,
        ),
        References(
            "takers", _("Who is given new tickets"),
            _("By turns. With nobody here, new tickets wait in the team's queue until somebody takes them."),
            among=choices.colleagues, ever=choices.everybody,
        ),
        Reference(
            "lead", _("Who leads it"), _("Missed promises call them."), among=choices.colleagues,
            ever=choices.everybody, nothing=_("nobody"),
        ),
        Reference(
            "deputy", _("Who stands in for the lead"),
            _("Called where the lead is away and named nobody, or has left."), among=choices.colleagues,
            ever=choices.everybody, nothing=_("nobody"),
        ),
        Reference(
            "calendar", _("Calendar"), _("The working time its promises are counted in."), among=choices.calendars,
            to="calendars", ever=choices.calendars_ever, nothing=_("the company's"),
        ),
        Channel("channel", _("Slack channel"), _("#north, or Slack's id of it. Empty: the company's.")),
        Language("language", _("Language"), _("Which its channel reads."), nothing=_("the company's")),
        Flag("retired", _("Put away"), _("Nothing new is given to it; what it has stays.")),
    )  # fmt: skip

    def who(self, person: Person) -> bool:
        """Leads too: they set what is theirs."""
        return steers_improvements(person)

    def items(self, session: Session) -> Sequence[Item]:
        found = session.scalars(select(Team).order_by(Team.retired_at.is_not(None), Team.name, Team.id))
        return [
            Item(team.key, team.name, _members(len(team.memberships)), team.retired_at is not None)
            for team in found
        ]

    def blank(self, session: Session) -> Values:
        """Who is given tickets is left open: a team that says nothing of it gives them to everybody in it."""
        usual = super().blank(session)
        return {name: value for name, value in usual.items() if name != "takers"}

    def checked(self, session: Session, key: str, given: Values, before: Values | None) -> Values:
        if before is None and "takers" not in given:
            given = given | {"takers": given.get("members")}
        return super().checked(session, key, given, before)

    def read(self, session: Session, key: str) -> Values | None:
        team = _of_key(session, key)
        if team is None:
            return None
        calendar = session.get(Calendar, team.calendar_id) if team.calendar_id else None
        active = [one for one in team.memberships if one.user.is_active]
        return {
            "name": team.name,
            "members": sorted(one.user.email for one in active),
            "takers": sorted(one.user.email for one in active if one.takes_tickets),
            "lead": team.lead.email if team.lead and team.lead.is_active else None,
            "deputy": team.deputy.email if team.deputy and team.deputy.is_active else None,
            "calendar": calendar.key if calendar else None,
            "channel": team.slack_channel,
            "language": team.language,
            "retired": team.retired_at is not None,
        }

    def write(self, session: Session, key: str, values: Values, at: datetime) -> None:
        team = _of_key(session, key)
        if team is None:
            team = Team(key=key, name=values["name"])
            session.add(team)
            session.flush()
        people = choices.ids_of(session, values["members"])
        team.name, team.slack_channel, team.language = values["name"], values["channel"], values["language"]
        team.lead_id = choices.ids_of(session, [values["lead"]])[0] if values["lead"] else None
        team.deputy_id = choices.ids_of(session, [values["deputy"]])[0] if values["deputy"] else None
        team.calendar_id = choices.calendar_id(session, values["calendar"])
        team.retired_at = (team.retired_at or at) if values["retired"] else None
        takers = set(choices.ids_of(session, values["takers"]))
        for member in list(team.memberships):
            if member.user_id not in people and member.user.is_active:
                session.delete(member)
        for user_id in people:
            member = session.get(Membership, (team.id, user_id)) or Membership(
                team_id=team.id, user_id=user_id
            )
            member.takes_tickets = user_id in takers
            session.add(member)
        session.flush()
        session.expire(team, ["memberships"])

    def refuse(
        self, session: Session, key: str, wanted: Values, before: Values | None
    ) -> dict[str, Sentence]:
        reasons: dict[str, Sentence] = {}
        same_name = select(Team.id).where(
            Team.name == wanted["name"], Team.key != key, Team.retired_at.is_(None)
        )
        if session.scalar(same_name):
            reasons["name"] = sentence(_("There is a team of this name already."))
        if stray := sorted(set(wanted["takers"]) - set(wanted["members"])):
            reasons["takers"] = sentence(
                _("Only people of the team are given its tickets; not in it: %(people)s."),
                people=References("", "", ever=choices.everybody).told(stray, {}, session),
            )
        if wanted["deputy"] and wanted["deputy"] == wanted["lead"]:
            reasons["deputy"] = sentence(_("That is the lead already: choose somebody else, or nobody."))
        if wanted["retired"] and before and not before["retired"]:
            others = select(Team.id).where(Team.key != key, Team.retired_at.is_(None)).limit(1)
            if count := past.open_tickets(session, key):
                reasons["retired"] = counted(
                    "It has %(num)s open ticket. Hand it over first.",
                    "It has %(num)s open tickets. Hand them over first.", count,
                )  # fmt: skip
            elif said := waiting.refusal(session, self.name, key):
                reasons["retired"] = said
            elif not session.scalar(others):
                reasons["retired"] = sentence(_("It is the only team: somebody has to have the tickets."))
        return reasons

    def consequence(
        self, session: Session, key: str, wanted: Values, before: Values | None, days: int, at: datetime
    ) -> Consequence:
        if before is None:
            return Consequence(
                sentence(_("A new team has no past: it is given tickets once a survey names it."))
            )
        count = past.tickets_of_team(session, key, days, at)
        shares = [count / days / max(1, len(one["takers"])) for one in (before, wanted)]
        lines = [
            Line(sentence(_("People who are given tickets")), len(before["takers"]), len(wanted["takers"])),
            Line(
                sentence(_("New tickets a day, for each of them")), round(shares[0], 1), round(shares[1], 1)
            ),
        ]
        warnings = [
            counted(
                "%(who)s leaves the team and keeps %(num)s open ticket of it: hand it over if it shall stay here.",
                "%(who)s leaves the team and keeps %(num)s open tickets of it: hand them over if they shall stay here.",
                number, who=who,
            )
            for who, number in past.open_by_owner(session, key, set(before["members"]) - set(wanted["members"]))
        ]  # fmt: skip
        if wanted["members"] and not wanted["takers"]:
            warnings.append(sentence(_("Nobody is given new tickets: they wait until somebody takes them.")))
        if why := _leads_without_seeing(session, wanted["lead"]):
            warnings.append(why)
        if not wanted["lead"]:
            warnings.append(
                sentence(_("Nobody leads it: a missed promise calls the company's channel only."))
            )
        return Consequence(
            counted("The team was given %(num)s ticket.", "The team was given %(num)s tickets.", count),
            days, [line for line in lines if line.differs], (), warnings,
        )  # fmt: skip

    def may_steer(self, person: Person, key: str, session: Session) -> bool:
        """Who steers settings; and who leads the team, for the team that is theirs."""
        team = _of_key(session, key) if key else None
        leads = team is not None and team.lead_id == person.id and person.is_active
        return steers_settings(person) or leads


def _leads_without_seeing(session: Session, email: str | None) -> Sentence | None:
    """Who is named, and whose role does not show them what a lead sees."""
    named = session.scalars(select(User).where(User.email == email, User.role == Role.FRONTLINE)).first()
    if named is None:
        return None
    said = _(
        "%(who)s is called, but sees no desks of others: for that an administrator makes them a team lead."
    )
    return sentence(said, who=named.name)


def _of_key(session: Session, key: str) -> Team | None:
    return session.scalars(select(Team).where(Team.key == key)).first()


def _members(count: int) -> Sentence:
    return counted("%(num)s person", "%(num)s people", count)
