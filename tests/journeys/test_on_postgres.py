"""The same job with the database on PostgreSQL, and everybody at once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from tests.cast import NOW
from tests.world import World, world

pytestmark = pytest.mark.postgres

NAMES = ["Acme", "Globex", "Initech", "Hooli", "Vandelay", "Dunder", "Wonka", "Tyrell", "Stark"]
NAMES += ["Umbrella"]

# Ten minutes before three in Berlin: winter time in March, summer time in April.
PUT_OFFS = {
    "20 March": datetime(2026, 3, 20, 13, 50, tzinfo=UTC),
    "7 April": datetime(2026, 4, 7, 12, 50, tzinfo=UTC),
    "24 April": datetime(2026, 4, 24, 12, 50, tzinfo=UTC),
}


@pytest.fixture
async def team(postgres_url: str) -> AsyncIterator[World]:
    """A whole Steady on PostgreSQL."""
    async with world(postgres_url, NOW) as made:
        yield made


async def test_the_main_job_on_postgres(team: World) -> None:
    said = await team.said('Acme next Monday 3pm "after our board has met"')
    assert "Monday 9 March at 15:00, Berlin time" in said

    await team.until(datetime(2026, 3, 9, 13, 50, tzinfo=UTC))
    assert "“after our board has met”" in team.last().text

    for day, comes_at in PUT_OFFS.items():
        await team.press("moved")
        await team.fill_in({"when": f"{day} 3pm", "words": "not before that"})
        await team.until(comes_at)
    assert "either answer is fine" in team.last().text.casefold()

    await team.press("no")
    silent_from = len(team.dms())
    await team.until(datetime(2026, 6, 1, 9, 0, tzinfo=UTC))
    assert len(team.dms()) == silent_from


async def test_ten_commands_at_once_from_three_reps_are_all_saved(team: World) -> None:
    reps = [team.ana, team.ben, team.mia]
    commands = [(reps[n % 3], name) for n, name in enumerate(NAMES)]
    lines = (team.followup(f"{name} 12 March 3pm", rep) for rep, name in commands)
    seen = await asyncio.gather(*lines)

    assert [name for name, each in zip(NAMES, seen, strict=True) if "Saved" not in each.body] == []
    lists = {rep.id: await team.said("list", rep) for rep in reps}
    assert [name for rep, name in commands if name not in lists[rep.id]] == []


async def test_one_delivery_five_times_at_once_is_saved_once_and_answered_alike(
    team: World,
) -> None:
    address, team.slack.request_url = team.slack.request_url, "http://127.0.0.1:9/"
    assert (await team.followup("Acme 12 March 3pm")).status == 0
    team.slack.request_url, delivery = address, team.slack.deliveries[-1]
    seen = await asyncio.gather(*(team.slack.redeliver(delivery) for _ in range(5)))

    assert {each.body for each in seen} == {seen[0].body}
    assert "Saved" in seen[0].body
    assert (await team.said("list")).count("Acme") == 1


async def test_a_pipeline_on_postgres(team: World) -> None:
    await team.pipeline("currency EUR", team.mia)
    await team.pipeline("target €100k")
    for n in range(4):
        everybody = (team.ana, team.ben, team.mia)
        await asyncio.gather(
            *(team.pipeline(f'add Acme "Deal {n}{w.name[0]}" €1k', w) for w in everybody)
        )
    assert "€4,000 is open, in four deals, against €100,000: €96,000 short." in (
        await team.pipeline("")
    )

    assert "Won: Deal 3A at Acme, €2,000." in await team.pipeline("won Acme Deal 3A €2k")
    assert "said no to Deal 2A, €1,000" in await team.pipeline("lost Acme Deal 2A the price")
    await team.pipeline("undo")

    assert "€3,000 is open, in three deals" in await team.pipeline("")
    assert "Deals won: 1." in await team.pipeline("list won")


async def test_a_question_and_its_answer_on_postgres(team: World) -> None:
    await team.pipeline("currency EUR", team.mia)
    for name in ("Initech", "Globex"):
        await team.client(f"touch {name}")
        await team.client(f"value {name} €84k")
        await team.pipeline(f"add {name} €5k")
        await team.pipeline(f"won {name}")
    await team.until(datetime(2026, 3, 9, 7, 30, tzinfo=UTC))
    assert "Suppose Initech calls on Friday" in team.last().text

    await team.press("friday_other")
    assert "Suppose Globex calls on Friday" in team.last().text
    await team.press("friday_spoke")
    await team.press("undo")
    assert "Suppose Globex calls on Friday" in team.last().text

    assert "Losing a client who trusted you hurts" in await team.client("lost Globex")
    await team.until(datetime(2026, 3, 10, 7, 30, tzinfo=UTC))
    assert team.last().text.startswith("Globex was lost on Monday 9 March, worth €84,000 a year.")
