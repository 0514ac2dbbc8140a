"""Random patterns of ECMA-262, most of them with too many repetitions."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

__all__ = ["PLAIN_ATOMS", "random_pattern", "random_text"]

PLAIN_ATOMS = ("a", "b", "a", "b", "[ab]", ".", "[^a]", "[^b]", r"\w", "-", "ab")
_ASSERTIONS = (r"\b", r"\B", "^", "$")
_QUANTIFIERS = (
    *("*", "+", "?", "{2}", "{0,3}", "{1,2}", "{2,}", "{1,20}", "{12}", "*?", "+?", "{0,2}"),
)


def random_pattern(random: Random, atoms: Sequence[str] = PLAIN_ATOMS, depth: int = 4) -> str:
    """Return a pattern of *atoms*, at most *depth* levels deep."""
    kind = random.random()
    if depth == 0 or kind < 0.25:
        return random.choice(_ASSERTIONS if random.random() < 0.15 else atoms)

    def part() -> str:
        return random_pattern(random, atoms, depth - 1)

    if kind < 0.5:
        return "".join(part() for _ in range(random.randint(1, 4)))
    if kind < 0.62:
        return f"(?:{'|'.join(part() for _ in range(random.randint(2, 3)))})"
    if kind < 0.9:
        return f"(?:{part()}){random.choice(_QUANTIFIERS)}"
    if kind < 0.94:
        return f"(?{random.choice('=!')}{part()})"
    if kind < 0.95:
        return f"(?<{random.choice('=!')}{random.choice(('a', 'ab|b', 'a{1,3}', '[ab]b'))})"
    return random.choice(("^{}", "{}$", "^{}$")).replace("{}", part(), 1)


def random_text(random: Random, characters: str, longest: int) -> str:
    """Return a text of at most *longest* *characters*."""
    return "".join(random.choice(characters) for _ in range(random.randint(0, longest)))
