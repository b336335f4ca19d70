"""Whether an answer may be a machine's: mail scanners open every link of a letter, and some press buttons. Pure."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

TOO_QUICK = timedelta(seconds=10)
MANY_WITHIN = timedelta(seconds=60)
MANY = 3
SPEAKS_FOR = timedelta(hours=1)
"""A scanner's visit casts doubt on answers that come soon after it; later it is a person who answers."""
SCANNERS = (
    ("barracuda", r"barracuda"),
    ("proofpoint", r"proofpoint|urldefense"),
    ("mimecast", r"mimecast"),
    ("microsoft", r"bingpreview|safelinks|microsoft office|ms-office|msoffice|skypeuripreview"),
    ("google", r"google-safety|googleimageproxy|google-read-aloud|feedfetcher"),
    ("trend micro", r"trend ?micro|tmase"),
    ("cisco", r"ironport|cisco"),
    ("symantec", r"symantec|messagelabs"),
    ("fortinet", r"forti(net|mail|guard)"),
    ("sophos", r"sophos"),
    ("link preview", r"slackbot|facebookexternalhit|whatsapp|telegrambot|linkedinbot|twitterbot|discordbot"),
    ("robot", r"\b\w*(bot|crawler|spider|scanner)\b"),
    (
        "program",
        r"^(curl|wget|python|go-http-client|java|libwww-perl|okhttp|aiohttp|httpx|node-fetch|axios)\b",
    ),
)
COMPILED = tuple((family, re.compile(pattern, re.IGNORECASE)) for family, pattern in SCANNERS)


class Visit(NamedTuple):
    """A link of the invitation was fetched; `score` is the one it named, `trap` the link no person sees."""

    at: datetime
    score: int | None
    trap: bool


def scanner_of(agent: str | None) -> str | None:
    """The family of scanner or program that a user agent names; None for what people use."""
    text = (agent or "")[:500]
    return next((family for family, pattern in COMPILED if pattern.search(text)), None)


def suspicions(
    answered_at: datetime, delivered_at: datetime | None, visits: Sequence[Visit], scanner: str | None
) -> list[str]:
    """The reasons to let a person look first, empty for most answers: too_quick, many_scores, trap, scanner.

    Args:
        delivered_at: when the last letter left; None while we do not know that it did.
    """
    recent = [visit for visit in visits if answered_at - SPEAKS_FOR <= visit.at <= answered_at]
    found = []
    if delivered_at is None or answered_at - delivered_at < TOO_QUICK:
        found.append("too_quick")
    if _opens_many(recent):
        found.append("many_scores")
    if any(visit.trap for visit in recent):
        found.append("trap")
    if scanner:
        found.append("scanner")
    return found


def _opens_many(visits: Sequence[Visit]) -> bool:
    """Three different scores within a minute: a person who changes their mind opens two."""
    scored = sorted((visit.at, visit.score) for visit in visits if visit.score is not None)
    return any(
        len({score for at, score in scored[first:] if at - begin <= MANY_WITHIN}) >= MANY
        for first, (begin, _) in enumerate(scored)
    )
