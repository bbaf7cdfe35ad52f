"""How often something may happen: token buckets, as values that take the moment from outside."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Allowance:
    """`burst` at once, and `per_second` more with each second that passes."""

    burst: float
    per_second: float


@dataclass(slots=True)
class Bucket:
    """What is left of an allowance. `at` is in seconds of any clock that does not go back."""

    left: float
    at: float

    def fill(self, allowance: Allowance, now: float) -> None:
        """Add what time has brought."""
        passed = max(0.0, now - self.at)
        self.left = min(allowance.burst, self.left + passed * allowance.per_second)
        self.at = now


class Limiter:
    """Buckets by key, of which those that are full again are forgotten."""

    def __init__(self, allowance: Allowance, most_keys: int = 10_000) -> None:
        """Give every key this allowance; past `most_keys` the full ones are swept out."""
        self.allowance = allowance
        self._most_keys = most_keys
        self._buckets: dict[str, Bucket] = {}

    def take(self, key: str, now: float) -> bool:
        """Use one; False if none is left."""
        bucket = self._bucket(key, now)
        if bucket.left < 1:
            return False
        bucket.left -= 1
        return True

    def empty(self, key: str, now: float) -> bool:
        """Whether none is left."""
        return key in self._buckets and self._bucket(key, now).left < 1

    def touched(self, key: str, now: float) -> bool:
        """Whether any have been used that time has not brought back yet."""
        return key in self._buckets and self._bucket(key, now).left < self.allowance.burst

    def wait(self, key: str, now: float) -> int:
        """Whole seconds until there is one again, at least 1."""
        missing = 1 - self._bucket(key, now).left
        return max(1, round(missing / self.allowance.per_second))

    def _bucket(self, key: str, now: float) -> Bucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= self._most_keys:
                self._sweep(now)
            bucket = self._buckets[key] = Bucket(self.allowance.burst, now)
        else:
            bucket.fill(self.allowance, now)
        return bucket

    def _sweep(self, now: float) -> None:
        for key in list(self._buckets):
            bucket = self._buckets[key]
            bucket.fill(self.allowance, now)
            if bucket.left >= self.allowance.burst:
                del self._buckets[key]
