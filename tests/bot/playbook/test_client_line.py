"""Is a typed `/client` line read as it was meant?"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from bot.playbook import names
from bot.playbook.client_intent import ClientIntent, Deed, from_json, is_about_a_client
from bot.playbook.client_line import ClientLine, Here, name_keys, read_client_line
from bot.playbook.model import Client, Direction, Heat, Money, Standing, Tier, TouchKind

TODAY = date(2026, 3, 12)  # a Thursday
KNOWN_NAMES = ("Acme", "Acme Ltd", "Add Value", "Globex", "Initech", "Marks, Sons & Co", "O'Brien")


def known() -> Mapping[str, Sequence[Client]]:
    found: dict[str, list[Client]] = {}
    for n, name in enumerate((*KNOWN_NAMES, "Twin", "Twin"), 1):
        found.setdefault(names.key(name), []).append(Client(n, name, Standing.ACTIVE))
    return found


def read(text: str, locale: str = "en-GB", mentions: str | None = None) -> ClientLine:
    return read_client_line(text, known(), Here(TODAY, locale, "EUR", mentions))


def facts(text: str, **more: Any) -> dict[str, Any]:
    """What was read, but for what is as it always is."""
    line = read(text, **more)
    assert line.problem is None, line.problem
    found = line.intent
    return {
        k: getattr(found, k)
        for k in ClientIntent.__dataclass_fields__
        if getattr(found, k) != getattr(ClientIntent(Deed.CARD), k)
    }


CARDS = {
    "Acme": ("Acme", 1),
    "acme ltd": ("acme ltd", 2),
    '"Acme Ltd"': ("Acme Ltd", 2),
    "Add Value": ("Add Value", 3),
    "Marks, Sons & Co": ("Marks, Sons & Co", 6),
    "O'Brien": ("O'Brien", 7),
    "Nobody Inc": ("Nobody Inc", None),
    "Acme Limited Partners": ("Acme Limited Partners", None),
    "Twin": ("Twin", None),
}


@pytest.mark.parametrize(("text", "meant"), CARDS.items())
def test_a_name_alone_asks_for_the_card(text: str, meant: tuple[str, int | None]) -> None:
    found = read(text)
    assert (found.problem, found.intent.deed) == (None, Deed.CARD)
    assert (found.intent.client_name, found.intent.client_id) == meant


TOUCHES: dict[str, dict[str, Any]] = {
    "touch Acme": {},
    "touch Acme call": {"touch_kind": TouchKind.CALL},
    "touch Acme in call yesterday": {
        "direction": Direction.IN,
        "touch_kind": TouchKind.CALL,
        "on": date(2026, 3, 11),
    },
    "touch Acme out mail": {"direction": Direction.OUT, "touch_kind": TouchKind.MAIL},
    "touch Acme wrote": {"direction": Direction.OUT, "touch_kind": TouchKind.MAIL},
    "touch Acme met on Monday": {"touch_kind": TouchKind.MEETING, "on": date(2026, 3, 9)},
    "touch Acme Thursday call": {"touch_kind": TouchKind.CALL, "on": date(2026, 3, 5)},
    "touch Acme 2 March visit": {"touch_kind": TouchKind.VISIT, "on": date(2026, 3, 2)},
    "touch Acme March 30": {"on": date(2025, 3, 30)},
    "touch Acme 2026-02-28 warm": {"on": date(2026, 2, 28), "heat": Heat.WARM},
    "touch Acme 3 weeks ago": {"on": date(2026, 2, 19)},
    "touch Acme call with Jo Smith, cold": {
        "touch_kind": TouchKind.CALL,
        "contact_name": "Jo Smith",
        "heat": Heat.COLD,
    },
    "touch Acme call with Jo about the plant": {
        "touch_kind": TouchKind.CALL,
        "contact_name": "Jo",
        "note": "about the plant",
    },
    "touch Acme call warm, they decide next week": {
        "touch_kind": TouchKind.CALL,
        "heat": Heat.WARM,
        "note": "they decide next week",
    },
    'touch Acme call "the new plant opens in April" send figures': {
        "touch_kind": TouchKind.CALL,
        "words": "the new plant opens in April",
        "note": "send figures",
    },
    "touch Acme: spoke to their new buyer": {"note": "spoke to their new buyer"},
    "touch Acme e-mail today": {"touch_kind": TouchKind.MAIL},
}


@pytest.mark.parametrize(("text", "meant"), TOUCHES.items())
def test_a_touch_says_which_way_how_when_and_with_whom(text: str, meant: dict[str, Any]) -> None:
    usual = {"deed": Deed.TOUCH, "client_name": "Acme", "client_id": 1, "on": TODAY}
    assert facts(text) == usual | meant


@pytest.mark.parametrize(
    ("text", "name", "note"),
    [
        ("touch New Co call yesterday", "New Co", None),
        ("touch New Co, spoke about prices", "New Co", "spoke about prices"),
        ("touch New Co", "New Co", None),
        ('touch "New Co" call', "New Co", None),
    ],
)
def test_a_touch_may_name_a_client_nobody_knows(text: str, name: str, note: str | None) -> None:
    found = read(text).intent
    assert (found.client_name, found.client_id, found.note) == (name, None, note)


ADDED: dict[str, dict[str, Any]] = {
    "add Wayne": {},
    "add Wayne key": {"tier": Tier.KEY},
    "add Wayne key 84k": {"tier": Tier.KEY, "value": Money(8_400_000, "EUR")},
    "add Wayne, key, €84,000 a year": {"tier": Tier.KEY, "value": Money(8_400_000, "EUR")},
    "add Wayne every 3 weeks": {"cadence_days": 21},
    "add Wayne, every three weeks, $1.2m": {
        "cadence_days": 21,
        "value": Money(120_000_000, "USD"),
    },
    "add Wayne monthly": {"cadence_days": 30},
    "add Wayne €1.200,50": {"value": Money(120_050, "EUR")},
    "add Wayne light tier": {"tier": Tier.LIGHT},
    "add Wayne, 12000": {"value": Money(1_200_000, "EUR")},
}


@pytest.mark.parametrize(("text", "meant"), ADDED.items())
def test_a_new_client_may_come_with_its_rhythm_and_value(text: str, meant: dict[str, Any]) -> None:
    assert facts(text) == {"deed": Deed.ADD, "client_name": "Wayne"} | meant


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("add Studio 54", "Studio 54"),
        ("add Key West Boats", "Key West Boats"),
        ('add "Light & Co, Standard" key', "Light & Co, Standard"),
        ("add 3M", "3M"),
        ("add Weekly", "Weekly"),
        ("add Wayne @ben", "Wayne"),
    ],
)
def test_what_belongs_to_a_name_stays_in_it(text: str, name: str) -> None:
    assert read(text).intent.client_name == name


def test_an_owner_is_the_person_who_was_mentioned() -> None:
    found = facts("add Wayne, key @ben", mentions="U0BEN")
    assert (found["owner_user_id"], found["tier"]) == ("U0BEN", Tier.KEY)


CADENCES: dict[str, dict[str, Any]] = {
    "cadence Acme 21": {"cadence_days": 21},
    "cadence Acme 1": {"cadence_days": 1},
    "cadence Acme 730": {"cadence_days": 730},
    "cadence Acme every 3 weeks": {"cadence_days": 21},
    "cadence Acme every other week": {"cadence_days": 14},
    "cadence Acme once a quarter": {"cadence_days": 90},
    "cadence Acme monthly": {"cadence_days": 30},
    "cadence Acme key": {"tier": Tier.KEY},
    "cadence Acme Nurture": {"tier": Tier.NURTURE},
}


@pytest.mark.parametrize(("text", "meant"), CADENCES.items())
def test_a_rhythm_is_a_tier_or_days(text: str, meant: dict[str, Any]) -> None:
    usual = {"deed": Deed.CADENCE, "client_name": "Acme", "client_id": 1}
    assert facts(text) == usual | meant


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cadence Acme 0", "cadence_out_of_range"),
        ("cadence Acme -5", "cadence_out_of_range"),
        ("cadence Acme 731", "cadence_out_of_range"),
        ("cadence Acme 10 years", "cadence_out_of_range"),
        ("cadence Acme weekly-ish", "not_a_cadence"),
        ("cadence Acme", "not_a_cadence"),
        ("cadence", "not_a_cadence"),
        ("add Wayne every 0 days", "cadence_out_of_range"),
        ("value Acme -5", "negative_money"),
        ("value Acme lots", "not_money"),
        ("value Acme", "not_money"),
        ("add Wayne, -€5", "negative_money"),
        ("add Wayne, key, blue", "unread"),
        ("touch Acme tomorrow", "touch_to_come"),
        ("touch Acme call next Tuesday", "touch_to_come"),
        ("touch Acme 2026-03-13", "touch_to_come"),
        ("touch Acme 2019-03-13", "touch_too_old"),
        ("touch Acme 2026-02-30", "no_such_date"),
        ("touch Acme 31 February", "no_such_date"),
        ("touch", "which_client"),
        ("add", "which_client"),
        ("add …", "not_a_name"),
        ("tuoch Acme", "unknown_client_word"),
        ("list blue", "unknown_list"),
        ("list quiet lost", "unknown_list"),
        ("merge Acme", "two_names"),
        ("merge Acme Ltd with Acme", "two_names"),
        ("rename Acme to", "two_names"),
        ("give Acme", "give_whom"),
        ("renews Acme", "nothing_said"),
        ("renews Acme 1 March 2020", "date_in_past"),
        ("renews Acme in the spring", "which_renewal"),
        ("contact Acme left", "no_contact"),
        ("add " + "W" * 81, "too_long"),
        ("touch Acme " + "n" * 1_001, "too_long"),
        ("touch Acme " + "n" * 4_000, "too_long"),
    ],
)
def test_what_cannot_be_meant_is_said_and_nothing_is_guessed(text: str, code: str) -> None:
    problem = read(text).problem
    assert problem is not None
    assert problem.code == code


VALUES: dict[str, Money] = {
    "value Acme 12k": Money(1_200_000, "EUR"),
    "value Acme 1.2m": Money(120_000_000, "EUR"),
    "value Acme €1.200,50": Money(120_050, "EUR"),
    "value Acme $84,000 per year": Money(8_400_000, "USD"),
    "value Acme 84k a year": Money(8_400_000, "EUR"),
    "value Acme 0": Money(0, "EUR"),
}


@pytest.mark.parametrize(("text", "worth"), VALUES.items())
def test_a_value_is_read_as_people_write_it(text: str, worth: Money) -> None:
    assert facts(text)["value"] == worth


@pytest.mark.parametrize(
    ("text", "which", "page"),
    [
        ("list", "mine", 1),
        ("list quiet", "quiet", 1),
        ("LIST Lost", "lost", 1),
        ("list all 12", "all", 12),
        ("list all page 3", "all", 3),
        ("list 2", "mine", 2),
        ("list all 0", "all", 1),
        ("list all 99999999999", "all", 100_000),
    ],
)
def test_a_list_has_a_name_and_a_page(text: str, which: str, page: int) -> None:
    found = read(text)
    assert (found.problem, found.intent.which, found.intent.page) == (None, which, page)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("renews Acme 1 October", date(2026, 10, 1)),
        ("renews Acme on 2027-01-31", date(2027, 1, 31)),
        ("renews Acme end of the year", date(2026, 12, 31)),
    ],
)
def test_a_renewal_is_a_day_to_come(text: str, on: date) -> None:
    assert facts(text) == {
        "deed": Deed.RENEWS,
        "client_name": "Acme",
        "client_id": 1,
        "on": on,
    }


SEASONS: dict[str, dict[str, Any]] = {
    "season Acme October": {"months": (10,)},
    "season Acme March and October": {"months": (3, 10)},
    "season Acme März und Oktober": {"months": (3, 10)},
    "season Acme October 6 weeks before": {"months": (10,), "lead_weeks": 6},
    "season Acme Ltd Oct to Dec": {
        "client_name": "Acme Ltd",
        "client_id": 2,
        "months": (10, 11, 12),
    },
    "season Acme none": {},
    "season Blue Sky October": {"client_name": "Blue Sky", "client_id": None, "months": (10,)},
    "season Blue Sky, none": {"client_name": "Blue Sky", "client_id": None},
    "season Blue Sky none": {"client_name": "Blue Sky", "client_id": None},
}


@pytest.mark.parametrize(("text", "meant"), SEASONS.items())
def test_a_season_is_read(text: str, meant: dict[str, Any]) -> None:
    expected = {"deed": Deed.SEASON, "client_name": "Acme", "client_id": 1} | meant
    assert facts(text) == {k: v for k, v in expected.items() if v is not None}


TWELVE = Money(1_200_000, "EUR")
ORDERS: dict[str, dict[str, Any]] = {
    "order Acme": {"on": TODAY},
    "order Acme €12k": {"on": TODAY, "amount": TWELVE},
    "order Acme €12k 3 March": {"on": date(2026, 3, 3), "amount": TWELVE},
    "order Acme Ltd, 12k yesterday": {
        "client_name": "Acme Ltd",
        "client_id": 2,
        "on": date(2026, 3, 11),
        "amount": TWELVE,
    },
    "order Blue Sky €12k 3 March": {
        "client_name": "Blue Sky",
        "client_id": None,
        "on": date(2026, 3, 3),
        "amount": TWELVE,
    },
    "order Blue Sky": {"client_name": "Blue Sky", "client_id": None, "on": TODAY},
}


@pytest.mark.parametrize(("text", "meant"), ORDERS.items())
def test_an_order_is_read(text: str, meant: dict[str, Any]) -> None:
    expected = {"deed": Deed.ORDER, "client_name": "Acme", "client_id": 1} | meant
    assert facts(text) == {k: v for k, v in expected.items() if v is not None}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("season Acme", "no_season"),
        ("season Acme Octobre", "not_a_season"),
        ("season Acme January to July", "season_too_long"),
        ("season Acme October 30 weeks before", "lead_out_of_range"),
        ("season", "no_season"),
        ("order Acme lots", "unread_order"),
        ("order Acme -5", "negative_order"),
        ("order Acme tomorrow", "order_to_come"),
        ("order Blue Sky tomorrow", "order_to_come"),
        ("order", "which_client"),
        ("sesaon Acme October", "unknown_client_word"),
    ],
)
def test_what_is_no_season_or_order_is_a_problem(text: str, code: str) -> None:
    problem = read(text).problem
    assert problem is not None
    assert problem.code == code


def test_a_rhythm_of_a_client_we_do_not_know_leaves_its_name_whole() -> None:
    found = facts("cadence Blue Sky every 3 weeks")
    assert (found["client_name"], found["cadence_days"]) == ("Blue Sky", 21)


def test_two_clients_become_one() -> None:
    found = facts("merge Acme Ltd into Acme")
    assert (found["client_id"], found["other_id"], found["other_name"]) == (2, 1, "Acme")


def test_a_name_may_hold_the_word_between_two() -> None:
    found = read("rename Acme to Road to Rio").intent
    assert (found.client_id, found.new_name) == (1, "Road to Rio")


CONTACTS: dict[str, dict[str, Any]] = {
    "contact Acme": {"deed": Deed.CONTACTS},
    "contact Acme list": {"deed": Deed.CONTACTS},
    "contact Acme add Jo Smith, buyer": {
        "deed": Deed.CONTACT,
        "contact_name": "Jo Smith",
        "contact_role": "buyer",
    },
    "contact Acme Jo Smith": {"deed": Deed.CONTACT, "contact_name": "Jo Smith"},
    "contact Acme left Jo Smith": {"deed": Deed.CONTACT_LEFT, "contact_name": "Jo Smith"},
}


@pytest.mark.parametrize(("text", "meant"), CONTACTS.items())
def test_people_come_and_go(text: str, meant: dict[str, Any]) -> None:
    assert facts(text) == {"client_name": "Acme", "client_id": 1} | meant


def test_a_word_in_front_loses_to_a_client_of_that_name() -> None:
    assert read("Add Value").intent.client_id == 3


@pytest.mark.parametrize(
    "text", [*CARDS, *TOUCHES, *ADDED, *CADENCES, *VALUES, *CONTACTS, *SEASONS, *ORDERS]
)
def test_every_known_name_in_a_line_is_looked_up(text: str) -> None:
    keys = name_keys(text)
    seen = {k: v for k, v in known().items() if k in keys}
    here = Here(TODAY, "en-GB", "EUR")
    assert read_client_line(text, seen, here) == read_client_line(text, known(), here)


@pytest.mark.parametrize("text", ["merge Acme Ltd into Acme", "rename Acme to Globex"])
def test_both_names_in_a_line_are_looked_up(text: str) -> None:
    assert {"acme"} <= name_keys(text)


@pytest.mark.parametrize(
    "text", [*TOUCHES, *ADDED, *CADENCES, *VALUES, *CONTACTS, *SEASONS, *ORDERS]
)
def test_a_draft_keeps_all_of_it(text: str) -> None:
    intent = read(text).intent
    assert is_about_a_client(intent.as_json())
    assert from_json(intent.as_json()) == intent


def test_a_client_with_a_value_keeps_its_currency() -> None:
    swiss = Client(1, "Acme", Standing.ACTIVE, value=Money(1, "CHF"))
    line = read_client_line("value Acme 12k", {"acme": [swiss]}, Here(TODAY, "en-GB", "EUR"))
    assert line.intent.value == Money(1_200_000, "CHF")


# Losses, places and channels


@pytest.mark.parametrize(
    ("text", "reason", "blocker", "buyer"),
    [
        ("lost Acme the price, blocked by Jo Smith", "the price", "Jo Smith", ""),
        ("lost Acme blocked by Jo Smith.", None, "Jo Smith", ""),
        ("lost Acme: the price BLOCKED BY Jo", "the price", "Jo", ""),
        ("lost Acme acquired by Globex", "acquired", None, "Globex"),
        ("lost Acme they were bought by Globex Inc.", "acquired", None, "Globex Inc"),
        ("lost Acme taken over by Globex, blocked by Jo", "acquired", "Jo", "Globex"),
        ("lost Acme roadblocked by law", "roadblocked by law", None, ""),
    ],
)
def test_a_loss_names_who_blocked_it_and_who_bought_them(
    text: str, reason: str | None, blocker: str | None, buyer: str
) -> None:
    intent = read(text).intent
    assert (intent.client_id, intent.reason) == (1, reason)
    assert (intent.contact_name, intent.other_name) == (blocker, buyer)


def test_what_follows_the_buyer_is_the_note() -> None:
    intent = read("lost Acme acquired by Globex, in June").intent
    assert (intent.other_name, intent.note) == ("Globex", "in June")


def test_a_place_we_serve_asks_for_who_moved_away() -> None:
    intent = read("serve South Tyrol").intent
    assert (intent.deed, intent.which, intent.note) == (Deed.SERVE, "moved", "South Tyrol")
    problem = read("serve").problem
    assert problem is not None
    assert problem.code == "serve_where"


@pytest.mark.parametrize("text", ["channel Acme off", "channel Acme none", "channel Acme, off"])
def test_a_channel_is_unlinked(text: str) -> None:
    line = read(text)
    assert (line.problem, line.intent.deed) == (None, Deed.CHANNEL)
    assert (line.intent.client_id, line.intent.channel_id) == (1, None)


def test_a_channel_is_linked_by_its_name() -> None:
    here = Here(TODAY, "en-GB", "EUR", channel_id="C1", channel_name="acme")
    intent = read_client_line("channel Acme", known(), here).intent
    assert (intent.channel_id, intent.channel_name) == ("C1", "acme")


@pytest.mark.parametrize("text", ["channel Acme", "channel Acme sales"])
def test_a_line_without_a_channel_asks_for_one(text: str) -> None:
    problem = read(text).problem
    assert problem is not None
    assert problem.code == "which_channel"


def test_an_unknown_client_is_unlinked_under_its_own_name() -> None:
    assert read("channel Hooli off").intent.client_name == "Hooli"
    assert read("channel off").intent.client_name == "off"


@pytest.mark.parametrize(
    ("text", "deed", "name"),
    [
        ("help", Deed.HELP, ""),
        ("undo", Deed.UNDO, ""),
        ("cadence Zanzibar every 3 weeks", Deed.CADENCE, "Zanzibar"),
        ("value Zanzibar Trading 84k", Deed.VALUE, "Zanzibar Trading"),
        ("decider Acme", Deed.DECIDER, "Acme"),
    ],
)
def test_other_lines_name_their_client_too(text: str, deed: Deed, name: str) -> None:
    intent = read(text).intent
    assert (intent.deed, intent.client_name) == (deed, name)


def test_giving_takes_the_first_who_is_mentioned() -> None:
    assert read("give Acme", mentions="U0BEN").intent.owner_user_id == "U0BEN"


def test_a_contacts_name_ends_after_four_words() -> None:
    intent = read("touch Acme call with Maria Elena De Souza").intent
    assert intent.contact_name == "Maria Elena De Souza"
