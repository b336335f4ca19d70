"""Find a Chromium for the browser tests and the screenshots, or install one.

`executable()` says where it is. In order: CXLOOP_BROWSER, the system's, Playwright's; as root on Debian the
distribution's package is installed, elsewhere Playwright's own download.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable() -> str | None:
    """The path of a browser that is there, or None."""
    for name in (os.environ.get("CXLOOP_BROWSER", ""), *NAMES):
        if name and (found := shutil.which(name)):
            return found
    return _playwrights()


def _playwrights() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> None:
    """The distribution's package when we may install it, else Playwright's download."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
        command = [
            "apt-get",
            "install",
            "-y",
            "-qq",
            "--no-install-recommends",
            "chromium",
            "fonts-dejavu-core",
        ]
        if subprocess.run(command, env=quiet, check=False).returncode == 0:
            return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> None:
    if executable():
        return
    print("Installing a browser for the checks.")
    install()
    if not executable():
        sys.exit(
            "The checks need a Chromium and none could be installed. Install one (Debian: apt-get install chromium),\n"
            "or say where it is: CXLOOP_BROWSER=/path/to/chromium make test"
        )


if __name__ == "__main__":
    main()
