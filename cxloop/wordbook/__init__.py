"""The wordbook: by which words things are found. One for both engines, in ordinary tables.

`words` folds, stems and forgives; `marking` says what may have changed; `keeping` writes entries anew and takes them
back; `looking_up` goes from what is said to the words that are meant. It knows numbers, and not what they are of.
"""

from cxloop.wordbook.keeping import Described, begin_anew, followed_up_to, place, standing, words_of, write
from cxloop.wordbook.looking_up import OFTEN, Said, how_often, looked_up
from cxloop.wordbook.marking import words_changed
from cxloop.wordbook.models import WordDue, WordPosting
from cxloop.wordbook.words import is_meant, plain, telling, words_in

__all__ = [
    "OFTEN", "Described", "Said", "WordDue", "WordPosting", "begin_anew", "followed_up_to", "how_often", "is_meant",
    "looked_up", "place", "plain", "standing", "telling", "words_changed", "words_in", "words_of", "write",
]  # fmt: skip
