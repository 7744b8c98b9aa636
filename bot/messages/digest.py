"""What does the team read once a week?

Kind: team figures only, nobody beside a failure, a lost client named only where its rep chose to.
With *percentages only* no amount leaves the room.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.messages import charts, dates, money, quiet
from bot.messages.blocks import Block, Message, aside, cut, heading, isolated, message, say
from bot.messages.counts import count_said, counted, joined, some_of
from bot.messages.followup import ASK_FOR_THEIR_DATE
from bot.messages.names import person_said
from bot.playbook import digest as rule
from bot.playbook.digest import Act, Digest, Verdict
from bot.playbook.model import Money
from bot.playbook.posting import Posting

LONGEST_NAME = 80


def post(digest: Digest, posting: Posting, by: str, locale: str) -> Message:
    """The week in the channel: verdict, one act, wins, whose dates, kept, quiet, charts, a loss."""
    week = _Week(digest, posting.is_percent, locale)
    facts = [*_fall(week), *_won(week), *_lost(week), *_standing(week), *_kept(week), *_quiet(week)]
    return message(
        heading(_verdict(week)),
        say(f"Worth doing: {_ACTS[rule.act(digest)](week)}"),
        [say("\n".join(facts))] if facts else [],
        _charts(week),
        [say(line) for line in _any_one_loss(week)],
        aside(" ".join([*_not_counted(week), *_aims(week), _set_up_by(by)])),
    )


def preview(digest: Digest, posting: Posting, by: str, locale: str, now: datetime) -> Message:
    """The same before it is posted, for whoever asked, and where and when it will be."""
    shown = post(digest, posting, by, locale)
    return message(aside(f"{_when(posting, locale, now)} Only you see this."), list(shown.blocks))


@dataclass(frozen=True, slots=True)
class _Week:
    """The figures, and how they may be said."""

    digest: Digest
    is_percent: bool
    locale: str

    def amount(self, minor: int, of: int, of_what: str) -> str:
        """Money, or its share where only percentages are said."""
        if self.is_percent:
            return f"{rule.percent(minor, of)} % of {of_what}"
        return money.rough(Money(minor, self.digest.currency))

    def of_open(self, minor: int) -> str:
        return self.amount(minor, self.digest.open_minor, "what is open")


def _verdict(week: _Week) -> str:
    """How we stand against the number we chose, and whether that is better than last week."""
    found, said = rule.verdict(week.digest), f"Week of {_day(week.digest.first_on, week.locale)}"
    if found is Verdict.EMPTY:
        return f"{said}: nothing is open yet."
    if week.is_percent:
        return f"{said}: {_verdict_in_percent(week, found)}."
    aim = week.digest.target_minor
    open_ = f"{_money(week, week.digest.open_minor)} open"
    gap = [f"{_money(week, week.digest.gap_minor)} short"] if found is Verdict.SHORT else []
    rest = " and ".join(gap + _change(week))
    against = f"{open_} against {_money(week, aim)}" if aim else open_
    return f"{said}: {', '.join(part for part in (against, rest) if part)}."


def _change(week: _Week) -> list[str]:
    change = week.digest.change_minor
    if change is None:
        return []
    if change == 0:
        return ["the same as last week"]
    return [f"{_money(week, abs(change))} {_way(change)} last week"]


def _way(change: int) -> str:
    return "up on" if change > 0 else "down on"


def _verdict_in_percent(week: _Week, found: Verdict) -> str:
    digest = week.digest
    if found is Verdict.UNAIMED or digest.target_minor is None:
        if not digest.was_minor:
            return "no target is chosen yet"
        now_at = rule.percent(digest.open_minor, digest.was_minor)
        return f"what is open stands at {now_at:,} % of last week's"
    now_at = rule.percent(digest.open_minor, digest.target_minor)
    said = f"what is open stands at {now_at:,} % of our target"
    if digest.was_minor is None:
        return said
    points = now_at - rule.percent(digest.was_minor, digest.target_minor)
    if points == 0:
        return f"{said}, the same as last week"
    return f"{said}, {counted(abs(points), 'point')} {_way(points)} last week"


def _circles(week: _Week) -> str:
    digest = week.digest
    if digest.circles == 1:
        what = f"one deal, {week.of_open(digest.circles_minor)}, has no next date. One question"
        return f"{what}: {ASK_FOR_THEIR_DATE}"
    what = f"{counted(digest.circles, 'deal')}, {week.of_open(digest.circles_minor)}"
    return f"{what}, have no next date. One question each: {ASK_FOR_THEIR_DATE}"


def _broken(week: _Week) -> str:
    if week.digest.broken == 1:
        return "a date a client named has passed without a word. A call today puts it right."
    many = count_said(week.digest.broken)
    return f"{many} dates our clients named have passed without a word. A call today puts it right."


def _fill(week: _Week) -> str:
    gap = week.digest.gap_minor
    missing = week.amount(gap, week.digest.target_minor or 0, "our target")
    return f"an hour each for first conversations. That is where the missing {missing} begins."


def _quiet_act(week: _Week) -> str:
    many = week.digest.quiet
    one, each = "the one client that is due one", f"each of {count_said(many)} clients due one"
    whom = one if many == 1 else each
    return f"a word to {whom}. {quiet.NO_EXCUSE}"


_ACTS: dict[Act, Callable[[_Week], str]] = {
    Act.BEGIN: lambda _: "write the first deal down: /pipeline add Acme €40k.",
    Act.CIRCLES: _circles,
    Act.BROKEN: _broken,
    Act.AIM: lambda _: (
        "choose how much open pipeline is healthy: each of us with /pipeline target, a manager "
        "with /pipeline target team for all of us."
    ),
    Act.FILL: _fill,
    Act.QUIET: _quiet_act,
    Act.NONE: lambda _: "nothing presses. A good week to begin something new.",
}


def _fall(week: _Week) -> list[str]:
    """Why less is open than last week: what left it, beside nobody's name (S0-5)."""
    digest = week.digest
    if digest.change_minor is None or digest.change_minor >= 0:
        return []
    many = counted(digest.no_deals, "deal")
    parts = [
        (digest.won_minor, "was won"),
        (digest.no_minor, f"got a no ({many})"),
        (digest.smaller_minor, "went as deals became smaller or were taken back"),
    ]
    said = [
        f"{week.amount(minor, digest.was_minor or 0, 'what was open')} {how}"
        for minor, how in parts
        if minor
    ]
    return [f"Why less is open: {joined(said)}."]


def _won(week: _Week) -> list[str]:
    digest = week.digest
    if not digest.won_clients:
        return []
    names = _names(digest.won, digest.won_clients)
    worth = (
        "" if week.is_percent or not digest.won_minor else f" ({_money(week, digest.won_minor)})"
    )
    return [f"Won: {names}{worth}."]


def _lost(week: _Week) -> list[str]:
    """How many, and the names their reps chose to share; never whose they were."""
    digest = week.digest
    if not digest.lost:
        return []
    if digest.lost_named:
        return [f"Lost: {_names(digest.lost_named, digest.lost)}."]
    return [f"Lost: {counted(digest.lost, 'client')}."]


def _standing(week: _Week) -> list[str]:
    """On whose dates the pipeline stands (S2-7)."""
    digest = week.digest
    if not digest.open_minor:
        return []
    parts = (digest.theirs_minor, digest.ours_minor, digest.circles_minor)
    theirs, ours, none = rule.shares(parts, digest.open_minor)
    return [
        f"Of what is open, {theirs} % stands on dates clients named, {ours} % on dates of our "
        f"own, {none} % on none."
    ]


def _kept(week: _Week) -> list[str]:
    digest = week.digest
    if not digest.named:
        return []
    if digest.named == 1:
        one = "Kept: the one date a client named."
        return [one if digest.kept else "The one date a client named is still open."]
    if digest.kept * 2 < digest.named:
        return [
            f"Kept so far: {digest.kept:,} of {digest.named:,} dates our clients named; a call "
            "still keeps the others."
        ]
    return [f"Kept: {digest.kept:,} of {digest.named:,} dates our clients named."]


def _quiet(week: _Week) -> list[str]:
    """The revenue one assumes while nobody has asked (S3-4)."""
    digest = week.digest
    if not digest.quiet:
        return []
    many = quiet.how_many(digest.quiet, digest.red, of_clients=True)
    if not digest.quiet_minor:
        return [f"{many}."]
    rests = week.amount(digest.quiet_minor, digest.book_minor, "our yearly revenue")
    on = "it" if digest.quiet == 1 else "them"
    a_year = "" if week.is_percent else " a year"
    return [f"{many}; {rests}{a_year} rests on {on}."]


def _charts(week: _Week) -> list[Block]:
    """Thirteen weeks of open pipeline against target, and what is open by stage."""
    digest, drawn = week.digest, []
    if any(open_ for _, open_, _ in digest.weeks):
        title = "Open pipeline against target" if digest.target_minor else "Open pipeline"
        unit, weeks = _as_drawn(week)
        drawn.append(charts.by_week(title, weeks, unit, week.locale))
    if digest.open_minor:
        unit = charts.PERCENT if week.is_percent else digest.currency
        stages = [
            (name, rule.percent(minor, digest.open_minor) if week.is_percent else minor)
            for name, _, minor in digest.stages
        ]
        drawn.append(charts.by_stage("Open pipeline by stage", stages, unit))
    return drawn


def _as_drawn(week: _Week) -> tuple[str, list[charts.Week]]:
    """Amounts, or percent of the target, of the best week where none is chosen."""
    digest = week.digest
    # Counted on its last day, a week is called by its first, like the one in the heading.
    weeks = [(_first_of(day), open_, aim) for day, open_, aim in digest.weeks]
    if not week.is_percent:
        return digest.currency, weeks
    whole = digest.target_minor or max(open_ for _, open_, _ in weeks)
    return charts.PERCENT, [
        (day, rule.percent(open_, whole), rule.percent(aim, whole) if aim is not None else None)
        for day, open_, aim in weeks
    ]


def _first_of(last: date) -> date:
    return last - timedelta(days=rule.DAYS - 1)


def _any_one_loss(week: _Week) -> list[str]:
    """Would what stands beside any one client replace it? Counted, never named (S4-1)."""
    digest = week.digest
    if not digest.valued:
        return []
    if not digest.not_survived:
        return ["If any one client left, what we are likely to win elsewhere would replace it."]
    which, them = counted(digest.not_survived, "client"), "it"
    if digest.not_survived > 1:
        which, them = f"any one of {which}", "them"
    return [
        f"The loss of {which} is more than we are likely to win elsewhere, beyond this "
        f"year's plan. Nothing is wrong with {them}. This is about what stands beside {them}."
    ]


def _not_counted(week: _Week) -> list[str]:
    """Deals, and clients' yearly values, in currencies without a rate."""
    digest, left_out = week.digest, []
    if digest.unrated_deals:
        many = counted(digest.unrated_deals, "deal")
        left_out.append(f"{many} in {joined(digest.unrated)}")
    if digest.unrated_clients:
        whose = counted(digest.unrated_clients, "client")
        left_out.append(f"the yearly value of {whose} in {joined(digest.unrated_values)}")
    if not left_out:
        return []
    first = (*digest.unrated, *digest.unrated_values)[0]
    return [f"Not counted: {joined(left_out)}; {money.no_rate(first)}"]


def _aims(week: _Week) -> list[str]:
    digest = week.digest
    if digest.aims is None or digest.aims >= digest.reps:
        return []
    chose = count_said(digest.aims)
    return [f"Our target is what {chose} of {counted(digest.reps, 'rep')} chose, added up."]


def _set_up_by(by: str) -> str:
    return f"{person_said(by, 'A manager')} set this up."


def _when(posting: Posting, locale: str, now: datetime) -> str:
    if posting.channel_id is None or posting.next_on is None:
        return "The digest is off. /pipeline digest #channel Monday 9:00 turns it on."
    at = dates.said(posting.next_on, posting.at, posting.zone, locale, now)
    return f"#{isolated(cut(posting.channel_name, 80))} gets the digest on {at}."


def _names(names: tuple[str, ...], total: int) -> str:
    """Names, and how many more there are."""
    return some_of([isolated(cut(name, LONGEST_NAME)) for name in names], total)


def _money(week: _Week, minor: int) -> str:
    return money.rough(Money(minor, week.digest.currency))


def _day(day: date, locale: str) -> str:
    month = dates.MONTHS[day.month - 1]
    return f"{month} {day.day}" if locale.lower().endswith("us") else f"{day.day} {month}"
