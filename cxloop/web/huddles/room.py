from cxloop.entrances import Entrance

room = Entrance("huddles", __name__)
