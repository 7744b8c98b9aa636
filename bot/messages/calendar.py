"""What does a weekly block look like in a calendar?"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.playbook.model import Rep

NAME = "protected-time.ics"
SUMMARY = "Protected: finding new clients"
KNOWN_YEARS = 12  # how far ahead the clocks of a zone are written down

_BY_DAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def weekly(rep: Rep, now: datetime) -> bytes:
    """The block as an event that recurs by the clock on the wall, whatever the clocks do.

    The zone's own rules stand in the file, so that a calendar that does not know it keeps the hour.
    """
    # Costs a fifth of a second: loaded when somebody asks for the file, not at every start.
    from icalendar import Calendar, Event, vRecur

    assert rep.protected is not None
    zone = ZoneInfo(rep.zone)
    first = _first(now.astimezone(zone).date(), rep.protected.weekday)
    event = Event()
    event.add("uid", f"protected-{rep.id}@steady")
    event.add("dtstamp", now)
    event.add("summary", SUMMARY)
    event.add("dtstart", datetime.combine(first, rep.protected.begins, zone))
    event.add("dtend", datetime.combine(first, rep.protected.ends, zone))
    by_day = _BY_DAY[rep.protected.weekday]
    event.add("rrule", vRecur({"FREQ": ["WEEKLY"], "BYDAY": [by_day]}))
    calendar = Calendar()
    calendar.add("prodid", "-//Steady//Protected time//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    begins = first.replace(month=1, day=1)
    calendar.add_missing_timezones(begins, begins.replace(year=begins.year + KNOWN_YEARS))
    return bytes(calendar.to_ical())


def _first(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7)
