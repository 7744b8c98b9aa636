"""Does one SQLite file keep what was acknowledged, whatever happens around it?"""

# ruff: noqa: ASYNC240 - the files are a few pages, and nobody else is waiting

import asyncio
import json
import random
import resource
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from storage.database import Database, Unavailable
from storage.sqlite import READERS
from tests.storage.disks import with_small_disk
from tests.storage.tallies import bump, count_marks, lay_out, mark, marked, read_amount

ROOT = Path(__file__).parents[2]
KILLS = 20

T = TypeVar("T")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "steady.db"


@pytest.fixture
def url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture
async def db(url: str) -> AsyncIterator[Database]:
    opened = await Database.open(url)
    await opened.write(lay_out)
    yield opened
    await opened.close()


def run(*arguments: str | Path, within: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """A process of its own, in the project's folder."""
    command = [*within, sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


def pragma(connection: Connection, name: str) -> object:
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


async def test_a_plain_url_will_do(file: Path) -> None:
    db = await Database.open(f"sqlite:///{file}")
    await db.close()

    assert file.exists()


@pytest.mark.parametrize("nowhere", ["sqlite://", "sqlite:///:memory:"])
async def test_a_database_in_memory_is_refused(nowhere: str) -> None:
    with pytest.raises(ValueError, match="in a file"):
        await Database.open(nowhere)


async def test_only_the_owner_may_look_into_the_files(db: Database, file: Path) -> None:
    await db.write(bump)

    modes = {path.name: path.stat().st_mode & 0o777 for path in file.parent.glob("steady.db*")}
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize(
    ("name", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)]
)
async def test_the_writer_waits_until_the_disk_has_it(
    db: Database, name: str, value: object
) -> None:
    assert await db.write(pragma, name) == value


@pytest.mark.parametrize(("name", "value"), [("query_only", 1), ("wal_autocheckpoint", 0)])
async def test_every_reader_leaves_writing_and_the_log_alone(
    db: Database, name: str, value: object
) -> None:
    together = threading.Barrier(READERS)

    def ask(connection: Connection) -> object:
        together.wait(60)
        return pragma(connection, name)

    asking = [await asked_alone(db, ask) for _ in range(READERS)]

    assert await asyncio.gather(*asking) == [value] * READERS


async def test_a_long_read_holds_up_no_short_one_for_long(db: Database) -> None:
    over = threading.Event()
    long = await asked_alone(db, lambda _: over.wait(60))

    short = await asyncio.wait_for(db.read(count_marks), 30)

    assert short == 0
    assert not long.done()
    over.set()
    assert await long


async def test_reads_of_one_moment_fail_alone(db: Database) -> None:
    def fail(_: Connection) -> int:
        raise LookupError("none")

    answers = await asyncio.gather(
        *(db.read(each) for each in (count_marks, fail, bump, count_marks)), return_exceptions=True
    )

    assert (answers[0], answers[3]) == (0, 0)
    assert isinstance(answers[1], LookupError)
    assert isinstance(answers[2], OperationalError)


async def test_a_read_sees_what_was_stored_before_it_was_asked(db: Database) -> None:
    async def bump_and_look() -> bool:
        return await db.write(bump) <= await db.read(read_amount)

    assert all(await asyncio.gather(*(bump_and_look() for _ in range(50))))


async def asked_alone(db: Database, act: Callable[[Connection], T]) -> "asyncio.Task[T]":
    """A read that has begun, so that the next needs another connection."""
    begun = asyncio.Event()
    loop = asyncio.get_running_loop()

    def told(connection: Connection) -> T:
        loop.call_soon_threadsafe(begun.set)
        return act(connection)

    task = asyncio.create_task(db.read(told))
    await begun.wait()
    return task


async def test_a_reader_cannot_even_tidy_up_the_log(db: Database, file: Path) -> None:
    await db.write(bump)
    log = file.with_name("steady.db-wal")
    before = (log.stat().st_size, file.read_bytes())

    with pytest.raises(Unavailable):
        await db.read(lambda c: c.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all())

    assert (log.stat().st_size, file.read_bytes()) == before


async def test_the_writer_goes_last_and_leaves_one_tidy_file(url: str, file: Path) -> None:
    db = await Database.open(url)
    await db.write(lay_out)
    await asyncio.gather(*(db.read(read_amount) for _ in range(10)))
    await db.close()

    assert sorted(path.name for path in file.parent.iterdir()) == ["steady.db", "steady.db.lock"]


async def test_a_second_process_is_told_in_one_line(db: Database, url: str) -> None:
    program = (
        "import asyncio, sys\n"
        "from storage.database import Database, Unavailable\n"
        "try:\n"
        f"    asyncio.run(Database.open({url!r}))\n"
        "except Unavailable as outage:\n"
        "    sys.exit(str(outage))\n"
    )

    told = await asyncio.to_thread(run, "-c", program)

    assert told.returncode == 1
    assert told.stderr.startswith("locked_elsewhere: ")
    assert told.stderr.count("\n") == 1


async def test_the_file_is_free_again_once_closed(url: str) -> None:
    for _ in range(2):
        db = await Database.open(url)
        await db.close()


async def test_the_command_line_may_read_while_the_app_runs(db: Database, url: str) -> None:
    await db.write(mark, 1)

    program = (
        "import asyncio, sys\n"
        "from storage.database import Database\n"
        "from tests.storage.tallies import marked\n"
        "async def main():\n"
        f"    db = await Database.open({url!r}, read_only=True)\n"
        "    sys.stdout.write(str(await db.read(marked)))\n"
        "    await db.close()\n"
        "asyncio.run(main())\n"
    )
    told = await asyncio.to_thread(run, "-c", program)
    await db.write(mark, 2)

    assert told.stdout == "[1]"
    assert await db.read(marked) == [1, 2]


async def test_reading_a_file_that_is_not_there_does_not_make_one(url: str, file: Path) -> None:
    with pytest.raises(Unavailable) as refused:
        await Database.open(url, read_only=True)

    assert (refused.value.reason, file.exists()) == ("unreachable", False)


async def test_a_process_that_forgets_to_close_still_ends(url: str) -> None:
    program = (
        "import asyncio\n"
        "from storage.database import Database\n"
        f"asyncio.run(Database.open({url!r}))\n"
    )

    told = await asyncio.to_thread(run, "-c", program)

    assert told.returncode == 0


async def test_what_was_acknowledged_survives_kill_9(url: str) -> None:
    db = await Database.open(url)
    await db.write(lay_out)
    await db.close()
    acknowledged: set[int] = set()

    for attempt in range(KILLS):
        acknowledged |= await asyncio.to_thread(_mark_until_killed, url, attempt)

    db = await Database.open(url)
    kept = set(await db.read(marked))
    integrity = await db.read(pragma, "integrity_check")
    await db.close()
    assert len(acknowledged) > KILLS
    assert (acknowledged - kept, integrity) == (set(), "ok")


def _mark_until_killed(url: str, attempt: int) -> set[int]:
    """The numbers that were acknowledged before the process was killed at a random moment."""
    first = str(attempt * 1_000_000)
    command = [sys.executable, "-m", "tests.storage.marking", url, first]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        begun = process.stdout.readline()
        killer = threading.Timer(random.Random(attempt).uniform(0, 0.15), process.kill)
        killer.start()
        printed = begun + process.stdout.read()
        killer.join()
    # A line without its end was being printed when the process was killed.
    return {int(line) for line in printed.split(b"\n")[:-1]}


async def test_functions_that_share_a_commit_fail_alone_even_at_the_commit(db: Database) -> None:
    def point_nowhere_until_commit(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.execute(text("INSERT INTO marks VALUES (999, 999, 'first')"))

    answers = await asyncio.gather(
        *(db.write(mark, n) for n in range(5)),
        db.write(point_nowhere_until_commit),
        *(db.write(mark, n) for n in range(5, 10)),
        return_exceptions=True,
    )

    assert isinstance(answers[5], (IntegrityError, sqlite3.IntegrityError))
    assert await db.read(marked) == list(range(10))


async def test_what_waits_together_is_committed_together(db: Database, file: Path) -> None:
    frame = 4096 + 24  # a page and its header in the log
    log = file.with_name("steady.db-wal")
    before = log.stat().st_size

    await asyncio.gather(*(db.write(mark, n) for n in range(50)))

    # A commit of its own each would have written at least two pages fifty times.
    assert (log.stat().st_size - before) / frame < 50


async def test_a_result_that_still_needs_the_connection_is_refused(db: Database) -> None:
    result = await db.write(lambda c: c.exec_driver_sql("SELECT id FROM tallies"))

    with pytest.raises((ProgrammingError, sqlite3.ProgrammingError)):
        result.all()


async def test_a_full_disk_is_an_outage_that_ends_when_there_is_room(tmp_path: Path) -> None:
    told = await asyncio.to_thread(
        run, "-m", "tests.storage.small_disk", tmp_path, within=with_small_disk(tmp_path)
    )

    assert told.stderr == ""
    assert json.loads(told.stdout) == {
        "reasons": {"disk_full": 10},
        "lost": [],
        "never acknowledged": [],
        "afterwards": 1,
        "integrity": "ok",
    }


async def test_a_disk_that_cannot_be_written_is_an_outage(tmp_path: Path) -> None:
    program = (
        "import asyncio, sys\n"
        "from storage.database import Database, Unavailable\n"
        "try:\n"
        f"    asyncio.run(Database.open('sqlite:///{tmp_path}/steady.db'))\n"
        "except Unavailable as outage:\n"
        "    sys.exit(outage.reason)\n"
    )
    told = await asyncio.to_thread(
        run, "-c", program, within=with_small_disk(tmp_path, options="ro,size=1m")
    )

    assert told.stderr == "read_only\n"


@pytest.fixture
def hundred_kilobytes() -> Iterator[None]:
    """No file of this process may grow beyond."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("hundred_kilobytes")
async def test_a_write_the_disk_refuses_is_an_outage_and_nothing_of_it_is_kept(
    db: Database,
) -> None:
    answers = await asyncio.gather(
        *(db.write(mark, n) for n in range(3000)), return_exceptions=True
    )

    kept = [answer for answer in answers if isinstance(answer, int)]
    refused = [answer for answer in answers if not isinstance(answer, int)]
    assert {type(answer) for answer in refused} == {Unavailable}
    assert {answer.reason for answer in refused if isinstance(answer, Unavailable)} == {"io_error"}
    assert await db.read(marked) == kept


@pytest.mark.parametrize("read_only", [False, True])
async def test_a_file_that_is_no_database_is_an_outage(
    url: str, file: Path, read_only: bool
) -> None:
    file.write_bytes(b"not a database at all, and longer than a header of a hundred bytes" * 9)

    with pytest.raises(Unavailable) as refused:
        await Database.open(url, read_only=read_only)

    assert refused.value.reason == "corrupt"


async def test_a_folder_that_is_not_there_is_an_outage(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as refused:
        await Database.open(f"sqlite:///{tmp_path}/nowhere/steady.db")

    assert refused.value.reason == "unreachable"


async def test_a_foreign_process_that_will_not_let_go_is_an_outage_that_passes(
    db: Database, file: Path
) -> None:
    foreign = sqlite3.connect(file, isolation_level=None)
    foreign.execute("BEGIN IMMEDIATE")

    with pytest.raises(Unavailable) as refused:
        await db.write(bump)
    foreign.execute("ROLLBACK")
    foreign.close()

    assert refused.value.reason == "busy"
    assert refused.value.__cause__ is not None
    assert await db.write(bump) == 1


async def test_many_callers_wait_for_few_readers(db: Database) -> None:
    assert await asyncio.gather(*(db.read(count_marks) for _ in range(100))) == [0] * 100
