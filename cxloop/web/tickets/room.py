from cxloop.entrances import Entrance

room = Entrance("tickets", __name__)
