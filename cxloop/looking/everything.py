"""Everything is looked at at once, however much of it is wrong."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong

from cxloop.config import Settings
from cxloop.language import marked as _
from cxloop.looking import Finding, database, here, mail, missing, sign_on, slack

MOST_SECONDS = 25.0
"""For all of it: each look outside has ten seconds of its own, and they are taken at once."""
LOOKS = {
    "settings": here.names,
    "front end": here.front_end,
    "folder": here.folder,
    "disk": here.disk,
    "address": here.address,
    "database": database.look,
    "queue": here.queue,
    "mail": mail.look,
    "slack": slack.look,
    "single sign-on": sign_on.look,
}


def looked_at(settings: Settings, names: Collection[str] = LOOKS) -> list[Finding]:
    """Everything that was found of these, in the order of LOOKS."""
    pool = ThreadPoolExecutor(len(LOOKS))
    asked = {name: pool.submit(look, settings) for name, look in LOOKS.items() if name in names}
    seen: list[Finding] = []
    for name, future in asked.items():
        try:
            seen += future.result(MOST_SECONDS)
        except TookTooLong:
            seen.append(
                missing(name, _("Looking took longer than %(seconds)d s."), seconds=int(MOST_SECONDS))
            )
        except Exception as error:  # a look that breaks is a finding, and the others are still told
            seen.append(missing(name, _("Looking at it failed (%(kind)s)."), kind=type(error).__name__))
    pool.shutdown(wait=False, cancel_futures=True)
    return seen
