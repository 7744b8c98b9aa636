"""Which clock does a zone named in a text mean?"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

# Said with "time" behind them ("3pm New York time") or, for the short ones, alone ("3pm ET").
# An abbreviation that also names an offset ("EST") is "Zone=hours"; one with several meanings "?".
ZONE_NAMES: Mapping[str, str] = {
    "America/New_York": "eastern,et,new york,boston,miami,washington,atlanta,us eastern",
    "America/New_York=-5": "est,eastern standard",
    "America/New_York=-4": "edt,eastern daylight",
    "America/Chicago": "central,chicago,dallas,houston,austin,us central",
    "America/Chicago=-5": "cdt,central daylight",
    "America/Denver": "mountain,denver,us mountain",
    "America/Denver=-7": "mst,mountain standard",
    "America/Denver=-6": "mdt,mountain daylight",
    "America/Phoenix": "phoenix,arizona",
    "America/Los_Angeles": "pacific,pt,los angeles,la,san francisco,seattle,california,us pacific",
    "America/Los_Angeles=-8": "pst,pacific standard",
    "America/Los_Angeles=-7": "pdt,pacific daylight",
    "America/Anchorage": "alaska",
    "Pacific/Honolulu": "hawaii,honolulu,hst",
    "America/Toronto": "toronto,montreal",
    "America/Vancouver": "vancouver",
    "America/Mexico_City": "mexico city",
    "America/Sao_Paulo": "sao paulo",
    "America/Argentina/Buenos_Aires": "buenos aires",
    "UTC": "utc,zulu,z",
    "Europe/London=0": "gmt",
    "Europe/London": "london,uk,british,edinburgh,manchester",
    "Europe/London=1": "british summer",
    "Europe/Dublin": "dublin",
    "Europe/Lisbon": "lisbon,lissabon",
    "Europe/Berlin": "berlin,munich,muenchen,hamburg,frankfurt,cologne,koeln,berliner,german,"
    "deutscher,deutsche,central european,europe",
    "Europe/Berlin=1": "cet,mez,central european standard",
    "Europe/Berlin=2": "cest,mesz,central european summer",
    "Europe/Paris": "paris",
    "Europe/Madrid": "madrid,barcelona",
    "Europe/Rome": "rome,milan,rom,mailand",
    "Europe/Amsterdam": "amsterdam",
    "Europe/Brussels": "brussels,bruessel",
    "Europe/Vienna": "vienna,wien,wiener",
    "Europe/Zurich": "zurich,zuerich,geneva,genf",
    "Europe/Stockholm": "stockholm",
    "Europe/Copenhagen": "copenhagen,kopenhagen",
    "Europe/Oslo": "oslo",
    "Europe/Warsaw": "warsaw,warschau",
    "Europe/Prague": "prague,prag",
    "Europe/Athens": "athens",
    "Europe/Helsinki": "helsinki",
    "Europe/Athens=2": "eet",
    "Europe/Athens=3": "eest",
    "Europe/Lisbon=0": "wet",
    "Europe/Lisbon=1": "west",
    "Europe/Istanbul": "istanbul",
    "Europe/Moscow": "moscow,msk",
    "Asia/Dubai": "dubai",
    "Asia/Kolkata": "india,mumbai,delhi,new delhi,bangalore,kolkata",
    "Asia/Singapore": "singapore,sgt",
    "Asia/Hong_Kong": "hong kong,hkt",
    "Asia/Shanghai": "shanghai,beijing",
    "Asia/Tokyo": "tokyo,japan,jst",
    "Asia/Seoul": "seoul",
    "Australia/Sydney": "sydney,melbourne",
    "Australia/Sydney=10": "aest",
    "Australia/Sydney=11": "aedt",
    "Pacific/Auckland": "auckland,new zealand",
    "Pacific/Auckland=12": "nzst",
    "Pacific/Auckland=13": "nzdt",
    "America/Chicago?us": "cst,ct,central standard",
    "America/Denver?us": "mt",
    "Europe/London?gb": "bst",
    "?": "ist,ast,amt,adt,act,sst,gst,my,your,our,their,local,his,her,ortszeit",
}
# These stand alone behind a time; every other name needs "time" or "Zeit" behind it.
_ALONE = re.compile(
    r"[ecmp][sd]?t|a[ekc]?st|aedt|[aw]est|gmt|utc|zulu|z|bst|ist|hst|cet|cest|me[s]?z|eet|eest|wet|"
    r"west|msk|sgt|hkt|jst|nzst|nzdt|eastern|central|mountain|pacific|adt|amt|act|sst|gst|ortszeit"
)
_STANDARD_OFFSETS = {"?us": {"cst": -6, "central standard": -6}, "?gb": {"bst": 1}}


def needs_time_word(said: str) -> bool:
    return not _ALONE.fullmatch(said)


def clocks_named(key: str, said: str, locale: str, at: datetime) -> tuple[tzinfo, ...]:
    """The clocks a name may mean at a wall-clock time: one, two when it is loosely used, or none.

    "EST" in July is five hours behind UTC by the letter, New York's summer clock in most mouths.
    """
    if key.startswith("?"):
        return ()
    for country in ("us", "gb"):
        if key.endswith(f"?{country}"):
            if not locale.lower().endswith(country):
                return ()
            hours = _STANDARD_OFFSETS[f"?{country}"].get(said)
            key = key.removesuffix(f"?{country}") + ("" if hours is None else f"={hours}")
    name, _, hours_said = key.partition("=")
    place = ZoneInfo(name)
    if not hours_said:
        return (place,)
    letter = timezone(timedelta(hours=int(hours_said)))
    if at.replace(tzinfo=place).utcoffset() == letter.utcoffset(None):
        return (letter,)
    if said == "gmt" and not locale.lower().endswith("gb"):
        return (letter,)
    return (place, letter)


def clock_offset(minutes: int) -> tzinfo | None:
    """A fixed distance from UTC, or None where no clock on earth keeps it."""
    if not -12 * 60 <= minutes <= 14 * 60:
        return None
    return timezone(timedelta(minutes=minutes))
