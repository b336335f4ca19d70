"""The entrance of signing in, and of who may."""

from cxloop.entrances import Entrance

room = Entrance("people", __name__)
