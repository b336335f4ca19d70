"""What went wrong with a command, for the person who called it: a sentence, what was kept, what to do."""

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

TABLE_MISSING = ("no such table", "undefinedtable", "no such column", "undefinedcolumn")


def why(error: Exception) -> str:
    """One sentence, without values, statements or paths of code."""
    if isinstance(error, DBAPIError):
        return _of_database(error)
    if isinstance(error, SQLAlchemyError):
        return f"The database could not be used ({type(error).__name__}). Nothing of this was kept."
    if isinstance(error, BrokenPipeError):
        return "Nobody reads the output any more."
    if isinstance(error, FileNotFoundError):
        return f"There is no {error.filename}."
    if isinstance(error, OSError):
        where = f" {error.filename}" if error.filename else ""
        return f"A file could not be used:{where} ({error.strerror or type(error).__name__})."
    return (
        f"Something broke in cxloop itself ({type(error).__name__}); what was not committed was not kept. "
        "CXLOOP_LOG_LEVEL=debug shows where."
    )


def _of_database(error: DBAPIError) -> str:
    said = f"{type(error.orig).__name__} {error.orig}".lower()
    if any(words in said for words in TABLE_MISSING):
        return "The database has not the tables this version needs: run `python -m cxloop migrate`."
    reasons = {
        "locked": "The database is busy: somebody else is writing. Try again in a moment.",
        "readonly": "The database cannot be written: its file or folder is read-only for this user.",
        "unable to open": "The database's file cannot be opened: look at CXLOOP_DATABASE_URL and the folder's rights.",
        "disk is full": "The disk is full. Nothing of this was kept.",
        "disk i/o": "The disk cannot be written (full, or broken). Nothing of this was kept.",
        "not a database": "The file CXLOOP_DATABASE_URL names is not a database of ours.",
        "malformed": "The database's file is damaged: restore a copy.",
        "connection": "The database server does not answer: look at CXLOOP_DATABASE_URL and whether it runs.",
        "password": "The database server refuses the sign-in: look at CXLOOP_DATABASE_URL.",
    }
    for words, reason in reasons.items():
        if words in said:
            return reason
    return f"The database could not be used ({type(error.orig).__name__}). Nothing of this was kept."
