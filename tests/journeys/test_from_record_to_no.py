"""The main job, end to end: what a rep records comes back, and a no is believed."""

from datetime import UTC, datetime

from tests.world import World


async def test_a_follow_up_comes_back_ten_minutes_before_its_time_in_the_clients_words(
    steady_world: World,
) -> None:
    said = await steady_world.said('Acme next Monday 3pm "after our board has met" send the quote')
    assert "Monday 9 March at 15:00, Berlin time" in said

    await steady_world.until(datetime(2026, 3, 9, 13, 49, tzinfo=UTC))
    assert steady_world.dms() == []
    await steady_world.until(datetime(2026, 3, 9, 13, 50, tzinfo=UTC))

    assert "“after our board has met”" in steady_world.last().text
    assert "Acme asked for today, 15:00." in steady_world.last().text
