"""Which choices, of a rep or for the team, are remembered so that they can be taken back?"""

SETTINGS, PAUSE, PROTECT = "settings", "pause", "protect"
MUTE, UNMUTE = "mute:", "unmute:"  # then what
DIGEST, SHARE_LOSS = "digest", "share_loss"
TOLD = "told"  # whose date it is
RATE, CURRENCY = "rate:", "currency:"  # then which; of everything, which it was before


def is_about_a_rep(kind: str) -> bool:
    """Whether it says how one rep is spoken to."""
    return kind in (SETTINGS, PAUSE, PROTECT) or kind.startswith((MUTE, UNMUTE))
