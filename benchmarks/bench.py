"""What every part of the benchmarks gets: the workshop, the sizes, how many rounds.

Measures nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.engine import Workshop
from benchmarks.figures import Figure


@dataclass(frozen=True, slots=True)
class Bench:
    """The circumstances of one run of the benchmarks; `sizes` counts handouts, smallest first.

    A quick run leaves out what takes long, for those who want to know whether it works.
    """

    workshop: Workshop
    sizes: tuple[int, ...]
    rounds: int
    is_quick: bool = False

    @property
    def largest(self) -> int:
        """Return the number of handouts of the largest library."""
        return self.sizes[-1]


# Yields figures as they are measured; raises CommandError when a command fails that must not.
Part = Callable[[Bench], Iterator[Figure]]
