"""The tone of a draft, checked in Slack; it points, and never blocks (S1-3)."""

from bot.demo.standin import User
from tests.journeys.steps import texts
from tests.world import World

PUSHES = "Sign by Friday or we walk."


async def steady(w: World, text: str) -> str:
    seen = await w.slack.command(w.ana.id, "/steady", text)
    assert seen.status == 200, seen.error
    return seen.text


async def check_message_of(w: World, author: User) -> str:
    """Ana has the newest message of a colleague, or her own, checked."""
    channel = next(c for c in w.slack.workspace.conversations.values() if c.name == "sales")
    await w.slack.say(author.id, channel.id, PUSHES)
    ts = channel.messages[-1].ts
    seen = await w.slack.message_shortcut(w.ana.id, "check_tone", channel.id, ts)
    await w.steady.background.drain(5)
    return "\n".join([seen.text, channel.messages[-1].text])


async def test_a_draft_is_answered_with_the_phrase_and_a_calmer_line(steady_world: World) -> None:
    said = await steady(steady_world, f'tone "{PUSHES}"')

    assert "or we walk”" in said
    assert "That sounds like an ultimatum. You could say: “When will you have decided?" in said
    assert "send it as you like. I keep nothing of it." in said


async def test_a_calm_draft_is_called_calm(steady_world: World) -> None:
    said = await steady(steady_world, "tone This is our last chance to meet before Easter.")

    assert said.strip() == "I see no ultimatum and no begging in it."


async def test_without_a_draft_the_form_opens_and_checks_what_is_sent(steady_world: World) -> None:
    w = steady_world
    await steady(w, "tone")
    assert "Your draft" in texts(w.slack.view(w.ana.id))

    await w.fill_in({"draft": "I'm begging you."})

    assert "That sounds like begging." in texts(w.slack.view(w.ana.id))


async def test_the_shortcut_checks_a_message_of_the_reps_own(steady_world: World) -> None:
    w = steady_world
    await check_message_of(w, w.ana)

    shown = w.slack.view(w.ana.id)
    assert "That sounds like an ultimatum." in texts(shown)
    assert PUSHES in str(shown)


async def test_what_somebody_else_wrote_is_not_read(steady_world: World) -> None:
    w = steady_world
    said = await check_message_of(w, w.ben)

    assert w.slack.view(w.ana.id) is None
    assert "I check only what you wrote yourself" in said


async def test_a_commands_words_and_notes_are_never_checked(steady_world: World) -> None:
    w = steady_world
    said = await w.said('Acme 12 March "now or never, take it or leave it" please please')

    assert "ultimatum" not in said
    assert "begging" not in said


async def test_nothing_of_a_draft_is_kept(steady_world: World) -> None:
    await steady(steady_world, 'tone "It is now or never for zebras."')

    rows = await steady_world.steady.db.read(_everything)
    assert "zebras" not in rows


def _everything(conn: object) -> str:
    from sqlalchemy import Connection, select

    from storage.tables import metadata

    assert isinstance(conn, Connection)
    return str([conn.execute(select(t)).all() for t in metadata.sorted_tables])
