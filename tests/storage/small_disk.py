"""A program that fills a small disk through the doors, and says how that went as JSON.

    python -m tests.storage.small_disk FOLDER

The folder is a file system of its own, of a megabyte or so; beside the database there is a file
called `ballast` that can be removed to make room again.
"""

import asyncio
import json
import sys
from collections import Counter
from pathlib import Path

from sqlalchemy import Connection, insert

from storage.database import Database, Unavailable
from tests.storage.tallies import THE_TALLY, bump, lay_out, marks

BALLAST_BYTES = 400_000
ROW_BYTES = 4_000
MOST = 2_000


def add_large(connection: Connection, number: int) -> None:
    row = {"id": number, "tally_id": THE_TALLY, "half": "x" * ROW_BYTES}
    connection.execute(insert(marks), row)


def stored(connection: Connection) -> list[int]:
    return [row[0] for row in connection.execute(marks.select().order_by(marks.c.id))]


async def main(folder: Path) -> None:
    (folder / "ballast").write_bytes(b"x" * BALLAST_BYTES)
    db = await Database.open(f"sqlite:///{folder / 'steady.db'}")
    await db.write(lay_out)
    acknowledged: list[int] = []
    reasons: Counter[str] = Counter()

    async def add(number: int) -> None:
        try:
            await db.write(add_large, number)
            acknowledged.append(number)
        except Unavailable as outage:
            reasons[outage.reason] += 1

    for first in range(0, MOST, 10):
        await asyncio.gather(*(add(first + n) for n in range(10)))
        if reasons:
            break
    (folder / "ballast").unlink()
    after = await db.write(bump)
    await add(MOST)
    told = {
        "reasons": dict(reasons),
        "lost": sorted(set(acknowledged) - set(await db.read(stored))),
        "never acknowledged": sorted(set(await db.read(stored)) - set(acknowledged)),
        "afterwards": after,
        "integrity": await db.read(
            lambda connection: connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
        ),
    }
    await db.close()
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
