"""How a run went, every two seconds: for the charts of its report."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Moment:
    """Sums since the run began, and what is of that moment."""

    second: float
    users: int
    sent: int
    acknowledged: int
    kafka: int | None
    """Events that the path's totals have grown by; None when insights-api didn't answer."""
    rabbitmq: int | None
    p95: float
    """Milliseconds within which 95 of 100 requests of the last seconds were answered."""


@dataclass(slots=True)
class Series:
    """Moments of one run, in order; every second one is dropped when there are too many."""

    moments: list[Moment] = field(default_factory=list)
    most: int = 2_000

    def add(self, moment: Moment) -> None:
        """The next moment."""
        self.moments.append(moment)
        if len(self.moments) > self.most:
            self.moments = self.moments[::2]

    def rates(self, name: str) -> list[tuple[float, float]]:
        """Growth of one of the sums a second, by second."""
        found = []
        known = [(one.second, getattr(one, name)) for one in self.moments if getattr(one, name) is not None]
        for (earlier, before), (later, after) in zip(known, known[1:]):
            if later > earlier:
                found.append((later, max(0.0, (after - before) / (later - earlier))))
        return found
