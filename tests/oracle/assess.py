"""Verdicts and achievements of rules on subjects (docs/language.md, docs/scoring.md)."""
from dataclasses import dataclass, field
from fractions import Fraction

from evaluate import Compiler, Unsupported
from evidence import UNKNOWN
from values import Fault, checked, divide
from profile import CAPS, Everything


@dataclass
class Run:
    """One rule on one subject."""
    evidence: object
    subject: str
    fresh: object  # the rule's own, or None
    kinds: list    # what the rule's condition reads
    variables: dict = field(default_factory=dict)

    @property
    def now(self):
        return self.evidence.now

    def freshness(self, kind):
        """A kind that only `where` reads keeps its own, and so does the subject's register."""
        is_register = kind.name == self.subject.partition(":")[0] and not kind.many
        return self.fresh if self.fresh and kind in self.kinds and not is_register else kind.fresh


class CompiledRule:
    def __init__(self, program, rule, caps=CAPS):
        self.rule, self.program, self.caps = rule, program, caps
        scope = {rule.subject_name: ("subject", rule.subject_type)} if rule.subject_name else {}
        self.where = Compiler(program, rule.module, scope).function(rule.where)
        compiler = Compiler(program, rule.module, scope)
        self.require, self.measure, self.target = (compiler.function(t) for t in (rule.require, rule.measure, rule.target))
        self.fresh = Compiler(program, rule.module).function(rule.fresh)
        self.kinds = compiler.kinds

    def on(self, evidence, subject):
        """(verdict, achievement), the achievement a Fraction with nine decimals, or None."""
        r = Run(evidence, subject, self.fresh and self.fresh(None), self.kinds)
        try:
            verdict, achievement = self.verdict(r)
        except Fault:
            return "error", None
        if achievement is not None:
            achievement = min(achievement, self.cap(r))
        return verdict, achievement

    def verdict(self, r):
        applies = True if self.where is None else self.where(r)
        if applies is not True:
            return "unknown" if applies is UNKNOWN else "not_applicable", None
        if self.require:
            met = self.require(r)
            return ("unknown", None) if met is UNKNOWN else ("met", Fraction(1)) if met else ("not_met", Fraction(0))
        value = self.measure(r)
        target = UNKNOWN if value is UNKNOWN else self.target(r)
        if target is UNKNOWN:
            return "unknown", None
        if target <= 0:
            raise Fault("a target that is zero or less")
        reached = checked(divide(value, target))
        verdict = "met" if reached >= 1 else "not_met" if reached <= 0 else "partly"
        return verdict, nine_decimals(Fraction(min(max(reached, 0.0), 1.0)))

    def cap(self, r):
        records = [record for kind in self.kinds for record in r.evidence.current(kind, r.subject, r.freshness(kind))]
        return min((self.caps[record.assurance] for record in records if not record.stale), default=Fraction(1))


def nine_decimals(x):
    """Rounded half to even, as round() of a Fraction does."""
    return Fraction(round(x * 10 ** 9), 10 ** 9)


def assess(program, evidence, only=None, profile=Everything()):
    """{(rule, subject): (verdict, achievement)}, and the names of the rules that the oracle cannot evaluate. `only` is one (rule, subject)."""
    results, left_out = {}, []
    for rule in program.rules:
        if only and rule.name != only[0] or not profile.counts(program, rule.control, evidence.now):
            continue
        try:
            compiled = CompiledRule(program, rule, profile.caps)
        except Unsupported:
            left_out.append(rule.name)
            continue
        for subject in [only[1]] if only else evidence.subjects.get(rule.subject_type, ()):
            if not evidence.in_being(program, subject):
                continue
            results[rule.name, subject] = compiled.on(evidence, subject)
    return results, left_out
