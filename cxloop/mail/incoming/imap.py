"""The only door to an IMAP server: looks, fetches, and changes nothing there. Encrypted, except on this machine."""

import imaplib
import re
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType

from cxloop.database import forbid_network_inside_unit

SECONDS = 20.0
HERE = {"localhost", "127.0.0.1", "::1"}
TLS_PORT = 993
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class CannotLook(Exception):
    """The mailbox cannot be looked at; `code` says why, without secrets and without what the server said."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Account:
    """Where to look, and as whom."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"


class Imap:
    """One look at one folder, opened to read only; close it by `with`."""

    def __init__(self, account: Account, seconds: float = SECONDS) -> None:
        self.account, self.seconds = account, seconds
        self.validity = 0
        self.next_uid = 0

    def __enter__(self) -> "Imap":
        forbid_network_inside_unit()
        try:
            self.door = self._connected()
        except (OSError, imaplib.IMAP4.error) as error:
            raise CannotLook(_named(error)) from None
        try:
            self._sign_in()
            self._open_folder()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        with suppress(OSError, imaplib.IMAP4.error):
            self.door.logout()

    def uids_after(self, uid: int) -> list[int]:
        """What came after this one; a server answers with its last even where nothing did."""
        return [one for one in self._search("UID", f"{uid + 1}:*") if one > uid]

    def uids_since(self, day: datetime) -> list[int]:
        """What came on this day or later."""
        return self._search("SINCE", f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year}")

    def fetch(self, uid: int, most: int) -> bytes:
        """The letter, or so much of it; empty where it was deleted meanwhile."""
        answer = self._asked("FETCH", str(uid), f"(BODY.PEEK[]<0.{most}>)")
        return next((one[1] for one in answer if isinstance(one, tuple)), b"")

    def _connected(self) -> imaplib.IMAP4:
        account, encrypted = self.account, ssl.create_default_context()
        if account.port == TLS_PORT:
            return imaplib.IMAP4_SSL(account.host, account.port, ssl_context=encrypted, timeout=self.seconds)
        door = imaplib.IMAP4(account.host, account.port, timeout=self.seconds)
        if "STARTTLS" in door.capabilities and account.host not in HERE:
            door.starttls(encrypted)
        elif account.host not in HERE:
            with suppress(OSError, imaplib.IMAP4.error):
                door.logout()
            raise CannotLook("without_encryption")
        return door

    def _sign_in(self) -> None:
        account = self.account
        try:
            if "AUTH=PLAIN" in self.door.capabilities:
                said = f"\0{account.user}\0{account.password}".encode()
                self.door.authenticate("PLAIN", lambda _challenge: said)
            else:
                self.door.login(account.user, account.password)
        except (imaplib.IMAP4.error, UnicodeEncodeError):
            raise CannotLook("sign_in_refused") from None
        except OSError as error:
            raise CannotLook(_named(error)) from None

    def _open_folder(self) -> None:
        quoted = '"' + self.account.folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
        try:
            done, _count = self.door.select(quoted, readonly=True)
            self.validity = self._number("UIDVALIDITY")
            self.next_uid = self._number("UIDNEXT")
        except (OSError, imaplib.IMAP4.error) as error:
            raise CannotLook(_named(error)) from None
        if done != "OK" or not self.validity:
            raise CannotLook("no_such_folder")

    def _number(self, name: str) -> int:
        _name, said = self.door.response(name)
        found = re.search(rb"\d+", said[0]) if said and said[0] else None
        return int(found[0]) if found else 0

    def _search(self, *what: str) -> list[int]:
        said = self._asked("SEARCH", *what)
        return sorted(
            {int(one) for line in said if isinstance(line, bytes) for one in re.findall(rb"\d+", line)}
        )

    def _asked(self, command: str, *arguments: str) -> list[bytes | tuple[bytes, bytes]]:
        try:
            done, answer = self.door.uid(command, *arguments)
        except (OSError, imaplib.IMAP4.error) as error:
            raise CannotLook(_named(error)) from None
        if done != "OK":
            raise CannotLook("refused")
        return list(answer)


def _named(error: Exception) -> str:
    import socket

    if isinstance(error, ssl.SSLError):
        return "tls_failed"
    if isinstance(error, socket.gaierror):
        return "no_such_host"
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, ConnectionRefusedError):
        return "connection_refused"
    return "connection_lost"
