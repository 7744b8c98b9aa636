"""What do the tests that kill processes share?"""

from collections.abc import Iterator

import pytest

from tests.torture.lives import Launcher


@pytest.fixture(scope="session")
def launcher() -> Iterator[Launcher]:
    """Starts Steadys as processes of their own; none outlives the tests."""
    made = Launcher()
    yield made
    made.close()
