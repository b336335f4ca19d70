"""Letters from anywhere, taken apart: what is new, what is quoted, what a machine wrote, and nothing that breaks us."""

import zipfile
from email.message import EmailMessage
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.mail.incoming.files import kind_of
from cxloop.mail.incoming.html_text import text_of
from cxloop.mail.incoming.quoting import parted
from cxloop.mail.incoming.reading import LARGEST, read
from cxloop.tickets.conversation.short_words import is_thanks, word_in

QUOTED = [
    "On Tue, 3 Mar 2026 at 10:00, Olga, Valmora <care@v.example> wrote:\n> Dear Carl\n> how are you?",
    "On Tue, 3 Mar 2026 at 10:00, Olga, Valmora\n<care+abc@v.example> wrote:\n\n> Dear Carl",
    "Il giorno mar 3 mar 2026 alle ore 10:00 Olga <care@v.example> ha\nscritto:\n\n> Gentile Carl",
    "In data 3 marzo 2026 10:00 Olga ha scritto:\n> Gentile Carl",
    "Il 03/03/2026 10:00, Olga ha scritto:\n> Gentile Carl",
    "Am 03.03.2026 um 10:00 schrieb Olga:\n> Hallo",
    "Le mar. 3 mars 2026 à 10:00, Olga <a@b.example> a écrit :\n> Bonjour",
    "El mar, 3 mar 2026 a las 10:00, Olga (<a@b.example>) escribió:\n> Hola",
    "-----Original Message-----\nFrom: Olga\nSent: Tuesday\nTo: Carl\nSubject: Late\n\nDear Carl",
    "-----Messaggio originale-----\nDa: Olga\nInviato: martedì\nA: Carl\nOggetto: Ritardo\n\nGentile",
    "________________________________\nFrom: Olga <c@v.example>\nSent: Tuesday\nTo: Carl\nSubject: Late\n\nDear",
    "Da: Olga <c@v.example>\nInviato: martedì 3 marzo 2026\nA: Carl\nOggetto: R: ritardo\n\nGentile",
    "*From:* Olga\n*Sent:* Tuesday\n*To:* Carl\n\nDear",
    "> Dear Carl\n> how are you?",
]  # fmt: skip
WHOLE = [
    "On Monday we spoke, and you wrote: we will come.\nNobody came.",
    "From: the depot nobody called.\nThat is all.",
    "See below:\n\nOn Tue, 3 Mar 2026, Olga <a@b.example> wrote:\n> Was it late?\nYes.\n> And the box?\nBroken.",
    "> only what was quoted",
]  # fmt: skip
AUTOMATIC = [
    {"Auto-Submitted": "auto-replied"}, {"Auto-Submitted": "auto-generated (vacation)"}, {"Precedence": "bulk"},
    {"Precedence": "auto_reply"}, {"X-Autoreply": "yes"}, {"X-Autorespond": "x"}, {"X-Auto-Response-From": "a@b"},
    {"List-Id": "<news.x>"}, {"Subject": "Out of Office: Re: late"}, {"Subject": "Automatic reply: late"},
    {"Subject": "Risposta automatica: ritardo"}, {"Subject": "Fuori sede fino a lunedì"},
    {"Subject": "Automatische Antwort: spät"}, {"Subject": "Abwesenheitsnotiz"}, {"Subject": "Réponse automatique : x"},
    {"Subject": "Respuesta automática: tarde"}, {"Subject": "Autoreply: x"}, {"Subject": "Absence du bureau"},
]  # fmt: skip
PERSONS = [{"Subject": "Re: late"}, {"Auto-Submitted": "no"}, {"Subject": "Your automatic door is broken"},
           {"X-Auto-Response-Suppress": "All"}]  # fmt: skip


def made(text="Hello", **headers) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Message-ID"] = (
        "Carl <carl@x.example>",
        "care@v.example",
        "<1@x.example>",
    )
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(text)
    return letter


@pytest.mark.parametrize("quoted", QUOTED)
def test_what_is_quoted_is_folded(quoted):
    new, rest = parted(f"No, it was late again.\n\nCarl\n\n{quoted}")
    assert new == "No, it was late again.\n\nCarl"
    assert rest.split() == quoted.split()


@pytest.mark.parametrize("text", WHOLE)
def test_what_the_customer_wrote_is_never_folded(text):
    assert parted(text) == (text, "")


@pytest.mark.parametrize("headers", AUTOMATIC)
def test_a_machine_is_told_apart(headers):
    assert read(made(**headers).as_bytes()).kind == "automatic"


@pytest.mark.parametrize("headers", PERSONS)
def test_a_person_is_not_taken_for_one(headers):
    assert read(made(**headers).as_bytes()).kind == "letter"


def test_html_alone_becomes_words_and_nothing_of_it_acts():
    html = (
        "<html><head><style>p{}</style><title>x</title></head><body onload=alert(1)><p>Buon&shy;giorno &amp; ciao</p>"
        "<script>alert(2)</script><img src=x onerror=alert(3)><ul><li>uno<li>due</ul><p style='display:none'>no</p>"
        "<div class='gmail_quote'><div>Il 3 marzo ha scritto:</div><blockquote>vecchio</blockquote></div></body></html>"
    )  # fmt: skip
    letter = made()
    letter.set_content(html, subtype="html")
    heard = read(letter.as_bytes())
    assert "ciao" in heard.text
    assert "- uno\n- due" in heard.text
    assert not {"alert", "vecchio", "no"} & set(heard.text.replace("(", " ").split())
    assert "vecchio" in heard.quotes


@pytest.mark.parametrize(
    ("content", "charset", "words"),
    [
        ("però".encode(), "utf-8", "però"), ("però".encode("latin-1"), "utf-8", "però"),
        ("però".encode(), "no-such-charset", "però"), ("però".encode("cp1252"), None, "però"),
        ("però".encode("utf-16"), "utf-16", "però"), (b"\xff\xfe\x00", "ascii", "ÿþ"),
    ],
)  # fmt: skip
def test_a_charset_that_is_wrong_or_missing(content, charset, words):
    kind = b"text/plain" + (f"; charset={charset}".encode() if charset else b"")
    raw = b"From: a@b.example\nContent-Type: " + kind + b"\nContent-Transfer-Encoding: 8bit\n\n" + content
    assert words in read(raw).text


def test_files_are_known_by_their_content_and_never_by_their_names():
    letter = made()
    sheet = BytesIO()
    with zipfile.ZipFile(sheet, "w") as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("xl/workbook.xml", "")
    for name, content in (
        ("../../etc/passwd.exe", b"%PDF-1.4"), ("foto.png", b"MZ\x90\x00"), ("a.pdf", b"<svg onload=alert(1)>"),
        ("b.txt", b"plain words"), ("c.jpg", b"<html><script>"), ("d.xlsx", sheet.getvalue()),
    ):  # fmt: skip
        letter.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    kept = {one.name: one.kind for one in read(letter.as_bytes()).files if one.content is not None}
    assert kept == {
        "passwd.exe.pdf": "application/pdf", "b.txt": "text/plain",
        "d.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }  # fmt: skip


def test_at_most_ten_files_and_twenty_megabytes():
    letter = made()
    for number in range(14):
        letter.add_attachment("x" * 100, filename=f"{number}.txt")
    files = read(letter.as_bytes()).files
    assert sum(one.content is not None for one in files) == 10
    assert {one.why for one in files if one.content is None} == {"number"}
    assert kind_of(b"PK\x03\x04broken") is None


def test_two_hundred_injected_headers_and_none_acts():
    """Whatever stands in a header stays one line of text, without what turns the direction of the text around it."""
    endings = ["\r\n", "\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85", "%0d%0a", "=?utf-8?q?=0D=0A?="]
    evils = ["Bcc: all@x.example", "<script>alert(1)</script>", "\u202egpj.exe", "\x1b[31m", "{{7*7}}"]
    tried = 0
    for ending in endings:
        for evil in evils:
            for name in ("Subject", "From", "To", "References"):
                raw = f"{name}: a{ending}{evil}\nX: y\n\nwords".encode()
                heard = read(raw)
                tried += 1
                for said in (
                    heard.subject,
                    heard.sender,
                    heard.sender_name,
                    *heard.tokens,
                    *heard.answers,
                    heard.key,
                ):
                    assert not set(said) & set("\r\n\x00\x1b\u2028\u2029\u202e\x85\x0b\x0c")
    assert tried == 200


HOSTILE = [
    b"", b"\x00" * 1000, b"garbage", b"From: \n\n", b"Content-Type: multipart/mixed\n\n--\n--\n", b":\n:\n\n",
    b"Content-Type: multipart/mixed; boundary=\"\"\n\n----\n", b"From: =?x?y?z?=\nSubject: =?utf-8?b?!!!?=\n\n",
    b"Content-Transfer-Encoding: base64\n\n!!!", b"Content-Type: text/plain; charset=\"\x00\xff\"\n\nx",
    b"Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\n", b"Date: Tue, 99 Foo 9999 99:99\n\nx",
    b"Content-Disposition: attachment; filename*=utf-8''%ff%fe; filename*0=a\n\nx", b"To: " + b"a@b," * 20000 + b"\n\n",
    b"References: " + b"<a@b> " * 50000 + b"\n\nx", b"X: " + b"y" * 3_000_000 + b"\n\nx",
    b"Content-Type: text/html\n\n" + b"<div>" * 80_000, b"Content-Type: text/html\n\n<![CDATA[x<!--<!DOCTYPE[",
    b"Content-Type: multipart/mixed; boundary=a0\n\n"
    + b"".join(b"--a%d\nContent-Type: multipart/mixed; boundary=a%d\n\n" % (n, n + 1) for n in range(3000)),
    b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\nx\n" * 5_000,
]  # fmt: skip


@pytest.mark.parametrize("raw", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_letters_never_break_us(raw):
    heard = read(raw)
    assert len(heard.text) <= 20_000
    assert "\x00" not in heard.text + heard.subject


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_any_bytes_are_read(head, body):
    read(head + b"\n\n" + body)


def test_a_huge_letter_is_read_so_far():
    heard = read(b"From: a@b.example\n\n" + b"words " * (LARGEST // 6 + 10))
    assert (heard.is_cut, heard.text[:11]) == (True, "words words")


@pytest.mark.parametrize(
    ("text", "word", "thanks"),
    [
        ("Yes", "yes", False), ("Sì, risolto.\n\nCarla Bo", "yes", False), ("No.", "no", False),
        ("In parte", "partly", False),
        ("Grazie mille!", None, True), ("Perfetto, grazie.\n\nCordiali saluti\nA. Bo", None, True),
        ("Thank you\nbut it leaks", None, False), ("No, it still leaks", None, False),
        ("Thanks for nothing", None, False),
        ("Yes but late", None, False), ("", None, False),
    ],
)  # fmt: skip
def test_only_what_is_plain_is_taken_for_a_word(text, word, thanks):
    assert (word_in(text), is_thanks(text)) == (word, thanks)


def test_words_of_broken_html():
    assert text_of("<p>a<b>b</p><td>c</td><blockquote>d").replace("\n", " ").split() == ["ab", "c", ">", "d"]
