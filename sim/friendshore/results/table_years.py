"""Which years of many a table shows."""

from __future__ import annotations

from collections.abc import Sequence

LATER = (0, 1, 2, 4)
"""Years after the first one shown that are shown too: near ones matter more than far ones."""
FAR = 9
"""One more, where the run goes on for twice as long."""
COLUMNS = 5
"""Years that are shown where a run has as many."""


def shown_years(years: Sequence[int], moving: Sequence[int] = ()) -> list[int]:
    """The years of a table, chosen from those of a run: near ones, far ones and always the last.

    They begin in the year in which the baseline's law was read if the run goes on for two years or more after it, else
    in the run's first year, or in the first in which something moves; earlier if there would be few.

    moving: the years in which two runs that are compared differ

    >>> shown_years(range(2023, 2036)), shown_years(range(2023, 2028)), shown_years(range(2020, 2027))
    ([2026, 2027, 2028, 2030, 2035], [2023, 2024, 2025, 2026, 2027], [2020, 2021, 2022, 2024, 2026])
    >>> shown_years(range(2026, 2032)), shown_years(range(2026, 2051))
    ([2026, 2027, 2028, 2030, 2031], [2026, 2027, 2028, 2030, 2035, 2050])
    >>> shown_years(range(2023, 2029)), shown_years(range(2023, 2031))
    ([2024, 2025, 2026, 2027, 2028], [2026, 2027, 2028, 2029, 2030])
    >>> shown_years(range(2010, 2021), moving=[2014, 2015]), shown_years([])
    ([2014, 2015, 2016, 2018, 2020], [])
    """
    from friendshore.scenario import FACTS_DAY  # slow to import, and not every command prints years

    law, last = FACTS_DAY.year, max(years, default=0)
    first = law if law + 2 <= last else min(moving, default=min(years, default=0))
    inside = [year for year in years if year >= first]
    if len(inside) <= COLUMNS:
        return list(years)[-COLUMNS:]
    first = inside[0]
    wanted = {first + later for later in LATER} | {last}
    if last - first >= 2 * FAR - 1:
        wanted.add(first + FAR)
    return [year for year in years if year in wanted]
