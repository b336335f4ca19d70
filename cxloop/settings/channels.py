"""A Slack channel as somebody types it."""

import re
from dataclasses import dataclass
from typing import Any

from cxloop.language import marked as _
from cxloop.settings.fields import Field

NAME = re.compile(r"#?([a-z0-9_-]{1,80})|([CG][A-Z0-9]{8,20})")


@dataclass(frozen=True)
class Channel(Field):
    """Its name or Slack's id of it; names are kept with their #."""

    def parse(self, given: Any) -> str:
        text = str(given).strip()
        found = NAME.fullmatch(
            text if text[:1] in "CG" and text[1:].isalnum() and text.isupper() else text.casefold()
        )
        if found is None:
            raise self.refusal(_("That is no Slack channel: a name or its id is expected."))
        return found[2] or f"#{found[1]}"

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "examples": ["#north", "C0123ABCD"]}
