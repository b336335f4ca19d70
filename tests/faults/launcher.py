"""Starts `python -m cxloop …` a hundred times without importing everything a hundred times.

Reads one JSON line a run ({"environ": …, "arguments": […], "blind": …}), forks, lets the child be the command, and
answers with how it ended. With {"import": number, "batch": …, "at": …} the child is a worker that hears that file.
`blind` takes away the look before a second try, to show that the proof would notice.
"""

import gc
import importlib
import json
import os
import signal
import sys
import traceback
from datetime import datetime
from importlib import import_module

# Everything but the settings: they are read by the child.
import psycopg  # noqa: F401 - so that forks find it loaded
import slack_sdk  # noqa: F401 - the same
from sqlalchemy.orm import configure_mappers

import cxloop.bare
import cxloop.cli.deliver
import cxloop.slack.client
import cxloop.slack.delivery
from cxloop import cli, config, crashpoints, jobs
from cxloop.jobs import importing
from cxloop.loop import listen
from cxloop.slack.messages import Courier


def child(run: dict) -> None:
    os.environ.update(run["environ"])
    importlib.reload(crashpoints)
    if run.get("blind"):
        Courier._look = lambda *_rest: None  # type: ignore[method-assign]  # the blindness that is asked for
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    if "import" in run:
        hear_file(run)
        return
    sys.argv = ["cxloop", *run["arguments"]]
    cli.main()


def hear_file(run: dict) -> None:
    """What the worker does when it finds an import, at a moment that stands still."""
    importing.now = lambda: datetime.fromisoformat(run["at"])
    listen.ROWS_A_BATCH = run["batch"]
    with cxloop.bare.bare(config.settings()).app_context():
        jobs.run_import(run["import"])


def answer(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    for tables in cxloop.bare.TABLES:
        import_module(tables)
    configure_mappers()
    gc.freeze()
    answer("ready")
    for line in sys.stdin:
        run = json.loads(line)
        process = os.fork()
        if process == 0:
            try:
                child(run)
            except SystemExit as ended:
                os._exit(ended.code if isinstance(ended.code, int) else 0)
            except BaseException:
                traceback.print_exc()
                os._exit(70)
            os._exit(0)
        if "killed_after" in run:
            kill_later(process, run["killed_after"])
        _, how = os.waitpid(process, 0)
        killed = os.WIFSIGNALED(how)
        answer(
            json.dumps(
                {"signal": os.WTERMSIG(how), "code": 0}
                if killed
                else {"signal": 0, "code": os.WEXITSTATUS(how)}
            )
        )


def kill_later(process: int, seconds: float) -> None:
    """SIGKILL at a moment nobody chose."""
    signal.signal(signal.SIGALRM, lambda *_rest: os.kill(process, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    main()
