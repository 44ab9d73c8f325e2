"""How many of a run's users are busy at each of its moments."""

from collections.abc import Callable

Share = Callable[[float, float], float]
"""From seconds since the start and the length of the run (0: endless) to the share of users, 0 to 1."""

PERIOD = 60.0
"""Seconds after which an endless run of a shape begins anew."""
BURST_EVERY = 20.0
BURST_FOR = 5.0


def steady(_now: float, _length: float) -> float:
    """All users from the beginning."""
    return 1.0


def ramp(now: float, length: float) -> float:
    """Evenly more users, all of them for the last tenth."""
    return min(1.0, _progress(now, length) / 0.9)


def spike(now: float, length: float) -> float:
    """A tenth of the users, but all of them in the middle fifth."""
    return 1.0 if 0.4 <= _progress(now, length) < 0.6 else 0.1


def burst(now: float, _length: float) -> float:
    """A tenth of the users, and all of them for 5 s of every 20 s."""
    return 1.0 if now % BURST_EVERY >= BURST_EVERY - BURST_FOR else 0.1


def soak(now: float, length: float) -> float:
    """Up within a twentieth, then all users for the rest: for long runs."""
    return min(1.0, max(0.05, _progress(now, length) * 20)) if length else 1.0


SHAPES: dict[str, Share] = {shape.__name__: shape for shape in (steady, ramp, spike, burst, soak)}


def users(shape: str, now: float, length: float, most: int) -> int:
    """Users of that moment: at least one."""
    return max(1, min(most, round(SHAPES[shape](now, length) * most)))


def _progress(now: float, length: float) -> float:
    return now / length if length else now % PERIOD / PERIOD
