"""Whatever a customer wrote, Slack takes the message, and nothing in it does anything."""

import json
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cxloop.alerts.wording import TicketFacts, Told, opened
from cxloop.slack import blocks
from tests.breadth import examples
from tests.fakes.block_kit import texts, wrong_message

URL = "https://cxloop.example/tickets/7"
CONTROL = re.compile(r"<[^>]*>")
OURS = re.compile(r"<@[UW][A-Z0-9]+>|<https://cxloop\.example/tickets/7\|[^<>|]+>")
ENTITY_CUT = re.compile(r"&(?!amp;|lt;|gt;)")

odd = st.one_of(
    st.text(max_size=200),
    st.text(
        st.characters(codec=None, categories=None), max_size=200
    ),  # lone surrogates, controls, everything
    st.text("&<>", min_size=1, max_size=4000),
    st.builds(lambda piece, times: piece * times, st.text(min_size=1, max_size=5), st.integers(1, 9000)),
    st.sampled_from(["\x00", "\u2028", "\ud83d", "\n\n\n", "", " ", "\u202eevil", "\u200b"]),
    st.sampled_from(["\U0001f469\u200d\U0001f467" * 3000, "e\u0301" * 20000]),
)
told = st.builds(
    Told, headline=odd, summary=odd, lines=st.lists(st.tuples(odd, odd), max_size=14).map(tuple),
    quote=st.none() | odd, is_cut=st.booleans(), status=odd, may_be_taken=st.booleans(),
    ticket=st.none() | st.integers(1, 10**9),
)  # fmt: skip


@examples(120, wide=2000)
@given(told, st.sampled_from(["en", "it"]), st.none() | odd | st.just("U0LENA001"))
@example(Told("h", "s", quote="&" * 2999), "en", None)
@example(Told("h", "s", quote="x" * 2999 + "😀😀"), "it", None)
def test_slack_takes_every_message_and_nothing_of_a_customer_s_is_a_command(message, language, mention):
    made = blocks.message(message, url=URL, language=language, mention=mention)
    text = blocks.summary(message)
    assert wrong_message({"text": text, "blocks": made}) is None
    assert len(made) <= 50
    assert blocks.units(made) <= blocks.MOST_IN_ALL
    json.dumps(made, ensure_ascii=False).encode()  # no lone surrogate is left
    for shown in [part["text"] for part in texts(made)] + [text]:
        assert not ENTITY_CUT.search(shown)
        assert not CONTROL.sub("", OURS.sub("", shown)).count("<")
        assert not CONTROL.search(OURS.sub("", shown))
        assert "\x00" not in shown
    assert [
        part for part in texts(made) if part["type"] == "mrkdwn" and not OURS.fullmatch(part["text"])
    ] == []
    assert URL in json.dumps(made)


HOSTILE = [
    "<!channel>", "<!here>", "<!everyone>", "<@U123456>", "<#C123456>", "<!subteam^S123>", "<http://evil|your bank>",
    "&lt;!channel&gt;", "&amp;lt;!here&amp;gt;", "*bold*", "_it_", "~no~", "```code```", "`x`", "> quote",
    "<\u200b!channel>", "<!chan\u200bnel>", ":bomb:", "<mailto:a@b.c|x>", "\\<!here\\>",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("place", ["contact_name", "account_name", "comment", "theme", "owner_name", "tier"])
@pytest.mark.parametrize("privacy", ["masked", "full"])
def test_commands_of_slack_in_a_customer_s_words_stay_words(text, place, privacy):
    at = datetime(2026, 3, 10, 9, tzinfo=UTC)
    facts = TicketFacts(
        number=7, metric="nps", score=3, scale_max=10, is_urgent=True, state="assigned", why="3<=6",
        first_contact_due_at=at, resolution_due_at=at, zone=ZoneInfo("Europe/Rome"), **{place: text},
    )  # fmt: skip
    made = blocks.message(opened(facts, "en", at, privacy), url=URL, language="en")
    for part in texts(made):
        assert part["type"] == "plain_text" or OURS.fullmatch(part["text"])
        assert part.get("emoji") is not True
        assert "<" not in part["text"] or OURS.fullmatch(part["text"])
    if privacy == "full" or place in ("account_name", "theme", "tier"):
        shown = " ".join(part["text"] for part in texts(made))
        assert blocks.escaped(text, 500) in shown  # escaped once, not twice, and nothing is lost


@pytest.mark.parametrize("limit", [1, 2, 5, 10, 100])
def test_a_cut_keeps_whole_entities_and_characters(limit):
    for text in ("&&&&&", "a&b<c>", "😀😀😀", "ab😀", "x" * 200):
        cut = blocks.escaped(text, limit)
        assert len(cut.encode("utf-16-le")) // 2 <= limit
        assert not ENTITY_CUT.search(cut)


def test_short_text_is_shown_whole():
    assert blocks.escaped("Tom & <Jerry>", 100) == "Tom &amp; &lt;Jerry&gt;"
