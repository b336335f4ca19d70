"""What is true of every page: checked whenever any test fetches one."""

import re
from collections import Counter
from functools import lru_cache
from xml.etree.ElementTree import Element

import html5lib

FIELDS = {"input", "select", "textarea"}
NEEDS_NO_LABEL = {"hidden", "submit", "button", "image", "reset"}
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list")
DATA_BLOCKS = {"application/json", "text/plain"}
TOKEN = re.compile(r'(?<=name="csrf_token" value=")[\w.-]+(?=")')
KEY = re.compile(r'(?<=name="once" value=")[\w-]+(?=")')


def faults_of(html: str, *, whole: bool = True) -> tuple[str, ...]:
    """What is wrong with a page, in words; a fragment (`whole=False`) has no outline of its own.

    The same page is looked at once, whoever fetches it: only the tokens of its forms are another browser's.
    """
    keys = KEY.findall(html)
    twice = tuple(f"two forms carry the key {key}" for key, times in Counter(keys).items() if times > 1)
    return twice + _faults(KEY.sub("key", TOKEN.sub("token", html)), whole)


@lru_cache(maxsize=1000)
def _faults(html: str, whole: bool) -> tuple[str, ...]:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(html) if whole else _fragment(parser, html)
    page = Page(root)
    faults = [f"not HTML: {code} {detail}" for _, code, detail in parser.errors]
    faults += [
        *page.unlabelled(),
        *page.repeated_ids(),
        *page.open_forms(),
        *page.inline_code(),
        *page.mute(),
    ]
    if whole:
        faults += [*page.outline(), *page.broken_references()]
    return tuple(faults)


def _fragment(parser: html5lib.HTMLParser, html: str) -> Element:
    root = Element("fragment")
    container = "tbody" if html.lstrip().startswith("<tr") else "div"
    root.extend(parser.parseFragment(html, container=container))
    return root


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


class Page:
    """A parsed page and the questions asked of it."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.elements = [element for element in root.iter() if isinstance(element.tag, str)]
        self.parents = {child: parent for parent in self.elements for child in parent}
        self.ids = Counter(element.get("id") for element in self.elements if element.get("id"))

    def tagged(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]

    def outline(self) -> list[str]:
        faults = []
        if len(self.tagged("h1")) != 1:
            faults.append(f"{len(self.tagged('h1'))} h1 instead of one")
        if self.root.get("lang") not in {"en", "it"}:
            faults.append(f"html lang is {self.root.get('lang')!r}")
        if len(self.tagged("main")) != 1:
            faults.append(f"{len(self.tagged('main'))} main landmarks instead of one")
        titles = [element for element in self.tagged("title") if self.parents[element].tag == "head"]
        if not titles or not _text(titles[0]):
            faults.append("no title")
        return faults

    def unlabelled(self) -> list[str]:
        named = {label.get("for") for label in self.tagged("label") if _text(label)}
        return [
            f"{field.tag} {field.get('name') or field.get('id')!r} has no label"
            for field in self.tagged(*FIELDS)
            if field.get("type", "text") not in NEEDS_NO_LABEL
            and not (field.get("aria-label") or field.get("aria-labelledby") or field.get("id") in named)
            and not self._is_inside(field, "label")
        ]

    def repeated_ids(self) -> list[str]:
        return [f"id {name!r} is there {times} times" for name, times in self.ids.items() if times > 1]

    def broken_references(self) -> list[str]:
        return [
            f"{element.tag} {attribute}={name!r} points nowhere"
            for element in self.elements
            for attribute in REFERENCES
            for name in (element.get(attribute) or "").split()
            if name not in self.ids
        ]

    def open_forms(self) -> list[str]:
        faults = []
        for form in self.tagged("form"):
            where = form.get("action") or form.get("hx-post") or "?"
            fields = {field.get("name") for field in form.iter("input")}
            if (form.get("method") or "").lower() not in {"get", "post", "dialog"}:
                faults.append(f"the form to {where} has no method")
            elif form.get("method", "").lower() == "post" and "csrf_token" not in fields:
                faults.append(f"the form to {where} has no csrf_token")
            elif form.get("method", "").lower() == "post" and "once" not in fields:
                faults.append(f"the form to {where} has no one-time key")
        return faults

    def inline_code(self) -> list[str]:
        faults = ["a <style> element" for _ in self.tagged("style")]
        for element in self.elements:
            bad = [name for name in element.keys() if name == "style" or name.startswith(("on", "hx-on"))]  # noqa: SIM118
            faults += [f"{element.tag} has an inline {name}" for name in bad]
            if (element.get("href") or "").lower().startswith("javascript:"):
                faults.append("a javascript: link")
        faults += [
            "an inline <script>"
            for script in self.tagged("script")
            if not script.get("src") and script.get("type") not in DATA_BLOCKS
        ]
        return faults

    def mute(self) -> list[str]:
        """Buttons, links and pictures that say nothing to somebody who cannot see them."""
        faults = [
            f"a {element.tag} without words ({element.get('href') or element.get('class') or ''})"
            for element in self.tagged("button", "a", "summary")
            if not (_text(element) or element.get("aria-label") or element.get("aria-labelledby"))
            and not any(image.get("alt") for image in element.iter("img"))
        ]
        return faults + ["an img without alt" for image in self.tagged("img") if image.get("alt") is None]

    def _is_inside(self, element: Element, tag: str) -> bool:
        above = self.parents.get(element)
        while above is not None:
            if above.tag == tag:
                return True
            above = self.parents.get(above)
        return False
