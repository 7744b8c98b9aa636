"""A program that marks and prints every number once it is stored, until something ends it.

python -m tests.storage.marking URL [first number]
"""

import asyncio
import sys
from itertools import count

from storage.database import Database
from tests.storage.tallies import mark

CALLERS = 8


async def main(url: str, first: int) -> None:
    db = await Database.open(url)
    numbers = count(first)

    async def keep_marking() -> None:
        for number in numbers:
            await db.write(mark, number)
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()

    await asyncio.gather(*(keep_marking() for _ in range(CALLERS)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
