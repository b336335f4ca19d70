"""The Italian catalogue is complete and up to date, and its placeholders are those of the English."""

import re

import pytest
from babel.messages.pofile import read_po

from cxloop.language import CATALOGUE, LANGUAGES
from tools.translations import collected

PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%[sd]|\{\w*\}")
OTHERS = [language for language in LANGUAGES if language != "en"]


def catalogue(language):
    with (CATALOGUE / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return [message for message in read_po(file) if message.id]


def key(message):
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def texts(message):
    return [message.string] if isinstance(message.string, str) else list(message.string)


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    with collected(tmp_path_factory.mktemp("words")).open("rb") as file:
        return {key(message) for message in read_po(file) if message.id}


@pytest.mark.parametrize("language", OTHERS)
def test_every_marked_text_is_in_the_catalogue_and_no_other(marked, language):
    kept = {key(message) for message in catalogue(language)}
    assert marked - kept == set(), "run `make translations`, then translate"
    assert kept - marked == set(), "run `make translations`"


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_untranslated_or_unsure(language):
    assert [message.id for message in catalogue(language) if message.fuzzy or not all(texts(message))] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_placeholders_of_its_original(language):
    for message in catalogue(language):
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        wanted = {found.group() for original in originals for found in PLACEHOLDER.finditer(original)}
        for text in texts(message):
            assert {found.group() for found in PLACEHOLDER.finditer(text)} <= wanted, message.id


@pytest.mark.parametrize("language", OTHERS)
def test_spaces_and_final_marks_are_those_of_the_original(language):
    """A sentence ends like a sentence, a label like a label."""
    for message in catalogue(language):
        original = message.id if isinstance(message.id, str) else message.id[0]
        text = texts(message)[0]
        assert (original[:1].isspace(), original[-1:].isspace()) == (
            text[:1].isspace(),
            text[-1:].isspace(),
        ), original
        assert original.endswith(":") == text.endswith(":"), original
