"""Controls, themes and all, from docs/scoring.md. Everything is exact (fractions) until the figures are written."""
from collections import Counter
from fractions import Fraction

from evidence import UNKNOWN
from profile import KEY_WEIGHT, Everything

ASPECTS = ("confidentiality", "integrity", "availability", "traceability")
N, P, L = Fraction(15, 100), Fraction(1, 2), Fraction(85, 100)


def rating(x):
    return "N" if x <= N else "P" if x <= P else "L" if x <= L else "F"


def aspects(program, control):
    """What of a subject's class matters to a control."""
    named = program.aspects.get(control)
    return set(named["properties"] + named["aspects"]) if named and named["properties"] else set(ASPECTS)


def subject_weight(program, evidence, subject, control):
    """A stale register still says how sensitive its subject is. What is absent, and what is below 0, is 0; what is above 3 is 3."""
    register = program.registers().get(subject.partition(":")[0])
    record = register and evidence.plain(register, subject, None)
    classes = record.fields.get("class", UNKNOWN) if record else UNKNOWN
    if classes is UNKNOWN:
        return 1
    known = [classes[a] for a in aspects(program, control) if classes.get(a, UNKNOWN) is not UNKNOWN]
    return 1 + min(max([0, *known]), 3)


def ratio(results, value):
    """Σ w·value / Σ w, None over nothing."""
    weight = sum(r["weight"] for r in results)
    return Fraction(sum(r["weight"] * value(r) for r in results)) / weight if weight else None


def strict(r):
    return r["achievement"] or Fraction(0)


def possible(r):
    """Every unknown and error as if it were met."""
    return Fraction(1) if r["achievement"] is None else r["achievement"]


def levels(results, value):
    made = {level: ratio([r for r in results if r["level"] == level], value) for level in range(1, 6)}
    return {level: x for level, x in made.items() if x is not None}


def maturity(rated, capped):
    reached = 0
    for level, x in rated.items():
        if rating(x) in "LF":
            reached = level
        if rating(x) != "F":
            break
    return min(reached, 1) if capped else reached


def control(results, weight, target):
    """The figures of a control from its applicable results; None where there is none. Its weight and target are the profile's."""
    results = [r for r in results if r["verdict"] != "not_applicable"]
    if not results:
        return None
    rated, capped = levels(results, strict), any(r["must"] and r["verdict"] == "not_met" and r["subject_weight"] == 4 for r in results)
    reached = maturity(rated, capped)
    counted = [r for r in results if r["level"] <= target]
    known = [r for r in counted if r["achievement"] is not None]
    return {
        "strict": ratio(counted, strict), "known": ratio(known, strict),
        "coverage": ratio(counted, lambda r: int(r["achievement"] is not None)),
        "maturity": reached, "progress": next((x for level, x in rated.items() if level > reached), Fraction(0)), "capped": capped, "levels": rated,
        "possible": ratio(counted, possible), "possible_maturity": maturity(levels(results, possible), capped),
        "weight": weight, "target": target,
    }


def headline(controls, maturity):
    """The highest level that controls of at least 85 % of the weight have, and of which no key control is further below than one."""
    whole = sum(c["weight"] for c in controls)

    def holds(level):
        keys = [c[maturity] for c in controls if c["weight"] >= KEY_WEIGHT]
        return sum(c["weight"] for c in controls if c[maturity] >= level) >= L * whole and all(k >= level - 1 for k in keys)
    return max((level for level in range(1, 6) if holds(level)), default=0)


def mean(controls, figure):
    """By weight, over the controls that have the figure."""
    having = [(c["weight"], figure(c)) for c in controls if figure(c) is not None]
    return Fraction(sum(w * x for w, x in having)) / sum(w for w, _ in having) if having else None


def roll_up(controls):
    """Over controls that have figures; None over nothing."""
    if not controls:
        return None
    maturities = [c["maturity"] for c in controls]
    return {
        **{name: mean(controls, lambda c: c[name]) for name in ("strict", "known", "coverage", "possible")},
        "level": headline(controls, "maturity"), "floor": min(maturities), "mean": mean(controls, lambda c: c["maturity"]),
        "gap": mean(controls, lambda c: max(0, c["target"] - c["maturity"])), "distribution": dict(Counter(maturities)),
        "possible_level": headline(controls, "possible_maturity"),
    }


def score(program, evidence, results, profile=Everything()):
    """Figures from {(rule, subject): (verdict, achievement)}: (controls by number, themes by name, all)."""
    rules = {rule.name: rule for rule in program.rules}
    by_control = {rule.control: [] for rule in program.rules if profile.counts(program, rule.control, evidence.now)}
    for (name, subject), (verdict, achievement) in results.items():
        rule = rules[name]
        weight = subject_weight(program, evidence, subject, rule.control)
        by_control[rule.control].append({
            "verdict": verdict, "achievement": achievement, "level": rule.level, "must": rule.must,
            "subject_weight": weight, "weight": rule.weight * weight})
    controls = {number: control(rows, profile.weight(number), profile.target(number)) for number, rows in by_control.items()}
    themes = {}
    for number, figures in controls.items():
        themes.setdefault(program.themes.get(number), []).extend([figures] if figures else [])
    return controls, {name: roll_up(members) for name, members in themes.items()}, roll_up([c for c in controls.values() if c])
