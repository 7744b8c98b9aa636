"""Do the newest answers about fit count, and are those before kept? (S1-2)"""

from datetime import timedelta

import pytest

from bot.playbook.fit import Differs, Fit, FitAnswer, Trait
from bot.playbook.model import Standing
from bot.playbook.outcome import FitAnswered, Refused, Undone
from storage import clients, fits, tables
from storage.database import Database
from tests.cast import NOW, WORKSPACE
from tests.storage.desk import Desk, desk

YES, NO, UNKNOWN = FitAnswer.YES, FitAnswer.NO, FitAnswer.UNKNOWN
FIRST = {Trait.TYPE: YES, Trait.VALUES: YES, Trait.PARTNERS: YES, Trait.LASTING: NO}


@pytest.fixture
async def at(db: Database):
    """Ana knows Acme, a prospect."""
    async with desk(db) as made:
        await made.do_line("add Acme")
        await made.do_line("add Hooli")
        yield made


async def answered(at: Desk, line: str) -> FitAnswered:
    """`/client fit …`, a minute after what came before."""
    at.now += timedelta(minutes=1)
    found = await at.do_line(f"fit {line}")
    assert isinstance(found, FitAnswered), found
    return found


async def newest(at: Desk, client_id: int) -> Fit | None:
    return await at.db.read(fits.newest, WORKSPACE, client_id)


async def test_nothing_is_known_of_a_client_nobody_was_asked_about(at: Desk) -> None:
    acme = (await at.do_line("fit Acme yes yes yes no")).client.id
    assert await newest(at, acme + 1) is None
    assert await at.db.read(fits.history, WORKSPACE, acme + 1) == []


async def test_what_was_answered_comes_back_as_it_was_answered(at: Desk) -> None:
    said = await answered(at, "Acme yes yes yes no")
    kept = await newest(at, said.client.id)
    assert kept == said.fit
    assert (kept.answers, kept.rep_id, kept.on) == (FIRST, at.ana.id, NOW.date())
    assert await at.db.read(fits.get, WORKSPACE, said.fit.id) == kept


async def test_the_newest_counts_whoever_gave_it_and_those_before_are_its_history(
    at: Desk,
) -> None:
    first = await answered(at, "Acme yes yes yes no")
    at.now += timedelta(minutes=1)
    second = await at.do_line("fit Acme no yes yes no", at.ben)
    client_id = first.client.id
    assert await newest(at, client_id) == second.fit
    assert second.fit.rep_id == at.ben.id
    assert await at.db.read(fits.before, WORKSPACE, second.fit) == first.fit
    assert await at.db.read(fits.before, WORKSPACE, first.fit) is None
    assert await at.db.read(fits.history, WORKSPACE, client_id) == [second.fit, first.fit]


async def test_answers_that_contradict_those_before_are_named_and_what_was_unknown_is_not(
    at: Desk,
) -> None:
    await answered(at, "Acme yes ? yes no")
    later = await answered(at, "Acme no yes yes ?")
    assert later.differs == (
        Differs(Trait.TYPE, YES, NO),
        Differs(Trait.LASTING, NO, UNKNOWN),
    )
    assert (await newest(at, later.client.id)).answers[Trait.TYPE] is NO


async def test_taken_back_the_answers_before_count_again_and_the_row_stays(at: Desk) -> None:
    first = await answered(at, "Acme yes yes yes no")
    second = await answered(at, "Acme no no no no")
    assert isinstance(await at.undo(second.change_id), Undone)
    assert await newest(at, first.client.id) == first.fit
    assert await at.db.read(fits.history, WORKSPACE, first.client.id) == [first.fit]
    assert len(await at.rows(tables.fits)) == 2
    assert isinstance(await at.undo(second.change_id), Refused)


async def test_the_same_delivery_again_keeps_one_row(at: Desk) -> None:
    said = [await at.do_line("fit Acme yes yes yes no", key="one") for _ in range(2)]
    assert said[0] == said[1]
    assert len(await at.rows(tables.fits)) == 1


async def test_merged_the_answers_are_about_the_client_that_stayed(at: Desk) -> None:
    said = await answered(at, "Acme yes yes yes no")
    at.now += timedelta(minutes=1)
    merged = await at.do_line("merge Acme into Hooli")
    stayed = next(row for row in await at.rows(tables.clients) if row["name"] == "Hooli")["id"]
    assert (await newest(at, stayed)).answers == FIRST
    assert await newest(at, said.client.id) is None
    await at.undo(merged.change_id)
    assert (await newest(at, said.client.id)).answers == FIRST


async def test_a_client_of_another_workspace_has_answers_of_its_own(at: Desk) -> None:
    said = await answered(at, "Acme yes yes yes no")
    assert await at.db.read(fits.newest, "T0OTHER", said.client.id) is None
    with pytest.raises(LookupError):
        await at.db.read(fits.get, "T0OTHER", said.fit.id)


@pytest.mark.parametrize("standing", [Standing.LOST, Standing.PARTED])
async def test_of_a_client_that_went_nothing_is_kept(at: Desk, standing: Standing) -> None:
    acme = next(row for row in await at.rows(tables.clients) if row["name"] == "Acme")["id"]
    await at.db.write(clients.set_standing, WORKSPACE, acme, standing)
    refused = await at.do_line("fit Acme yes yes yes no")
    assert isinstance(refused, Refused)
    assert refused.problem.code == "not_served"
    assert await at.rows(tables.fits) == []
