"""Kept results, read: yearly outcomes, their bands, and paired differences between runs."""

from friendshore.results.differences import Difference, paired
from friendshore.results.folder import Run, open_run
from friendshore.results.outcomes import BANDS, Series, bands, outcomes

__all__ = ["BANDS", "Difference", "Run", "Series", "bands", "open_run", "outcomes", "paired"]
