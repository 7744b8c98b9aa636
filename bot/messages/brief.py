"""What stands in the morning brief?"""

from collections.abc import Sequence
from datetime import datetime

from bot.messages import (
    answer,
    catching_up,
    commitments,
    decisions,
    followup,
    leavers,
    quiet,
    season,
)
from bot.messages.blocks import (
    Block,
    Message,
    button,
    buttons,
    divider,
    heading,
    message,
    say,
)
from bot.messages.commitments import Opened
from bot.messages.counts import begun, count_said, counted
from bot.messages.ids import Action
from bot.messages.names import person_said
from bot.playbook import due
from bot.playbook.card import LeftShown, QuietShown, SeasonShown
from bot.playbook.model import Rep
from bot.playbook.nudge import Nudge, Shown


def brief(facts: Nudge, rep: Rep, now: datetime, opened: Opened | None = None) -> Message:
    """The one morning message: what is due, overdue and quiet, a line each; one alone is whole."""
    top = heading(f"Good morning, {person_said(rep.name)}" if rep.name else "Good morning")
    head = [top, *catching_up.opening(facts, rep, now)]
    named = {item.commitment.client_id for item in facts.shown}
    silent = tuple(q for q in facts.quiet if q.client.id not in named)  # a client stands once
    aside_of_dates = [
        *decisions.in_brief(facts.deals, rep, now),
        *catching_up.waited(facts.held),
    ]
    older = _older(facts, rep, now, opened)
    others = len(facts.left) + len(aside_of_dates) + len(older)
    alone = _alone(facts, silent, others, rep, now, opened)
    parts = alone or [
        *_due(facts, rep, now, opened),
        *older,
        *_season(facts.season, rep, now, opened),
        *_quiet(silent, rep, now, opened),
        *_left(facts.left, rep, now, opened),
        *aside_of_dates,
    ]
    made = message(head, parts, quiet.friday(facts.friday))
    if made.text != message(head).text:
        return made
    return message(head, say(commitments.count_sentence(0)))


def _alone(
    facts: Nudge,
    silent: Sequence[QuietShown],
    others: int,
    rep: Rep,
    now: datetime,
    opened: Opened | None,
) -> list[Block]:
    """The one thing there is to say, whole; empty where there are several."""
    match (len(facts.shown) + facts.more, len(silent), len(facts.season), others):
        case (1, 0, 0, 0) if facts.shown:
            return commitments.whole(facts.shown[0], rep, now, opened)
        case (0, 1, 0, 0):
            return _quiet_line(silent[0], rep, now, is_whole=True)
        case (0, 0, 1, 0):
            return _season_line(facts.season[0], rep, now, is_whole=True)
        case (0, 0, 0, 1) if facts.left:
            return _left_whole(facts.left[0], rep, now)
        case _:
            return []


def _due(facts: Nudge, rep: Rep, now: datetime, opened: Opened | None) -> list[Block]:
    """How many dates there are, a line for each, and where the rest of them stands."""
    shown, more = facts.shown, facts.more
    if not shown and not more:
        return []
    live = sum(item.is_live for item in shown) + more
    return [
        say(commitments.count_sentence(live)),
        *commitments.lines(shown, rep, now, opened),
        *_more_today(more, facts.home),
        *_all_overdue(shown, more, now),
    ]


def _more_today(count: int, home: str) -> list[Block]:
    """What found no room in seven lines stands in Home, one press away; it is listed here, too."""
    if count <= 0:
        return []
    text = f"And {count_said(count)} more: your Home tab has them all."
    label = "Open Home" if home else "Show them"
    return [say(text, accessory=button(label, Action.SHOW_TODAY, "", url=home))]


def _all_overdue(shown: Sequence[Shown], more: int, now: datetime) -> list[Block]:
    """Where the list is longer than a morning, everything overdue may go to one other day."""
    late = sum(item.is_live and due.is_overdue(item.commitment, now) for item in shown)
    return [buttons("overdue", followup.MOVE_OVERDUE)] if more and late > 1 else []


def _older(facts: Nudge, rep: Rep, now: datetime, opened: Opened | None) -> list[Block]:
    """What three briefs have named already: one line, until it is opened up."""
    if not facts.older:
        return []
    ids = {item.commitment.id for item in facts.older}
    is_open = opened is not None and (opened.how == "older" or opened.commitment_id in ids)
    if not is_open and all(item.is_live and item.outcome is None for item in facts.older):
        count = len(facts.older) + facts.older_more
        is_one = count == 1
        text = f"{begun(counted(count, 'older date'))} {'is' if is_one else 'are'} open."
        show = button("Show it" if is_one else "Show them", Action.OPEN_OLDER, "0")
        return [say(text, accessory=show)]
    rest = commitments.more(facts.older_more, "overdue")
    return [*commitments.lines(facts.older, rep, now, opened), *rest]


def _season(
    found: Sequence[SeasonShown], rep: Rep, now: datetime, opened: Opened | None
) -> list[Block]:
    """Clients whose months or rhythm ask for something, what presses first (S3-2)."""
    if not found:
        return []
    parts = [say(f"{season.title(found)}:")]
    for item in found:
        if opened == Opened(item.client.id, "season") and item.is_live:
            whole = _season_line(item, rep, now, is_whole=True)
            parts += [divider(), *whole, commitments.close(item.client.id), divider()]
        else:
            parts += _season_line(item, rep, now)
    return parts


def _season_line(
    item: SeasonShown, rep: Rep, now: datetime, *, is_whole: bool = False
) -> list[Block]:
    if item.outcome is not None:
        return list(answer.told(item.outcome, rep, now).blocks)
    if not item.is_live or item.state is None:
        return season.closed(item)
    return season.whole(item, rep, now) if is_whole else season.line(item, rep, now)


def _quiet(
    found: Sequence[QuietShown], rep: Rep, now: datetime, opened: Opened | None
) -> list[Block]:
    """Clients nobody has heard from, the most valuable first (S3-1)."""
    if not found:
        return []
    parts = [say("Worth a word:")]
    for item in found:
        if opened == Opened(item.client.id, "quiet") and item.is_live:
            whole = _quiet_line(item, rep, now, is_whole=True)
            parts += [divider(), *whole, commitments.close(item.client.id), divider()]
        else:
            parts += _quiet_line(item, rep, now)
    return parts


def _quiet_line(
    item: QuietShown, rep: Rep, now: datetime, *, is_whole: bool = False
) -> list[Block]:
    if item.outcome is not None:
        return list(answer.told(item.outcome, rep, now).blocks)
    if not item.is_live:
        return quiet.closed(item)
    return quiet.whole(item, rep, now) if is_whole else quiet.line(item, rep, now)


def _left(
    found: Sequence[LeftShown], rep: Rep, now: datetime, opened: Opened | None
) -> list[Block]:
    """Who has left a client, a line each (S3-3)."""
    parts: list[Block] = []
    for item in found:
        is_open = opened == Opened(item.contact.id, "left") and item.is_live
        if is_open or item.outcome is not None or not item.is_live:
            parts += _left_whole(item, rep, now)
            parts += [commitments.close(item.contact.id)] if is_open else []
        else:
            parts.append(leavers.line(item))
    return parts


def _left_whole(item: LeftShown, rep: Rep, now: datetime) -> list[Block]:
    """Somebody left: the whole question, or how it ended."""
    if item.outcome is not None:
        return list(answer.told(item.outcome, rep, now).blocks)
    return leavers.whole(item, rep, now) if item.is_live else leavers.closed(item)
