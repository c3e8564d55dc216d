"""Groups, from docs/scoring.md, "Groups": which results belong to which, and their figures."""

from evidence import UNKNOWN
from profile import Everything, narrowest
from score import current, mean, possible, ratio, roll_up, score, strict

PHASES = {"plan": {2}, "do": {1, 3}, "check": {4}, "improve": {5}}


def register_field(program, evidence, subject, name):
    """A reference of the subject's register, stale or not; "" where there is none."""
    kind = program.registers().get(subject.partition(":")[0])
    record = kind and kind.fields.get(name) not in (None, "text") and evidence.plain(kind, subject, None)
    value = record.fields.get(name, UNKNOWN) if record else UNKNOWN
    return value if isinstance(value, str) else ""


def is_under(above, subject, unit, seen=()):
    """The subject is the unit, or its owner, or what it is part of, is under it."""
    if subject == unit:
        return True
    return any(up.startswith("unit:") and up not in seen and (up == unit or is_under(above, up, unit, (*seen, up)))
               for up in above.get(subject, ()))


def by_controls(program, evidence, results, profile, sets):
    made, control_of = {}, {rule.name: rule.control for rule in program.rules}
    for name, controls in sets.items():
        own = {key: result for key, result in results.items() if control_of[key[0]] in controls}
        figures = score(program, evidence, own, profile, only=set(controls))
        if figures[2]:
            made[name] = figures[2]
    return made


def by_subjects(program, evidence, results, profile, sets):
    """sets: name to (own subjects, inherited ones)."""
    made = {}
    for name, (own, inherited) in sets.items():
        here = {key: result for key, result in results.items() if key[1] in own or key[1] in inherited}
        controls, _, whole = score(program, evidence, here, profile, subjects=own | inherited)
        if not whole:
            continue
        alone = score(program, evidence, here, profile, subjects=own)[0] if inherited else controls
        made[name] = {**whole, "inherited": sum(1 for number, figures in controls.items() if figures and not alone[number])}
    return made


def phases(program, evidence, results, profile):
    """x(c) of the levels of a phase, over all levels whatever the target."""
    controls, _, _ = score(program, evidence, results, profile)
    made = {}
    for phase, levels in PHASES.items():
        members = []
        for number, figures in controls.items():
            rows = [r for r in figures["rows"] if r["level"] in levels] if figures else []
            if not rows:
                continue
            known = [r for r in rows if r["achievement"] is not None]
            members.append({"weight": figures["weight"], "strict": ratio(rows, strict), "known": ratio(known, strict), "possible": ratio(rows, possible),
                            "coverage": ratio(rows, lambda r: int(r["achievement"] is not None))})
        if members:
            made[phase] = {**{name: mean(members, lambda c: c[name]) for name in ("strict", "known", "coverage", "possible")},
                           "excepted": None, "level": None, "floor": None, "mean": None, "gap": None, "possible_level": None, "distribution": {}}
    return made


def grouped(program, evidence, results, by, profile=Everything()):
    """{id: figures} of `mognad score --by`."""
    numbers = {rule.control for rule in program.rules}
    subjects = {subject for _, subject in results}
    above = {s: [register_field(program, evidence, s, name) for name in ("owner", "part_of")] for s in subjects}
    if by == "theme":
        return {name: figures for name, figures in score(program, evidence, results, profile)[1].items() if figures}
    if by == "control":
        return by_controls(program, evidence, results, profile, {number: [number] for number in numbers})
    if by == "group":
        sets = {name: [n for n in numbers if narrowest(said, n)] for name, said in program.groups.items()}
        return by_controls(program, evidence, results, profile, sets)
    if by == "requirement_group":
        return by_controls(program, evidence, results, profile,
                           {record.item: record.fields["controls"] for _, record in current(program, evidence, by, {"controls": ("set", "control")})
                            if record.fields.get("controls", UNKNOWN) is not UNKNOWN})
    if by == "owner":
        owners = {above[s][0] for s in subjects} | {""}
        return by_subjects(program, evidence, results, profile, {owner or None: ({s for s in subjects if above[s][0] == owner}, set()) for owner in owners})
    if by == "unit":
        units = {u for u in [up for ups in above.values() for up in ups[:1]] + list(subjects) if u.startswith("unit:")}
        whole = {s for s in subjects if s.startswith("organisation:")}
        return by_subjects(program, evidence, results, profile,
                           {unit: ({s for s in subjects - whole if is_under(above, s, unit)}, whole) for unit in units})
    if by == "phase":
        return phases(program, evidence, results, profile)
    values = {value for named in program.aspects.values() for value in named.get(by, [])}
    return by_controls(program, evidence, results, profile, {v: [n for n in numbers if v in program.aspects.get(n, {}).get(by, [])] for v in values})
