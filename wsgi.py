"""What a WSGI server loads: `gunicorn wsgi:app`."""

from cxloop import create_app

app = create_app()
