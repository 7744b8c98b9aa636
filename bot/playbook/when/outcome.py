"""What do the pieces of a phrase come to: moments still ahead, or a reason why not?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import zip_longest

from bot.playbook.problem import Problem
from bot.playbook.when.calendar import horizon
from bot.playbook.when.grammar import Parse
from bot.playbook.when.meaning import Days, Here, Part, Zone
from bot.playbook.when.moment import Moment, in_zone, instant
from bot.playbook.when.pieces import Said, whole_ways
from bot.playbook.when.tokens import Token
from bot.playbook.when.zones import clock_offset, clocks_named

MOST_CHOICES = 3
HALF_DAY, DAY = 12 * 60, 24 * 60  # minutes
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One moment, several to choose from, or a problem."""

    moments: tuple[Moment, ...] = ()
    problem: Problem | None = None
    computed: bool = False
    by: bool = False
    vague: bool = False


def outcome_of(tokens: Sequence[Token], here: Here, parse: Parse | None = None) -> Outcome | None:
    """What a row of tokens comes to when all of them are understood; None when one is not."""
    ways = whole_ways(tokens, here, parse)
    if not ways:
        return None
    outcomes = [_come_to(said, here) for said in ways]
    if ways[0].is_choice and (refused := next((each for each in outcomes if each.problem), None)):
        return refused  # Of "Monday or yesterday" the half that can be read is not the answer.
    return one_of([*outcomes, *_seen_from_their_zone(tokens, ways, here)])


def one_of(outcomes: Sequence[Outcome]) -> Outcome:
    """One outcome from several ways to read a phrase; different moments are a question."""
    good = [each for each in outcomes if each.problem is None]
    if not good:
        return outcomes[0]
    if len(good) == 1:
        return good[0]
    rows = zip_longest(*(each.moments for each in good))
    moments = list(dict.fromkeys(moment for row in rows for moment in row if moment))
    vague = any(each.vague for each in good)
    few = moments[:MOST_CHOICES]
    return Outcome(
        tuple(sorted(few, key=_by_day) if vague else few),
        computed=any(each.computed for each in good),
        by=any(each.by for each in good),
        vague=vague,
    )


def _seen_from_their_zone(
    tokens: Sequence[Token], ways: Sequence[Said], here: Here
) -> Iterator[Outcome]:
    """Where it is another day in the zone named, "tomorrow" may be theirs or ours."""
    zones = {said.zone for said in ways if said.zone is not None}
    clocks = [clock for zone in zones for clock in _clocks(zone, here.now, here)]
    for today in {here.now.astimezone(clock).date() for clock in clocks} - {here.today}:
        there = replace(here, today=today)
        yield from (_come_to(said, there) for said in whole_ways(tokens, there))


def _come_to(said: Said, here: Here) -> Outcome:
    days = said.days or Days((Moment(here.today),), again=here.today + ONE_DAY)
    problem = days.problem or (said.clock and said.clock.problem)
    if problem:
        return Outcome(problem=_with_nearest(problem, days, said, here))
    minutes = _minutes(said)
    if minutes is None or (minutes and _takes_no_time(days)):
        return Outcome(problem=Problem("times_disagree"))
    if minutes == () and said.part is not None and _is_over(said.part, days, here):
        return Outcome(problem=_problem("date_in_past", nearest=_nearest(days, Said(), here)))
    moments = list(_moments(days.options, minutes, said.zone, here))
    if not moments:
        assert said.zone is not None
        return Outcome(problem=Problem("which_zone", {"zone": said.zone.said}))
    return _still_ahead(moments, days, said, here)


def _is_over(part: Part, days: Days, here: Here) -> bool:
    """ "This morning", said in the afternoon."""
    over = here.now.hour * 60 >= part.last
    return over and Moment(here.now.date()) in days.options


def _takes_no_time(days: Days) -> bool:
    """ "Mid January at 3" names no day for that hour; "in two hours" has its hour already."""
    return (days.vague and days.computed) or any(each.due_time for each in days.options)


def _minutes(said: Said) -> tuple[int, ...] | None:
    """The minutes of the day that a clock and a part of the day leave; None if they disagree."""
    if said.part is None:
        return said.clock.minutes if said.clock else ()
    if said.clock is None:
        return said.part.offers
    minutes = said.clock.minutes
    if said.clock.bare:
        minutes = tuple(m % HALF_DAY + add for m in minutes for add in (0, HALF_DAY))
    fitting = {m for m in minutes if said.part.first <= m <= said.part.last}
    return tuple(sorted(fitting)) or None


def _moments(
    options: Sequence[Moment], minutes: Sequence[int], zone: Zone | None, here: Here
) -> Iterator[Moment]:
    """Every option at each of the minutes, on the rep's clock."""
    for option in options:
        if not minutes:
            yield option
        for minute in minutes:
            day = option.due_on + minute // DAY * ONE_DAY
            moment = Moment(day, time(minute % DAY // 60, minute % 60))
            if zone is None:
                yield moment
            else:
                yield from _on_our_clock(moment, zone, here)


def _on_our_clock(moment: Moment, zone: Zone, here: Here) -> Iterator[Moment]:
    assert here.now.tzinfo is not None
    assert moment.due_time is not None
    wall = datetime.combine(moment.due_on, moment.due_time, UTC)
    for clock in _clocks(zone, wall, here):
        yield in_zone(moment, clock, here.now.tzinfo)


def _clocks(zone: Zone, at: datetime, here: Here) -> Sequence[tzinfo]:
    if zone.offset is None:
        return clocks_named(zone.key, zone.said, here.locale, at)
    clock = clock_offset(zone.offset)
    return () if clock is None else (clock,)


def _still_ahead(moments: Sequence[Moment], days: Days, said: Said, here: Here) -> Outcome:
    """The moments to come; of a question all but past, only its likeliest is taken unasked."""
    ahead = [moment for moment in moments if _is_ahead(moment, here)]
    if not ahead or (len(ahead) == 1 < len(moments) and ahead[0] != moments[0]):
        nearest = ahead[0] if ahead else _nearest(days, said, here)
        return Outcome(problem=_problem("date_in_past", said=moments[0], nearest=nearest))
    last = horizon(here.now.date())
    near = [moment for moment in ahead if moment.due_on <= last]
    if not near:
        return Outcome(problem=_problem("date_too_far", said=ahead[0], horizon=last))
    chosen = _few(near, several_days=len(days.options) > 1)
    moments = tuple(sorted(chosen, key=_by_day) if days.vague else chosen)
    return Outcome(moments, None, days.computed, days.by, days.vague)


def _few(moments: Sequence[Moment], *, several_days: bool) -> list[Moment]:
    """At most three choices: of several days at several times, each day's likeliest time."""
    if len(moments) > MOST_CHOICES and several_days:
        moments = list({moment.due_on: moment for moment in reversed(moments)}.values())[::-1]
    return list(moments[:MOST_CHOICES])


def _by_day(moment: Moment) -> tuple[date, time]:
    return moment.due_on, moment.due_time or time(0)


def _is_ahead(moment: Moment, here: Here) -> bool:
    if moment.due_time is None:
        return moment.due_on >= here.now.date()
    assert here.now.tzinfo is not None
    return instant(moment, here.now.tzinfo) > here.now


def _nearest(days: Days, said: Said, here: Here) -> Moment | None:
    """The next moment of the kind that is past."""
    again = days.again
    if again is None and days.options and days.options[0].due_on == here.today:
        again = here.today + ONE_DAY
    if again is None:
        return None
    moments = _moments((Moment(again),), _minutes(said) or (), said.zone, here)
    return next((moment for moment in moments if _is_ahead(moment, here)), None)


def _with_nearest(problem: Problem, days: Days, said: Said, here: Here) -> Problem:
    if days.again is None:
        return problem
    return _problem(problem.code, **problem.facts, nearest=_nearest(days, said, here))


def _problem(code: str, **facts: object) -> Problem:
    return Problem(code, facts)
