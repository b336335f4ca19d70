"""The page Connections says what `check` says, in the reader's language."""

from html import unescape

import pytest

from cxloop.looking import everything, found, missing


def page(answer) -> str:
    return " ".join(unescape(answer.get_data(as_text=True)).split())


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_each_is_named_with_what_is_missing_and_mail_and_slack_only_when_asked(ada, sign_in, monkeypatch):
    tried = []
    looks = {
        name: lambda _settings, name=name: tried.append(name) or [found(name, "works")]
        for name in everything.LOOKS
    }
    looks["queue"] = lambda _settings: [
        missing("queue", "CXLOOP_QUEUE_URL does not answer (%(kind)s): is its server running?", kind="X")
    ]
    for module in (everything,):
        monkeypatch.setattr(module, "LOOKS", looks)
    visitor = sign_in(ada)
    shown = page(visitor.get("/settings/connections"))
    assert "CXLOOP_QUEUE_URL does not answer (X): is its server running?" in shown
    assert not {"mail", "slack"} & set(tried)
    page(visitor.post("/settings/connections", {}, expect=200))
    assert {"mail", "slack"} <= set(tried)
    ada.language = "it"
    assert "non risponde" in page(visitor.get("/settings/connections"))
