"""What does Steady say of what a colleague did, or left?"""

from datetime import datetime

from bot.messages import commitments, followup, lots, pipeline
from bot.messages.blocks import (
    Block,
    Message,
    aside,
    button,
    buttons,
    flatten,
    isolated,
    message,
    say,
)
from bot.messages.counts import count_said, counted, joined
from bot.messages.ids import Action
from bot.messages.names import person_said
from bot.playbook.deal import DealShown
from bot.playbook.model import Client, Commitment, Rep, Standing
from bot.playbook.nudge import Nudge, Shown

MOST_LEFT = 12  # clients of somebody who left  # clients of somebody who left


def heard_no(facts: Nudge, rep: Rep, now: datetime) -> Message:
    """A colleague heard a no, or let a client go; this rep decides about its own there (S2-6)."""
    assert facts.client is not None
    assert facts.by_user_id is not None
    name = isolated(facts.client.name)
    what = f"{name} said no to {person_said(facts.by_name)}."
    what = f"We part from {name}." if facts.is_parted else what
    top = say(f"{what} {_open_there(facts)}")
    no = "They said no" if facts.is_parted else "They said no to me too"
    mine = flatten(
        *(_mine(item, no, rep, now) for item in facts.shown),
        *(_my_deal(one, no, rep, now) for one in facts.sold),
    )
    who = _mention("Noted by ", facts.by_user_id)
    return Message(message(top, mine).text, flatten(top, who, mine))


def unreached(facts: Nudge, rep: Rep, now: datetime) -> Message:
    """To a manager: Slack will not take messages for one of the team, and this was due for them."""
    assert facts.by_user_id is not None
    whom = person_said(facts.by_name, "one of your team")
    top = say(f"Slack does not take my messages for {whom}, so they have not seen this.")
    lines = [say(followup.line_for(item.commitment, rep, now)) for item in facts.shown]
    more = f"And {count_said(facts.more)} more: /followup list @colleague shows them."
    end = aside(
        "It stays open in their name. Please tell them, or give the client to a colleague: "
        "/client give CLIENT @colleague."
    )
    rest = [*lines, *([aside(more)] if facts.more else []), end]
    who = _mention("This was for ", facts.by_user_id)
    return Message(message(top, rest).text, flatten(top, who, rest))


def no_taken_back(client: Client, *, is_parted: bool = False) -> Message:
    """A no a rep was told of did not hold."""
    name = isolated(client.name)
    if is_parted:
        return message(
            say(
                f"We do not part from {name} after all: that was taken back. What you have open "
                "there stands as it was."
            )
        )
    if client.standing is Standing.LOST:
        return message(
            say(
                f"A colleague took back their no from {name}. It stays lost, because somebody "
                "else heard one too."
            )
        )
    return message(
        say(
            f"{name} did not say no after all: the colleague who noted it took that back. "
            "What you have open there stands as it was."
        )
    )


def rep_left(facts: Nudge, rep: Rep, now: datetime) -> Message:
    """What a rep who left had open, client by client, each to be given on."""
    assert facts.handed_on is not None
    giver = facts.handed_on.giver
    assert giver is not None
    by_client: dict[int, list[Commitment]] = {}
    for item in facts.shown:
        if item.commitment.is_open and item.commitment.rep_id == rep.id:
            by_client.setdefault(item.commitment.client_id, []).append(item.commitment)
    lines = []
    for client_id, found in list(by_client.items())[:MOST_LEFT]:
        give = button("Give to …", Action.GIVE_TO, f"{giver.id}|{client_id}")
        more = f" And {count_said(len(found) - 1)} more." if len(found) > 1 else ""
        lines.append(say(f"{followup.line_for(found[0], rep, now)}{more}", accessory=give))
    rest = sum(len(found) for found in list(by_client.values())[MOST_LEFT:])
    return message(lots.rep_left(facts.handed_on, lines, rest))


def _mention(before: str, user_id: str) -> Block:
    """Who it was, to be looked up by a press; the text beside the blocks has no mention."""
    run = [
        {"type": "text", "text": before},
        {"type": "user", "user_id": user_id},
        {"type": "text", "text": "."},
    ]
    section = {"type": "rich_text_section", "elements": run}
    return {"type": "rich_text", "elements": [section]}


def _open_there(facts: Nudge) -> str:
    """What stays open there: dates, deals or both."""
    dates_ = sum(item.is_live for item in facts.shown)
    deals = sum(one.deal.is_open for one in facts.sold)
    if not dates_ + deals:
        return "Nothing of yours is open there any more."
    several = ((dates_, "date"), (deals, "deal"))
    there = [f"a {what}" if n == 1 else counted(n, what) for n, what in several if n]
    stands = "it stands" if dates_ + deals == 1 else "they stand"
    return f"You have {joined(there)} there, and {stands} until you say otherwise."


def _mine(item: Shown, no: str, rep: Rep, now: datetime) -> list[Block]:
    c = item.commitment
    if item.outcome is not None or not item.is_live:
        return commitments.ended(item, rep, now)
    line = say(followup.line_for(c, rep, now))
    row = buttons(
        f"c:{c.id}",
        button(no, Action.NO, str(c.id)),
        button("They moved it", Action.MOVED, str(c.id)),
    )
    return [line, row]


def _my_deal(shown: DealShown, no: str, rep: Rep, now: datetime) -> list[Block]:
    deal = shown.deal
    line = say(pipeline.line(shown, rep, now))
    if not deal.is_open:
        return [line]
    open_ = button("Open", Action.OPEN_DEAL, str(deal.id))
    row = buttons(f"sold:{deal.id}", button(no, Action.LOST_DEAL, str(deal.id)), open_)
    return [line, row]
