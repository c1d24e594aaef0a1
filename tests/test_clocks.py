"""A clock that was wrong for a while neither keeps lines for ever nor empties them too early."""

from __future__ import annotations

from datetime import datetime

import pytest

from handoutpress.deliver.record.clocks import settle_times


@pytest.mark.parametrize(
    ("years", "settled"),
    [
        ([], []),
        ([2020, 2021, 2021, 2022], [2020, 2021, 2021, 2022]),
        ([2020, 2031, 2021, 2022], [2020, 2021, 2021, 2022]),
        ([2031, 2032, 2020, 2021, 2022], [2020, 2020, 2020, 2021, 2022]),
        ([2025, 2026, 1970, 2026, 2027], [2025, 2026, 2026, 2026, 2027]),
        ([2025, 2026, 2027, 1970], [2025, 2026, 2027, 2027]),
    ],
)
def test_a_time_is_believed_when_it_fits_the_order(years: list[int], settled: list[int]) -> None:
    times = [datetime(year, 1, 1) for year in years]

    assert [each.year for each in settle_times(times)] == settled
