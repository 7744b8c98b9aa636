"""What can every test of storage ask for?"""

import pytest

from storage.database import Database
from tests.book import Book, open_book
from tests.cast import NOW


@pytest.fixture
async def book(db: Database) -> Book:
    """The team, on a Monday morning, before it has a client."""
    return await open_book(db, NOW)
