"""Who Slack could not tell of in time is served, and asked about again."""

from sqlalchemy import text

from tests.journeys.steps import utc
from tests.world import World


async def test_a_profile_read_too_late_is_read_at_the_next_command(steady_world: World) -> None:
    steady_world.slack.faults.add("users.info", "timeout_before", seconds=1.6)
    assert "UTC" in await steady_world.said("Acme tomorrow 3pm")
    assert "Berlin" in await steady_world.said("Globex tomorrow 3pm")


async def test_what_was_promised_before_the_zone_was_known_comes_at_the_reps_own_hour(
    steady_world: World,
) -> None:
    steady_world.slack.faults.add("users.info", "timeout_before", seconds=1.6)
    await steady_world.said('Acme tomorrow 3pm "x y"')
    await steady_world.said("list")
    await steady_world.until(utc(3, 3, 13, 49))
    assert steady_world.dms() == []
    await steady_world.until(utc(3, 3, 13, 50))
    assert len(steady_world.dms()) == 1


async def test_a_guest_does_not_stay_a_rep_because_a_profile_could_not_be_read(
    steady_world: World,
) -> None:
    guest = steady_world.slack.add_user("Gil Guest", is_restricted=True)
    steady_world.slack.faults.add("users.info", "internal_error", times=3)
    assert "Saved" in await steady_world.said("Acme tomorrow 3pm", guest)
    steady_world.slack.faults.clear()
    assert "guests" in await steady_world.said("Globex tomorrow 3pm", guest)
    await steady_world.until(utc(3, 3, 18))
    assert [m for m in steady_world.dms(guest) if not m.ephemeral_for] == []


async def test_a_rep_is_asked_about_once(steady_world: World) -> None:
    for _ in range(3):
        await steady_world.said("list")
    assert [call.method for call in steady_world.slack.calls].count("users.info") == 1


async def test_a_zone_this_machine_does_not_know_is_no_dead_end(steady_world: World) -> None:
    await steady_world.said("list")
    unknown = text("UPDATE reps SET zone = 'America/Nueva'")
    await steady_world.steady.db.write(lambda conn: conn.execute(unknown))
    assert "Saved" in await steady_world.said("Acme tomorrow 3pm")
