"""Transcripts as people have them become text to read; what is none is refused in words, and harms nobody."""

import pytest

from cxloop.responses.interviews import captions, transcripts
from cxloop.responses.interviews.unreadable import SENTENCES, UnreadableTranscript
from tests.word_files import body, bombs, docx, lines

CAPTIONS = """WEBVTT - recorded

NOTE made by a machine

1
00:00:01.000 --> 00:00:04.000 align:start
<v Anna Neri>It <i>never</i> arrived.</v>

00:00:04.000 --> 00:00:06.500
<v Anna Neri>Nobody called, R&amp;D said.

2
01:02:03.000 --> 01:02:05.000
Carl: And then?

01:02:05.000 --> 01:02:06.000
And then?

STYLE
::cue { color: red }
"""


def test_captions_keep_who_spoke_and_when_and_join_what_one_person_says():
    assert transcripts.read(CAPTIONS.encode()).split("\n") == [
        "Anna Neri (0:01): It never arrived. Nobody called, R&D said.",
        "Carl (1:02:03): And then?",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_encodings_that_imports_know(encoding):
    assert (
        transcripts.read("Perché così?\r\nNon è arrivato.".encode(encoding))
        == "Perché così?\nNon è arrivato."
    )


def test_a_word_document_gives_its_paragraphs_without_what_was_struck_out():
    inside = (
        lines("Anna: it never arrived.", "Carl: &lt;and&gt; then?")
        + '<w:p><w:del w:id="1"><w:r><w:delText>gone</w:delText></w:r></w:del>'
        '<w:r><w:t xml:space="preserve">kept </w:t><w:tab/><w:t>on</w:t><w:br/><w:t>two lines</w:t></w:r></w:p>'
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>in a table</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        "<w:p><mc:AlternateContent><mc:Choice><w:r><w:t>once</w:t></w:r></mc:Choice>"
        "<mc:Fallback><w:r><w:t>once</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>"
    )
    assert transcripts.read(docx(body(inside))).split("\n") == [
        "Anna: it never arrived.", "Carl: <and> then?", "kept \ton", "two lines", "in a table", "once",
    ]  # fmt: skip


BOMBS = bombs()


@pytest.mark.parametrize("kind", BOMBS)
def test_a_word_file_that_means_harm_is_refused(kind):
    content, reason = BOMBS[kind]
    with pytest.raises(UnreadableTranscript) as refused:
        transcripts.read(content)
    assert refused.value.reason == reason
    assert refused.value.sentence()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"), (b" \r\n\t", "empty"), (b"\xef\xbb\xbf\r\n", "empty"),
        (b"WEBVTT\n\nNOTE nobody spoke", "empty"), (b"%PDF-1.7 \x00\x01", "wrong_type"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "wrong_type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_word"), (b"x" * (20 * 1024**2 + 1), "too_big"),
        (b"ab\n" * 400_000, "too_long"),
    ],
)  # fmt: skip
def test_what_is_no_transcript_is_refused_in_words(content, reason):
    with pytest.raises(UnreadableTranscript) as refused:
        transcripts.read(content)
    assert refused.value.reason == reason


def test_every_refusal_has_its_sentence():
    assert all(UnreadableTranscript(reason, most=1).sentence() for reason in SENTENCES)


@pytest.mark.parametrize("piece", ["<v ", "<v.x", "<v" + " " * 40, "<", "a ", "\n"])
def test_no_caption_is_slow_to_read(piece):
    """Looking for a speaker or a tag again and again from the same place would take hours here."""
    content = f"WEBVTT\n\n0:01.000 --> 0:02.000\n{piece * 200_000}\n"
    assert isinstance(captions.text_of(content), str)


def test_a_speaker_who_never_ends_a_sentence_gets_paragraphs_all_the_same():
    cues = "\n\n".join("0:01.000 --> 0:02.000\n<v Anna>and then" + str(number) for number in range(2000))
    assert max(map(len, captions.text_of(cues).split("\n"))) < 3000
