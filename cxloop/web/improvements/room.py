from cxloop.entrances import Entrance

room = Entrance("improvements", __name__)
