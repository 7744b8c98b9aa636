"""Is a client cooling, as the rep feels it? (S2-4)"""

from collections.abc import Sequence

from bot.playbook.model import Heat

COLD_IN_A_ROW = 2
FALLING_OVER = 3  # touches

_DEGREES = {Heat.COLD: 0, Heat.WARM: 1, Heat.HOT: 2}


def is_cooling(felt: Sequence[Heat]) -> bool:
    """Two cold touches in a row, or falling heat over three; the latest comes first."""
    degrees = [_DEGREES[heat] for heat in felt]
    lately = degrees[:COLD_IN_A_ROW]
    if len(lately) == COLD_IN_A_ROW and not any(lately):
        return True
    newest = degrees[:FALLING_OVER]
    return len(newest) == FALLING_OVER and newest[0] < newest[1] < newest[2]
