"""What does somebody read alone about the digest: figures by rep, a question, a trouble?"""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime

from bot.messages import dates, money, pulse
from bot.messages.blocks import (
    Block,
    Message,
    aside,
    button,
    buttons,
    cut,
    isolated,
    message,
    say,
    table,
)
from bot.messages.counts import begun, count_said, counted
from bot.messages.ids import Action
from bot.messages.names import guests_named
from bot.playbook.channel import Unfit
from bot.playbook.digest import (
    ChannelTrouble,
    DigestNote,
    GuestsJoined,
    Loss,
    LossQuestion,
    RepLine,
    TeamTable,
)
from bot.playbook.model import Money, Rep
from bot.playbook.money import per_unit
from bot.playbook.pulse import PulseResult

CSV_NAME = "pipeline-by-rep-{on}.csv"
_HEAD = ("Rep", "Open", "Target", "Deals", "No date", "Won", "Dates kept", "Quiet")
_CSV_HEAD = (
    *("Rep", "Currency", "Open", "Target", "Deals", "Deals without a date", "Won this week"),
    *("Dates kept", "Dates clients named", "Quiet clients"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")  # a spreadsheet would run these
_LONGEST_NAME = 30


def note(found: DigestNote, rep: Rep, now: datetime) -> Message:
    """Any of them."""
    match found:
        case TeamTable():
            return team(found, rep, now)
        case LossQuestion():
            return may_name(found, rep, now)
        case ChannelTrouble():
            return trouble(found, rep)
        case GuestsJoined():
            return guests_joined(found)
        case PulseResult():
            return pulse.result(found)


def team(found: TeamTable, rep: Rep, now: datetime) -> Message:
    """Every rep's figures, by name and not by rank."""
    if not found.total:
        return message(say("There are no reps yet, so there are no figures."))
    return message(team_table(found, rep, now), _pages(found), csv_row(found))


def team_table(found: TeamTable, rep: Rep, now: datetime) -> list[Block]:
    """A page of every rep's figures."""
    rows = [_HEAD, *(_row(line, found.currency) for line in found.lines)]
    said = f"{_week(found, rep, now)}, rep by rep. Each rep can see their own line."
    return [say(said), table(rows, numbers_from=1)]


def csv_row(found: TeamTable) -> Block:
    """All of it as a file."""
    return buttons("digest:csv", button("Download as CSV", Action.DIGEST_CSV, _from(found)))


def switched_off() -> Message:
    """The workspace has no figures by rep."""
    return message(
        say("Figures by rep are switched off here. /pipeline digest reps on brings them back.")
    )


def mine(
    found: TeamTable,
    lost: LossQuestion,
    is_shown: bool,
    rep: Rep,
    now: datetime,
    change_id: int | None = None,
) -> Message:
    """All that a manager sees of this rep, and nothing else exists."""
    if not is_shown:
        top = say("Your manager sees no figures of yours: figures by rep are switched off here.")
        return message(top, _losses(lost, rep, now), _undo(change_id))
    lines = [_in_words(line, found.currency) for line in found.lines]
    return message(
        say(f"{_week(found, rep, now)}. This is all your manager sees of you:"),
        [say(line) for line in lines],
        aside("Your notes, and how warm a client feels to you, are yours alone."),
        _losses(lost, rep, now),
        _undo(change_id),
    )


def may_name(asked: LossQuestion, rep: Rep, now: datetime, change_id: int | None = None) -> Message:
    """Kind by default: a lost client stays unnamed unless its rep likes it named."""
    if not asked.losses:
        return message(say("That is settled. The digest goes by what you said."))
    on = dates.said(asked.posted_on, None, rep.zone, rep.locale, now)
    lost = counted(len(asked.losses), "client")
    return message(
        say(
            f"The digest of {on} counts {lost} we lost this week. It names none unless you say so:"
        ),
        _losses(asked, rep, now),
        aside("Your own name is never beside it."),
        _undo(change_id),
    )


def _undo(change_id: int | None) -> list[Block]:
    """Takes back what was said of a client that was lost."""
    if change_id is None:
        return []
    return [buttons("digest:named", button("Undo", Action.UNDO, str(change_id)))]


def guests_joined(found: GuestsJoined) -> Message:
    """Once, to whoever set it up: who has joined the channel and is no full member."""
    place = f"#{isolated(cut(found.channel_name, 80))}" if found.channel_name else "its channel"
    names = guests_named(found.guests)
    many = begun(counted(len(found.guests), "guest"))
    who = "A guest reads" if len(found.guests) == 1 else f"{many} read"
    percent = button("Percentages only", Action.DIGEST_PERCENT, "yes")
    return message(
        say(f"{who} along in {place} and will see the weekly digest: {names}."),
        aside("I name each of them once."),
        buttons(
            "digest:guests",
            *([] if found.is_percent else [percent]),
            button("Another channel", Action.DIGEST_FORM, ""),
            button("Turn it off", Action.DIGEST_OFF, ""),
        ),
    )


def trouble(found: ChannelTrouble, rep: Rep) -> Message:
    """Once, to whoever set it up: why, and what to do."""
    name = f"#{isolated(cut(found.channel_name, 80))}" if found.channel_name else "its channel"
    value = f"{found.channel_id}|{found.weekday}|{found.at:%H:%M}"
    again = [button("Post it there again", Action.DIGEST_SET, value, style="primary")]
    other = button("Another channel", Action.DIGEST_FORM, "")
    retry = again if found.code in (Unfit.NOT_IN, Unfit.GONE, Unfit.CLOSED) else []
    return message(
        say(f"I could not post the weekly digest: {_WHY[Unfit(found.code)].format(name=name)}"),
        say("The digest is off until you turn it on again. I say this once."),
        buttons("digest:trouble", *retry, other),
    )


def no_file(is_refused: bool) -> Message:
    """The file did not arrive."""
    if is_refused:
        return message(
            say(
                "Slack did not let me send the file. Whoever looks after the app can allow it: "
                "the permission is called files:write."
            )
        )
    return message(say("Slack did not take the file in time. Please press the button again."))


def as_csv(found: TeamTable) -> bytes:
    """The same figures for a spreadsheet, which no name can make run anything."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_CSV_HEAD)
    for line in found.lines:
        amounts = (line.open_minor, line.target_minor, line.won_minor)
        open_, target, won = (_decimal(minor, found.currency) for minor in amounts)
        name = harmless(line.name)
        figures = (line.deals, line.circles, won, line.kept, line.named, line.quiet)
        writer.writerow((name, found.currency, open_, target, *figures))
    return out.getvalue().encode("utf-8-sig")  # the mark by which Excel knows the alphabet


def harmless(text: str) -> str:
    """A cell that a spreadsheet reads as words, whatever it begins with."""
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else text


_WHY = {
    Unfit.ARCHIVED: "{name} is archived. Choose another channel.",
    Unfit.SHARED: (
        "{name} is shared with people outside, who would read our figures. Choose a channel of "
        "our own."
    ),
    Unfit.NOT_IN: "I am not in {name} any more. Invite me there with /invite @Steady.",
    Unfit.GONE: (
        "I cannot see {name}: it was deleted, or it is private and I am not in it. Invite me "
        "there with /invite @Steady, or choose another."
    ),
    Unfit.CLOSED: "only some people may write in {name}. Let me in, or choose another channel.",
}


def _row(line: RepLine, currency: str) -> tuple[str, ...]:
    return (
        isolated(cut(line.name, _LONGEST_NAME)),
        money.rough(Money(line.open_minor, currency)),
        "–" if line.target_minor is None else money.rough(Money(line.target_minor, currency)),
        str(line.deals),
        str(line.circles),
        money.rough(Money(line.won_minor, currency)),
        f"{line.kept} of {line.named}",
        str(line.quiet),
    )


def _in_words(line: RepLine, currency: str) -> str:
    """One rep's figures as sentences."""
    against = "no target chosen"
    if line.target_minor is not None:
        against = f"{_exact(line.target_minor, currency)} is your target"
    deals = counted(line.deals, "deal")
    return "\n".join(
        [
            f"Open: {_exact(line.open_minor, currency)} in {deals}; {against}.",
            f"Without a next date: {_how_many(line.circles)}.",
            f"Won this week: {_exact(line.won_minor, currency)}.",
            f"Dates clients named this week: {line.kept} of {line.named} kept.",
            f"Clients past their cadence: {_how_many(line.quiet)}.",
        ]
    )


def _how_many(number: int) -> str:
    """As a number that stands alone; "no" needs a word behind it."""
    return count_said(number) if number else "none"


def _losses(asked: LossQuestion, rep: Rep, now: datetime) -> list[Block]:
    return [block for one in asked.losses for block in _loss(one, asked.posted_on, rep, now)]


def _loss(one: Loss, posted_on: date, rep: Rep, now: datetime) -> list[Block]:
    name = isolated(cut(one.client_name, 80))
    on = dates.short(one.lost_on, rep.locale, now)
    stands = "The digest names it." if one.shares_name else "The digest does not name it."
    value, day = f"{one.id}|{'no' if one.shares_name else 'yes'}", posted_on.isoformat()
    label = "Leave it unnamed" if one.shares_name else "Name it in the digest"
    press = button(label, Action.SHARE_LOSS, f"{value}|{day}")
    keep = button("Leave it unnamed", f"{Action.SHARE_LOSS}:no", f"{one.id}|no|{day}")
    choices = [press, keep] if one.shares_name is None else [press]
    return [
        say(f"{name}, lost on {on}. {stands if one.shares_name is not None else 'Name it?'}"),
        buttons(f"digest:loss:{one.id}", *choices),
    ]


def _week(found: TeamTable, rep: Rep, now: datetime) -> str:
    first, last = (dates.short(day, rep.locale, now) for day in (found.first_on, found.last_on))
    return f"The week of {first} to {last}"


def _pages(found: TeamTable) -> list[Block]:
    if found.pages == 1:
        return []
    said = aside(f"Page {found.page} of {found.pages}, {found.total} reps. The file holds all.")
    ways: Sequence[tuple[str, int]] = (("Back", found.page - 1), ("Next", found.page + 1))
    found_ways = [
        button(label, f"{Action.DIGEST_PAGE}:{label.lower()}", f"{page}|{_from(found)}")
        for label, page in ways
        if 1 <= page <= found.pages
    ]
    return [said, buttons("digest:pages", *found_ways)]


def _from(found: TeamTable) -> str:
    """The day its week began, by which the same figures are found again."""
    return found.first_on.isoformat()


def _exact(minor: int, currency: str) -> str:
    return money.said(Money(minor, currency))


def _decimal(minor: int | None, currency: str) -> str:
    if minor is None:
        return ""
    whole, rest = divmod(minor, per_unit(currency))
    return f"{whole}.{rest:02}" if per_unit(currency) == 100 else str(whole)
