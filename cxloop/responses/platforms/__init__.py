"""Survey platforms: how each signs, names and words what it sends. Pure: bytes and headers in, events out."""

from cxloop.responses.platforms.generic import GENERIC
from cxloop.responses.platforms.platform import Event, Platform
from cxloop.responses.platforms.reasons import NotUnderstood, sentence

PLATFORMS = {platform.key: platform for platform in (GENERIC,)}

__all__ = ["PLATFORMS", "Event", "NotUnderstood", "Platform", "sentence"]
