"""What others' help desks got wrong about replies, tried on ours. Each names where it was reported."""

from base64 import b64encode

import pytest

from cxloop.mail.incoming.reading import read

HEAD = b"From: Carl <carl@x.example>\nTo: care@v.example\nMessage-ID: <1@x>\n"


def of(head: str, body: str = "words", kind: str = "text/plain") -> bytes:
    said = f"{head}\nMIME-Version: 1.0\nContent-Type: {kind}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}"
    return said.encode()


def test_a_gmail_vacation_does_not_open_what_waits():
    """zammad/zammad#5113, #193: marked by Precedence and Auto-Submitted, with an ordinary subject."""
    assert (
        read(of("From: a@x.example\nSubject: Re: late\nPrecedence: bulk\nAuto-Submitted: auto-replied")).kind
        == "automatic"
    )


@pytest.mark.parametrize(
    "head",
    [
        "From: a@x.example\nSubject: Automated Response: Re: Automated Response: Re: late",  # freescout#3670
        "From: no-reply@shop.example\nSubject: We cannot read this",  # freescout#3670, #634
        "From: noreply@x.example\nSubject: Re: late",
    ],
)
def test_a_machine_without_any_header_that_says_so(head):
    assert read(of(head)).kind == "automatic"


def test_an_old_bounce_without_a_report():
    """freescout#634 (Haraka), #4250; faveo-helpdesk#150: no loop of bounces, and never a contact."""
    raw = of(
        "Return-Path: <>\nFrom: MAILER-DAEMON@my.example\nTo: <>\nSubject: Message delivery failure notice\n"
        "In-Reply-To: <ours@v.example>", "550 5.1.1 no such user"
    )  # fmt: skip
    heard = read(raw)
    assert (heard.kind, heard.status, heard.answers) == ("bounce", "5.1.1", ("<ours@v.example>",))


def test_what_a_customer_puts_into_a_block_stays():
    """freescout#4460: a <blockquote> of their own is not where the answer ends."""
    heard = read(
        of(
            "From: a@x.example",
            "<p>The label says</p><blockquote>Fragile</blockquote><p>It was not.</p>",
            "text/html",
        )
    )
    assert "Fragile" in heard.text
    assert heard.text.endswith("It was not.")


def test_plain_words_are_read_before_html():
    """freescout#5624: the answer was lost in the HTML beside it."""
    raw = (
        HEAD
        + b'Content-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/plain\n\nMy whole answer.\n'
        b"--b\nContent-Type: text/html\n\n<blockquote>My whole answer.</blockquote>\n--b--\n"
    )
    assert read(raw).text == "My whole answer."


@pytest.mark.parametrize(
    "line",
    [
        'Am 21.04.2016 17:48 schrieb "Max Mustermann" <noreply@pseuco.example\n>:',  # discourse/email_reply_trimmer#4
        "W dniu 19.01.2026 o 10:12, Olga pisze:",  # freescout#5156
        "Op di 3 mrt 2026 om 10:00 schreef Olga <a@b.example>:",
        "Den 3. marts 2026 kl. 10.00 skrev Olga <a@b.example>:",
    ],
)
def test_an_attribution_in_any_language_when_only_quotes_follow(line):
    assert (
        read(of("From: a@x.example", f"Yes, again.\n\n{line}\n\n> Dear Carl\n> how are you?")).text
        == "Yes, again."
    )


def test_outlooks_block_in_german():
    """freescout#5545."""
    body = (
        "Nein.\n\n----------\nVon: Olga <a@b.example>\nGesendet: Mittwoch\nAn: Max\nBetreff: [#123] x\n\nalt"
    )
    assert read(of("From: a@x.example", body)).text.startswith("Nein.")
    assert "alt" not in read(of("From: a@x.example", body)).text


def test_several_names_in_the_sender_and_only_one_address():
    """zammad/zammad#1749."""
    assert (
        read(of("From: =?iso-8859-1?Q?B=FCrle, =20Bob?= <smith@example.com>")).sender == "smith@example.com"
    )


def test_a_subject_cut_in_the_middle_of_a_letter():
    """redmine #18170, jfqd/redmine_helpdesk#58: encoded words are joined before they are read."""
    said = "Опять поздно".encode()
    words = " ".join(f"=?utf-8?B?{b64encode(part).decode()}?=" for part in (said[:5], said[5:]))
    assert read(of(f"From: a@x.example\nSubject: {words}")).subject == "Опять поздно"


def test_a_header_in_bare_eight_bits():
    """mikel/mail#632 (redmine): it is read, not refused."""
    assert read("From: Société <a@x.example>\nSubject: è tardi\n\nx".encode()).subject == "è tardi"
    assert read("Subject: è tardi\n\nx".encode("latin-1")).subject == "è tardi"


def test_without_sender_recipient_and_words():
    """zammad/zammad#2372, #345: it is kept for somebody to look at, and holds nobody up."""
    heard = read(b"Date: Mon, 01 Jan 2001 01:00:00 +0100\nFrom:\nMessage-ID: <a@b>\n\n")
    assert (heard.kind, heard.sender, heard.text) == ("letter", "", "")


def test_a_date_of_two_hundred_characters():
    """zammad/zammad#4584."""
    assert read(of(f"From: a@x.example\nDate: Mon{' ' * 200}1 Jan")).written_at is None


def test_a_mail_program_that_keeps_no_thread():
    """osTicket#1048 (qqmail): the address alone is enough."""
    assert read(of("From: a@x.example\nTo: care+abcdefgh23456723@v.example")).tokens == ("abcdefgh23456723",)


def test_who_answers_the_customers_own_letter_to_all():
    """osTicket#1426: it names the customer's letter, not ours."""
    assert read(of("From: b@x.example\nIn-Reply-To: <customers@x.example>")).answers == (
        "<customers@x.example>",
    )


def test_a_letter_within_a_letter_is_not_what_they_wrote():
    raw = (
        HEAD
        + b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nSee the attached.\n'
        b"--b\nContent-Type: message/rfc822\n\nSubject: other\nContent-Type: text/plain\n\nNot mine.\n--b--\n"
    )
    assert read(raw).text == "See the attached."
