"""What another WSGI server loads, as `wsgi:app`; `python -m cxloop web` serves without it."""

import gc

from cxloop import create_app

app = create_app()
gc.freeze()  # what was loaded stays: no request has to look through it for cycles
