"""Quantifiers and aggregates: trees of `X in L where C …` to functions of the run."""
from evidence import UNKNOWN
from language import Duration
from values import Unsupported, both, checked, divide, implied, ordered


class Loops:
    """The part of a Compiler that binds a name to each element of a list."""

    def loop(self, tree):
        """(list, C, P) of `X in L where C …`, and P's type; each element is bound to X while C and P are evaluated."""
        _, variable, source, where, body = tree[:5]
        if source[0] == "call":
            raise Unsupported(source[1])
        type, elements = self.path(source)
        outer, self.scope = self.scope, dict(self.scope)
        self.scope[variable] = type if type[0] == "many" else ("row", type[1]) if type[0] == "list" else type[1]
        condition = self.function(where)
        body_type, value = self.compile(body) if body else (None, None)
        self.scope = outer

        def each(r):
            for element in elements(r):
                r.variables[variable] = element
                yield element
        return elements, each, condition, body_type, value

    def quantifier(self, tree, step, wanted, at_end):
        """Over an unknown list unknown; else the first step(element) that equals `wanted` decides."""
        elements, each, condition, _, body = self.loop(tree)

        def run(r):
            if elements(r) is UNKNOWN:
                return UNKNOWN
            is_unsure = False
            for _ in each(r):
                found = step(r, condition, body)
                if found is wanted:
                    return at_end(wanted)
                is_unsure |= found is UNKNOWN
            return UNKNOWN if is_unsure else at_end(not wanted)
        return "bool", run

    def on_every(self, tree, expected):
        return self.quantifier(tree, implied, False, lambda found: found)

    def on_any(self, tree, expected):
        return self.quantifier(tree, both, True, lambda found: found)

    def on_no(self, tree, expected):
        return self.quantifier(tree, both, True, lambda found: not found)

    def on_at_least(self, tree, expected):
        elements, each, condition, _, body = self.loop(tree)
        wanted = self.function(tree[5])

        def run(r):
            if elements(r) is UNKNOWN:
                return UNKNOWN
            found = unsure = 0
            need = wanted(r)
            for _ in each(r):
                truth = both(r, condition, body)
                found, unsure = found + (truth is True), unsure + (truth is UNKNOWN)
                if truth is True and found >= need:
                    break
            return True if found >= need else UNKNOWN if found + unsure >= need else False
        return "bool", run

    def aggregate(self, tree, combine, type=None):
        """combine() is given the values that are known, all of which it may fail on; something unknown then makes the whole unknown."""
        elements, each, condition, value_type, value = self.loop(tree)
        type = type or value_type

        def run(r):
            if elements(r) is UNKNOWN:
                return UNKNOWN
            is_unsure, values = False, []
            for _ in each(r):
                found = True if condition is None else condition(r)
                if found is True and value:
                    found = value(r)
                    values += [found] if found is not UNKNOWN else []
                elif found is True:
                    values.append(True)
                is_unsure |= found is UNKNOWN
            made = checked(combine(values))
            return UNKNOWN if is_unsure else made
        return type, run

    def on_count(self, tree, expected):
        return self.aggregate(tree, len, "integer")

    def on_share(self, tree, expected):
        return self.aggregate(tree, lambda values: divide(values.count(True), len(values)) if values else UNKNOWN, "number")

    def on_sum(self, tree, expected):
        def total(values):
            so_far = zero
            for value in values:
                so_far = checked(Duration(so_far.months + value.months, so_far.ns + value.ns) if type == "duration" else so_far + value)
            return so_far
        type, run = self.aggregate(tree, total)
        zero = Duration(0, 0) if type == "duration" else 0
        return type, run

    def on_average(self, tree, expected):
        return self.aggregate(tree, lambda values: divide(sum(values), len(values)) if values else UNKNOWN, "number")

    def extreme(self, tree, choose):
        return self.aggregate(tree, lambda values: choose(values, key=ordered) if values else UNKNOWN)

    def on_min(self, tree, expected):
        return self.extreme(tree, min)

    def on_max(self, tree, expected):
        return self.extreme(tree, max)

    on_earliest, on_latest = on_min, on_max
