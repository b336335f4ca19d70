"""Templates: three kinds, each in its room; nothing inline, nothing declared safe."""

import re

from tests.guards.sources import CODE, ROOT, TEMPLATES, asked_of

KINDS = {"layouts", "macros", "errors", "email"}
PAGES = sorted(TEMPLATES.rglob("*.html"))
WEB_ROOMS = {
    path.name for path in (CODE / "web").iterdir() if path.is_dir() and not path.name.startswith("__")
}
FORBIDDEN = {
    r"<style\b": "has a style element",
    r"\sstyle\s*=": "has an inline style",
    r"<[^>]*\son[a-z]+\s*=": "has an inline handler",
    r"\shx-on": "has an inline htmx handler",
    r"\shx-vars|hx-vals\s*=\s*.js:": "evaluates script",
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)": "has an inline script",
    r"javascript:": "has a javascript link",
    r"https?://(?!www\.w3\.org)": "names an outside address",
}


def name(path):
    return str(path.relative_to(TEMPLATES))


@asked_of(PAGES)
def test_a_template_belongs_to_a_room_of_the_web_skin(path):
    assert path.relative_to(TEMPLATES).parts[0] in KINDS | WEB_ROOMS


@asked_of(PAGES)
def test_a_template_has_nothing_inline_and_trusts_nothing(path):
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text(), flags=re.DOTALL)
    letter = path.is_relative_to(TEMPLATES / "email")  # a mail program knows no style sheet
    assert [
        reason
        for pattern, reason in FORBIDDEN.items()
        if re.search(pattern, text, re.IGNORECASE) and not (letter and "style" in reason)
    ] == []


@asked_of(PAGES)
def test_a_template_is_used(path):
    """By a view, or by another template."""
    used = f'"{name(path)}"'
    sources = [*CODE.rglob("*.py"), *PAGES]
    dynamic = path.parent.name == "errors"
    assert dynamic or any(used in source.read_text() for source in sources if source != path)


@asked_of(PAGES)
def test_no_template_declares_text_safe(path):
    assert not re.search(r"\|\s*safe\b|autoescape\s+false", path.read_text())


def test_scripts_make_no_text_into_markup():
    dangerous = re.compile(r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function)\s*[=(]")
    for script in (ROOT / "static" / "js").rglob("*.js"):
        assert not dangerous.search(script.read_text()), script.name
