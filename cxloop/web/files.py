"""A file that somebody chose in a form: on disk while it is read, and refused in words beside its field."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage

from cxloop.responses.importing.refusals import UnreadableFile
from cxloop.web.fields import FILE


def chosen(form: FlaskForm) -> FileStorage | None:
    """The file sent with a form whose field is `file`; None without one, and the form says so."""
    file = request.files.get(FILE)
    if form.validate() and file is not None and file.filename:
        return file
    form.file.errors = [*form.file.errors, _("Choose a file first.")]
    return None


def refuse(form: FlaskForm, refused: UnreadableFile) -> None:
    """Say beside the field why the file cannot be read."""
    form.file.errors = [f"{refused.sentence(_)} {_('Nothing was kept.')}"]


@contextmanager
def on_disk(file: FileStorage | bytes) -> Iterator[Path]:
    """Where the file lies for as long as it is read."""
    with tempfile.TemporaryDirectory(prefix="cxloop-") as folder:
        path = Path(folder) / "upload"
        if isinstance(file, bytes):
            path.write_bytes(file)
        else:
            file.save(path)
        yield path
