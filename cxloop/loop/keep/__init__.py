"""Keep: what watches that nothing is lost, tidies, and finds."""

from cxloop.loop.keep.find import (
    Passage,
    follow_up_finding,
    improvements_of,
    join_improvement,
    mark_finding,
    mark_finding_again,
    raise_from_finding,
    remove_finding,
)
from cxloop.loop.keep.reconcile import BY_NAME, KINDS, Settled, look_for_gaps, settle_gaps
from cxloop.loop.keep.rotate import Rotated, is_kept_under, rotate_key
from cxloop.loop.keep.tidy import (
    FEW,
    compare_next,
    is_anybody_late,
    keep_keys,
    key_late,
    key_next,
    next_size,
    spell_next,
)
from cxloop.loop.keep.trails import anchor_trails, verify_trails
from cxloop.loop.keep.words import (
    begin_words_anew,
    find_by_words_anew,
    is_anything_to_find,
    tickets_with_words,
    words_astray,
    words_waiting,
    write_words,
)

__all__ = [
    "BY_NAME",
    "FEW",
    "KINDS",
    "Passage",
    "Rotated",
    "Settled",
    "anchor_trails",
    "begin_words_anew",
    "compare_next",
    "find_by_words_anew",
    "follow_up_finding",
    "improvements_of",
    "is_anybody_late",
    "is_anything_to_find",
    "is_kept_under",
    "join_improvement",
    "keep_keys",
    "key_late",
    "key_next",
    "look_for_gaps",
    "mark_finding",
    "mark_finding_again",
    "next_size",
    "raise_from_finding",
    "remove_finding",
    "rotate_key",
    "settle_gaps",
    "spell_next",
    "tickets_with_words",
    "verify_trails",
    "words_astray",
    "words_waiting",
    "write_words",
]
