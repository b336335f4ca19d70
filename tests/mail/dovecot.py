"""A real Dovecot on this machine for one test: its folder, its port, and what lies in its mailbox."""

import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PROGRAM = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
USER, PASSWORD = "care", "seven-green-bicycles"
SETTINGS = """
base_dir = {here}/run
state_dir = {here}/run
log_path = {here}/log
protocols = imap
ssl = no
disable_plaintext_auth = no
default_internal_user = {name}
default_internal_group = {group}
default_login_user = {name}
mail_location = maildir:{here}/mail
first_valid_uid = 1
first_valid_gid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={here}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""


@dataclass(frozen=True)
class Server:
    port: int
    folder: Path

    def connected(self) -> imaplib.IMAP4:
        door = imaplib.IMAP4("127.0.0.1", self.port, timeout=5)
        door.login(USER, PASSWORD)
        return door

    def put(self, raw: bytes) -> None:
        """A letter comes in."""
        door = self.connected()
        done, said = door.append("INBOX", "", None, raw)
        assert done == "OK", said
        door.logout()

    def number_anew(self) -> None:
        """As after a mailbox was restored: another UIDVALIDITY, and numbers from 1."""
        for lists in self.folder.glob("mail/dovecot*"):
            lists.unlink()
        time.sleep(1.1)  # the new validity is the second of the clock


@contextmanager
def running() -> Iterator[Server]:
    """Started for this test alone, and ended by its number."""
    own = pwd.getpwnam("dovecot") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    here = Path(tempfile.mkdtemp(prefix="cxloop-dovecot-"))
    here.chmod(0o755)
    for name in ("run", "mail", "home"):
        (here / name).mkdir()
        if os.getuid() == 0:
            os.chown(here / name, own.pw_uid, own.pw_gid)
    group = __import__("grp").getgrgid(own.pw_gid).gr_name
    facts = {
        "here": here, "name": own.pw_name, "group": group, "uid": own.pw_uid, "gid": own.pw_gid, "port": port,
        "password": PASSWORD,
    }  # fmt: skip
    (here / "dovecot.conf").write_text(SETTINGS.format(**facts))
    process = subprocess.Popen([str(PROGRAM), "-F", "-c", str(here / "dovecot.conf")])
    try:
        _wait_for(port, process, here)
        yield Server(port, here)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        shutil.rmtree(here, ignore_errors=True)


def _wait_for(port: int, process: "subprocess.Popen[bytes]", here: Path) -> None:
    ends = time.monotonic() + 10
    while time.monotonic() < ends and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as open_:
            if open_.recv(100):
                return
        time.sleep(0.05)
    said = (here / "log").read_text() if (here / "log").exists() else ""
    raise RuntimeError(f"Dovecot did not start: {said[-500:]}")
