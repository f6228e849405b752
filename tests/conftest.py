"""What all tests share: nobody's caches, colours or settings but their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No colour and a fixed width, so that what is printed can be compared."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("FRIENDSHORE_DEBUG", raising=False)
    yield
