"""What do we raise when the database itself is in trouble?"""


class Unavailable(Exception):  # noqa: N818 - it reads as what is the case
    """The database cannot do its work now: an outage, never a bug or a rep's mistake.

    Nothing was stored, unless the reason is `unclear`: then the connection was lost while the
    commit was under way, and only the database knows. The reasons: busy, closed, contention,
    corrupt, disk_full, io_error, locked_elsewhere, newer_schema, out_of_memory, read_only,
    timeout, unclear, unreachable.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail
