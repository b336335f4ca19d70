"""Kinds of values that shapes are made of, each with its limits."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

WITHOUT_NUL = "^[^\\x00]*$"
Number = Annotated[int, Meta(ge=1, le=2**63 - 1)]
Word = Annotated[str, Meta(min_length=1, max_length=100, pattern=WITHOUT_NUL)]
Key = Annotated[
    str, Meta(min_length=1, max_length=60, pattern=WITHOUT_NUL, description="The key of the survey.")
]
Name = Annotated[str, Meta(max_length=200, pattern=WITHOUT_NUL)]
Sentence = Annotated[str, Meta(max_length=500, pattern=WITHOUT_NUL)]
Story = Annotated[str, Meta(max_length=5000, pattern=WITHOUT_NUL)]
Comment = Annotated[str, Meta(max_length=20_000, pattern=WITHOUT_NUL)]
ExternalId = Annotated[str, Meta(min_length=1, max_length=200, pattern=WITHOUT_NUL)]
Email = Annotated[str, Meta(max_length=254, pattern=WITHOUT_NUL, extra_json_schema={"format": "email"})]
Address = Annotated[str, Meta(max_length=254, pattern=WITHOUT_NUL)]
"""An e-mail address one looks for: what is none finds nothing."""
Language = Annotated[
    str, Meta(pattern="^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})?$", description="`it`, `en`, `it-IT`")
]
Moment = Annotated[datetime, Meta(tz=True, description="RFC 3339 with its offset.")]
Scale = Annotated[int, Meta(ge=0, le=100)]
