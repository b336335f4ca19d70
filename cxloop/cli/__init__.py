"""What a person does in the browser an operator can do here: `python -m cxloop --help`.

Exit 0: done. 1: refused, with the reason. 2: wrong call.
"""

import os
import signal
import sys
from contextlib import suppress
from importlib import import_module

import click

from cxloop.config import SettingRefused, shows_tracebacks
from cxloop.looking.failing import why
from cxloop.looking.folders import make_private

COMMANDS = {
    "up": "cxloop.cli.serve",
    "web": "cxloop.cli.serve",
    "worker": "cxloop.cli.serve",
    "check": "cxloop.cli.check",
    "sign-in": "cxloop.cli.sign_in",
    "demo": "cxloop.cli.demo",
    "import": "cxloop.cli.import_file",
    "accounts": "cxloop.cli.accounts",
    "causes": "cxloop.cli.causes",
    "rules": "cxloop.cli.rules",
    "report": "cxloop.cli.report",
    "tick": "cxloop.cli.deliver",
    "deliver": "cxloop.cli.deliver",
    "user": "cxloop.cli.user",
    "team": "cxloop.cli.team",
    "slack": "cxloop.cli.slack",
    "mail": "cxloop.cli.mail",
    "token": "cxloop.cli.token",
    "settings": "cxloop.cli.settings",
    "promise": "cxloop.cli.promise",
    "backup": "cxloop.cli.backup",
    "verify": "cxloop.cli.backup",
    "restore": "cxloop.cli.backup",
    "migrate": "cxloop.cli.migrate",
    "rotate": "cxloop.cli.rotate",
    "rebuild-rollups": "cxloop.cli.rollups",
    "audit": "cxloop.cli.audit",
    "reconcile": "cxloop.cli.reconcile",
    "search": "cxloop.cli.search",
}


class _Commands(click.Group):
    """Loads only the command that is called: `tick` must not wait for a web server to be imported."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        found: click.Command = getattr(import_module(COMMANDS[name]), f"{name.replace('-', '_')}_command")
        return found


@click.group(cls=_Commands)
def cxloop() -> None:
    """cxloop turns what unhappy customers say into action that somebody owns."""


def main() -> None:
    """Run a command; what goes wrong is a sentence and a number, not a traceback."""
    make_private()
    try:
        try:
            code = cxloop(prog_name="cxloop", standalone_mode=False)
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # done: Ctrl-C has nothing left to interrupt
            sys.stdout.flush()  # here a full disk is a sentence; at the very end it would be a traceback
        raise SystemExit(code)
    except click.ClickException as refused:
        refused.show()
        raise SystemExit(refused.exit_code) from None
    except (click.Abort, KeyboardInterrupt):
        raise SystemExit("Interrupted. What was not committed was not kept.") from None
    except BrokenPipeError:
        _say_no_more()
        raise SystemExit(1) from None
    except SettingRefused as refused:
        raise SystemExit(f"cxloop did not start. {refused}") from None
    except Exception as error:
        _say_no_more()
        if shows_tracebacks():
            raise
        raise SystemExit(why(error)) from None


def _say_no_more() -> None:
    """What is still to be written goes nowhere: whoever read is gone, or there is no room."""
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        return
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
