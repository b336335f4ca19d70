"""Documents of settings as nobody should write them: refused in words with nothing changed, or applied for good."""

import copy
import json

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from cxloop.database import db
from cxloop.people.models import Role
from cxloop.settings import file, reading
from cxloop.settings.ledger import Hand

HAND = Hand(None, "file")
DIGITS = b"9" * 5_000
NASTY = [
    None, True, False, 0, -1, 2**62, 10**9, "", " ", "x", "new", "x" * 130, "x" * 5_000, "a\tb\nc", "٣", "1e9", "-0",
    [], {}, [[]], [None], [{}], [""], ["x", "x"], {"x": {}}, {"x": {"x": [1]}}, "Europe", "../../etc/passwd", "#FFFFFF",
    "olga@example.com", "OLGA@EXAMPLE.COM", ["nobody@example.com"], "24:00–25:00", "9-9", "29/2 closed", "=1+1",
    "🙂", "\u202e",
]  # fmt: skip
DOCUMENT = {
    "people": {
        "olga@example.com": {"name": "Olga", "role": "frontline"},
        "ada@example.com": {"name": "Ada", "role": "administrator", "language": "it"},
    },
    "company": {"name": "Rossi", "time_zone": "Europe/Rome", "colour": "#3d5a80"},
    "calendars": {"west": {"name": "West", "time_zone": "Europe/Rome", "monday": "9–13", "days": ["07/12 closed"]}},
    "teams": {
        "north": {"name": "North", "members": ["olga@example.com"], "lead": "olga@example.com", "calendar": "west"}
    },
    "surveys": {"delivery": {"name": "Delivery", "metric": "nps", "team": "north", "ticket_low": 5, "urgent_low": 3}},
    "causes": {"late": {"name_en": "Late", "name_it": "In ritardo"}},
}  # fmt: skip


def places(found, before=()):
    """Every place of a document, by the way to it."""
    for name, value in found.items():
        yield (*before, name)
        if isinstance(value, dict):
            yield from places(value, (*before, name))


PLACES = list(places(DOCUMENT))


@st.composite
def spoiled(draw):
    """The document with a few things put where they do not belong."""
    found = copy.deepcopy(DOCUMENT)
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(PLACES))
        there = found
        for name in way:
            there = there.get(name) if isinstance(there, dict) else None
        if not isinstance(there, dict) or last not in there:
            continue
        value = draw(st.sampled_from(NASTY))
        if draw(st.booleans()) or not isinstance(value, str):
            there[last] = value
        else:
            there[value] = there.pop(last)
    return found


@pytest.fixture
def company(make):
    make.user("Olga")
    make.user("Ada", Role.ADMINISTRATOR)
    make.team("North")


@given(spoiled())
def test_whatever_stands_in_it_it_is_refused_in_words_or_stands_for_good(company, at, wanted):
    session = db.session()
    before = file.document(session)
    inside, reasons = session.begin_nested(), None
    try:
        file.apply(session, wanted, HAND, at, with_past=True)
        again = file.apply(session, wanted, HAND, at)
        assert again == [], [(one.key, [said.say("en") for said in one.differences]) for one in again]
        tomli_w.dumps(file.document(session))
    except file.FileRefused as refused:
        reasons = refused.reasons
    finally:
        inside.rollback()
        session.expire_all()
    assert file.document(session) == before
    assert reasons is None or [
        f"{place}: {reason.say('en')} {reason.say('it')}".encode() for place, reason in reasons.items()
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"company": {"name": "A", "name": "B"}}', "It says name twice: only one can be meant."),
        (b'{"teams": {}, "teams": {}}', "It says teams twice: only one can be meant."),
        (b"[company]\nname = 'A'\nname = 'B'", "It is no TOML: Cannot overwrite a value ("),
        (b"", "It is empty."),
        (b"\xef\xbb\xbf \n", "It is empty."),
        (b'["company"]', "It holds no table of settings."),
        (b"null", "It holds no table of settings."),
        ('{"company": {}}'.encode("utf-16"), "It is no text in UTF-8: save it as UTF-8."),
        (b'{"company": {"quarantine_days": ' + DIGITS + b"}}", "It is no JSON: Exceeds the limit"),
        (b"a = 0x" + b"f" * 5_000, "a: a whole number of usual length is expected."),
        (b'{"company": {"name": NaN}}', "company.name: a whole number of usual length is expected."),
        (b'{"company": {"name": "\\ud800"}}', "company.name holds a character that is no text."),
        (b'{"company": {"name": "a\\u0000b"}}', "company.name holds a character that is no text."),
        (b"[company]\nname = 2026-01-01", "company.name: put a day or a time in quotes."),
        (b"a = " + b"[" * 100_000, "It is nested deeper than any settings are."),
        (b'{"a":' * 100_000, "It is nested deeper than any settings are."),
        (b"a." * 500_000 + b"a = 1", "It is nested deeper than any settings are."),
        (b"a = " + b"[" * 10 + b"]" * 10, "It is nested deeper than any settings are."),
        (b"a" * (reading.LARGEST_FILE + 1), "It is larger than any settings are: at most 2 MB."),
    ],
    ids=lambda value: repr(value[:30]) if isinstance(value, bytes) else "",
)
def test_a_file_that_cannot_be_meant_says_why(content, said):
    is_json = content[:1] in (b"{", b"n") or content[:2] in (b'["', b"\xff\xfe")
    with pytest.raises(reading.Unreadable) as wrong:
        reading.read(content, is_json=is_json)
    assert wrong.value.reason.say("en").startswith(said)
    assert wrong.value.reason.say("it")


@given(st.data())
def test_bytes_put_into_a_good_file_are_read_or_refused_never_anything_else(data):
    is_json = data.draw(st.booleans())
    good = (json.dumps(DOCUMENT) if is_json else tomli_w.dumps(DOCUMENT)).encode()
    place = data.draw(st.integers(0, len(good)))
    put = data.draw(
        st.sampled_from([b'"', b"{", b"]", b"\\", b"\xff", b"\0", b"=", b".", DIGITS, b"\r", b"1e999", b""])
    )
    try:
        found = reading.read(
            good[:place] + put + good[place + data.draw(st.integers(0, 9)) :], is_json=is_json
        )
    except reading.Unreadable as wrong:
        found = wrong.reason.say("en").encode()
    assert isinstance(found, dict | bytes)


def test_one_person_written_twice_is_refused_for_only_one_can_be_meant(company, at):
    wanted = {"people": {"Olga@example.com": {"name": "Olga B"}, "olga@example.com": {"name": "Olga"}}}
    with pytest.raises(file.FileRefused) as refused:
        file.apply(db.session(), wanted, HAND, at)
    assert "twice" in refused.value.reasons["people.olga@example.com"].say("en")
