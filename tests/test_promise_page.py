"""Does docs/promise.md name the tests that there are, and the sizes they have?"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "promise.md").read_text()
ROWS = {int(row[1]): row[0] for row in re.finditer(r"^\| (\d+) \|.*$", PAGE, re.MULTILINE)}
FAULTS = 28
# By row: where the short and the long size stand in the code, and under which names.
SIZES = [
    (1, "tests/torture/test_kill_at_random.py", ["KILLS"]),
    (2, "tests/torture/test_replicas.py", ["REPLICAS", "DUE", "KILLS"]),
    (3, "tests/torture/test_replicas.py", ["FREEZES"]),
    (4, "tests/torture/test_replicas.py", ["RESTARTS"]),
    (5, "tests/torture/test_replicas.py", ["MIXED"]),
    (11, "tests/handlers/test_fuzz.py", ["EXAMPLES"]),
    (14, "tests/torture/test_after_an_outage.py", ["REPS", "OVERDUE"]),
]


def test_every_fault_has_its_row() -> None:
    assert list(ROWS) == list(range(1, FAULTS + 1))


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_every_test_that_is_named_exists(row: str) -> None:
    named = re.findall(r"`((?:tests|bench)/[\w/]+\.py|test_\w+\.py)`", row)

    assert named
    assert [name for name in named if not _found(name)] == []


@pytest.mark.parametrize(("number", "file", "names"), SIZES, ids=[f"row {s[0]}" for s in SIZES])
def test_the_sizes_are_those_of_the_tests(number: int, file: str, names: list[str]) -> None:
    *_, short, long, _ = ROWS[number].split("|")
    sizes = _sizes((ROOT / file).read_text())

    for name in names:
        of_short, of_long = sizes[name]
        assert of_short in re.findall(r"[\d,]*\d", short)
        assert of_long in re.findall(r"[\d,]*\d", long)


def _found(name: str) -> bool:
    return (ROOT / name).is_file() if "/" in name else any(ROOT.glob(f"tests/**/{name}"))


def _sizes(source: str) -> dict[str, tuple[str, str]]:
    """Each size as the page writes it: short, and long."""
    found = {}
    said = r"^([A-Z, ]+) = \(?([\d_, ]+)\)? if .*?else \(?([\d_, ]+)\)?"
    for names, long, short in re.findall(said, source, re.MULTILINE):
        for name, most, least in zip(
            *(each.split(",") for each in (names, long, short)), strict=True
        ):
            found[name.strip()] = (f"{int(least):,}", f"{int(most):,}")
    return found
