"""The product's own server with any WSGI application in it: `python -m bench.serving module:name PORT`."""

import sys
from importlib import import_module

from cxloop.serving.server import run


def main(target: str, port: str) -> None:
    module, _, name = target.partition(":")
    run(getattr(import_module(module), name), "127.0.0.1", int(port))


if __name__ == "__main__":
    main(*sys.argv[1:])
