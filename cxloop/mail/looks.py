"""How the invitation letter looks: declarations, inline for a mail program, in a style sheet for a page."""

from cxloop.people.colours import PAPER, readable_on, text_on

SANS = "font-family: Helvetica, Arial, sans-serif"
SERIF = "font-family: Georgia, serif"
INK, QUIET, RULE = "#1d1b18", "#5f5b54", "#8a857c"


def looks(colour: str) -> dict[str, str]:
    """The declarations of each part of the letter, by name."""
    on_paper = readable_on(colour, PAPER)
    return {
        "page": f"margin: 0; padding: 24px 8px; background: {PAPER}; color: {INK}; {SANS}; font-size: 16px;"
        " line-height: 1.5",
        "sheet": "max-width: 560px; margin: 0 auto",
        "band": f"background: {colour}; color: {text_on(colour)}; padding: 14px 16px; border-radius: 6px;"
        f" font-size: 18px; font-weight: bold; overflow-wrap: anywhere",
        "body": "padding: 24px 8px 8px",
        "greeting": "margin: 0 0 12px",
        "question": f"margin: 0 0 20px; {SERIF}; font-size: 24px; line-height: 1.3; font-weight: normal",
        "scale": "width: 100%; border-collapse: separate; border-spacing: 1px 0; table-layout: fixed",
        "cell": "padding: 0",
        "score": f"display: block; padding: 12px 0; border: 1px solid {RULE}; border-radius: 4px; background: #ffffff;"
        f" color: {INK}; text-align: center; text-decoration: none; font-size: 16px; line-height: 1.25",
        "ends": "width: 100%; margin: 6px 0 20px; border-collapse: collapse",
        "low": f"padding: 0; text-align: left; vertical-align: top; font-size: 14px; color: {QUIET}",
        "high": f"padding: 0; text-align: right; vertical-align: top; font-size: 14px; color: {QUIET}",
        "button": f"display: inline-block; padding: 12px 24px; border-radius: 6px; background: {on_paper};"
        f" color: {text_on(on_paper)}; text-decoration: none",
        "note": "margin: 0 0 16px",
        "foot": f"margin: 24px 0 0; padding: 12px 0 0; border-top: 1px solid {RULE}; font-size: 14px; color: {QUIET}",
        "leave": f"color: {QUIET}",
        "trap": "display: none; max-height: 0; overflow: hidden",
    }


def inline(colour: str) -> dict[str, dict[str, str]]:
    """Attributes for a letter: mail programs read no style sheet."""
    return {name: {"style": declarations} for name, declarations in looks(colour).items()}


def classes(colour: str) -> dict[str, dict[str, str]]:
    """Attributes for a page of ours, whose content policy allows no inline style."""
    return {name: {"class": f"letter-{name}"} for name in looks(colour)}


def style_sheet(colour: str) -> str:
    """The rules behind `classes`."""
    return "\n".join(f".letter-{name} {{ {declarations} }}" for name, declarations in looks(colour).items())
