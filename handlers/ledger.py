"""What happens when a rep asks what Steady has said to them, and whether it arrives?"""

from bot.messages import ledger
from bot.playbook.nudge import NudgeKind
from handlers.act import Act, Reply
from storage import ledger as stored
from storage import nudges, outbox


async def why_typed(act: Act) -> Reply:
    """`/steady why`: one's own ledger."""
    found = await act.db.read(stored.of, act.rep, act.now)
    return Reply(ledger.ledger(found, act.rep, act.now))


async def send_test_clicked(act: Act) -> Reply:
    """`/steady test`: a message by the whole way of a nudge. One alone for one press."""
    await _send_test(act)
    return Reply(beside=ledger.test_on_its_way())


async def test_typed(act: Act) -> Reply:
    """The same, typed."""
    await _send_test(act)
    return Reply(ledger.test_on_its_way())


async def _send_test(act: Act) -> None:
    item = outbox.Item(f"test:{act.key}")
    here = (act.rep.workspace_id, act.rep.id, NudgeKind.TEST, [item])
    await act.db.write(outbox.queue, *here, act.now, act.now, act.steady_now)
    act.wake()


async def test_seen_clicked(act: Act) -> Reply:
    """The press arrived as well."""
    return Reply(ledger.test_seen())


async def open_held_clicked(act: Act) -> Reply:
    """`id,id`: the messages that waited, whole."""
    ids = [int(part) for part in act.value.split(",")]
    is_new = await act.db.write(nudges.open_held, act.rep, ids, act.now)
    act.wake()
    return Reply(beside=ledger.on_its_way() if is_new else ledger.came_already())
