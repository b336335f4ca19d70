"""Somebody at a browser: fetches pages, each of which is audited, and posts forms with their token."""

from contextvars import Context
from typing import Any

from flask import Flask
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from cxloop.clock import now
from cxloop.database import db
from cxloop.people import sign_ins
from cxloop.people.models import User
from tests.page_audit import faults_of

TOKEN = "sign_in"


class Visitor:
    """A browser with its cookies. `get` and `post` expect a status and audit what they fetch."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.browser = app.test_client()

    def sign_in(self, user: User) -> "Visitor":
        """Sign in without the form."""
        token = sign_ins.start(db.session(), user, now())
        db.session.commit()
        self._remember(**{TOKEN: token})
        return self

    def get(self, path: str, *, expect: int = 200, **options: Any) -> TestResponse:
        return self.ask("GET", path, expect=expect, **options)

    def post(
        self,
        path: str,
        data: dict[str, Any] | None = None,
        *,
        expect: int = 302,
        token: bool = True,
        **options: Any,
    ) -> TestResponse:
        """Post a form; with `token=False` as another site would."""
        form = {"csrf_token": self.csrf_token(), **(data or {})} if token else data or {}
        return self.ask("POST", path, expect=expect, data=form, **options)

    def ask(self, method: str, path: str, *, expect: int | None, **options: Any) -> TestResponse:
        """One request, as another process would make it: nothing of the test's own session leaks in."""
        db.session.commit()
        answer: TestResponse = Context().run(self.browser.open, path, method=method, **options)
        answer.get_data()
        answer.close()
        db.session.expire_all()
        if expect is not None:
            said = answer.get_data()[:2000].decode(errors="replace")
            assert answer.status_code == expect, f"{method} {path}: {answer.status}\n{said}"
        self._audit(method, path, answer)
        return answer

    def csrf_token(self) -> str:
        """The token a form of this browser carries."""

        def make() -> tuple[str, str]:
            from flask import session

            with self.app.test_request_context():
                return generate_csrf(), session["csrf_token"]

        with self.browser.session_transaction() as cookie:
            if "test_token" in cookie:
                return str(cookie["test_token"])
        signed, raw = Context().run(make)
        self._remember(csrf_token=raw, test_token=signed)
        return signed

    def _remember(self, **values: str) -> None:
        with self.browser.session_transaction() as cookie:
            cookie.update(values)

    def _audit(self, method: str, path: str, answer: TestResponse) -> None:
        html = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        if not html or answer.status_code in range(300, 400):
            return
        faults = faults_of(html, whole=html.lstrip().lower().startswith("<!doctype"))
        assert not faults, f"{method} {path}:\n" + "\n".join(faults)
