"""May we let a client go? (S2-9)"""

MANAGER_ABOVE = 0.05  # of the team's book


def share(value: int, book: int) -> float | None:
    """What part of the yearly book this client is; none of an empty book."""
    return value / book if book else None


def needs_manager(part: float | None) -> bool:
    """Above 5 % of the team's book the manager agrees first."""
    return part is not None and part > MANAGER_ABOVE
