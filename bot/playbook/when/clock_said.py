"""How do people say a time of day, and on whose clock?"""

from bot.playbook.problem import Problem
from bot.playbook.when.grammar import rule
from bot.playbook.when.meaning import Clock, Days, Here, Part, Zone
from bot.playbook.when.moment import Moment
from bot.playbook.when.zones import needs_time_word

HOUR, NOON, MIDNIGHT = 60, 12 * 60, 24 * 60
# An hour said bare is ambiguous unless only one of its two readings is an hour people work.
MORNING_HOURS = range(9, 12)

PARTS = {
    "morning": Part("morning", 0, NOON, ()),
    "afternoon": Part("afternoon", NOON, 18 * HOUR, (14 * HOUR, 16 * HOUR)),
    "evening": Part("evening", 17 * HOUR, MIDNIGHT, (18 * HOUR, 20 * HOUR)),
    "night": Part("night", 18 * HOUR, MIDNIGHT, (20 * HOUR, 22 * HOUR)),
    "lunch": Part("lunch", 11 * HOUR, 15 * HOUR, (12 * HOUR, 13 * HOUR)),
}
NARROWER = {
    ("early", "morning"): (8 * HOUR, 9 * HOUR),
    ("late", "morning"): (10 * HOUR + 30, 11 * HOUR + 30),
    ("early", "afternoon"): (13 * HOUR, 14 * HOUR),
    ("late", "afternoon"): (16 * HOUR, 17 * HOUR),
    ("early", "evening"): (17 * HOUR + 30, 18 * HOUR + 30),
    ("late", "evening"): (20 * HOUR, 21 * HOUR),
    ("mid", "morning"): (10 * HOUR, 10 * HOUR + 30),
    ("mid", "afternoon"): (15 * HOUR, 15 * HOUR + 30),
}


# ---------------------------------------------------------------- exact and half-exact times


@rule(
    "TIME", "POINT", "at POINT", "about POINT", "at about POINT", "at BAREHOUR", "at about BAREHOUR"
)
def time_of_day(here: Here, clock: Clock) -> Clock:
    return clock


@rule("TIME", "by POINT", "by BAREHOUR")
def by_time(here: Here, clock: Clock) -> Clock:
    return clock


@rule("POINT", "NUM am")
def hour_am(here: Here, hour: int) -> Clock:
    return _twelve(hour, 0, 0)


@rule("POINT", "NUM pm")
def hour_pm(here: Here, hour: int) -> Clock:
    return _twelve(hour, 0, 12)


@rule("POINT", "CLOCK am", "DOTCLOCK am")
def clock_am(here: Here, said: tuple[int, int, bool]) -> Clock:
    return _twelve(said[0], said[1], 0)


@rule("POINT", "CLOCK pm", "DOTCLOCK pm")
def clock_pm(here: Here, said: tuple[int, int, bool]) -> Clock:
    return _twelve(said[0], said[1], 12)


@rule("POINT", "CLOCK", "CLOCK uhr|h|hoursword", "DOTCLOCK uhr|h")
def clock(here: Here, said: tuple[int, int, bool]) -> Clock:
    """Written as on a 24-hour clock ("15:00", "09:30") it is sure; "3:30" is not."""
    hour, minute, two_figures = said
    if two_figures:
        return _exact(hour, minute)
    return _bare(here, hour, minute)


@rule("POINT", "DOTCLOCK")
def dotted_clock(here: Here, said: tuple[int, int, bool]) -> Clock | None:
    """ "9.30", in Britain; "9.10" may be the ninth of October."""
    return clock(here, said) if here.day_first and said[1] > 12 else None


@rule("TIME", "at DOTCLOCK")
def at_dotted_clock(here: Here, said: tuple[int, int, bool]) -> Clock:
    return clock(here, said)


@rule("POINT", "BAREHOUR uhr|oclock|h")
def hour_uhr(here: Here, said: Clock) -> Clock:
    return said


@rule("POINT", "DIGITS uhr|h DIGITS")
def hour_uhr_minutes(here: Here, hour: int, minute: int) -> Clock:
    return _bare(here, hour, minute)


@rule("POINT", "HHMM hoursword|h|uhr", "SUREHHMM")
def four_figures(here: Here, minutes: int) -> Clock:
    return Clock((minutes,))


@rule("TIME", "at HHMM")
def at_four_figures(here: Here, minutes: int) -> Clock:
    return Clock((minutes,))


@rule("BAREHOUR", "DIGITS", "NUM")
def bare_hour(here: Here, hour: int) -> Clock | None:
    return _bare(here, hour, 0) if hour <= 24 else None


@rule("POINT", "half past NUM")
def half_past(here: Here, hour: int) -> Clock | None:
    return _to_hour(here, hour, 30)


@rule("POINT", "half NUM")
def half_hour(here: Here, hour: int) -> Clock | None:
    """British "half three" is half past three; German "halb drei" half an hour before it."""
    british, german = _to_hour(here, hour, 30), _to_hour(here, hour, -30)
    if british is None or german is None:
        return None
    if here.locale.lower().endswith("gb"):
        return british
    return Clock(tuple(dict.fromkeys((german.minutes[0], british.minutes[0]))))


@rule("POINT", "halb NUM")
def halb(here: Here, hour: int) -> Clock | None:
    return _to_hour(here, hour, -30)


@rule("POINT", "quarter past|after NUM")
def quarter_past(here: Here, hour: int) -> Clock | None:
    return _to_hour(here, hour, 15)


@rule("POINT", "quarter to|before NUM")
def quarter_to(here: Here, hour: int) -> Clock | None:
    return _to_hour(here, hour, -15)


@rule("POINT", "a quarter past|after NUM")
def a_quarter_past(here: Here, hour: int) -> Clock | None:
    return _to_hour(here, hour, 15)


@rule("POINT", "a quarter to NUM")
def a_quarter_to(here: Here, hour: int) -> Clock | None:
    return _to_hour(here, hour, -15)


@rule("POINT", "threequarter NUM")
def dreiviertel(here: Here, hour: int) -> Clock | None:
    return _to_hour(here, hour, -15)


@rule("POINT", "NUM past|after NUM")
def minutes_past(here: Here, minutes: int, hour: int) -> Clock | None:
    return _to_hour(here, hour, minutes) if minutes in (5, 10, 20, 25) else None


@rule("POINT", "NUM to|before NUM")
def minutes_to(here: Here, minutes: int, hour: int) -> Clock | None:
    return _to_hour(here, hour, -minutes) if minutes in (5, 10, 20, 25) else None


@rule("POINT", "noon", "NUM noon")
def noon(here: Here, hour: int = 12) -> Clock | None:
    return Clock((NOON,)) if hour == 12 else None


@rule("POINT", "mittag")
def mittag(here: Here) -> Clock:
    return Clock((NOON, 13 * HOUR))


@rule("POINT", "midnight", "NUM midnight")
def midnight(here: Here, hour: int = 12) -> Clock | None:
    """At the day's end or at its start: a question."""
    return Clock((MIDNIGHT, 0)) if hour == 12 else None


@rule(
    "POINT",
    "eod",
    "end of day",
    "close of? business",
    "close of? play",
    "end of business",
    "end of business day",
)
@rule(
    "TIME",
    "by eod",
    "by end of day",
    "by close of? business",
    "before eod",
    "before close of? business",
)
def close_of_business(here: Here) -> Clock:
    """The end of office hours."""
    return Clock((here.day_ends.hour * HOUR + here.day_ends.minute,))


# ---------------------------------------------------------------- between two times


@rule("TIME", "between? POINT -|to|and|or POINT", "at POINT -|to|or POINT", "from POINT to|- POINT")
def two_times(here: Here, first: Clock, second: Clock) -> Clock:
    return _from_to(first, second)


@rule(
    "TIME",
    "between? BAREHOUR -|to|and|or POINT",
    "from BAREHOUR to|- POINT",
    "at BAREHOUR -|to|or POINT",
)
def hour_to_time(here: Here, first: Clock, second: Clock) -> Clock | None:
    """ "2 to 3pm": the bare hour takes the half of the day that puts it next before."""
    if len(second.minutes) != 1 or first.problem or second.problem:
        return _from_to(first, second) if first.problem or second.problem else None
    hour = first.minutes[0] % NOON
    before = [m for m in (hour, hour + NOON) if m < second.minutes[0]]
    return Clock((before[-1], second.minutes[0])) if before else None


@rule("TIME", "between BAREHOUR and BAREHOUR", "at BAREHOUR or BAREHOUR")
def two_hours(here: Here, first: Clock, second: Clock) -> Clock:
    return _from_to(first, second)


# ---------------------------------------------------------------- parts of the day


@rule("PARTOFDAY", "PART", "in|at|on|over|during PART")
@rule("AFTERDAY", "morgen", "frueh", "on morgen")
def part(here: Here, name: str = "morning") -> Part:
    return PARTS[name]


@rule("AFTERDAY", "am")
def morning(here: Here) -> Part | None:
    return None if here.german else PARTS["morning"]


@rule("AFTERDAY", "pm")
def afternoon(here: Here) -> Part:
    return PARTS["afternoon"]


@rule("CLOCKPART", "at? BAREHOUR in? PART", "at? BAREHOUR at PART")
def hour_of_part(here: Here, clock: Clock, name: str) -> tuple[Clock, Part]:
    """ "8 in the evening"."""
    return clock, PARTS[name]


@rule("PARTOFDAY", "first thing", "first thing in PART")
def first_thing(here: Here, name: str = "morning") -> Part | None:
    return PARTS[name] if name == "morning" else None


@rule("PARTOFDAY", "in? early PART")
def early_part(here: Here, name: str) -> Part | None:
    return _narrower("early", name)


@rule("PARTOFDAY", "in? late PART")
def late_part(here: Here, name: str) -> Part | None:
    return _narrower("late", name)


@rule("PARTOFDAY", "in? mid PART")
def mid_part(here: Here, name: str) -> Part | None:
    return _narrower("mid", name)


@rule("ATLATEST", "at latest", "latest", "at very latest")
def at_the_latest(here: Here) -> bool:
    return True


@rule("DAYPART", "this PART")
def this_part(here: Here, name: str) -> tuple[Days, Part]:
    return Days((Moment(here.today),)), PARTS[name]


@rule("DAYPART", "tonight")
def tonight(here: Here) -> tuple[Days, Part]:
    return this_part(here, "evening")


# ---------------------------------------------------------------- whose clock


@rule("CLOCKOF", "ZONE")
def zone(here: Here, named: tuple[str, str]) -> Zone | None:
    return None if needs_time_word(named[1]) else Zone(*named)


@rule("CLOCKOF", "ZONE time")
def zone_time(here: Here, named: tuple[str, str]) -> Zone:
    return Zone(*named)


@rule("CLOCKOF", "ZONE + DIGITS", "ZONE plus DIGITS")
def zone_ahead(here: Here, named: tuple[str, str], hours: int) -> Zone | None:
    return Zone(*named, offset=hours * HOUR) if named[1] in ("gmt", "utc") else None


@rule("CLOCKOF", "ZONE - DIGITS")
def zone_behind(here: Here, named: tuple[str, str], hours: int) -> Zone | None:
    return Zone(*named, offset=-hours * HOUR) if named[1] in ("gmt", "utc") else None


@rule("CLOCKOF", "ZONE + CLOCK")
def zone_ahead_exactly(
    here: Here, named: tuple[str, str], ahead: tuple[int, int, bool]
) -> Zone | None:
    offset = ahead[0] * HOUR + ahead[1]
    return Zone(*named, offset=offset) if named[1] in ("gmt", "utc") else None


@rule("CLOCKOF", "OFFSET")
def offset(here: Here, said: str) -> Zone:
    if said in "zZ":
        return Zone("UTC", "utc", offset=0)
    figures = said[1:].replace(":", "")
    minutes = int(figures[:2]) * HOUR + int(figures[2:])
    return Zone("UTC", said, offset=-minutes if said[0] == "-" else minutes)


@rule("CLOCKOF", "ZONE OFFSET")
def zone_offset(here: Here, named: tuple[str, str], said: str) -> Zone | None:
    return offset(here, said) if named[1] in ("gmt", "utc") else None


def _twelve(hour: int, minute: int, add: int) -> Clock:
    """A time with am or pm; a 24-hour time with a "pm" it does not need is as good."""
    if minute > 59 or hour > 23 or (hour > 12 and not add) or (hour == 0 and add):
        return Clock((), Problem("no_such_time"))
    if hour == 12 and not add:
        return Clock((minute, MIDNIGHT + minute) if minute == 0 else (minute,))
    return Clock(((hour if hour >= 12 else hour + add) * HOUR + minute,))


def _exact(hour: int, minute: int) -> Clock:
    if hour == 24 and minute == 0:
        return Clock((MIDNIGHT, 0))
    if hour > 23 or minute > 59:
        return Clock((), Problem("no_such_time"))
    return Clock((hour * HOUR + minute,))


def _bare(here: Here, hour: int, minute: int) -> Clock:
    """An hour without am or pm, on a clock of twelve or of twenty-four."""
    if hour == 0 or hour > 12 or minute > 59:
        return _exact(hour, minute)
    if hour == 12 or hour in MORNING_HOURS:
        return Clock((hour * HOUR + minute,), bare=True)
    morning, evening = hour * HOUR + minute, hour * HOUR + minute + NOON
    if here.german and hour in (7, 8):
        return Clock((morning,), bare=True)
    return Clock((morning, evening) if hour in (7, 8) else (evening, morning), bare=True)


def _to_hour(here: Here, hour: int, minutes: int) -> Clock | None:
    """Minutes past or to an hour of the twelve-hour clock."""
    if not 1 <= hour <= 12:
        return None
    at = (hour * HOUR + minutes) % NOON
    at = at or NOON
    return _bare(here, at // HOUR or 12, at % HOUR)


def _from_to(first: Clock, second: Clock) -> Clock:
    if first.problem or second.problem:
        return first if first.problem else second
    return Clock((first.minutes[0], second.minutes[0]))


def _narrower(which: str, name: str) -> Part | None:
    whole = PARTS[name]
    offers = NARROWER.get((which, name))
    return None if offers is None else Part(name, whole.first, whole.last, offers)
