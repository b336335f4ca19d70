"""The database: whether it answers, is at the revision of this code, and has everything it should."""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from cxloop.bare import ROOT, bare
from cxloop.cli.failing import why
from cxloop.cli.looking import Finding
from cxloop.clock import now
from cxloop.config import Settings
from cxloop.database import db
from cxloop.reports.intake_gaps import silent_drops
from cxloop.trails.keys import keyring


def look(settings: Settings) -> list[Finding]:
    with bare(settings).app_context():
        try:
            found = _revision()
            if all(one.is_well for one in found):
                found += [*_key(), *_dropped(), _worker()]
        except Exception as error:
            found = [Finding("database", False, why(error))]
        finally:
            db.session.remove()
            db.engine.dispose()
    return found


def _revision() -> list[Finding]:
    at = MigrationContext.configure(db.session.connection()).get_current_revision()
    script = ScriptDirectory(str(ROOT / "migrations"))
    newest = script.get_current_head()
    if at == newest:
        return [Finding("database", True, f"at {at}")]
    if at is None:
        return [Finding("database", False, "The database is empty: run `python -m cxloop migrate`.")]
    try:
        script.get_revision(at)
    except CommandError:
        words = f"The database is at {at}, newer than this code ({newest}): bring the newer code."
        return [Finding("database", False, words)]
    return [
        Finding("database", False, f"The database is at {at}, not {newest}: run `python -m cxloop migrate`.")
    ]


def _key() -> list[Finding]:
    if keyring(db.session()).fits(db.session()):
        return []
    words = (
        "This database was written with another secret key. Where `rotate` was interrupted, call it again; else set "
        "CXLOOP_SECRET_KEY, or bring back secret.key."
    )
    return [Finding("secret key", False, words)]


def _dropped() -> list[Finding]:
    dropped = silent_drops(db.session())
    if not dropped:
        return []
    words = f"{dropped} answers that needed somebody have no ticket: see /listen, or `python -m cxloop reconcile`."
    return [Finding("answers", False, words)]


def _worker() -> Finding:
    """Told, and no reason to fail: before a start nobody works yet."""
    from cxloop.alerts import heartbeat

    last = heartbeat.last_beat(db.session())
    if last is None:
        return Finding("worker", True, "was never started here: `python -m cxloop up` starts it")
    if heartbeat.is_dead(last, now()):
        return Finding(
            "worker", True, f"not running since {last:%Y-%m-%d %H:%M} UTC: `python -m cxloop up` starts it"
        )
    return Finding("worker", True, "works")
