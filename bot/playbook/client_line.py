"""What does a typed `/client` line ask for, and about whom?"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from rapidfuzz import fuzz, process

from bot.playbook import names
from bot.playbook.cadence_said import read_cadence
from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.expectations import read_wanted
from bot.playbook.fit_said import read_fit
from bot.playbook.line import LONGEST_LINE, LONGEST_TEXT, cleaned, is_name, lift_words
from bot.playbook.model import Client, Direction, Heat, Money, Tier, TouchKind
from bot.playbook.money import read_money
from bot.playbook.order_said import read_order
from bot.playbook.past_day import past_day
from bot.playbook.problem import Problem
from bot.playbook.season_said import read_season
from bot.playbook.supplier import read_supplier
from bot.playbook.when import read_when
from bot.playbook.winback import LossReason

LISTS = ("mine", "quiet", "lost", "moved", "all")
_NOT_TYPED = {Deed.CARD, Deed.CONTACT_LEFT, Deed.CONTACTS, Deed.ONE_PERSON, Deed.ASK_TO_PART}
_NOT_TYPED |= {Deed.ACQUIRED, Deed.TOOK_OVER, Deed.LEFT_ALONE, Deed.NO_SEASON}
_NOT_TYPED |= {Deed.NURTURE, Deed.TALK_OVER}
_WORDS = {d.value: d for d in Deed if d not in _NOT_TYPED}
_MISTYPED = 80  # of 100: "tuoch" for "touch"
_ALONE = (Deed.LIST, Deed.UNDO, Deed.HELP, Deed.SERVE)
_HEADED = (Deed.ADD, Deed.MERGE, Deed.RENAME)  # their client is not what the line begins with

_DIRECTIONS = {"in": Direction.IN, "inbound": Direction.IN, "out": Direction.OUT}
_DIRECTIONS |= {"outbound": Direction.OUT}
_KINDS = {k.value: k for k in TouchKind}
_KINDS |= {"called": TouchKind.CALL, "phone": TouchKind.CALL, "rang": TouchKind.CALL}
_KINDS |= {"met": TouchKind.MEETING, "lunch": TouchKind.MEETING, "visited": TouchKind.VISIT}
_KINDS |= {"email": TouchKind.MAIL, "e-mail": TouchKind.MAIL, "mailed": TouchKind.MAIL}
_KINDS |= {"wrote": TouchKind.MAIL, "letter": TouchKind.MAIL}
_KINDS |= {"text": TouchKind.MESSAGE, "sms": TouchKind.MESSAGE, "chat": TouchKind.MESSAGE}
# "Wrote" and "mailed" say that we did; a call or a meeting takes two.
_OURS = {"mailed", "wrote"}
_HEATS = {h.value: h for h in Heat}
_WITH = ("with", "to")
_SAME_SENTENCE = 4  # words of a contact's name at most
_MENTION = re.compile(r"\s*@\S+\s*$")
_COMMA = re.compile(r",(?:\s+|$)|;")  # "€1.200,50" holds one that parts nothing
_TIER_ENDS = {"tier", "cadence"}
_BLOCKED_BY = re.compile(r"(?:^|[\s,;]+)blocked\s+by\s+(?P<who>.+)$", re.IGNORECASE)
_BOUGHT_BY = re.compile(r"\b(?:acquired|bought|taken\s+over)\s+by\s+(?P<who>.+)$", re.IGNORECASE)
_NO_CHANNEL = ("off", "none", "no")
_WHOLE = {Deed.CARD, Deed.PART, Deed.LOST, Deed.CONTACT, Deed.DECIDER, Deed.CHANNEL}
_WHOLE |= {Deed.PLAN, Deed.REPORT, Deed.REVIEW}
_NOTHING_READ = ("not_a_season", "no_season", "unread_order")

Known = Mapping[str, Sequence[Client]]


@dataclass(frozen=True, slots=True)
class Here:
    """What a line is read against: the rep's day, way of writing numbers, and currency."""

    today: date
    locale: str
    currency: str
    owner_user_id: str | None = None  # whom the line mentions
    channel_id: str | None = None  # the Slack channel it mentions
    channel_name: str | None = None


@dataclass(frozen=True, slots=True)
class ClientLine:
    """A line as far as it could be read; `problem` says what kept it from being clear."""

    intent: ClientIntent
    problem: Problem | None = None


def read_client_line(text: str, known: Known, here: Here) -> ClientLine:
    """Read `/client …`: a subcommand unless a known client's name begins it, then the client."""
    text = cleaned(text)
    if len(text) > LONGEST_LINE:
        facts = {"what": "line", "length": len(text), "limit": LONGEST_LINE}
        return ClientLine(ClientIntent(Deed.CARD), Problem("too_long", facts))
    deed, rest = _deed(text, known)
    if deed in _ALONE:
        return _alone(deed, rest)
    if deed in _HEADED:
        return _checked(_HEADS[deed](rest, known, here))
    named, after, words = _client(rest, known, deed)
    here = _counting_as(named, known, here)
    intent = replace(named, words=words, owner_user_id=here.owner_user_id)
    return _checked(_READ[deed](intent, after, here))


def _counting_as(named: ClientIntent, known: Known, here: Here) -> Here:
    """A client that has a value already is worth its own currency."""
    found = [c for c in known.get(names.key(named.client_name), ()) if c.id == named.client_id]
    value = found[0].value if found else None
    return replace(here, currency=value.currency) if value else here


def _deed(text: str, known: Known) -> tuple[Deed, str]:
    first, _, rest = text.partition(" ")
    deed = _WORDS.get(first.casefold())
    if deed is None or any(key in known for key in names.beginnings(text)):
        return Deed.CARD, text
    return deed, rest.strip()


def _alone(deed: Deed, rest: str) -> ClientLine:
    """`list quiet 2`: which list, and which page of it."""
    intent = ClientIntent(deed)
    if deed is Deed.SERVE:
        return _serve(rest)
    if deed is not Deed.LIST:
        return ClientLine(intent)
    asked = [w for w in rest.casefold().replace(",", " ").split() if w != "page"]
    pages = [w for w in asked if w.isdecimal()]
    which = [w for w in asked if not w.isdecimal()]
    page = min(int(pages[0][:6]), 100_000) if pages else 1
    intent = replace(intent, which=which[0] if which else "mine", page=max(1, page))
    if len(which) > 1 or intent.which not in LISTS:
        return ClientLine(intent, Problem("unknown_list", {"text": " ".join(which)}))
    return ClientLine(intent)


def _serve(place: str) -> ClientLine:
    """`serve Tyrol`: a place we did not serve when somebody moved there."""
    intent = ClientIntent(Deed.SERVE, which="moved", note=place.strip(" ,.") or None)
    return ClientLine(intent, None if intent.note else Problem("serve_where"))


def _client(text: str, known: Known, deed: Deed) -> tuple[ClientIntent, str, str | None]:
    """The client a line begins with, what follows, and the words in quotes."""
    lifted = lift_words(text)
    if lifted.words and not lifted.plain and not lifted.name:
        return _named(deed, lifted.words, known.get(names.key(lifted.words), ())), "", None
    if lifted.name and lifted.is_led_by_name:
        found = known.get(names.key(lifted.name), ())
        return _named(deed, lifted.name, found), lifted.plain, lifted.words
    words = lifted.plain.split()
    for count in range(min(len(words), names.LONGEST_NAME_WORDS), 0, -1):
        typed = " ".join(words[:count])
        for name in (typed, typed[:-1] if typed[-1] in names.MARKS_AFTER else typed):
            if found := known.get(names.key(name), ()):
                return _named(deed, name, found), " ".join(words[count:]), lifted.words
    name, after = _unknown_name(deed, lifted.plain)
    return _named(deed, name, ()), after, lifted.words


def _unknown_name(deed: Deed, text: str) -> tuple[str, str]:
    """A client we do not know: up to the first comma, or as far as the end can be read."""
    head, *tail = _COMMA.split(text, maxsplit=1)
    if tail:
        return head.strip(), tail[0].strip()
    if deed is Deed.CHANNEL and text.casefold().endswith(_NO_CHANNEL):
        name, _, off = text.rpartition(" ")
        return (name, off) if name else (text, "")
    if deed in _WHOLE:
        return text, ""
    words = text.split()
    for count in range(1, len(words)):
        if deed is Deed.TOUCH and _is_fact_of_touch(words[count]):
            return " ".join(words[:count]), " ".join(words[count:])
        rest = " ".join(words[count:])
        if _is_readable(deed, rest):
            return " ".join(words[:count]), rest
    if deed in (Deed.VALUE, Deed.CADENCE, Deed.RENEWS) and len(words) > 1:
        return " ".join(words[:-1]), words[-1]
    return _MENTION.sub("", text), ""


def _is_readable(deed: Deed, rest: str) -> bool:
    """Whether these words are what a line of that kind ends with, if perhaps a wrong one."""
    match deed:
        case Deed.CADENCE:
            return not isinstance(read_cadence(rest), Problem)
        case Deed.SEASON:
            found: object = read_season(rest)
        case Deed.ORDER:
            found = read_order(rest, date.max, "en-GB", "EUR")
        case Deed.FIT:
            return not isinstance(read_fit(rest), Problem)
        case _:
            return False
    return not isinstance(found, Problem) or found.code not in _NOTHING_READ


def _named(deed: Deed, typed: str, found: Sequence[Client]) -> ClientIntent:
    """One client of that name is the one; of several Steady asks which."""
    sure = found[0].id if len(found) == 1 else None
    return ClientIntent(deed, client_name=typed, client_id=sure)


def _is_fact_of_touch(word: str) -> bool:
    bare = word.casefold().strip(",;:.")
    return bare in _KINDS or bare in _DIRECTIONS or bare in _HEATS or bare in (*_WITH, "yesterday")


# What follows the client, by what is asked for


def _card(intent: ClientIntent, after: str, here: Here) -> ClientLine:
    """A known name and nothing behind it; else the whole line is a name we do not know."""
    if intent.client_id is not None and not after:
        return ClientLine(intent)
    whole = f"{intent.client_name} {after}".strip()
    if after:
        intent = replace(intent, client_name=whole, client_id=None)
    first = whole.partition(" ")[0].casefold()
    near = process.extractOne(first, list(_WORDS), scorer=fuzz.ratio, score_cutoff=_MISTYPED)
    if near:
        return ClientLine(intent, Problem("unknown_client_word", {"nearest": near[0]}))
    return ClientLine(intent)


def _touch(intent: ClientIntent, after: str, here: Here) -> ClientLine:
    """`in call yesterday with Jo Smith warm, spoke about the budget`; the rest is the note."""
    words = after.split()
    intent = replace(intent, on=here.today)
    direction: Direction | None = None
    at = 0
    while at < len(words):
        bare = words[at].casefold().strip(",;:.")
        day = past_day(words[at:], here.today)
        if day is not None:
            if isinstance(day.found, Problem):
                return ClientLine(intent, day.found)
            intent, at = replace(intent, on=day.found), at + day.count
        elif bare in _DIRECTIONS and intent.direction is None:
            intent, at = replace(intent, direction=_DIRECTIONS[bare]), at + 1
        elif bare in _KINDS and intent.touch_kind is None:
            direction = Direction.OUT if bare in _OURS else direction
            intent, at = replace(intent, touch_kind=_KINDS[bare]), at + 1
        elif bare in _HEATS and intent.heat is None:
            intent, at = replace(intent, heat=_HEATS[bare]), at + 1
        elif bare in _WITH and (count := _contact(words[at + 1 :])):
            name = " ".join(words[at + 1 : at + 1 + count]).rstrip(",;:.")
            intent, at = replace(intent, contact_name=name), at + 1 + count
        else:
            break
    note = " ".join(words[at:]).strip(" ,;:–—-") or None
    filled = replace(intent, note=note, direction=intent.direction or direction)
    return ClientLine(filled)


def _contact(words: Sequence[str]) -> int:
    """How many words name a person: up to a comma, else those that begin large."""
    count = 0
    for word in words[:_SAME_SENTENCE]:
        if not word[0].isupper() and not (count and word in ("de", "van", "von", "der", "la")):
            break
        count += 1
        if word[-1] in ",;:":
            break
    return count


def _cadence(intent: ClientIntent, after: str, here: Here) -> ClientLine:
    found = read_cadence(after)
    if isinstance(found, Problem):
        return ClientLine(intent, found)
    if isinstance(found, Tier):
        return ClientLine(replace(intent, tier=found))
    return ClientLine(replace(intent, cadence_days=found))


def _value(intent: ClientIntent, after: str, here: Here) -> ClientLine:
    found = read_money(_without_year(after), here.locale, here.currency)
    if isinstance(found, Problem):
        return ClientLine(intent, found)
    return ClientLine(replace(intent, value=found))


def _give(intent: ClientIntent, after: str, here: Here) -> ClientLine:
    if here.owner_user_id is None:
        return ClientLine(intent, Problem("give_whom", {"client": intent.client_name}))
    return ClientLine(intent)


def _contacts(intent: ClientIntent, after: str, here: Here) -> ClientLine:
    """`add Jo Smith, buyer`, `left Jo Smith`, `list`; a bare name is added."""
    first, _, rest = after.strip(" ,").partition(" ")
    verb = first.casefold().strip(",:")
    if not after.strip(" ,") or verb == "list":
        return ClientLine(replace(intent, deed=Deed.CONTACTS))
    person = rest if verb in ("add", "left", "gone") else after
    name, _, role = person.strip(" ,").partition(",")
    intent = replace(intent, contact_name=name.strip() or None, contact_role=role.strip() or None)
    if verb in ("left", "gone"):
        intent = replace(intent, deed=Deed.CONTACT_LEFT)
    if intent.contact_name is None or not is_name(intent.contact_name):
        return ClientLine(intent, Problem("no_contact", {"client": intent.client_name}))
    return ClientLine(intent)


def _reasoned(intent: ClientIntent, after: str, here: Here) -> ClientLine:
    return ClientLine(replace(intent, reason=after.strip(" ,:") or None))


def _lost(intent: ClientIntent, after: str, here: Here) -> ClientLine:
    """`the price, blocked by Jo Smith`; `acquired by Globex` names who bought them."""
    if blocked := _BLOCKED_BY.search(after):
        intent = replace(intent, contact_name=blocked["who"].strip(" ,.") or None)
        after = after[: blocked.start()]
    if bought := _BOUGHT_BY.search(after):
        buyer, _, note = bought["who"].partition(",")
        intent = replace(intent, other_name=buyer.strip(" ."), note=note.strip(" ,") or None)
        return ClientLine(replace(intent, reason=LossReason.ACQUIRED.value))
    return _reasoned(intent, after, here)


def _channel(intent: ClientIntent, after: str, here: Here) -> ClientLine:
    """`#acme-shared`, or `off`."""
    if here.channel_id is not None:
        told = replace(intent, channel_id=here.channel_id, channel_name=here.channel_name)
        return ClientLine(told)
    if after.strip(" ,.").casefold() in _NO_CHANNEL:
        return ClientLine(intent)
    return ClientLine(intent, Problem("which_channel", {"client": intent.client_name}))


def _alone_with_name(intent: ClientIntent, after: str, here: Here) -> ClientLine:
    return ClientLine(replace(intent, note=after or None))


def _renews(intent: ClientIntent, after: str, here: Here) -> ClientLine:
    """`1 October`, `end of next year`: a day still to come; one that is not sure is refused."""
    noon = datetime.combine(here.today, time(12), UTC)
    said = after.strip(" ,.").removeprefix("on ")
    reading = read_when(said, now=noon, locale=here.locale, fiscal_start=1, day_ends=time(18))
    if reading.moment is None:
        return ClientLine(intent, reading.problem or Problem("which_renewal", {"text": said}))
    return ClientLine(replace(intent, on=reading.moment.due_on))


def _season(intent: ClientIntent, after: str, here: Here) -> ClientLine:
    """`October`, `March and October, 6 weeks before`, `none`."""
    found = read_season(after)
    if isinstance(found, Problem):
        return ClientLine(intent, found)
    return ClientLine(replace(intent, months=found.months, lead_weeks=found.lead_weeks))


def _order(intent: ClientIntent, after: str, here: Here) -> ClientLine:
    """`€12k 3 March`: the amount and the day, each if known."""
    found = read_order(after, here.today, here.locale, here.currency)
    if isinstance(found, Problem):
        return ClientLine(intent, found)
    return ClientLine(replace(intent, on=found.on, amount=found.amount))


def _fit(intent: ClientIntent, after: str, here: Here) -> ClientLine:
    """`yes no yes ?`, or by name; alone it asks the questions in a form."""
    if not after.strip(" ,."):
        return ClientLine(intent)
    found = read_fit(after)
    if isinstance(found, Problem):
        return ClientLine(intent, found)
    return ClientLine(replace(intent, fit=tuple(found.items())))


def _supplier(intent: ClientIntent, after: str, here: Here) -> ClientLine:
    """`Initrode until 30 June 2027`; what they are not getting stands in quotes."""
    found = read_supplier(after, here.today, here.locale)
    if isinstance(found, Problem):
        return ClientLine(intent, found)
    name, ends_on = found
    return ClientLine(replace(intent, other_name=name, on=ends_on))


def _expects(intent: ClientIntent, after: str, here: Here) -> ClientLine:
    """`delivery times, training`; alone it asks for the form."""
    if not after.strip(" ,."):
        return ClientLine(intent)
    found = read_wanted(after)
    if isinstance(found, Problem):
        return ClientLine(intent, found)
    return ClientLine(replace(intent, expects=found))


_READ: dict[Deed, Callable[[ClientIntent, str, Here], ClientLine]] = {
    Deed.CARD: _card,
    Deed.TOUCH: _touch,
    Deed.CADENCE: _cadence,
    Deed.VALUE: _value,
    Deed.GIVE: _give,
    Deed.CONTACT: _contacts,
    Deed.LOST: _lost,
    Deed.CHANNEL: _channel,
    Deed.PART: _reasoned,
    Deed.PLAN: _alone_with_name,
    Deed.REPORT: _alone_with_name,
    Deed.REVIEW: _alone_with_name,
    Deed.DECIDER: _alone_with_name,
    Deed.RENEWS: _renews,
    Deed.SEASON: _season,
    Deed.ORDER: _order,
    Deed.FIT: _fit,
    Deed.SUPPLIER: _supplier,
    Deed.EXPECTS: _expects,
}


# Lines whose client is new, or which name two


def _add(text: str, known: Known, here: Here) -> ClientLine:
    """`Acme Ltd key €84k @ben`: a name, and in any order what else is known."""
    lifted = lift_words(text)
    intent = ClientIntent(Deed.ADD, owner_user_id=here.owner_user_id)
    if lifted.name or (lifted.words and not lifted.plain):
        name = lifted.name or lifted.words or ""
        return _with_facts(replace(intent, client_name=name), lifted.plain, here)
    head, *tail = _COMMA.split(_MENTION.sub("", lifted.plain), maxsplit=1)
    if tail:
        return _with_facts(replace(intent, client_name=head.strip()), tail[0], here)
    return _from_the_end(intent, head.split(), here)


def _with_facts(intent: ClientIntent, text: str, here: Here) -> ClientLine:
    """Each part between commas is a cadence or a value; anything else is refused, not dropped."""
    for part in filter(None, (p.strip() for p in _COMMA.split(_MENTION.sub("", text)))):
        rest = _from_the_end(replace(intent, client_name="x"), ["x", *part.split()], here)
        if rest.problem or rest.intent.client_name != "x":
            money = read_money(_without_year(part), here.locale, here.currency)
            if isinstance(money, Problem):
                return ClientLine(intent, rest.problem or Problem("unread", {"text": part}))
            intent = replace(intent, value=money)
            continue
        intent = replace(rest.intent, client_name=intent.client_name)
    return ClientLine(intent)


def _from_the_end(intent: ClientIntent, words: list[str], here: Here) -> ClientLine:
    """Take what is known off the end of a name, longest first, for as long as it can be read."""
    while len(words) > 1:
        for count in range(min(4, len(words) - 1), 0, -1):
            taken = _fact(intent, " ".join(words[-count:]), here)
            if isinstance(taken, Problem):
                return ClientLine(replace(intent, client_name=" ".join(words[:-count])), taken)
            if taken is not None:
                intent, words = taken, words[:-count]
                break
        else:
            break
    return ClientLine(replace(intent, client_name=" ".join(words)))


_SURE_MONEY = re.compile(r"[€$£¥]|\d\s?[kKmM]$|\b(?:EUR|USD|GBP|CHF)\b", re.IGNORECASE)
_EVERY = re.compile(r"^(?:every\b|weekly|monthly|quarterly|yearly|fortnightly)", re.IGNORECASE)


def _fact(intent: ClientIntent, text: str, here: Here) -> ClientIntent | Problem | None:
    """A cadence, a tier or a yearly value; None when it belongs to the name."""
    bare = " ".join(w for w in text.split() if w.casefold() not in _TIER_ENDS)
    if bare.casefold() in set(Tier) and intent.tier is None:
        return replace(intent, tier=Tier(bare.casefold()))
    if _EVERY.match(text) and intent.cadence_days is None:
        days = read_cadence(text)
        return days if isinstance(days, Problem) else replace(intent, cadence_days=_as_days(days))
    worth = _without_year(text)
    if _SURE_MONEY.search(worth) and worth[0] in "-+€$£¥0123456789ECUG" and intent.value is None:
        found = read_money(worth, here.locale, here.currency)
        if isinstance(found, Money):
            return replace(intent, value=found)
        return found if worth[0] in "-€$£¥" and " " not in worth else None
    return None


def _as_days(found: Tier | int) -> int | None:
    return found if isinstance(found, int) else None


def _without_year(text: str) -> str:
    """`84k a year`, `84k per year`, `84k/year`: a value is yearly anyway."""
    return re.sub(r"\s*(?:a|per|/|each)\s*(?:year|yr|annum)\.?$|\s+yearly$", "", text.strip())


def _merge(text: str, known: Known, here: Here) -> ClientLine:
    """`Acme Ltd into Acme`: the first goes, the second stays."""
    return _two_names(Deed.MERGE, text, "into", known)


def _rename(text: str, known: Known, here: Here) -> ClientLine:
    """`Acme to Acme Ltd`."""
    line = _two_names(Deed.RENAME, text, "to", known)
    named = replace(line.intent, new_name=line.intent.other_name, other_name="", other_id=None)
    return ClientLine(named, line.problem)


def _two_names(deed: Deed, text: str, between: str, known: Known) -> ClientLine:
    """Two names with a word between them; a name may hold that word itself."""
    words = text.split()
    splits = [n for n in range(1, len(words) - 1) if words[n].casefold() == between]
    halves = [(_bare(words[:n]), _bare(words[n + 1 :])) for n in splits]
    sure = [pair for pair in halves if known.get(names.key(pair[0]))]
    chosen = (sure or halves or [("", "")])[0]
    if not all(chosen):
        problem = Problem("two_names", {"deed": deed.value, "between": between})
        return ClientLine(ClientIntent(deed, client_name=text), problem)
    intent = _named(deed, chosen[0], known.get(names.key(chosen[0]), ()))
    other = known.get(names.key(chosen[1]), ())
    sure_id = other[0].id if len(other) == 1 else None
    return ClientLine(replace(intent, other_name=chosen[1], other_id=sure_id))


def _bare(words: Sequence[str]) -> str:
    return " ".join(words).strip(' ,;"“”„«»')


_HEADS: dict[Deed, Callable[[str, Known, Here], ClientLine]] = {
    Deed.ADD: _add,
    Deed.MERGE: _merge,
    Deed.RENAME: _rename,
}


def name_keys(text: str) -> set[str]:
    """Every name that the line could hold where it holds one, to look them up at once."""
    text = cleaned(text[:LONGEST_LINE])
    lifted = lift_words(text)
    _, _, after = lifted.plain.partition(" ")
    found = {*names.beginnings(lifted.plain), *names.beginnings(after)}
    found |= {names.key(name) for name in (lifted.name, lifted.words) if name}
    words = text.split()
    for n, word in enumerate(words):
        if word.casefold() in ("into", "to"):
            found |= {names.key(_bare(words[1:n])), names.key(_bare(words[n + 1 :]))}
    led = lift_words(after if not lifted.is_led_by_name else "")
    return found | {names.key(led.name)} if led.name else found


def _checked(line: ClientLine) -> ClientLine:
    """Nothing is cut in silence: what is too long is refused, and kept for the rep."""
    intent = line.intent
    if line.problem is not None:
        return line
    named = (intent.client_name, intent.other_name, intent.new_name, intent.contact_name)
    for name in filter(None, named):
        if len(name) > names.LONGEST_NAME:
            facts = {"what": "name", "length": len(name), "limit": names.LONGEST_NAME}
            return replace(line, problem=Problem("too_long", facts))
        if intent.client_id is None and not is_name(name):
            return replace(line, problem=Problem("not_a_name", {"client": name}))
    for what, value in (("words", intent.words), ("note", intent.note)):
        if value and len(value) > LONGEST_TEXT:
            facts = {"what": what, "length": len(value), "limit": LONGEST_TEXT}
            return replace(line, problem=Problem("too_long", facts))
    if not intent.client_name:
        return replace(line, problem=Problem("which_client", {"deed": intent.deed.value}))
    return line
