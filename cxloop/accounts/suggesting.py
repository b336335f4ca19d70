"""Possible duplicates: found by keys two contacts share, suggested to a person, never merged by themselves."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, and_, bindparam, delete, func, or_, select
from sqlalchemy.orm import Session

from cxloop.accounts.alike import Face, why_alike
from cxloop.accounts.matching import domain_of
from cxloop.accounts.models import Contact, ContactKey, Suggestion, TwoPeople
from cxloop.accounts.spelling import MAILBOX, SHARED
from cxloop.database import bulk

PAGE = 25
STORED = cast("Table", ContactKey.__table__).c
OF_DOMAIN = (
    select(STORED.key, STORED.contact_id)
    .where(STORED.key >= bindparam("first"), STORED.key < bindparam("after"))
    .limit(bindparam("most"))
)  # of columns and made once, for it is asked a hundred times a portion
MOST_SHARING = 30
"""A key that more contacts share tells nothing: a switchboard's phone, a shared mailbox."""
MOST_OF_A_DOMAIN = 300
"""Larger domains are mail providers rather than companies: their addresses are not compared."""


class Pair(NamedTuple):
    """Two contacts and the codes of why they may be one."""

    one: Contact
    other: Contact
    why: Sequence[str]


class Page(NamedTuple):
    """`total` is exact; `next_before` starts the next page, None at the end."""

    pairs: Sequence[Pair]
    total: int
    next_before: tuple[int, int] | None


def suggested(session: Session, *, before: tuple[int, int] | None = None, most: int = PAGE) -> Page:
    """Pairs somebody should look at, those of the newest contacts first."""
    total = session.scalar(select(func.count()).select_from(Suggestion)) or 0
    chosen = (
        select(Suggestion).order_by(Suggestion.other_id.desc(), Suggestion.contact_id.desc()).limit(most + 1)
    )
    if before:
        later, one = Suggestion.other_id, Suggestion.contact_id
        chosen = chosen.where(or_(later < before[1], and_(later == before[1], one < before[0])))
    found = session.scalars(chosen).all()
    shown = found[:most]
    ids = {number for pair in shown for number in (pair.contact_id, pair.other_id)}
    known = {one.id: one for one in session.scalars(select(Contact).where(Contact.id.in_(ids))).unique()}
    pairs = [Pair(known[pair.contact_id], known[pair.other_id], pair.why) for pair in shown]
    last = shown[-1] if len(found) > most else None
    return Page(pairs, total, (last.contact_id, last.other_id) if last else None)


def suggest(session: Session, one_id: int, other_id: int, why: Sequence[str], at: datetime) -> None:
    """Suggest that these two are one person, unless somebody said that they are not."""
    add(session, {(min(one_id, other_id), max(one_id, other_id)): list(why)}, at)


def add(session: Session, pairs: dict[tuple[int, int], list[str]], at: datetime) -> int:
    """Suggest these pairs (lower id first) with their reasons; those known or told apart are left out."""
    pairs = {pair: why for pair, why in pairs.items() if pair[0] != pair[1]}
    if not pairs:
        return 0
    lower = {pair[0] for pair in pairs}
    for model in (TwoPeople, Suggestion):
        known = session.execute(
            select(model.contact_id, model.other_id).where(bulk.among(session, model.contact_id, lower))
        )
        for one, other in known:
            pairs.pop((one, other), None)
    rows: list[dict[str, Any]] = [
        {"contact_id": one, "other_id": other, "why": why, "at": at}
        for (one, other), why in sorted(pairs.items())
    ]
    bulk.insert_all(session, Suggestion, rows, leave_known=True)
    return len(rows)


def two_people(session: Session, one_id: int, other_id: int, at: datetime, by_id: int | None) -> None:
    """Somebody says that these two are not one person: they are not suggested again."""
    pair = (min(one_id, other_id), max(one_id, other_id))
    if session.get(TwoPeople, pair) is None:
        session.add(TwoPeople(contact_id=pair[0], other_id=pair[1], at=at, by_id=by_id))
    session.execute(
        delete(Suggestion).where(Suggestion.contact_id == pair[0], Suggestion.other_id == pair[1])
    )
    session.flush()


def settle(session: Session, kept_id: int, merged_id: int, at: datetime, by_id: int | None) -> None:
    """After a merge: what was suggested or denied of the merged contact holds of the one kept."""
    told = select(TwoPeople).where(or_(TwoPeople.contact_id == merged_id, TwoPeople.other_id == merged_id))
    for apart in session.scalars(told).all():
        if kept_id not in (apart.contact_id, apart.other_id):
            two_people(session, kept_id, apart.contact_id + apart.other_id - merged_id, at, by_id)
    either = or_(Suggestion.contact_id == merged_id, Suggestion.other_id == merged_id)
    for pair in session.scalars(select(Suggestion).where(either)).all():
        suggest(session, kept_id, pair.contact_id + pair.other_id - merged_id, pair.why, at)
    session.execute(delete(Suggestion).where(either))


def look_for_duplicates(session: Session, contact_ids: Collection[int], at: datetime) -> int:
    """Compare these contacts with those that share a key with them; returns how many pairs were new."""
    return add(session, alike(session, contact_ids), at)


def alike(session: Session, contact_ids: Collection[int]) -> dict[tuple[int, int], list[str]]:
    """{(lower id, higher id): reasons} of the pairs with one of these that may be one person. Read only."""
    if not contact_ids:
        return {}
    pairs = _sharing(session, contact_ids) | _of_small_domains(session, contact_ids)
    faces = _faces(session, {contact_id for pair in pairs for contact_id in pair})
    return _without_providers(session, _reasons(pairs, faces), faces)


def still_alike(
    session: Session, pairs: dict[tuple[int, int], list[str]]
) -> dict[tuple[int, int], list[str]]:
    """Those of the pairs that nobody merged or told to be different since."""
    faces = _faces(session, {contact_id for pair in pairs for contact_id in pair})
    standing = _reasons(pairs, faces)
    return {pair: why for pair, why in pairs.items() if pair in standing}


def _reasons(pairs: Iterable[tuple[int, int]], faces: dict[int, Face]) -> dict[tuple[int, int], list[str]]:
    return {
        (one, other): reasons
        for one, other in pairs
        if one in faces and other in faces and (reasons := why_alike(faces[one], faces[other]))
    }


def _without_providers(
    session: Session, why: dict[tuple[int, int], list[str]], faces: dict[int, Face]
) -> dict[tuple[int, int], list[str]]:
    """Where many have an address at one domain, a common name there tells no more than it does anywhere.

    Many is fewer for two private people than where one of them belongs to a company.
    """
    sizes: dict[str, int] = {}
    kept = {}
    for pair, codes in why.items():
        if codes == ["name_and_domain"]:
            one, other = faces[pair[0]], faces[pair[1]]
            domain = domain_of(one.email) or ""
            if domain not in sizes:
                sizes[domain] = len(_of_domain(session, f"{MAILBOX}{domain}/"))
            most = MOST_OF_A_DOMAIN if one.account_id or other.account_id else MOST_SHARING
            if not 0 < sizes[domain] <= most:
                continue
        kept[pair] = codes
    return kept


def _keys(session: Session, contact_ids: Collection[int], beginning: str) -> list[tuple[str, int]]:
    """The keys of this kind these contacts have. Asked for by contact alone, so that no engine reads a whole kind."""
    rows = session.execute(
        select(STORED.key, STORED.contact_id).where(bulk.among(session, STORED.contact_id, contact_ids))
    )
    return [(key, contact_id) for key, contact_id in rows if key.startswith(beginning)]


def _sharing(session: Session, contact_ids: Collection[int]) -> set[tuple[int, int]]:
    mine = _keys(session, contact_ids, SHARED)
    having: dict[str, list[int]] = {}
    shared = bulk.among(session, STORED.key, {key for key, _ in mine})
    for key, contact_id in session.execute(select(STORED.key, STORED.contact_id).where(shared)):
        having.setdefault(key, []).append(contact_id)
    return {
        (min(one, other), max(one, other))
        for key, one in mine
        if len(having.get(key, ())) <= MOST_SHARING
        for other in having.get(key, ())
        if other != one
    }


def _of_small_domains(session: Session, contact_ids: Collection[int]) -> set[tuple[int, int]]:
    """Every pair of a domain in which a letter could have been mistyped, in domains of few people."""
    new: dict[str, list[int]] = {}
    for key, contact_id in _keys(session, contact_ids, MAILBOX):
        new.setdefault(key.partition("/")[0] + "/", []).append(contact_id)
    pairs: set[tuple[int, int]] = set()
    for domain, ours in new.items():
        pairs |= _typos(_of_domain(session, domain), set(ours))
    return pairs


def _of_domain(session: Session, domain: str) -> list[tuple[str, int]]:
    asked = {"first": domain, "after": _after(domain), "most": MOST_OF_A_DOMAIN + 1}
    rows = session.execute(OF_DOMAIN, asked).all()
    found = [(key.partition("/")[2], contact_id) for key, contact_id in rows]
    return found if len(found) <= MOST_OF_A_DOMAIN else []


def _typos(mailboxes: Iterable[tuple[str, int]], new: set[int]) -> set[tuple[int, int]]:
    """Two addresses one letter apart are equal with one letter left out of either: met by what is left."""
    met: dict[str, list[int]] = {}
    pairs: set[tuple[int, int]] = set()
    for local, contact_id in mailboxes:
        if len(local) > 3:
            for left in {local, *(local[:at] + local[at + 1 :] for at in range(len(local)))}:
                for other in met.setdefault(left, []):
                    if contact_id in new or other in new:
                        pairs.add((min(contact_id, other), max(contact_id, other)))
                met[left].append(contact_id)
    return pairs


def _faces(session: Session, contact_ids: Collection[int]) -> dict[int, Face]:
    rows = session.execute(
        select(Contact.id, Contact.name, Contact.email, Contact.phone, Contact.account_id).where(
            bulk.among(session, Contact.id, contact_ids), Contact.merged_into_id.is_(None)
        )
    )
    return {row.id: Face(*row) for row in rows}


def _after(beginning: str) -> str:
    """The first text after all that begin so."""
    return beginning[:-1] + chr(ord(beginning[-1]) + 1)
