from cxloop.entrances import Entrance

room = Entrance("reports", __name__)
