"""How does a brief tell what was missed: since when, who saw to what, and what waited?"""

from collections.abc import Sequence
from datetime import datetime

from bot.messages import dates, followup
from bot.messages.blocks import Block, button, cut, isolated, say
from bot.messages.counts import count_said
from bot.messages.ids import Action
from bot.messages.names import person_said
from bot.playbook import due
from bot.playbook.model import Rep
from bot.playbook.nudge import HeldBack, Nudge, NudgeKind, SeenTo

MOST_SEEN_TO = 7  # lines
MOST_WAITED = 7
MOST_OPENED = 50  # by one press: a button's value has an end

_WAITED = {
    NudgeKind.PROTECTED: "Your protected time is over; say whether you kept it.",
    NudgeKind.TOLD_NO: "A colleague heard a no",
    NudgeKind.TAKEN_BACK: "A colleague took back what you were told",
    NudgeKind.TALK_OVER: "A colleague would like to talk a client over.",
    NudgeKind.ASKED_COLLEAGUE: "A colleague has a question about a client.",
    NudgeKind.COLLEAGUE_SAID: "A colleague answered what you asked about a client.",
    NudgeKind.ASKED_TO_PART: "A colleague asks whether to part from a client.",
    NudgeKind.PART_ANSWER: "Your manager answered about parting from a client.",
    NudgeKind.SHORTFALL: "Your open pipeline is below your target.",
    NudgeKind.BACK_ABOVE: "Your open pipeline is back above your target.",
    NudgeKind.UNREACHED: "One of your team does not get my messages.",
    NudgeKind.DIGEST_NOTE: "There is a word about the weekly digest.",
}


def opening(facts: Nudge, rep: Rep, now: datetime) -> list[Block]:
    """Since when this brief catches up, and what a stand-in saw to meanwhile."""
    parts: list[Block] = []
    if facts.since is not None:
        parts.append(say(_since(facts, rep, now)))
    seen = [_seen_to(one, rep, now) for one in facts.seen_to[:MOST_SEEN_TO]]
    more = len(facts.seen_to) - MOST_SEEN_TO
    seen += [f"And {count_said(more)} more."] if more > 0 else []
    return [*parts, *([say("\n".join(seen))] if seen else [])]


def waited(held: Sequence[HeldBack]) -> list[Block]:
    """One line for the messages that waited; its button brings them."""
    if not held:
        return []
    said = [_line(one) for one in held[:MOST_WAITED]]
    more = len(held) - MOST_WAITED
    said += [f"And {count_said(more)} more."] if more > 0 else []
    first = [] if len(held) == 1 else ["These waited for you:"]
    label = "Read it" if len(held) == 1 else "Read them"
    ids = ",".join(str(one.outbox_id) for one in held[:MOST_OPENED])
    opens = button(label, Action.OPEN_HELD, ids)
    return [say("\n".join([*first, *said]), accessory=opens)]


def _since(facts: Nudge, rep: Rep, now: datetime) -> str:
    assert facts.since is not None
    if facts.since == due.today_in(rep.zone, now):
        return "This brief comes late. It holds what came due meanwhile."
    day = dates.said(facts.since, None, rep.zone, rep.locale, now)
    return f"This catches you up: what came due since {day}, in one message."


def _seen_to(one: SeenTo, rep: Rep, now: datetime) -> str:
    by = person_said(one.by, "Your stand-in")
    return f"{by} saw to this. {followup.result_line(one.commitment, rep, now)}"


def _line(one: HeldBack) -> str:
    said = _WAITED.get(one.kind, "A message waited for you.")
    if said.endswith("."):
        return said
    return f"{said}: {isolated(cut(one.client_name, 80))}." if one.client_name else f"{said}."
