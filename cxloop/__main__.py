"""python -m cxloop …"""

if __name__ == "__main__":
    try:
        from cxloop.cli import main

        main()
    except KeyboardInterrupt:  # before there was anything to interrupt
        raise SystemExit("Interrupted. Nothing was changed.") from None
