"""When the machine's clock jumps, or it slept, is anything said twice or never?"""

from datetime import UTC, datetime, timedelta

import pytest

from tests.scheduler.conftest import Waiting

DUE = datetime(2026, 3, 2, 13, 50, tzinfo=UTC)  # ten to three in Berlin
WORDS = "after our board has met"
JUMPS = [
    timedelta(minutes=5),
    timedelta(minutes=-5),
    timedelta(hours=5),
    timedelta(hours=-5),
    timedelta(days=1),
    timedelta(days=-1),
    timedelta(hours=8),  # the machine slept
]


@pytest.mark.parametrize("jump", JUMPS, ids=str)
@pytest.mark.parametrize("when", ["before it is due", "after it was said", "while it is unclear"])
async def test_a_clock_that_jumps_has_nothing_said_twice_or_never(
    waiting: Waiting, jump: timedelta, when: str
) -> None:
    await waiting.world.said(f'Acme today 3pm "{WORDS}"')
    if when == "while it is unclear":
        waiting.slack.faults.add("chat.postMessage", "reset_after")
    if when == "before it is due":
        waiting.clock.hurry(jump)
    if waiting.clock.now() < DUE:
        await waiting.until_due(DUE)
    if when != "before it is due":
        waiting.clock.hurry(jump)
    while waiting.clock.now() < DUE + timedelta(days=1, hours=6):
        waiting.clock.hurry(timedelta(minutes=20))
        await waiting.world.steady.tick()

    timed = [one for one in waiting.posted(WORDS) if "Good morning" not in one.text]
    whole = waiting.posted(WORDS)
    assert len(whole) >= 1
    assert len(timed) <= 1
