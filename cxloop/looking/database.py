"""The database: whether it answers, is at the revision of this code, and has everything it should."""

from datetime import UTC

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import text as sql

from cxloop.bare import ROOT, bare
from cxloop.clock import now
from cxloop.config import Settings
from cxloop.database import db, is_postgresql
from cxloop.language import marked as _
from cxloop.looking import Finding, found, missing
from cxloop.looking.failing import why
from cxloop.reports.intake_gaps import silent_drops
from cxloop.trails.keys import keyring

CLOCKS_APART_SECONDS = 5


def look(settings: Settings) -> list[Finding]:
    with bare(settings).app_context():
        try:
            seen = _revision()
            if all(one.is_well for one in seen):
                seen += [*_key(), *_dropped(), *_clock(), _worker()]
        except Exception as error:
            seen = [missing("database", "%(why)s", why=why(error))]
        finally:
            db.session.remove()
            db.engine.dispose()
    return seen


def _revision() -> list[Finding]:
    at = MigrationContext.configure(db.session.connection()).get_current_revision()
    script = ScriptDirectory(str(ROOT / "migrations"))
    newest = script.get_current_head()
    if at == newest:
        return [found("database", _("at revision %(revision)s"), revision=at)]
    if at is None:
        return [missing("database", _("The database is empty: run `python -m cxloop migrate`."))]
    try:
        script.get_revision(at)
    except CommandError:
        text = _("The database is at %(at)s, newer than this code (%(newest)s): bring the newer code.")
    else:
        text = _("The database is at %(at)s, not %(newest)s: run `python -m cxloop migrate`.")
    return [missing("database", text, at=at, newest=newest)]


def _key() -> list[Finding]:
    if keyring(db.session()).fits(db.session()):
        return []
    text = _(
        "This database was written with another secret key. Where `rotate` was interrupted, call it again; "
        "else set CXLOOP_SECRET_KEY, or bring back secret.key."
    )
    return [missing("secret key", text)]


def _dropped() -> list[Finding]:
    dropped = silent_drops(db.session())
    if not dropped:
        return []
    text = _(
        "%(count)d answers that needed somebody have no ticket: see /listen, or `python -m cxloop reconcile`."
    )
    return [missing("answers", text, count=dropped)]


def _clock() -> list[Finding]:
    """A server has a clock of its own; a file has ours."""
    if not is_postgresql(db.session):
        return []
    theirs = db.session.scalar(sql("SELECT clock_timestamp()"))
    apart = abs((now() - theirs.astimezone(UTC)).total_seconds()) if theirs else 0
    if apart > CLOCKS_APART_SECONDS:
        text = _("This machine's clock and the database's are %(seconds)d s apart: set both by NTP.")
        return [missing("clock", text, seconds=int(apart))]
    return [found("clock", _("the same as the database's"))]


def _worker() -> Finding:
    """Told, and no reason to fail: before a start nobody works yet."""
    from cxloop.alerts import heartbeat

    last = heartbeat.last_beat(db.session())
    if last is None:
        return found("worker", _("was never started here: `python -m cxloop up` starts it"))
    if heartbeat.is_dead(last, now()):
        text = _("not running since %(since)s UTC: `python -m cxloop up` starts it")
        return found("worker", text, since=f"{last:%Y-%m-%d %H:%M}")
    return found("worker", _("it is at work"))
