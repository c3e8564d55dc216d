"""Profiles, from docs/scoring.md and docs/profiles-and-gates.md: which controls count, what they weigh and aim at, and what evidence is worth."""
from dataclasses import dataclass, field
from fractions import Fraction

CAPS = {"stated": Fraction(1, 2), "documented": Fraction(85, 100), "measured": Fraction(1), "tested": Fraction(1)}
TARGET_LEVEL = 3
KEY_WEIGHT = 5


def narrowness(pattern, control):
    """None: the pattern, (number, whether what is below it is meant), does not match; the greater the narrower."""
    number, below = pattern
    if not below:
        return 5 if number == control else None
    parts = number.split(".") if number else []
    own = control.split(".")
    return len(parts) if len(own) > len(parts) and own[:len(parts)] == parts else None


def narrowest(said, control):
    """What the narrowest matching pattern of [(pattern, value)] says; None where none matches."""
    matching = [(narrowness(pattern, control), value) for pattern, value in said if narrowness(pattern, control) is not None]
    return max(matching, key=lambda m: m[0])[1] if matching else None


@dataclass
class Profile:
    module: str = ""
    catalogue: str = ""
    included: list = field(default_factory=list)  # (pattern, True)
    excluded: list = field(default_factory=list)  # (pattern, ("until", when it is reviewed or None))
    targets: list = field(default_factory=list)   # (pattern, level)
    weights: list = field(default_factory=list)   # (pattern, weight)
    settings: dict = field(default_factory=dict)  # name of a parameter to a tree
    caps: dict = field(default_factory=lambda: dict(CAPS))
    model: str = "capability"
    thresholds: dict = field(default_factory=dict)  # level to a share, those that are set
    by_risk: bool = False

    def counts(self, program, control, clock):
        if control not in program.catalogues[self.catalogue] or not narrowest(self.included, control):
            return False
        excluded = narrowest(self.excluded, control)
        return not excluded or (excluded[1] is not None and clock >= excluded[1])

    def weight(self, control):
        return narrowest(self.weights, control) or 1

    def target(self, control):
        return narrowest(self.targets, control) or TARGET_LEVEL

    def set_parameters(self, program):
        for name, tree in self.settings.items():
            module = next(m for m in program.uses[self.module] if (m, name) in program.params)
            program.params[module, name] = tree


class Everything:
    """No profile."""
    caps = CAPS
    model = "capability"
    thresholds = {}
    by_risk = False

    def counts(self, program, control, clock):
        return True

    def weight(self, control):
        return 1

    def target(self, control):
        return TARGET_LEVEL

    def set_parameters(self, program):
        pass
