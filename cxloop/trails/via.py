"""By which door something was done, and which program came through it. Pure."""


class Via(str):
    """A door's name as any other, "api" or "import", that also says which program used it, as "token:7"."""

    __slots__ = ("program",)

    program: str | None

    def __new__(cls, name: str, program: str | None = None) -> "Via":
        made = super().__new__(cls, name)
        made.program = program
        return made


def program_of(via: str) -> str | None:
    """The program that came through the door; None when a person did, or nobody."""
    return via.program if isinstance(via, Via) else None
