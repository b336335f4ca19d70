from cxloop.entrances import Entrance

LARGEST_ID = 2**53 - 1
room = Entrance("letters", __name__)
