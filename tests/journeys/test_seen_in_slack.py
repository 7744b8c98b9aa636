"""A channel shared with a client counts as contact: the time and the team are kept, never text."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from bot import log
from bot.demo.standin import Conversation, User
from tests.cast import NOW
from tests.journeys.steps import utc
from tests.world import World, world

CANARY = "canary: the board signs on Monday"
CHANNELS = {"message.channels", "message.groups"}


class Shared:
    """Jo Smith of Initech writes in a channel that Ana's team shares with them."""

    def __init__(self, w: World, *, is_private: bool = False) -> None:
        self.w = w
        w.slack.subscribed.update(CHANNELS)
        self.jo: User = w.slack.add_user("Jo Smith", team_id="T0INITECH")
        members = [w.ana.id, w.ben.id, self.jo.id, w.slack.bot_user_id]
        self.channel: Conversation = w.slack.add_channel(
            "initech-shared", members, is_ext_shared=True, is_private=is_private
        )

    async def says(self, words: str = CANARY, who: User | None = None) -> None:
        await self.w.slack.say((who or self.jo).id, self.channel.id, words)

    async def happens(self, **facts: Any) -> None:
        """A message event as it is told, but for these facts."""
        event: dict[str, Any] = {
            "type": "message",
            "user": self.jo.id,
            "ts": "1.0",
            "text": CANARY,
            "team": "T0INITECH",
            "channel": self.channel.id,
            "channel_type": "channel",
        }
        delivery = await self.w.slack.event(event | facts)
        assert delivery is not None
        assert delivery.status == 200

    async def is_counted(self) -> bool:
        return "they wrote in the channel you share" in await self.w.client("Initech")


@pytest.fixture
async def watching(sqlite_url: str) -> AsyncIterator[World]:
    """A Steady that counts what clients write in shared channels."""
    async with world(sqlite_url, NOW, watch_channels=True) as made:
        await made.client("add Initech, every 30 days")
        yield made


@pytest.fixture
async def shared(watching: World) -> Shared:
    made = Shared(watching)
    said = await watching.client("channel Initech #initech-shared")
    assert "counts as contact from now on" in said
    return made


async def test_linking_says_plainly_what_is_kept(shared: Shared) -> None:
    said = await shared.w.client("channel Initech #initech-shared", shared.w.ana)
    assert "I have that already" in said
    card = await shared.w.client("Initech")
    assert "What they write in #initech-shared counts as contact." in card
    assert "I keep the time and the team that wrote, never the words." in card


async def test_a_word_of_theirs_is_contact(shared: Shared) -> None:
    assert not await shared.is_counted()
    await shared.says()
    card = await shared.w.client("Initech")
    assert "Mon 2 Mar: they wrote in the channel you share." in card
    assert "Last contact I know of: Monday 2 March." in card


async def test_it_closes_a_quiet_line_and_starts_the_cadence_anew(shared: Shared) -> None:
    w = shared.w
    await w.until(utc(4, 1, 6, 30))
    assert "Initech is due a word" in w.last().text
    assert "Due a word" in await w.client("list")
    await shared.says()
    assert "In touch: last contact today." in await w.client("list")
    await w.until(utc(4, 30))
    assert len(w.dms()) == 1
    await w.until(utc(5, 1, 6, 30))
    assert "Initech is due a word" in w.last().text


async def test_a_day_counts_once_and_the_next_day_again(shared: Shared) -> None:
    for words in ("good morning", CANARY, "and another thing"):
        await shared.says(words)
    assert (await shared.w.client("Initech")).count("they wrote") == 1
    await shared.w.until(utc(3, 3, 9))
    await shared.says()
    assert (await shared.w.client("Initech")).count("they wrote") == 2


async def test_our_own_people_count_for_nothing(shared: Shared) -> None:
    for who in (shared.w.ana, shared.w.ben):
        await shared.says(CANARY, who)
    assert not await shared.is_counted()


@pytest.mark.parametrize(
    "facts",
    [
        {"bot_id": "B0THEIRS"},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"subtype": "bot_message", "user": None},
        {"channel": "C0NOTLINKED"},
    ],
)
async def test_apps_edits_joins_and_other_channels_count_for_nothing(
    shared: Shared, facts: dict[str, Any]
) -> None:
    await shared.happens(**facts)
    assert not await shared.is_counted()


async def test_our_own_user_counts_for_nothing(shared: Shared) -> None:
    w = shared.w
    await shared.happens(user=w.slack.bot_user_id, team=w.slack.team_id)
    assert not await shared.is_counted()


async def test_the_team_of_the_writer_is_what_counts(shared: Shared) -> None:
    ours = shared.w.slack.team_id
    await shared.happens(user=shared.w.ana.id, team="T0INITECH", user_team=ours)
    assert not await shared.is_counted()
    await shared.happens(team=ours, source_team="T0INITECH")
    assert await shared.is_counted()


async def test_without_a_team_slack_is_asked_whose_its_user_is(shared: Shared) -> None:
    await shared.happens(team=None, user=shared.w.ana.id)
    assert not await shared.is_counted()
    shared.w.slack.faults.add("users.info", "user_not_found")
    await shared.happens(team=None)
    assert not await shared.is_counted()
    await shared.happens(team=None)
    assert await shared.is_counted()


async def test_a_private_channels_name_stays_inside_it(watching: World) -> None:
    made = Shared(watching, is_private=True)
    watching.slack.people.unescaped_commands.add("/client")  # a private channel, as Slack sends it
    said = await watching.client(f"channel Initech <#{made.channel.id}|initech-shared>")
    assert "in the private channel you share counts as contact" in said
    await made.says()
    card = await watching.client("Initech")
    assert "they wrote in the channel you share" in card
    assert "initech-shared" not in card


async def test_ended_and_undone_nothing_counts_any_more(shared: Shared) -> None:
    assert "I look into no channel for Initech" in await shared.w.client("channel Initech off")
    await shared.says()
    assert not await shared.is_counted()
    await shared.w.said("undo")
    await shared.says()
    assert await shared.is_counted()


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"is_ext_shared": False}, "not shared with another company"),
        ({"members": []}, "I am not in that channel yet"),
    ],
)
async def test_a_channel_that_would_count_for_nothing_is_not_linked(
    shared: Shared, facts: dict[str, Any], says: str
) -> None:
    w = shared.w
    of_all = {"members": [w.ana.id, w.slack.bot_user_id], "is_ext_shared": True} | facts
    w.slack.add_channel(
        "plain", [w.ana.id, *of_all["members"]], is_ext_shared=of_all["is_ext_shared"]
    )
    assert says in await w.client("channel Initech #plain")


async def test_without_the_scopes_it_says_who_can_help(shared: Shared) -> None:
    shared.w.slack.faults.add("conversations.info", "missing_scope")
    said = await shared.w.client("channel Initech #initech-shared ")
    assert "An admin may have to grant me the optional channel scopes." in said


async def test_only_the_owner_or_a_manager_links(shared: Shared) -> None:
    w = shared.w
    assert "Only Initech's owner or a manager" in await w.client("channel Initech off", w.ben)
    assert "I look into no channel" in await w.client("channel Initech off", w.mia)


async def test_a_line_that_names_no_channel_asks_for_one(shared: Shared) -> None:
    assert "Which channel? Name it" in await shared.w.client("channel Initech")


# Switched off


async def test_switched_off_nothing_is_linked_and_nothing_of_an_event_is_stored(
    steady_world: World,
) -> None:
    await steady_world.client("add Initech")
    made = Shared(steady_world)
    said = await steady_world.client("channel Initech #initech-shared")
    assert "STEADY_WATCH_SHARED_CHANNELS" in said
    before = await steady_world.steady.db.read(everything)
    await made.says()
    await made.says(CANARY, steady_world.ana)
    assert await steady_world.steady.db.read(everything) == before


async def test_switched_off_later_the_card_says_so(sqlite_url: str) -> None:
    async with world(sqlite_url, NOW, watch_channels=True) as made:
        await made.client("add Initech")
        shared = Shared(made)
        await made.client("channel Initech #initech-shared")
    async with world(sqlite_url, NOW) as made:
        made.slack.subscribed.update(CHANNELS)
        shared = Shared(made)
        before = await made.steady.db.read(everything)
        await shared.says()
        assert await made.steady.db.read(everything) == before
        assert "Reading channels is switched off" in await made.client("Initech")


# What is kept


async def test_no_word_and_no_writer_reaches_the_database_or_the_log(
    shared: Shared, capsys: pytest.CaptureFixture[str], sqlite_url: str
) -> None:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    root.handlers.clear()
    log.set_up("DEBUG")
    try:
        await shared.says()
        await shared.happens(team=None)
        await shared.happens(subtype="message_changed", message={"text": CANARY})
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    assert await shared.is_counted()
    logged = capsys.readouterr().err
    stored = await shared.w.steady.db.read(everything)
    file = Path(sqlite_url.split("///")[1])
    raw = b"".join(p.read_bytes() for p in file.parent.glob(f"{file.name}*") if p.is_file())
    for canary in ("canary", "board signs", shared.jo.id):
        assert canary not in logged
        assert canary not in str(stored)
        assert canary.encode() not in raw
    assert "T0INITECH" in str(stored)


def everything(conn: Connection) -> dict[str, list[Any]]:
    """All that is stored."""
    tables = conn.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars()
    return {name: list(conn.execute(text(f"SELECT * FROM {name}")).all()) for name in tables.all()}
