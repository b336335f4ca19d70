"""Make .venv with nothing but a Python: bare Debian has neither pip nor the part of venv that installs it.

Only the standard library. In order: venv as it should be; virtualenv, through whatever pip there is; Debian's own
package when we may install it; pip's wheel from the package index, which runs out of its own archive.
"""

import html
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
OLDEST = (3, 11)
WHEEL = r'href="([^"]*pip-([\d.]+)-py3-none-any\.whl[^"]*)"'


class NotPossible(Exception):
    """This way of making an environment is not open here."""


def with_venv() -> None:
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise NotPossible
    call(sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT))


def with_virtualenv() -> None:
    if importlib.util.find_spec("virtualenv"):
        call(sys.executable, "-m", "virtualenv", "--quiet", "--clear", str(ENVIRONMENT))
        return
    if importlib.util.find_spec("pip") is None:
        raise NotPossible
    with tempfile.TemporaryDirectory() as folder:
        call(sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, "virtualenv")
        command = (sys.executable, "-m", "virtualenv", "--quiet", "--clear", str(ENVIRONMENT))
        call(*command, environment=os.environ | {"PYTHONPATH": folder})


def with_debian() -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise NotPossible
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    call("apt-get", "update", "-qq", environment=quiet)
    call("apt-get", "install", "-y", "-qq", "--no-install-recommends", f"{version}-venv", environment=quiet)
    call(sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT))


def with_wheel() -> None:
    """An environment without pip, then pip from its own wheel."""
    if importlib.util.find_spec("venv") is None:
        raise NotPossible
    with tempfile.TemporaryDirectory() as folder:
        try:
            wheel = newest_pip(Path(folder))
        except (OSError, ValueError, urllib.error.URLError) as error:
            raise NotPossible from error
        call(sys.executable, "-m", "venv", "--clear", "--without-pip", str(ENVIRONMENT))
        python = str(ENVIRONMENT / "bin" / "python")
        call(python, f"{wheel}/pip", "install", "--quiet", str(wheel))


def newest_pip(folder: Path) -> Path:
    """Download the newest final release of pip."""
    index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/") + "/pip/"
    with urllib.request.urlopen(index) as answer:  # noqa: S310 - the index an operator chose
        page = answer.read().decode()
    wheels = {
        tuple(map(int, found[2].split("."))): html.unescape(found[1])
        for link in re.findall(r"<a\b[^>]*>", page)
        if "data-yanked" not in link and (found := re.search(WHEEL, link))
    }
    address = urllib.parse.urljoin(index, wheels[max(wheels)])
    path = folder / address.rpartition("/")[2].partition("#")[0]
    with urllib.request.urlopen(address) as answer:  # noqa: S310 - the index pip itself asks
        path.write_bytes(answer.read())
    return path


def call(*command: str, environment: dict[str, str] | None = None) -> None:
    try:
        subprocess.run(command, check=True, env=environment)
    except (subprocess.CalledProcessError, FileNotFoundError) as error:
        raise NotPossible from error


WAYS: tuple[Callable[[], None], ...] = (with_venv, with_virtualenv, with_debian, with_wheel)


def main() -> None:
    if sys.version_info < OLDEST:
        sys.exit("cxloop needs Python 3.11 or newer; say where it is: make PYTHON=/path/to/python3.11")
    if ENVIRONMENT.is_symlink():
        sys.exit(
            f"{ENVIRONMENT} leads to another environment, which would be cleared: remove that link first."
        )
    for way in WAYS:
        try:
            way()
        except NotPossible:
            continue
        if (ENVIRONMENT / "bin" / "pip").exists():
            return
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    sys.exit(
        f"No environment could be made in {ENVIRONMENT}: this Python can neither install packages nor fetch pip.\n"
        f"On Debian: apt-get install {version}-venv; then run the same command again."
    )


if __name__ == "__main__":
    main()
