from cxloop.entrances import Entrance

room = Entrance("told", __name__)
