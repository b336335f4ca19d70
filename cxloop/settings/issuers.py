"""What signing in is set by: addresses of identity providers, domains of mail, roles."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cxloop.language import marked as _
from cxloop.people.models import Role
from cxloop.people.role_words import NAMES
from cxloop.settings.fields import Field, Options, References
from cxloop.settings.lists import WordList
from cxloop.settings.sentences import sentence

LONGEST = 500
PRINTABLE = re.compile(r"[!-~]+", re.ASCII)
DOMAIN = re.compile(
    r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}|localhost", re.ASCII
)
DESCRIBED_AT = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class Issuer(Field):
    """What a provider calls itself: an address, without the path its description is at."""

    def parse(self, given: Any) -> str:
        text = given.strip() if isinstance(given, str) else ""
        text = text.removesuffix(DESCRIBED_AT)
        try:
            parts = urlsplit(text)
            host, _port = parts.hostname, parts.port
        except ValueError:
            host = None
        is_plain = PRINTABLE.fullmatch(text) and "\\" not in text and len(text) <= LONGEST
        if not host or not is_plain or parts.scheme not in {"https", "http"} or "@" in parts.netloc:
            raise self.refusal(_("An address such as https://login.example.com is expected."))
        if parts.query or parts.fragment:
            raise self.refusal(_("Without what follows ? or #: as the provider names itself."))
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "format": "uri", "maxLength": LONGEST}


@dataclass(frozen=True)
class Domains(WordList):
    """What stands behind the @, a line each."""

    def read(self, given: Any) -> list[str]:
        found = [one.removeprefix("@").casefold() for one in super().read(given)]
        if wrong := next((one for one in found if not DOMAIN.fullmatch(one)), None):
            raise self.refusal(_("That is no domain, such as example.com: %(word)s."), word=wrong)
        return found


@dataclass(frozen=True)
class Roles(References):
    """Several roles, by their codes."""

    among: Options = lambda _session: [(str(role), sentence(NAMES[role])) for role in Role]
    nothing: str = _("nobody")
