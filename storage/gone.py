"""What somebody acts on is not here: never was, or is gone. Which sentence says so?"""


class Gone(LookupError):  # noqa: N818
    """A row that is not there; `code` names the problem that says so."""

    def __init__(self, code: str, what: str) -> None:
        super().__init__(what)
        self.code = code
