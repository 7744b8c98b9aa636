"""What do the tests that kill processes share?"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.torture.lives import Launcher


@pytest.fixture(scope="session")
def launcher() -> Iterator[Launcher]:
    """Starts Steadys as processes of their own; none outlives the tests."""
    made = Launcher()
    yield made
    made.close()


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Figures of a test, which the end of the run shows."""

    def told(**figures: float) -> None:
        request.node.user_properties += figures.items()

    return told


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What was counted, one line a test."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            figures = ", ".join(f"{name} {figure}" for name, figure in report.user_properties)
            if figures and report.when == "call":
                name = report.nodeid.rpartition("::")[2]
                terminalreporter.write_line(f"{name}: {figures.replace('_', ' ')}")
