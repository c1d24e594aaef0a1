import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from handoutpress.deliver.mail.database import open_database
from handoutpress.deliver.mail.pace import MOST_WAIT_S, Pace, choose_wait


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_database(tmp_path)) as connection:
        yield connection


def test_places_are_as_far_apart_as_the_limit_says(connection: sqlite3.Connection) -> None:
    pace = Pace(connection, 30)

    assert [pace.reserve(100.0) for _ in range(3)] == [0.0, 2.0, 4.0]
    assert pace.reserve(200.0) == 0.0


def test_all_processes_share_the_limit(connection: sqlite3.Connection, tmp_path: Path) -> None:
    with closing(open_database(tmp_path)) as other:
        waits = [Pace(connection, 60).reserve(5.0), Pace(other, 60).reserve(5.0)]

    assert waits == [0.0, 1.0]


def test_clock_that_was_set_back_makes_nobody_wait_for_hours(
    connection: sqlite3.Connection,
) -> None:
    pace = Pace(connection, 30)
    pace.reserve(100_000.0)

    assert pace.reserve(10.0) == 0.0
    assert pace.reserve(10.0) == 2.0


@pytest.mark.parametrize(
    ("tries", "chance", "wait"),
    [
        (1, 0.0, 60.0),
        (1, 1.0, 120.0),
        (2, 1.0, 240.0),
        (4, 0.5, 720.0),
        (50, 1.0, MOST_WAIT_S),
        (5000, 0.0, MOST_WAIT_S / 2),
    ],
)
def test_wait_doubles_up_to_a_limit_and_is_never_the_same(
    tries: int, chance: float, wait: float
) -> None:
    assert choose_wait(tries, chance) == wait
