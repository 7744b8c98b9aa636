"""Which words do clients use for dates, in English and German?

Every table maps what the grammar calls a thing to the words people write for it. To teach Steady a
word, add it here; to teach it a turn of phrase, add a pattern in `days_said` or `clock_said`.
Words are written folded: lower case, ä ö ü ß as ae oe ue ss, no apostrophes, no closing dot.
"""

from collections.abc import Iterable, Iterator, Mapping


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


LITERALS: Mapping[str, str] = {
    "the": "the der die das den dem des",
    "a": "a an one ein eine einem einer einen eines",
    "next": "next naechste naechsten naechster naechstes naechstem nxt",
    "this": "this diese diesen dieser dieses diesem",
    "coming": "coming upcoming kommende kommenden kommender kommendes kommendem",
    "last": "last letzte letzten letzter letztes letztem",
    "past": "past vergangene vergangenen vergangener previous vorige vorigen voriger",
    "overnext": "uebernaechste uebernaechsten uebernaechster uebernaechstes uebernaechstem",
    "today": "today heute tdy",
    "tomorrow": "tomorrow tmrw tmr tomo morgen",
    "morgen": "morgen",
    "overmorrow": "uebermorgen overmorrow",
    "yesterday": "yesterday gestern vorgestern",
    "tonight": "tonight tonite",
    "now": "now jetzt",
    "end": "end ende ending",
    "mid": "mid middle mitte",
    "early": "early",
    "frueh": "frueh",
    "beginning": "beginning start anfang beginn",
    "late": "late spaet",
    "in": "in im",
    "on": "on am an",
    "at": "at um @",
    "of": "of im vom von",
    "for": "for fuer",
    "by": "by until till til bis spaetestens",
    "within": "within innerhalb binnen",
    "no": "no nicht not kein",
    "later": "later spaeter",
    "earlier": "earlier frueher sooner",
    "than": "than als",
    "before": "before vor pre ahead",
    "after": "after nach post past",
    "from": "from ab von",
    "onward": "onward onwards",
    "zum": "zum zur per",
    "starting": "starting beginning commencing",
    "about": "about around approximately roughly approx circa ca etwa gegen ungefaehr",
    "between": "between zwischen",
    "to": "to through thru zu zum bis",
    "and": "and und &",
    "or": "or oder",
    "half": "half halbe halben halbes",
    "halb": "halb",
    "quarter": "quarter viertel",
    "threequarter": "dreiviertel",
    "oclock": "oclock",
    "uhr": "uhr",
    "hoursword": "hours hrs",
    "h": "h",
    "m": "m min",
    "am": "am",
    "pm": "pm p",
    "noon": "noon midday",
    "mittag": "mittag mittags",
    "midnight": "midnight mitternacht",
    "first": "first",
    "q": "q",
    "fy": "fy gj",
    "latest": "latest spaetestens",
    "earliest": "earliest fruehestens",
    "hour": "hour stunde",
    "thing": "thing",
    "couple": "couple",
    "few": "few several paar einige einigen mehrere mehreren",
    "time": "time zeit",
    "ago": "ago",
    "sometime": "sometime irgendwann",
    "over": "over ueber",
    "during": "during waehrend",
    "business": "business working werk arbeits",
    "day": "day",
    "week": "week wk woche",
    "fortnight": "fortnight",
    "cw": "kw cw kalenderwoche",
    "w": "w",
    "c": "c",
    "st": "st",
    "either": "either entweder",
    "plus": "plus",
    "calendar": "calendar",
    "year": "year jahr jahres",
    "fiscal": "fiscal financial geschaefts",
    "weekend": "weekend wochenende",
    "soon": "soon bald shortly demnaechst asap eventually someday",
    "then": "then dann",
    "s": "s",
    "out": "out",
    "eod": "eod cob eob cop feierabend geschaeftsschluss tagesende",
    "eow": "eow",
    "eom": "eom monatsende",
    "eoq": "eoq quartalsende",
    "eoy": "eoy jahresende",
    "close": "close",
    "play": "play",
    "month": "month",
}

WEEKDAYS = (
    "monday mon montag mo",
    "tuesday tue tues dienstag di",
    "wednesday wed weds mittwoch mi",
    "thursday thu thur thurs donnerstag do",
    "friday fri freitag fr",
    "saturday sat samstag sonnabend sa",
    "sunday sun sonntag so",
)
# Everyday English words elsewhere.
GERMAN_ONLY = _words("mo di mi do fr sa so")

MONTHS = (
    "january jan januar jaenner",
    "february feb februar feber",
    "march mar maer maerz marz mrz",
    "april apr",
    "may mai",
    "june jun juni",
    "july jul juli",
    "august aug",
    "september sep sept",
    "october oct oktober okt",
    "november nov",
    "december dec dezember dez",
)

UNITS: Mapping[str, str] = {
    "minute": "minute minutes min mins minuten",
    "hour": "hour hours hr hrs h stunde stunden std",
    "day": "day days d tag tage tagen tages",
    "workday": "workday workdays arbeitstag arbeitstage arbeitstagen",
    "werktag": "werktag werktage werktagen",
    "week": "week weeks wk wks w woche wochen",
    "fortnight": "fortnight fortnights",
    "month": "month months monat monate monaten monats mo mth mths",
    "quarter": "quarter quarters quartal quartale quartalen quartals vierteljahr vierteljahren",
    "year": "year years yr yrs y jahr jahre jahren jahres",
}

SEASONS: Mapping[str, str] = {
    "spring": "spring springtime fruehling fruehjahr fruehlings fruehjahrs",
    "summer": "summer summertime sommer sommers",
    "autumn": "autumn fall herbst herbsts herbstes",
    "winter": "winter wintertime winters",
}

NUMBERS: Mapping[int, str] = {
    1: "one eins",
    2: "two zwei zwo",
    3: "three drei",
    4: "four vier",
    5: "five fuenf",
    6: "six sechs",
    7: "seven sieben",
    8: "eight acht",
    9: "nine neun",
    10: "ten zehn",
    11: "eleven elf",
    12: "twelve zwoelf",
    13: "thirteen dreizehn",
    14: "fourteen vierzehn",
    15: "fifteen fuenfzehn",
    16: "sixteen sechzehn",
    17: "seventeen siebzehn",
    18: "eighteen achtzehn",
    19: "nineteen neunzehn",
    20: "twenty zwanzig",
    25: "twentyfive",
    30: "thirty dreissig",
    40: "forty vierzig",
    45: "fortyfive",
    50: "fifty fuenfzig",
    60: "sixty sechzig",
    70: "seventy siebzig",
    80: "eighty achtzig",
    90: "ninety neunzig",
}

ORDINALS: Mapping[int, str] = {
    1: "first erste ersten erster erstes",
    2: "second zweite zweiten zweiter zweites",
    3: "third dritte dritten dritter drittes",
    4: "fourth vierte vierten vierter viertes",
    5: "fifth fuenfte fuenften fuenfter",
    6: "sixth sechste sechsten",
    7: "seventh siebte siebten",
    8: "eighth achte achten",
    9: "ninth neunte neunten",
    10: "tenth zehnte zehnten",
    11: "eleventh elfte elften",
    12: "twelfth zwoelfte zwoelften",
    13: "thirteenth",
    14: "fourteenth",
    15: "fifteenth fuenfzehnte fuenfzehnten",
    16: "sixteenth",
    17: "seventeenth",
    18: "eighteenth",
    19: "nineteenth",
    20: "twentieth zwanzigste zwanzigsten",
    30: "thirtieth dreissigste dreissigsten",
}

PARTS: Mapping[str, str] = {
    "morning": "morning morgens vormittag vormittags",
    "afternoon": "afternoon arvo nachmittag nachmittags",
    "evening": "evening abend abends",
    "night": "night nacht nachts",
    "lunch": "lunch lunchtime",
}

# Said of a day that comes again and again; such a phrase is no date.
RECURRING = _words(
    "every each daily weekly biweekly fortnightly monthly quarterly yearly annually hourly always",
    "weekdays weekends nightly mondays tuesdays wednesdays thursdays fridays saturdays sundays",
    "jeden jede jedes jeder jedem taeglich woechentlich monatlich jaehrlich quartalsweise immer",
    "montags dienstags mittwochs donnerstags freitags samstags sonntags werktags wochentags",
)

# Before a date these change what it says; a date behind one is never taken for itself.
TURNING = _words(
    "not no never except excluding unless without isnt wasnt cant wont dont maybe perhaps possibly",
    "probably likely ideally hopefully before after since until ago last past previous other",
    "alternate every each or oder either than between first second third fourth",
    "nicht kein keine nie ausser ohne vielleicht wahrscheinlich eventuell moeglichst vor nach seit",
    "jeden jede jedes jeder zwischen ersten zweiten dritten alle",
)
# So do these behind it.
TURNING_AFTER = _words(
    "or oder ish onward onwards unless except latest earliest fruehestens if falls ausser"
)
# What a number of order counts when it is no day of a month: "the 15th floor".
NOT_A_DAY_BEFORE = _words(
    "floor street st avenue ave anniversary birthday century time times place edition version",
    "attempt round percent grade etage stock strasse jahrestag geburtstag mal versuch runde platz",
)

# Behind one of these, figures with dots or slashes are no date.
A_NUMBER_AFTER = _words("version release build rev section chapter room suite ref nr no ip kapitel")

# In the middle of a line these are more often something else than a date.
EVERYDAY = _words(
    "mon wed sat sun jan feb mar apr may jun jul aug sep sept oct nov dec second march now later",
    "mo di mi do fr sa so mai morgen asap eventually someday shortly noon midday night morning",
)

MISSPELT: Mapping[str, str] = {
    "tommorow": "tomorrow",
    "tommorrow": "tomorrow",
    "tomorow": "tomorrow",
    "tomorrrow": "tomorrow",
    "tmorrow": "tomorrow",
    "2morrow": "tomorrow",
    "wensday": "wednesday",
    "wednsday": "wednesday",
    "wednesay": "wednesday",
    "wendesday": "wednesday",
    "wedensday": "wednesday",
    "thrusday": "thursday",
    "thurday": "thursday",
    "thursady": "thursday",
    "teusday": "tuesday",
    "tusday": "tuesday",
    "saterday": "saturday",
    "febuary": "february",
    "feburary": "february",
    "febrary": "february",
    "januray": "january",
    "janurary": "january",
    "septmber": "september",
    "setember": "september",
    "ocotber": "october",
    "novemeber": "november",
    "decemeber": "december",
    "fortnite": "fortnight",
}


def fold(word: str) -> str:
    """A word as the tables write it."""
    word = word.lower().rstrip(".")
    for written, plain in (
        ("ä", "ae"),
        ("ö", "oe"),
        ("ü", "ue"),
        ("ß", "ss"),
        ("'", ""),
        ("’", ""),
    ):
        word = word.replace(written, plain)
    return word


def kinds_of_words() -> dict[str, dict[str, object]]:
    """Every known word with all the things it may be: {"march": {"MONTH": 3}, …}."""
    kinds: dict[str, dict[str, object]] = {}
    for symbol, value, words in _tables():
        for word in words.split():
            kinds.setdefault(fold(word), {})[symbol] = value
    return kinds


def _tables() -> Iterator[tuple[str, object, str]]:
    yield from ((name, None, words) for name, words in LITERALS.items())
    yield from (("WD", at, words) for at, words in enumerate(WEEKDAYS))
    yield from (("MONTH", at, words) for at, words in enumerate(MONTHS, start=1))
    yield from (("UNIT", name, words) for name, words in UNITS.items())
    yield from (("SEASON", name, words) for name, words in SEASONS.items())
    yield from (("PART", name, words) for name, words in PARTS.items())
    yield from (("NUM", number, words) for number, words in NUMBERS.items())
    yield from (("ORDINAL", number, words) for number, words in ORDINALS.items())


def long_names() -> Iterable[str]:
    """Names of days and months that a slip of one letter leaves recognisable."""
    return [
        word
        for words in (*WEEKDAYS, *MONTHS, "tomorrow yesterday fortnight thanksgiving christmas")
        for word in words.split()
        if len(word) >= 6
    ]
