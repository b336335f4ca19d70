"""Scales in words, in English, Italian, German, Spanish and French, and the score each word stands for.

Where a word gives only a band ("Detractor"), its score is the one that claims least.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

NO_ANSWER = re.compile(
    r"(not |nicht |non |no )?(offered|angeboten|offert[oa]|ofrecid[oa]|proposee?)|unoffered|unknown|(no|not) (answer(ed)?|response|rated|applicable|reply)|unanswered|unrated|skipped|none"
    r"|null|n\.?/?a\.?|[-–—.]{1,3}|(i )?(don'?t|do not) know|not sure|prefer not to (say|answer)"
    r"|nessuna risposta|non (risponde|so|saprei|applicabile|valutato)|preferisco non rispondere"
    r"|keine (antwort|angabe|bewertung)|weiss (ich )?nicht|nicht zutreffend|k\.?\s?a\.?"
    r"|sin (respuesta|calificar)|no (contesta|aplica|sabe|se)|prefiero no (contestar|responder)"
    r"|(sans|pas de|aucune) reponse|sans objet|(je )?ne sais? pas|non (repondu|concerne)"
)
STARS = re.compile(r"([★⭐]\ufe0f?){1,10}☆{0,10}")


@dataclass(frozen=True)
class Vocabulary:
    """One scale in words. `metric` None: the words fit several, the question's heading has to tell.

    `words` has, for each score, a pattern over plain text (lower case, no accents).
    """

    key: str
    metric: str | None
    lowest: int
    highest: int
    words: Mapping[int, str]

    def score_of(self, word: str) -> int | None:
        """The score a plain word stands for; None when it is not a word of this scale."""
        word = word.replace("_", " ")
        return next((score for score, pattern in _compiled(self).items() if pattern.fullmatch(word)), None)

    def __hash__(self) -> int:
        return hash(self.key)


@cache
def _compiled(vocabulary: Vocabulary) -> dict[int, re.Pattern[str]]:
    return {score: re.compile(pattern) for score, pattern in vocabulary.words.items()}


MOST = r"(very|extremely|completely|molto|estremamente|completamente|del tutto|sehr|ausserst|vollig|muy|extremadamente|totalmente|tres|extremement|tout a fait)"
A_BIT = r"(somewhat|fairly|rather|mostly|abbastanza|piuttosto|parzialmente|eher|ziemlich|algo|bastante|mas bien|plutot|assez)"
SLIGHTLY = (
    r"(slightly|a little|leggermente|lievemente|un po'?|etwas|leicht|ligeramente|un poco|un peu|legerement)"
)
MODERATELY = r"(moderately|moderatamente|massig|moderadamente|moderement)"
GLAD = r"(satisfied|happy|content[oaie]s?|soddisfatt[oaie]|zufrieden|satisfech[oa]s?|satisfaite?s?)"
UNHAPPY = r"(dissatisfied|unhappy|scontent[oaie]|unsatisfied|insoddisfatt[oaie]|unzufrieden|insatisfech[oa]s?|insatisfaite?s?|mecontente?s?)"
BETWEEN = r"(neutral[eo]?|neutre|indifferente?|neither .* nor .*|ne .* ne .*|weder .* noch .*|ni .* ni .*)"
EASY = r"(easy|facile|semplice|einfach|leicht|facil|simple)"
HARD = r"(difficult|hard|difficile|complicat[oa]|schwierig|schwer|dificil)"
NOT_AT_ALL = (
    r"(not at all|per niente|per nulla|affatto|uberhaupt nicht|gar nicht|nada|en absoluto|pas du tout)"
)
LITTLE = r"(not (very|so)|poco|wenig|weniger|kaum|nicht (so|sehr)|poco|peu|pas tres)"
AGREE = r"(agree|d'accordo|stimme zu|zustimmung|de acuerdo|d'accord)"
DISAGREE = r"(disagree|in disaccordo|stimme nicht zu|ablehnung|en desacuerdo|pas d'accord)"
STRONGLY = r"(strongly|completely|totally|completamente|fortemente|totalmente|del tutto|muy|tout a fait|pas du tout|vollig|voll und ganz)"


def _five(low: str, high: str, most: str = MOST) -> dict[int, str]:
    return {
        1: rf"{most} {low}|{NOT_AT_ALL} {high}",
        2: rf"({A_BIT} |{SLIGHTLY} )?{low}|{LITTLE} {high}",
        3: BETWEEN,
        4: rf"({A_BIT} |{SLIGHTLY} )?{high}",
        5: rf"{most} {high}",
    }


def _upwards(high: str) -> dict[int, str]:
    """From nothing to the most, without an opposite."""
    return {
        1: rf"{NOT_AT_ALL} {high}",
        2: rf"({SLIGHTLY}|{LITTLE}) {high}",
        3: rf"({MODERATELY}|{A_BIT}) {high}",
        4: rf"(very|molto|sehr|muy|tres) {high}",
        5: rf"(extremely|completely|estremamente|completamente|ausserst|vollig|extremadamente|totalmente|extremement) {high}",
    }


def _seven(low: str, high: str, most: str = MOST) -> dict[int, str]:
    return {
        1: rf"{most} {low}",
        2: rf"({MODERATELY} )?{low}",
        3: rf"({A_BIT}|{SLIGHTLY}) {low}",
        4: BETWEEN,
        5: rf"({A_BIT}|{SLIGHTLY}) {high}",
        6: rf"({MODERATELY} )?{high}",
        7: rf"{most} {high}",
    }


BANDS = "nps_bands"
UPWARDS = ("satisfaction_upwards", "ease_upwards")
COARSE = ("good_or_bad", "great_okay_not_good")
"""Scales with several words for one score."""
VOCABULARIES = (
    Vocabulary(
        BANDS, "nps", 0, 10,
        {
            9: r"promoters?|promotor[ei]?|promoteurs?|promotores",
            7: r"passives?|neutrals?|passiv[oi]?|neutral[ei]?|indifferent[e]?|pasiv[oa]s?|passifs?|neutro",
            6: r"detractors?|detrattor[ei]|detraktor(en)?|kritiker|detractores|detracteurs?",
        },
    ),
    Vocabulary(
        "good_or_bad", "csat", 1, 5,
        {
            5: r"(good|positive|buon[oa]|positiv[oa]?|gut|buen[oa]|bien|bon(ne)?|positif)( (with comment|con commento|mit kommentar|con comentarios?|avec commentaire))?",
            1: r"(bad|negative|negativ[oa]?|cattiv[oa]|scars[oa]|schlecht|mal[oa]?|mauvaise?|negatif)( (with comment|con commento|mit kommentar|con comentarios?|avec commentaire))?",
        },
    ),
    Vocabulary("great_okay_not_good", "csat", 1, 5, {5: r"great|happy|thumbs up|😀|👍", 3: r"ok|okay|neutral|😐", 1: r"not good|bad|sad|thumbs down|🙁|👎"}),
    Vocabulary(
        "five_faces", "csat", 1, 5,
        {
            5: r"amazing|🤩|😍", 4: r"great|😃|😀|🙂|😊", 3: r"ok|okay|😐", 2: r"bad|🙁|☹️?", 1: r"terrible|😠|😡",
        },
    ),
    Vocabulary("thermometer", "csat", 1, 5, {5: r"gold", 4: r"green", 2: r"yellow", 1: r"red"}),
    Vocabulary(
        "number_words", "csat", 1, 5,
        {
            number: rf"({words})( stars?| stell[ae]| sterne?| estrellas?| etoiles?)?"
            for number, words in enumerate(
                ("one|un[oae]?|eins?|une", "two|due|zwei|dos|deux", "three|tre|drei|tres|trois",
                 "four|quattro|vier|cuatro|quatre", "five|cinque|funf|cinco|cinq"), 1)
        },
    ),
    Vocabulary("satisfaction_5", "csat", 1, 5, _five(UNHAPPY, GLAD)),
    Vocabulary("satisfaction_upwards", "csat", 1, 5, _upwards(GLAD)),
    Vocabulary("satisfaction_7", "csat", 1, 7, _seven(UNHAPPY, GLAD)),
    Vocabulary("ease_5", "ces", 1, 5, _five(HARD, EASY)),
    Vocabulary("ease_upwards", "ces", 1, 5, _upwards(EASY)),
    Vocabulary("ease_7", "ces", 1, 7, _seven(HARD, EASY)),
    Vocabulary("agreement_5", None, 1, 5, _five(DISAGREE, AGREE, STRONGLY)),
    Vocabulary("agreement_7", None, 1, 7, _seven(DISAGREE, AGREE, STRONGLY)),
    Vocabulary(
        "quality_5", "csat", 1, 5,
        {
            5: r"excellent[e]?|ottim[oa]|eccellente|ausgezeichnet|sehr gut|excelente|outstanding",
            4: r"good|very good|buon[oa]|gut|buen[oa]|muy buen[oa]|bon(ne)?|tres bon(ne)?",
            3: r"average|fair|acceptable|sufficiente|discret[oa]|befriedigend|durchschnittlich|mittel|regular|moyen(ne)?|ok|okay",
            2: r"poor|bad|scars[oa]|insufficiente|schlecht|mal[oa]|mauvaise?",
            1: r"very poor|very bad|terrible|awful|pessim[oa]|sehr schlecht|mangelhaft|muy mal[oa]|pesim[oa]|tres mauvaise?|horrible",
        },
    ),
    Vocabulary(
        "quality_excellent_to_poor", "csat", 1, 5,
        {5: r"excellent", 4: r"very good", 3: r"good", 2: r"fair", 1: r"poor"},
    ),
)  # fmt: skip


def vocabulary_called(key: str | None) -> Vocabulary | None:
    """The scale in words of this key."""
    return next((vocabulary for vocabulary in VOCABULARIES if vocabulary.key == key), None)


def is_no_answer(word: str) -> bool:
    """Whether a plain text says that nobody answered."""
    return NO_ANSWER.fullmatch(word.replace("_", " ")) is not None


def stars_in(text: str) -> int | None:
    """How many filled stars a text of stars has; None when it is not one."""
    found = STARS.fullmatch(text.strip())
    return sum(text.count(star) for star in "★⭐") if found else None


def vocabulary_of(words: Collection[str], usual: str | None = None) -> Vocabulary | None:
    """The scale whose words these plain texts are, each meaning another score; texts that say "no answer" aside.

    `usual` is the key of the scale that is tried first.
    """
    said = {word for word in words if word and not is_no_answer(word)}
    if not said:
        return None
    for vocabulary in sorted(VOCABULARIES, key=lambda known: known.key != usual):
        scores = [vocabulary.score_of(word) for word in said]
        if None not in scores and (len(set(scores)) == len(scores) or vocabulary.key in COARSE):
            return vocabulary
    return None
