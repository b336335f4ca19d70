"""The mailbox is looked at: against a real Dovecot, nothing lost or doubled, whatever happens in between."""

import os
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from cxloop.database import db, unit_of_work
from cxloop.loop import keep, listen
from cxloop.mail.incoming.imap import Account, CannotLook, Imap
from cxloop.mail.incoming.polling import look
from cxloop.secrets import seal, unseal
from cxloop.tickets.conversation.models import Mailbox, StrayLetter
from cxloop.tickets.conversation.reply_addresses import SEALED_FOR
from tests.mail import dovecot
from tests.makers import AT

HERE = pytest.mark.skipif(
    dovecot.PROGRAM is None, reason="Dovecot is not installed: apt-get install dovecot-imapd"
)
ONE_ENGINE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
MINUTE = timedelta(minutes=1)


def letter(number: int) -> bytes:
    return f"From: nora{number}@x.example\nMessage-ID: <{number}@x>\nSubject: {number}\n\nWhere is it?\n".encode()


@pytest.fixture
def server():
    with dovecot.running() as one:
        yield one


def watch(settings, port, **more):
    sealed = seal(settings.secret_key, SEALED_FOR, more.pop("password", dovecot.PASSWORD))
    account = listen.Account("127.0.0.1", port, dovecot.USER, sealed, **more)
    unit_of_work(lambda: listen.set_mailbox(db.session(), at=AT, address="care@v.example", account=account))


def kept():
    return sorted(int(one.subject) for one in db.session.scalars(select(StrayLetter)))


@HERE
@ONE_ENGINE
def test_what_comes_is_heard_once_and_what_lay_there_is_left(own_app, server):
    settings = own_app.config["SETTINGS"]
    with own_app.app_context():
        server.put(letter(1))
        watch(settings, server.port)
        assert not look(settings, AT).became
        server.put(letter(2))
        server.put(letter(3))
        assert look(settings, AT + MINUTE).became == {"waits": 2}
        assert not look(settings, AT + 2 * MINUTE).became
        server.put(letter(3))
        server.number_anew()
        server.put(letter(4))
        became = look(settings, AT + 3 * MINUTE).became
        assert (became["known"], became["waits"]) == (3, 2), (
            "all numbered anew: Message-IDs tell what was heard"
        )
        assert kept() == [1, 2, 3, 4]
        door = server.connected()
        door.select("INBOX")
        assert door.search(None, "UNSEEN")[1][0].split(), "nothing is changed there"
        door.logout()


@HERE
@ONE_ENGINE
@pytest.mark.parametrize("place", ["letter_fetched", "letter_heard:2"])
def test_killed_in_between_nothing_is_lost_or_doubled(own_app, server, place):
    settings = own_app.config["SETTINGS"]
    with own_app.app_context():
        watch(settings, server.port)
        look(settings, AT)
        for number in range(1, 5):
            server.put(letter(number))
        environ = os.environ | {
            "CXLOOP_DATABASE_URL": settings.database_url, "CXLOOP_SECRET_KEY": settings.secret_key,
            "CXLOOP_CRASHPOINT": place, "CXLOOP_TESTING": "1", "CXLOOP_VAR": str(settings.var),
        }  # fmt: skip
        command = [sys.executable, "-m", "cxloop", "mail", "look"]
        assert subprocess.run(command, env=environ, capture_output=True, check=False).returncode == -9
        look(settings, AT + MINUTE)
        assert kept() == [1, 2, 3, 4]


@HERE
@pytest.mark.parametrize(
    ("more", "code"), [({"password": "wrong"}, "sign_in_refused"), ({"folder": 'no"such'}, "no_such_folder")]
)
def test_why_it_cannot_be_looked_at(server, more, code):
    account = Account("127.0.0.1", server.port, dovecot.USER, dovecot.PASSWORD)
    with pytest.raises(CannotLook) as failed, Imap(replace(account, **more)):
        pass
    assert failed.value.code == code


def talks(said: bytes) -> int:
    """A server that says this to whoever comes, and then nothing more; returns its port."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve():
        with suppress(OSError), listening:
            while True:
                visitor, _ = listening.accept()
                with suppress(OSError):
                    visitor.sendall(said)
                    visitor.recv(100)
                    visitor.close()

    threading.Thread(target=serve, daemon=True).start()
    return listening.getsockname()[1]


@pytest.mark.parametrize("said", [b"", b"* OK hi\r\n", b"HTTP/1.1 400\r\n\r\n", b"\xff" * 2000, b"* BYE\r\n"])
def test_a_server_that_is_none(said):
    with pytest.raises(CannotLook), Imap(Account("127.0.0.1", talks(said), "a", "b"), seconds=1):
        pass


@ONE_ENGINE
def test_the_password_is_sealed_goes_on_under_another_key_and_trouble_is_told(app):
    settings = app.config["SETTINGS"]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    watch(settings, port)
    box = db.session.get_one(Mailbox, 1)
    assert dovecot.PASSWORD not in box.password
    assert look(settings, AT).trouble == "connection_refused"
    assert db.session.get_one(Mailbox, 1).trouble == "connection_refused"
    other = "another key of an installation, long enough"
    keep.rotate_key(db.session(), old=settings.secret_key, new=other, at=AT, by=keep_by(), keeps_links=False)
    assert unseal(other, SEALED_FOR, db.session.get_one(Mailbox, 1).password) == dovecot.PASSWORD


def keep_by():
    from cxloop.audit_log import By

    return By(None, "cli")


def test_the_page_keeps_it_and_tries_it(ada, olga, sign_in, app):
    visitor = sign_in(ada)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    typed = {"address": "care@v.example", "takes_plus": "y", "host": "127.0.0.1", "port": str(port), "user": "a",
             "password": "b", "folder": "INBOX"}  # fmt: skip
    page = visitor.post("/settings/connections/mailbox", typed, expect=200).get_data(as_text=True)
    assert "Nobody listens there" in page
    assert 'value="b"' not in page
    visitor.post("/settings/connections/mailbox", typed | {"address": "no"}, expect=422)
    box = db.session.get_one(Mailbox, 1)
    before = box.password
    visitor.post("/settings/connections/mailbox", typed | {"password": ""}, expect=200)
    assert db.session.get_one(Mailbox, 1).password == before
    visitor.post("/settings/connections/mailbox", {"address": ""}, expect=200)
    assert db.session.get(Mailbox, 1) is None
    assert sign_in(olga).post("/settings/connections/mailbox", typed, expect=404)
