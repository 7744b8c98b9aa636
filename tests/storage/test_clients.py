"""Is a client found by its name, and only in its own workspace?"""

import pytest

from bot.playbook import names
from bot.playbook.model import Standing
from storage import clients
from storage.database import Database
from tests.cast import NOW, WORKSPACE
from tests.storage.desk import Desk, desk


@pytest.fixture
async def at(db: Database):
    async with desk(db) as made:
        yield made


async def test_clients_are_found_by_their_keys(at: Desk):
    acme, globex = [await at.client(name) for name in ("Acme", "Globex")]
    await at.client("Initech")

    found = await at.db.read(clients.known_by, WORKSPACE, {"acme", "globex", "hooli"})

    assert found == {"acme": [acme], "globex": [globex]}
    assert await at.db.read(clients.known_by, WORKSPACE, set()) == {}
    assert await at.db.read(clients.known_by, "T0OTHER", {"acme"}) == {}


async def test_two_clients_may_share_a_name(at: Desk):
    both = [await at.client("Acme"), await at.client("ACME")]

    found = await at.db.read(clients.known_by, WORKSPACE, {"acme"})

    assert {c.id for c in found["acme"]} == {c.id for c in both}


async def test_close_names_are_looked_for_in_the_workspace_alone(at: Desk):
    acme = await at.client("Acme")

    assert await at.db.read(clients.near, WORKSPACE, "acmee") == [acme]
    assert await at.db.read(clients.near, "T0OTHER", "acmee") == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["100% Pure", "a_b", "Acme", "Acme Corp"]),
        ("ACM", ["Acme", "Acme Corp"]),
        ("corp", ["Acme Corp"]),
        ("%", ["100% Pure"]),
        ("_", ["a_b"]),
        ("\\", []),
        ("zz", []),
    ],
)
async def test_a_forms_list_has_those_that_contain_what_was_typed(at: Desk, typed, found):
    for name in ("Acme", "Acme Corp", "100% Pure", "a_b"):
        await at.client(name)

    offered = await at.db.read(clients.beginning, WORKSPACE, typed, 10)

    assert sorted(c.name for c in offered) == sorted(found)


async def test_a_forms_list_has_an_end(at: Desk):
    for n in range(5):
        await at.client(f"Acme {n}")

    assert len(await at.db.read(clients.beginning, WORKSPACE, "acme", 3)) == 3


@pytest.mark.parametrize("name", ["🚀🚀", "שלום בע״מ", "May & Co", "<!channel>", "*bold*", "&lt;"])
async def test_a_name_is_stored_to_the_letter(at: Desk, name):
    added = await at.client(name)

    assert (await at.db.read(clients.known, WORKSPACE, added.id)).name == name
    assert names.key(name) in await at.db.read(clients.known_by, WORKSPACE, {names.key(name)})


async def test_a_withdrawn_client_is_known_by_its_history_alone(at: Desk):
    acme = await at.client("Acme")
    await at.db.write(clients.withdraw_if_unused, WORKSPACE, acme.id, NOW)

    assert await at.db.read(clients.known_by, WORKSPACE, {"acme"}) == {}
    assert await at.db.read(clients.near, WORKSPACE, "acmee") == []
    assert await at.db.read(clients.beginning, WORKSPACE, "ac", 9) == []
    assert await at.db.read(clients.known, WORKSPACE, acme.id) is None
    assert (await at.db.read(clients.get, WORKSPACE, acme.id)).name == "Acme"


async def test_a_client_somebody_needs_is_not_withdrawn(at: Desk):
    acme = (await at.say("Acme Friday")).client

    await at.db.write(clients.withdraw_if_unused, WORKSPACE, acme.id, NOW)

    assert await at.db.read(clients.known, WORKSPACE, acme.id) == acme


async def test_a_loss_keeps_its_day_and_reason(at: Desk):
    acme = await at.client("Acme", Standing.ACTIVE)

    await at.db.write(clients.lose, WORKSPACE, acme, NOW.date(), "price", "too dear")

    lost = await at.db.read(clients.get, WORKSPACE, acme.id)
    assert (lost.standing, lost.lost_on, lost.lost_reason) == (Standing.LOST, NOW.date(), "price")
    assert lost.version == acme.version + 1
