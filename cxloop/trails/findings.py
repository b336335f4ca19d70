"""What can be wrong with trails, and where. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

MOST_LISTED = 1000
SENTENCES = {
    "changed": "event {number} is not what was written, or was moved here",
    "missing": "event {number} is missing",
    "added": "event {number} was never written here",
    "end": "what is kept of its end was changed",
    "no_end": "nothing is kept of its end",
    "no_trail": "it has no trail",
    "no_owner": "it is gone, its trail is left",
    "events": "{number} events are there that were not counted, or fewer than were written",
    "tally": "the count of what was written was changed",
    "sum": "events were changed, removed or added: they do not add up to what was written",
    "anchor": "the anchor of page {number} was changed, or belongs to another database",
    "anchor_missing": "the anchor of page {number} is not in the database any more",
    "anchored": "what was written up to the anchor of page {number} is not what is there now",
    "anchor_unknown": "the anchor that was given is none of this database",
    "key": "the key of the trails was sealed with another secret key: was CXLOOP_SECRET_KEY changed?",
}


@dataclass(frozen=True)
class Finding:
    """One fault: in which chain ("ticket", "audit"; "" for all of them), whose trail, and which event or page."""

    what: str
    chain: str = ""
    owner: int | None = None
    number: int | None = None

    def sentence(self) -> str:
        place = f"{self.chain} {self.owner}: " if self.owner is not None else ""
        return place + SENTENCES[self.what].format(number=self.number)

    def as_json(self) -> dict[str, object]:
        return {"what": self.what, "chain": self.chain, "owner": self.owner, "number": self.number}


@dataclass
class Report:
    """What was looked at, and what was found: the first thousand in full, all of them counted."""

    events: Counter[str] = field(default_factory=Counter)
    trails: Counter[str] = field(default_factory=Counter)
    anchors: int = 0
    found: list[Finding] = field(default_factory=list)
    count: int = 0

    def add(self, finding: Finding) -> None:
        self.count += 1
        if len(self.found) < MOST_LISTED:
            self.found.append(finding)

    def as_json(self) -> Mapping[str, object]:
        return {
            "events": dict(self.events), "trails": dict(self.trails), "anchors": self.anchors,
            "faults": self.count, "found": [finding.as_json() for finding in self.found],
        }  # fmt: skip
