"""Does one rep nobody can compute leave all others theirs?"""

import logging

import pytest
from sqlalchemy import text

from tests.journeys.steps import utc
from tests.world import World


async def test_a_rep_nobody_can_compute_silences_nobody_else(
    steady_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world = steady_world
    await world.said("Globex tomorrow", world.ben)
    await world.said('Acme tomorrow 3pm "x y"')
    await world.said("Initech tomorrow")
    # No working day ever comes for Ben.
    spoil = text("UPDATE reps SET working_days = '' WHERE name = 'Ben'")
    await world.steady.db.write(lambda conn: conn.execute(spoil))
    with caplog.at_level(logging.ERROR):
        for moment in (utc(3, 3, 9), utc(3, 3, 13, 50)):
            world.clock.move_to(moment)
            await world.steady.tick()
    assert len(world.dms()) == 2
    assert [r.message for r in caplog.records].count("brief_failed") == 2


async def test_a_rep_in_a_zone_nobody_knows_silences_nobody(steady_world: World) -> None:
    world = steady_world
    await world.said('Acme tomorrow 3pm "x y"')
    await world.said("Globex tomorrow", world.ben)
    spoil = text("UPDATE reps SET zone = 'Europe/Nowhere' WHERE name = 'Ben'")
    await world.steady.db.write(lambda conn: conn.execute(spoil))
    await world.until(utc(3, 3, 13, 50))
    assert world.dms()
    assert world.dms(world.ben)
