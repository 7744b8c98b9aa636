"""How is the share of deals that are won said? (S0-5)"""


def win_rate_said(share: float, source: str) -> str:
    """Whose win rate it is, or that it is assumed until enough has been closed."""
    percent = f"{share * 100:.0f} %"
    match source:
        case "own":
            return f"you win {percent} of what you close"
        case "team":
            return f"the team wins {percent} of what it closes"
        case _:
            return f"I assume that one in four is won ({percent}) until twenty have been closed"
