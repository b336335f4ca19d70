"""What a WSGI server loads: `gunicorn wsgi:app`."""

import gc

from cxloop import create_app

app = create_app()
gc.freeze()  # what was loaded stays: no request has to look through it for cycles
