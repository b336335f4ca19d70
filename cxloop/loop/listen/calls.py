"""What the calls of one source say, read by its platform's translator: news of answers, or why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from cxloop.loop.listen.hear import Door, known_answers
from cxloop.loop.listen.others import given_by_two, ids_of_others
from cxloop.loop.listen.versions import News, hear_versions
from cxloop.responses.importing.answers import Heard
from cxloop.responses.inbound.backfill import CHOICE, terms_of
from cxloop.responses.inbound.models import Hook, InboundEvent
from cxloop.responses.models import Source, Survey
from cxloop.responses.platforms import PLATFORMS, Event, NotUnderstood
from cxloop.tickets.triggers import suppressed_by_age
from cxloop.trails import Via

MOST_IDS_KEPT = 50


@dataclass
class Calls:
    """The calls of one source that are read together."""

    session: Session
    source_id: int
    news: list[News] = field(default_factory=list)
    old: list[News] = field(default_factory=list)
    """Of answers that were too old when they were pulled."""
    told_by: dict[int, InboundEvent] = field(default_factory=dict)
    """The call behind each piece of news."""

    def __post_init__(self) -> None:
        self.hook = self.session.get(Hook, self.source_id)
        self.source = self.session.get_one(Source, self.source_id)
        self.choices = choices_of(self.source.survey, self.hook)

    def hear(self, at: datetime) -> None:
        """Hear what was read. An answer that a call tells now is news, whatever a pull says of it too."""
        self._set_others_aside(at)
        told = {one.answer.external_id for one in self.news}
        news = [*self.news, *(one for one in self.old if one.answer.external_id in told)]
        old = [one for one in self.old if one.answer.external_id not in told]
        via = Via("hook", f"source:{self.source_id}")
        if news:
            hear_versions(self.session, news, Door(self.source, via=via, at=at))
        if old:
            quietly = Door(self.source, via=via, at=at, backfill_days=0, alerts=False)
            hear_versions(self.session, old, quietly)

    def _set_others_aside(self, at: datetime) -> None:
        """A call whose answer has the id of somebody else's waits for a person: forms are copied, ids begin at 1."""
        said = [one.answer for one in (*self.news, *self.old) if not one.is_withdrawal]
        known = known_answers(self.session, self.source_id, {answer.external_id for answer in said})
        again = [answer for answer in said if answer.external_id in known]
        stored = [known[answer.external_id][0] for answer in again]
        others = ids_of_others(self.session, self.source, again, stored) if again else set()
        kept: dict[str, Heard] = {}
        clashing = set()
        for answer in said:
            first = kept.setdefault(answer.external_id, answer)
            if answer.external_id in others or given_by_two(first, answer):
                clashing.add(id(answer))
        if not clashing:
            return
        for one in (*self.news, *self.old):
            if id(one.answer) in clashing:
                set_aside(self.told_by[id(one)], "id_of_another", {"id": one.answer.external_id[:40]}, at)
        self.news = [one for one in self.news if id(one.answer) not in clashing]
        self.old = [one for one in self.old if id(one.answer) not in clashing]

    def read(self, event: InboundEvent, at: datetime) -> None:
        """Decide what a call is; what it says joins the batch."""
        event.attempts += 1
        platform = PLATFORMS.get(self.hook.platform) if self.hook else None
        if platform is None:
            set_aside(event, "platform_unknown", {}, at)
            return
        try:
            told = platform.read(event.body, event.content_type, event.headers or {}, self.choices)
        except NotUnderstood as refused:
            set_aside(event, refused.reason, refused.facts, at)
            return
        news = [one for said in told if (one := news_of(said, event.received_at))]
        wanted = [said.external_id for said in told if said.kind == "fetch"]
        event.done_at, event.reason, event.facts = at, None, None
        if wanted:
            event.state, event.facts = "to_fetch", {"ids": wanted}
        elif news:
            ids = [one.answer.external_id for one in news[:MOST_IDS_KEPT]]
            event.state, event.facts = (
                "done",
                {"ids": ids, "withdrawn": any(one.is_withdrawal for one in news)},
            )
        else:
            event.state, event.reason = "ignored", next((said.reason for said in told if said.reason), None)
        for one in news:
            (self.old if _is_old(one, event) else self.news).append(one)
            self.told_by[id(one)] = event


def choices_of(survey: Survey, hook: Hook | None) -> dict[str, object]:
    """What a translator has to know: what a person chose for this source, and the survey's metric and scale."""
    chosen: dict[str, object] = dict(hook.mapping or {}) if hook else {}
    chosen.pop(CHOICE, None)
    return chosen | {"metric": survey.metric, "scale_min": survey.scale_min, "scale_max": survey.scale_max}


def is_readable_call(
    session: Session, source_id: int, body: bytes, content_type: str | None, headers: Mapping[str, str]
) -> bool:
    """Whether a call that just came would be understood, without keeping anything of it."""
    hook, source = session.get(Hook, source_id), session.get_one(Source, source_id)
    platform = PLATFORMS.get(hook.platform) if hook else None
    try:
        return platform is not None and bool(
            platform.read(body, content_type, headers, choices_of(source.survey, hook))
        )
    except Exception:  # what breaks our own code would wait for a person like what was refused
        return False


def news_of(event: Event, received_at: datetime) -> News | None:
    """What a translator's event tells of an answer; None where it tells nothing."""
    if event.kind == "withdrawn" and event.external_id:
        nothing = Heard(0, event.external_id, None, None, None)
        return News(nothing, event.said_at, received_at, is_withdrawal=True)
    if event.kind == "said" and event.answer is not None:
        return News(event.answer, event.said_at, received_at)
    return None


def set_aside(event: InboundEvent, reason: str, facts: dict[str, object], at: datetime) -> None:
    """Put a call into quarantine, with a code of `platforms.reasons` and its facts."""
    event.state, event.reason, event.facts, event.done_at = "quarantined", reason, facts, at


def _is_old(one: News, event: InboundEvent) -> bool:
    said_at = one.answer.answered_at
    return said_at is not None and suppressed_by_age(said_at, event.received_at, terms_of(event.headers))
