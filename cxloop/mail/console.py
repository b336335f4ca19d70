"""The mail server's double when none is set: letters appear where the worker runs, and count as sent."""

import contextlib
import sys
from email.message import EmailMessage


class ConsolePostbox:
    """Prints what a mail program would show; never fails."""

    def send(self, letter: EmailMessage) -> None:
        body = letter.get_body(preferencelist=("plain",))
        text = body.get_content() if body is not None else ""
        lines = [f"┌ mail → {letter['To']}", f"│ {letter['Subject']}", "│"]
        lines += [f"│ {line}" for line in text.rstrip().split("\n")]
        encoding = sys.stdout.encoding or "utf-8"
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.write("\n".join([*lines, "└\n"]).encode(encoding, "replace").decode(encoding))
            sys.stdout.flush()
