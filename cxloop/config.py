"""Every setting, typed, read once from the environment; nonsense is refused at start."""

import os
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cxloop.language import LANGUAGES

WEAK_KEYS = {"secret", "changeme", "change-me", "dev", "development", "default", "password", "cxloop"}
SHORTEST_KEY = 32
PREFIX = "CXLOOP_"
READ_ELSEWHERE = {"CRASHPOINT", "BROWSER", "HYPOTHESIS", "AWAY_SECONDS"}
"""By the checks of this project."""
LOG_LEVELS = ("debug", "info", "warning", "error")
QUEUES = {"sqlite", "postgres", "postgresql", "redis", "rediss"}


KEY_FILE = "secret.key"
"""In `CXLOOP_VAR`: the key that was made at the first start."""


class SettingRefused(ValueError):
    """A setting makes no sense; the message names it and says what is expected."""


@dataclass(frozen=True)
class Settings:
    """What an operator can set; the names are those of the environment without `CXLOOP_`."""

    var: Path
    database_url: str
    queue_url: str
    secret_key: str = field(repr=False)
    is_key_given: bool
    """By the environment, where only the operator can change it; else it is kept in a file of ours."""
    public_url: str
    host: str
    port: int
    proxies: int
    slack_token: str = field(repr=False)
    slack_signing_secret: str = field(repr=False)
    slack_api_url: str
    slack_channel: str
    smtp_url: str = field(repr=False)
    mail_from: str
    language: str
    time_zone: ZoneInfo
    """The one that was given, else the machine's; whose days and clock a company has says `settings.zone`."""
    is_zone_given: bool
    api_calls: int
    """How many calls a program may make a minute."""
    outward_allow: frozenset[str]
    """Servers of a test, as host:port, that we call although they are local; empty in earnest."""
    testing: bool
    log_level: str = "info"
    log_format: str = "text"
    log_colours: bool = True
    """Whether a terminal may be shown colours; what is no terminal never is."""
    unknown_names: tuple[str, ...] = ()
    """What is set under our prefix and is no setting of ours."""

    @property
    def secure(self) -> bool:
        """Whether browsers reach us over HTTPS, so that cookies may insist on it."""
        return self.public_url.startswith("https://")


def settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read all settings.

    Raises:
        SettingRefused: a value is not usable; nothing was started.
    """

    read: set[str] = set()

    def given(name: str, default: str = "") -> str:
        read.add(name)
        return environ.get(f"CXLOOP_{name}", "").strip() or default

    var = Path(given("VAR", "var")).absolute()
    host, port = given("HOST", "127.0.0.1"), _port(given("PORT", "8000"))
    made = Settings(
        var=var,
        database_url=_database(given("DATABASE_URL", f"sqlite:///{var}/cxloop.db")),
        queue_url=_scheme("QUEUE_URL", given("QUEUE_URL", f"sqlite:///{var}/queue.db"), QUEUES),
        secret_key=_secret_key(given("SECRET_KEY"), var),
        is_key_given=bool(given("SECRET_KEY")),
        public_url=_url("PUBLIC_URL", given("PUBLIC_URL", f"http://{host}:{port}")).rstrip("/"),
        host=host,
        port=port,
        proxies=_proxies(given("PROXIES", "0")),
        slack_token=given("SLACK_TOKEN"),
        slack_signing_secret=given("SLACK_SIGNING_SECRET"),
        slack_api_url=_url("SLACK_API_URL", given("SLACK_API_URL", "https://slack.com/api/")),
        slack_channel=given("SLACK_CHANNEL", "#cxloop"),
        smtp_url=_scheme("SMTP_URL", given("SMTP_URL"), {"smtp", "smtps"}),
        mail_from=given("MAIL_FROM", "cxloop <cxloop@localhost>"),
        language=_language(given("LANGUAGE", "en")),
        time_zone=_zone(given("TIME_ZONE") or _machine_zone(environ)),
        is_zone_given=bool(given("TIME_ZONE")),
        api_calls=_calls(given("API_CALLS", "60000")),
        outward_allow=_outward_allow(given("OUTWARD_ALLOW"), given("TESTING") == "1"),
        testing=given("TESTING") == "1",
        log_level=_one_of("LOG_LEVEL", given("LOG_LEVEL", "info").lower(), LOG_LEVELS),
        log_format=_one_of("LOG_FORMAT", given("LOG_FORMAT", "text").lower(), ("text", "json")),
        log_colours=not environ.get("NO_COLOR"),
    )
    _refuse_misspelt(environ, read)
    return replace(made, unknown_names=tuple(sorted(_unknown(environ, read))))


def _unknown(environ: Mapping[str, str], read: Collection[str]) -> set[str]:
    named = {name.removeprefix(PREFIX) for name in environ if name.startswith(PREFIX)}
    return {
        name
        for name in named - set(read)
        if name not in READ_ELSEWHERE and not name.startswith(("BENCH_", "TEST_"))
    }


def shows_tracebacks(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether who runs a command asked to be shown where it broke; known even where a setting was refused."""
    return environ.get(f"{PREFIX}LOG_LEVEL", "").lower() == "debug"


def _refuse_misspelt(environ: Mapping[str, str], read: Collection[str]) -> None:
    """A name one letter away from a setting was meant to be it, and would be passed over in silence."""
    for name in sorted(_unknown(environ, read)):
        for meant in get_close_matches(name, read, 1, cutoff=0.85):
            raise SettingRefused(f"{PREFIX}{name} is no setting; did you mean {PREFIX}{meant}?")


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise SettingRefused(f"CXLOOP_PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)


def _proxies(text: str) -> int:
    if not text.isdecimal() or int(text) > 9:
        raise SettingRefused(f"CXLOOP_PROXIES is {text!r}; it must be a number from 0 to 9.")
    return int(text)


def _calls(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 10**9:
        raise SettingRefused(
            f"CXLOOP_API_CALLS is {text!r}; it must be a number of calls a minute, at least 1."
        )
    return int(text)


def _outward_allow(text: str, testing: bool) -> frozenset[str]:
    if text and not testing:
        raise SettingRefused(
            "CXLOOP_OUTWARD_ALLOW is for the checks alone; it is refused without CXLOOP_TESTING."
        )
    return frozenset(text.lower().split(","))


def _url(name: str, text: str) -> str:
    if urlsplit(text).scheme not in {"http", "https"} or not urlsplit(text).netloc:
        raise SettingRefused(f"CXLOOP_{name} is {text!r}; it must start with http:// or https://.")
    return text


def _one_of(name: str, text: str, known: Collection[str]) -> str:
    if text not in known:
        raise SettingRefused(f"CXLOOP_{name} is {text!r}; one of {', '.join(known)} is understood.")
    return text


def _scheme(name: str, text: str, known: Collection[str]) -> str:
    """An address that begins as one of these; its value is not shown, for it may hold a password."""
    scheme, found, _ = text.partition("://")
    if text and (not found or scheme not in known):
        wanted = " or ".join(f"{one}://" for one in sorted(known))
        raise SettingRefused(f"CXLOOP_{name} must begin with {wanted}.")
    return text


def _database(text: str) -> str:
    """SQLite paths stay as they are; `postgresql://` is spoken through psycopg 3."""
    scheme = text.partition(":")[0]
    if scheme in {"postgres", "postgresql"}:
        return "postgresql+psycopg:" + text.partition(":")[2]
    if scheme not in {"sqlite", "postgresql+psycopg"}:
        raise SettingRefused(
            f"CXLOOP_DATABASE_URL starts with {scheme!r}; sqlite:/// or postgresql:// is understood."
        )
    return text


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise SettingRefused(f"CXLOOP_LANGUAGE is {text!r}; one of {', '.join(LANGUAGES)} is understood.")
    return text


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (OSError, ValueError, KeyError) as error:
        raise SettingRefused(
            f"CXLOOP_TIME_ZONE is {text!r}; a name such as Europe/Rome is expected."
        ) from error


def _machine_zone(environ: Mapping[str, str]) -> str:
    """The name of the machine's zone: TZ, else where /etc/localtime points, else UTC."""
    named = environ.get("TZ", "").lstrip(":")
    if "/" in named and not named.startswith("/"):
        return named
    _, found, name = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")
    return name if found and "/" in name else "UTC"


def new_key() -> str:
    return secrets.token_urlsafe(48)


def _secret_key(text: str, var: Path) -> str:
    """The given key if it is strong, else the one kept in `var/`, made at first start."""
    if text:
        if len(text) < SHORTEST_KEY or text.lower() in WEAK_KEYS or len(set(text)) < 8:
            raise SettingRefused(
                f"CXLOOP_SECRET_KEY is too weak; use at least {SHORTEST_KEY} random characters."
            )
        return text
    kept = var / KEY_FILE
    var.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        key = new_key()
        file.write(key)
    return key
