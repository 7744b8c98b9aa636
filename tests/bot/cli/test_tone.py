"""Does `python -m bot tone` answer every line?"""

import argparse
import io
import json

from bot.cli import tone


def run(lines: list[str], *options: str) -> list[str]:
    parser = argparse.ArgumentParser()
    tone.add_parser(parser.add_subparsers())
    out = io.StringIO()
    assert tone.run(parser.parse_args(["tone", *options]), lines, out) == 0
    return out.getvalue().splitlines()


def test_each_phrase_has_its_kind_and_the_line_that_is_better() -> None:
    (line,) = run(["It’s now or never, please please.\n"], "--json")

    answer = json.loads(line)
    assert answer["draft"] == "It’s now or never, please please."
    assert [(one["phrase"], one["kind"]) for one in answer["found"]] == [
        ("now or never", "ultimatum"),
        ("please please", "begging"),
    ]
    assert all(one["better"] for one in answer["found"])


def test_every_line_has_its_answer_even_an_empty_one() -> None:
    lines = run(["\n", "See you on Thursday.\r\n", "Now or never"], "--json")

    assert [json.loads(line)["draft"] for line in lines] == [
        "",
        "See you on Thursday.",
        "Now or never",
    ]
    assert [len(json.loads(line)["found"]) for line in lines] == [0, 0, 1]


def test_in_words_it_says_what_could_stand_instead() -> None:
    calm, pushed = run(["See you on Thursday.\n", "Now or never.\n"])

    assert calm == "See you on Thursday.: I see no ultimatum and no begging in it."
    assert "“Now or never” sounds like an ultimatum. You could say: “If now" in pushed
