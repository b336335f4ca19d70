from cxloop.entrances import Entrance

room = Entrance("duplicates", __name__)
LARGEST_ID = 2**63 - 1
