"""python -m cxloop …"""

from cxloop.cli import main

if __name__ == "__main__":
    main()
