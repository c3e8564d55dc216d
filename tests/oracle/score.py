"""Controls, themes and all, from docs/scoring.md. Everything is exact (fractions) until the figures are written."""
import re
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


def rounded(x, decimals):
    """Half to even, as Python's own."""
    return Fraction(round(x * 10 ** decimals), 10 ** decimals)


# --- maturity before the cap, by model: from {level: A(c,l)} and the results

def climb(rated, holds, complete):
    """The highest rated level that holds, with every rated level below it complete."""
    fits = [level for level in rated if holds(level) and all(complete(below) for below in rated if below < level)]
    return Fraction(max(fits, default=0))


def is_largely(x):
    return rating(x) in "LF"


def capability(rated, results, value, profile):
    return climb(rated, lambda level: is_largely(rated[level]), lambda level: rating(rated[level]) == "F")


def staged(rated, results, value, profile):
    rules = {r["rule"]: r["level"] for r in results}
    behind = [level for rule, level in rules.items() if not is_largely(ratio([r for r in results if r["rule"] == rule], value))]
    return climb(rated, lambda level: is_largely(rated[level]) and not any(b <= level for b in behind), lambda level: rating(rated[level]) == "F")


def thresholds(profile):
    made, below = {}, Fraction(1)
    for level in range(1, 6):
        below = made[level] = profile.thresholds.get(level, min(Fraction(100 - 10 * level, 100), below))
    return made


def cumulative(rated, results, value, profile):
    limits = thresholds(profile)
    return climb(rated, lambda level: rated[level] >= limits[level], lambda level: rated[level] >= limits[level])


def average(rated, results, value, profile):
    nine = {level: rounded(x, 9) for level, x in rated.items()}
    top = max(nine)
    return rounded(sum(nine[min(level for level in nine if level >= k)] for k in range(1, top + 1)), 6)


MODELS = {"capability": capability, "staged": staged, "cumulative": cumulative, "minimum": capability, "average": average}


def lowest(results, value):
    made = {}
    for r in results:
        made[r["level"]] = min(value(r), made.get(r["level"], 1))
    return {level: Fraction(made[level]) for level in sorted(made)}


def maturity(results, value, profile, cap):
    """(v(c), A(c,l) by level)"""
    rated = (lowest if profile.model == "minimum" else levels)(results, value)
    return min(MODELS[profile.model](rated, results, value, profile), cap), rated


def cap_of(results):
    failing = [r for r in results if r["must"] and r["verdict"] == "not_met" and r["subject_weight"] == 4]
    return 5 if not failing else 2 if all(r["excepted"] for r in failing) else 1


def control(results, weight, target, profile=Everything(), residual=0):
    """The figures of a control from its applicable results; None where there is none. Its weight and target are the profile's."""
    results = [r for r in results if r["verdict"] != "not_applicable"]
    if not results:
        return None
    cap = cap_of(results)
    reached, rated = maturity(results, strict, profile, cap)
    above = [x for level, x in rated.items() if level > reached // 1]
    counted = [r for r in results if r["level"] <= target]
    known = [r for r in counted if r["achievement"] is not None]
    return {
        "strict": ratio(counted, strict), "known": ratio(known, strict),
        "coverage": ratio(counted, lambda r: int(r["achievement"] is not None)),
        "excepted": ratio(counted, lambda r: 1 - strict(r) if r["excepted"] else 0),
        "value": reached, "maturity": int(reached), "levels": rated, "capped": cap < 5,
        "progress": reached % 1 if profile.model == "average" else next(iter(above), Fraction(0)),
        "possible": ratio(counted, possible), "possible_value": maturity(results, possible, profile, cap)[0],
        "rows": results, "weight": weight * (1 + Fraction(residual, 25)), "key": weight >= KEY_WEIGHT, "target": target, "residual": residual,
    }


def headline(controls, value, model):
    """The highest level that controls of at least 85 % of the weight have, and of which no key control is further below than one; or by the model."""
    whole = sum(c["weight"] for c in controls)
    if model == "minimum":
        return min(int(c[value]) for c in controls)
    if model == "average":
        return int(rounded(sum(c["weight"] * c[value] for c in controls) / whole, 6))

    def holds(level):
        keys = [c[value] for c in controls if c["key"]]
        return sum(c["weight"] for c in controls if c[value] >= level) >= L * whole and all(k >= level - 1 for k in keys)
    return max((level for level in range(1, 6) if holds(level)), default=0)


def mean(controls, figure):
    """By weight, over the controls that have the figure."""
    having = [(c["weight"], figure(c)) for c in controls if figure(c) is not None]
    return Fraction(sum(w * x for w, x in having)) / sum(w for w, _ in having) if having else None


def roll_up(controls, model="capability"):
    """Over controls that have figures; None over nothing."""
    if not controls:
        return None
    maturities = [c["maturity"] for c in controls]
    return {
        **{name: mean(controls, lambda c: c[name]) for name in ("strict", "known", "coverage", "excepted", "possible")},
        "level": headline(controls, "value", model), "floor": min(maturities), "mean": mean(controls, lambda c: c["value"]),
        "gap": mean(controls, lambda c: max(0, c["target"] - c["value"])), "distribution": dict(Counter(maturities)),
        "possible_level": headline(controls, "possible_value", model),
    }


# --- what else evidence says of controls

def current(program, evidence, name, fields):
    """(subject, record) of the current records of a kind by convention; none where the policies have no such kind."""
    kind = program.kind_anywhere(name)
    if not kind or any(kind.fields.get(f) != type for f, type in fields.items()):
        return []
    found = []
    for own, subject in evidence.records:
        if own == name and subject.partition(":")[0] in kind.about:
            found += [(subject, record) for record in evidence.current(kind, subject, kind.fresh) if record.census is None]
    return found


def residual_risks(program, evidence):
    """R(c) by control."""
    highest = {}
    for _, record in current(program, evidence, "risk", {"residual": "integer", "controls": ("set", "control")}):
        get = record.fields.get
        if get("status", UNKNOWN) is not UNKNOWN and get("status") == "closed":
            continue
        if get("residual") is UNKNOWN or get("controls") is UNKNOWN:
            continue
        for number in get("controls"):
            highest[number] = max(highest.get(number, 0), min(get("residual"), 25))
    return highest


def exceptions(program, evidence):
    """Those in force: (until, controls, rules, subjects)."""
    holding = []
    for subject, record in current(program, evidence, "exception", {"controls": ("set", "control"), "approved": "time", "until": "time"}):
        fields = {name: record.fields.get(name, UNKNOWN) for name in ("approved", "until", "ended", "controls", "rules", "subjects")}
        approved, until, ended = fields["approved"], fields["until"], fields["ended"]
        if record.stale or approved is UNKNOWN or until is UNKNOWN or not approved <= evidence.now <= until:
            continue
        if ended is not UNKNOWN and ended <= evidence.now:
            continue
        controls, rules, subjects = ([] if fields[name] is UNKNOWN else fields[name] for name in ("controls", "rules", "subjects"))
        holding.append((until, list(controls), list(rules), list(subjects) or [fnmatch_plain(subject)]))
    return holding


def fnmatch_plain(text):
    return text.replace("*", "\0")


def fits(pattern, subject):
    return re.fullmatch(".*".join(re.escape(part) for part in pattern.split("*")), subject.replace("*", "\0"), re.S) is not None


def excepted_until(holding, rule, subject):
    """Until when the exception holds that accepts a failing result of the rule on the subject; None: there is none."""
    return max((until for until, controls, rules, subjects in holding
                if (rule.control in controls or rule.name in rules) and any(fits(pattern, subject) for pattern in subjects)), default=None)


def score(program, evidence, results, profile=Everything(), subjects=None, only=None):
    """Figures from {(rule, subject): (verdict, achievement)}: (controls by number, themes by name, all). Of a group: only these subjects, only these controls."""
    rules, holding, risks = {rule.name: rule for rule in program.rules}, exceptions(program, evidence), {}
    if profile.by_risk:
        risks = residual_risks(program, evidence)
    counted = {rule.control for rule in program.rules if profile.counts(program, rule.control, evidence.now)}
    by_control = {rule.control: [] for rule in program.rules if rule.control in counted and (only is None or rule.control in only)}
    for (name, subject), (verdict, achievement) in results.items():
        rule = rules[name]
        if rule.control not in by_control or subjects is not None and subject not in subjects:
            continue
        weight = subject_weight(program, evidence, subject, rule.control)
        by_control[rule.control].append({
            "rule": name, "verdict": verdict, "achievement": achievement, "level": rule.level, "must": rule.must,
            "subject_weight": weight, "weight": rule.weight * weight,
            "excepted": verdict in ("not_met", "partly", "unknown") and excepted_until(holding, rule, subject) is not None})
    if subjects is None:
        for number in by_control:
            if not by_control[number]:  # never collected
                by_control[number] = [{"rule": rule.name, "verdict": "unknown", "achievement": None, "level": rule.level, "must": rule.must, "subject_weight": 1,
                                       "weight": rule.weight, "excepted": False} for rule in program.rules if rule.control == number]
    controls = {number: control(rows, profile.weight(number), profile.target(number), profile, max(0, risks.get(number, 0)))
                for number, rows in by_control.items()}
    themes = {}
    for number, figures in controls.items():
        themes.setdefault(program.themes.get(number), []).extend([figures] if figures else [])
    return (controls, {name: roll_up(members, profile.model) for name, members in themes.items()},
            roll_up([c for c in controls.values() if c], profile.model))
