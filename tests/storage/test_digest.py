"""Are the digest's figures the same when they are counted without a database?"""

from dataclasses import asdict, fields

from bot.playbook.digest import Digest
from storage import digest
from storage.database import Database
from tests.storage import random_team
from tests.storage.random_team import POSTED_ON
from tests.storage.test_isolation import Heard, bounds

TEAMS = 60  # random ones, side by side in one database


async def test_every_figure_agrees_with_a_count_by_hand(db: Database) -> None:
    teams = [await db.write(random_team.grow, seed) for seed in range(TEAMS)]
    for team in teams:
        found = await db.read(digest.figures, team.workspace_id, POSTED_ON)
        expected = random_team.figures(team)
        assert set(expected) == {one.name for one in fields(Digest)}
        differing = {
            n: (v, expected[n]) for n in expected if (v := getattr(found, n)) != expected[n]
        }
        assert differing == {}, team.workspace_id


async def test_every_reps_figures_agree_with_a_count_by_hand(db: Database) -> None:
    teams = [await db.write(random_team.grow, seed) for seed in range(TEAMS // 2)]
    for team in teams:
        found = await db.read(digest.by_rep, team.workspace_id, POSTED_ON)
        said = {line.rep_id: asdict(line) for line in found}
        for line in said.values():
            del line["rep_id"], line["name"]
        assert said == random_team.lines(team), team.workspace_id


async def test_random_teams_hold_what_the_figures_are_about(db: Database) -> None:
    teams = [await db.write(random_team.grow, seed) for seed in range(TEAMS)]
    counted = [random_team.figures(team) for team in teams]
    for name in (
        "circles",
        "unrated_deals",
        "won_clients",
        "lost",
        "kept",
        "quiet",
        "not_survived",
    ):
        assert sum(one[name] > 0 for one in counted) >= 5, name
    assert sum(bool(one["lost_named"]) for one in counted) >= 5
    assert sum(one["was_minor"] is None for one in counted) >= 5
    assert sum(one["not_survived"] < one["valued"] for one in counted) >= 5
    learned = [
        random_team.chance_of(team, stage) != stage["chance"]
        for team in teams
        for stage in team.stages
    ]
    assert sum(learned) >= 5


async def test_every_statement_stays_inside_its_workspace(db: Database) -> None:
    team = await db.write(random_team.grow, 7)
    with Heard() as heard:
        await db.read(digest.figures, team.workspace_id, POSTED_ON)
        await db.read(digest.by_rep, team.workspace_id, POSTED_ON)
    assert len(heard.said) > 10
    assert [said for said, _ in heard.said if "workspace_id" not in bounds(said)] == []


async def test_a_large_team_costs_no_more_statements_than_a_small_one(db: Database) -> None:
    counts = set()
    for seed in (4, 7, 11):
        team = await db.write(random_team.grow, seed)
        with Heard() as heard:
            await db.read(digest.figures, team.workspace_id, POSTED_ON)
        counts.add(sum(said.startswith(("SELECT", "WITH")) for said, _ in heard.said))
    assert len(counts) == 1
    assert counts.pop() < 30
