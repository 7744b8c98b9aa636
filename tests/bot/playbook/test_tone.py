"""Which phrases of a draft push or plead, and which only look like it? (S1-3)"""

import pytest

from bot.playbook.tone import Row, Sign, Slip, Table, check
from bot.playbook.tone_pattern import Reader
from bot.playbook.tone_words import meant, sentences

LISTS = {"WE": ("i|we [will]",), "GO": ("walk", "pull out")}


def row(
    *says: str,
    unless: tuple[str, ...] = (),
    near: tuple[str, ...] = (),
    unless_near: tuple[str, ...] = (),
) -> Row:
    return Row(Slip.ULTIMATUM, says, "Either answer is fine.", "", "", unless, near, unless_near)


def phrases(draft: str, *rows: Row) -> list[str]:
    table = Table(rows, LISTS, ("not", "never"), ("they said", "said"))
    return [one.phrase for one in check(draft, table)]


@pytest.mark.parametrize(
    ("written", "draft", "found"),
    [
        ("now or never", "It is now or never.", True),
        ("now or never", "It is now or in spring.", False),
        ("my|our final offer", "Our final offer.", True),
        ("my|our final offer", "Your final offer.", False),
        ("(call it off|hang up)", "Then I hang up.", True),
        ("[very] last chance", "The very last chance.", True),
        ("[very] last chance", "The last chance.", True),
        ("[very] last chance", "The very best chance.", False),
        ("either you … or", "Either you take it as it stands or", True),
        ("either you … or", "Either you one two three four five six seven or", False),
        ("either you … or", "Either you stay. Or", False),
        ("or WE GO", "Sign, or we'll pull out.", True),
        ("or WE GO", "Sign, or we wait.", False),
        ("last chance END", "This is your last chance, Jo.", True),
        ("last chance END", "This is your last chance", True),
        ("last chance END", "The last chance to meet.", False),
        ("release~ it", "We are releasing it.", True),
        ("carry~ on", "She carries on.", True),
        ("drop~ it", "He keeps dropping it.", True),
        ("drop~ it", "We dropped it.", False),
        ("only … left", "Only at 4.20 a unit left.", True),
        ("START decide now", "Decide now.", True),
        ("START decide now", "So, decide now.", True),
        ("START decide now", "You can decide now.", False),
        ("one [or (two|three [more])] left", "One or three more left.", True),
    ],
)
def test_a_pattern_is_written_in_words(written: str, draft: str, found: bool) -> None:
    pattern = Reader(LISTS).read((written,))

    assert any(list(pattern.spans(part)) for part in sentences(draft)) is found


def test_a_bracket_that_stays_open_is_refused() -> None:
    with pytest.raises(ValueError, match="stays open"):
        Reader(LISTS).read(("either (you or",))


@pytest.mark.parametrize("written", ["[now]", "… END", "(now|[then])"])
def test_a_phrase_that_needs_no_word_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="needs a word"):
        Reader(LISTS).read((written,))


@pytest.mark.parametrize(
    ("draft", "found"),
    [
        ("So we drop colour 42 now.", [(1, 5)]),
        ("So we drop now.", []),
        ("So we drop END, now.", []),
        ("Colour 42 we drop, or later.", []),
        ("We drop soon colour 7 END now.", [(0, 5)]),
        ("We drop colour 7, and we drop colour 8.", [(0, 4), (6, 10)]),
    ],
)
def test_a_phrase_of_many_words_is_cut_to_the_sentence(
    draft: str, found: list[tuple[int, int]]
) -> None:
    colours = tuple(f"colour {number}" for number in range(300))
    pattern = Reader({"COLOUR": colours}).read(("we drop [(soon|END)] (COLOUR)",))
    part = next(sentences(draft))

    assert list(pattern.spans(part)) == found
    assert pattern.is_in(part) is bool(found)


def test_of_two_phrases_that_begin_together_the_one_written_first_is_seen() -> None:
    pattern = Reader(LISTS).read(("we walk", "we walk out", "out now"))

    assert list(pattern.spans(next(sentences("So we walk out now.")))) == [(1, 3), (3, 5)]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("I’ll", "i will"),
        ("Ill", "i will"),
        ("DON'T", "do not"),
        ("dont", "do not"),
        ("can not", "cannot"),
        ("cant", "cannot"),
        ("gonna", "going to"),
        ("Y’all", "you"),
        ("it's", "it is"),
        ("Jo's", "jo's"),
        ("wouldn`t", "would not"),
        ("pleeeease", "please"),
        ("one-time", "one time"),
        ("favor", "favour"),
        ("5 %", "5 %"),
        ("we've", "we have"),
        ("now!!!", "now !"),
        ("a\n\nb", "a \n b"),
    ],
)
def test_spelling_makes_no_difference(typed: str, words: str) -> None:
    assert " ".join(meant(typed)) == words


@pytest.mark.parametrize(
    "draft",
    [
        "“now or never” is what the song says",
        'He quoted "now or never".',
        "They call it 'now or never'.",
        "> now or never",
        "It is not now or never.",
        "This is never, as some like it, now or never.",
        "They said it was now or never.",
        "They said: now or never.",
    ],
)
def test_somebody_elses_words_and_what_is_denied_are_left_alone(draft: str) -> None:
    denied_far = "This is never, as some like it" in draft
    assert phrases(draft, row("now or never")) == (["now or never"] if denied_far else [])


def test_a_denial_ends_where_somebody_begins_anew() -> None:
    assert phrases("If you do not buy I lose my job.", row("i lose my job"))
    assert phrases("If you do not buy it I lose my job.", row("lose my job"))
    assert phrases("I do not say that I lose my job.", row("lose my job")) == []
    assert phrases("Do not lose our nerve.", row("our nerve"))
    assert phrases("It is not one two three four five six now or never.", row("now or never"))


def test_a_draft_in_quotes_as_a_whole_is_the_draft() -> None:
    assert phrases(' "It is now or never." ', row("now or never")) == ["now or never"]


def test_what_excuses_a_row_counts_in_its_sentence() -> None:
    excused = row("last chance", unless=("webinar",))

    assert phrases("Last chance for the webinar.", excused) == []
    assert phrases("The webinar is over. Last chance.", excused) == ["Last chance"]


def test_a_row_may_ask_for_something_said_in_the_sentences_beside_it() -> None:
    pressed = row("i walk", near=("by friday",), unless_near=("no rush",))

    assert phrases("I need it by Friday. Or I walk.", pressed) == ["I walk"]
    assert phrases("I walk. By Friday at noon.", pressed) == ["I walk"]
    assert phrases("By Friday, yes. It is fine. I walk.", pressed) == []
    assert phrases("It is by Friday, no rush. I walk.", pressed) == []
    assert phrases("If you do not sign it by Friday then I walk.", pressed) == ["I walk"]


def test_of_two_that_overlap_the_longer_is_told_and_all_come_in_reading_order() -> None:
    draft = "Please please. It is now or never, the last chance."

    found = phrases(draft, row("now or never"), row("it is now or never"), row("please please"))

    assert found == ["Please please", "It is now or never"]


def test_the_phrase_is_the_drafts_own_spelling() -> None:
    assert phrases("ok, I’LL WALK", row("i will walk")) == ["I’LL WALK"]


FAVOUR = Sign("a favour", Slip.BEGGING, 2, ("favour",), "Is it worth it?")
SOON = Sign("it is soon", Slip.ULTIMATUM, 2, ("today|tonight",), "When?")
OVER = Sign("it is over", Slip.ULTIMATUM, 3, ("all off",), "Shall we?")
CALM = Sign("no hurry", None, -4, ("no rush",))
MINE = Sign("it is about us", None, 1, ("my|mine",))
THINGS = Sign("a thing has a name", None, -1, ("the",))
ALONE = Sign("nothing else it could be", Slip.BEGGING, 4, ("on my knees",), "What for?")


def added_up(draft: str) -> list[tuple[str, Slip, str]]:
    signs = (FAVOUR, SOON, OVER, CALM, ALONE, MINE, THINGS)
    table = Table((row("now or never"),), {}, ("not",), ("they said",), signs, 4)
    return [(one.phrase, one.slip, one.better) for one in check(draft, table)]


@pytest.mark.parametrize(
    ("draft", "found"),
    [
        ("It is all off today.", True),
        ("Answer today.", False),
        ("Today, and tonight.", True),
        ("Today. Tonight.", True),
        ("Today. Yes. Tonight.", False),
        ("It is all off, mine.", True),
        ("It is all off, the lot, mine.", False),
        ("It is all off today, no rush.", False),
        ("They said it is all off today.", False),
        ("A favour, a favour, a favour.", True),
        ("A favour, a favour, a favour, no rush.", False),
        ("I am on my knees.", True),
        ("I am not on my knees.", False),
        ("My, my. Mine. My mine.", False),
    ],
)
def test_signs_are_pointed_at_when_they_add_up(draft: str, found: bool) -> None:
    assert bool(added_up(draft)) is found


def test_the_heaviest_sign_of_the_slip_there_is_more_of_is_shown() -> None:
    assert added_up("A favour today, or it is all off.") == [
        ("all off", Slip.ULTIMATUM, "Shall we?")
    ]
    assert added_up("A favour, another favour, today.") == [
        ("favour", Slip.BEGGING, "Is it worth it?")
    ]


def test_what_a_row_finds_is_shown_without_the_signs() -> None:
    assert [phrase for phrase, _, _ in added_up("Now or never. It is all off today.")] == [
        "Now or never"
    ]


@pytest.mark.parametrize(
    ("draft", "found"),
    [
        ("Now or never, no rush.", False),
        ("Now or never. No rush.", False),
        ("Now or never. Yes. No rush.", True),
        ("Now or never, the lot.", False),
        ("Now or never, the lot, mine.", True),
        ("It is now or never: today or tonight, no rush.", True),
        ("Now or never, today. Yes. Now or never, no rush.", True),
    ],
)
def test_what_a_row_finds_is_left_where_more_points_are_taken_than_there_are(
    draft: str, found: bool
) -> None:
    assert bool(added_up(draft)) is found


@pytest.mark.parametrize("draft", ["", "   ", "\n", "…", "'", '"', "“"])
def test_nothing_is_found_in_nothing(draft: str) -> None:
    assert phrases(draft, row("now or never")) == []
