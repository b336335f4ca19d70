"""Every setting is documented, typed and refuses nonsense."""

import re
from dataclasses import fields

import pytest

from cxloop.config import SettingRefused, Settings, settings
from tests.guards.sources import CODE, ROOT, asked_of, files

READ = set(re.findall(r'given\("([A-Z_]+)"', (CODE / "config.py").read_text()))
DOCUMENTED = (ROOT / "docs" / "operations.md").read_text()
KEY = "an unguessable key of forty characters!!"


@pytest.mark.parametrize("name", sorted(READ))
def test_a_setting_is_documented(name):
    assert f"`CXLOOP_{name}`" in DOCUMENTED


def test_nothing_documented_is_unknown():
    known = {f"CXLOOP_{name}" for name in READ} | {"CXLOOP_CRASHPOINT", "CXLOOP_BROWSER"}
    assert set(re.findall(r"`(CXLOOP_[A-Z_]+)`", DOCUMENTED)) <= known


@pytest.mark.parametrize("name", sorted({one.name for one in fields(Settings)} - {"testing"}))
def test_what_is_read_is_used(name):
    """Somewhere beside where it is read; whoever sets what nothing uses believes that it works."""
    assert any(re.search(rf"\.{name}\b", path.read_text()) for path in files() if path.name != "config.py")


@asked_of(files())
def test_only_config_reads_the_environment(path):
    if path.name in {"config.py", "crashpoints.py"}:
        return
    assert not re.search(r"os\.(environ\[|environ\.get|getenv)", path.read_text())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"), ("PORT", "0"), ("PORT", "70000"), ("API_CALLS", "0"), ("API_CALLS", "many"),
        ("PROXIES", "-1"), ("PROXIES", "many"),
        ("PUBLIC_URL", "cx.example.com"), ("PUBLIC_URL", "ftp://x"),
        ("LANGUAGE", "tlh"), ("TIME_ZONE", "Rome"), ("TIME_ZONE", "../../etc/passwd"), ("DATABASE_URL", "mysql://x/y"),
        ("SECRET_KEY", "short"), ("SECRET_KEY", "changeme"), ("SECRET_KEY", "a" * 50), ("SLACK_API_URL", "slack"),
        ("OUTWARD_ALLOW", "127.0.0.1:80"), ("QUEUE_URL", "amqp://x"), ("QUEUE_URL", "redis.example"),
        ("SMTP_URL", "mail.example.com"), ("SMTP_URL", "stmp://x"),
        ("SMPT_URL", "smtp://x"), ("SLACK_TOKKEN", "xoxb-1"), ("DATABASEURL", "sqlite:///x.db"),
        ("LOG_LEVEL", "loud"), ("LOG_FORMAT", "xml"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_by_name(tmp_path, name, value):
    given = {"CXLOOP_VAR": str(tmp_path), "CXLOOP_SECRET_KEY": KEY, f"CXLOOP_{name}": value}
    with pytest.raises(SettingRefused, match=f"CXLOOP_{name}"):
        settings(given)


def test_secrets_do_not_show_when_settings_are_printed(tmp_path):
    secret = "xoxb-secret-figure"
    names = ("SLACK_TOKEN", "SLACK_SIGNING_SECRET", "SECRET_KEY", "SMTP_URL")
    given = {f"CXLOOP_{name}": f"smtp://{secret}-{name}-of-forty-characters-and-more" for name in names}
    assert secret not in repr(settings({"CXLOOP_VAR": str(tmp_path), **given}))


def test_the_key_made_at_first_start_is_kept_and_private(tmp_path):
    first = settings({"CXLOOP_VAR": str(tmp_path)}).secret_key
    assert settings({"CXLOOP_VAR": str(tmp_path)}).secret_key == first
    assert len(first) >= 32
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_misspelt_name_says_what_was_meant(tmp_path):
    given = {"CXLOOP_VAR": str(tmp_path), "CXLOOP_SECRET_KEY": KEY, "CXLOOP_PUBLIC_URI": "http://x"}
    with pytest.raises(SettingRefused, match="did you mean CXLOOP_PUBLIC_URL"):
        settings(given)


def test_a_name_that_is_nothing_like_ours_is_kept_for_the_check_to_name(tmp_path):
    given = {"CXLOOP_VAR": str(tmp_path), "CXLOOP_SECRET_KEY": KEY, "CXLOOP_FAVOURITE_COLOUR": "green"}
    assert settings(given).unknown_names == ("FAVOURITE_COLOUR",)


def test_a_password_in_an_address_is_not_shown_when_it_is_refused(tmp_path):
    given = {"CXLOOP_VAR": str(tmp_path), "CXLOOP_SECRET_KEY": KEY, "CXLOOP_SMTP_URL": "x://me:hidden@mail"}
    with pytest.raises(SettingRefused) as refused:
        settings(given)
    assert "hidden" not in str(refused.value)
