"""The entrance of everything under Settings."""

from cxloop.entrances import Entrance

room = Entrance("settings", __name__, url_prefix="/settings")
