"""Policy text to a Program: a parser by recursive descent, one function for each line of the tables in docs/language.md."""
from fractions import Fraction

from language import (ASSURANCES, CLAUSES, COMPARISONS, SCALARS, UNITS, VALUE_AGGREGATES, Duration, Kind, LanguageError, Program, Rule, parse_time,
                      tokens)
from profile import Profile


class Parser:
    def __init__(self, source, program):
        self.tokens, self.at, self.program, self.module = tokens(source), 0, program, ""
        self.each = None  # (variable, {attribute: words}) of the control that `for each control` is at

    # --- tokens

    def peek(self, ahead=0):
        return self.tokens[min(self.at + ahead, len(self.tokens) - 1)]

    def next(self, type=None):
        token = self.peek()
        if type and token.type != type:
            raise LanguageError("line %d: %r, a %s was expected" % (token.line, token.text, type))
        self.at += 1
        return token.text

    def sees(self, *texts):
        return all(self.peek(i).text == text and self.peek(i).type in ("word", "sign") for i, text in enumerate(texts))

    def accept(self, *texts):
        found = self.sees(*texts)
        self.at += len(texts) if found else 0
        return found

    def expect(self, *texts):
        if not self.accept(*texts):
            token = self.peek()
            raise LanguageError("line %d: %r, %r was expected" % (token.line, token.text, " ".join(texts)))

    def titles(self):
        """TEXT, or TEXT sv TEXT, or nothing."""
        if self.peek().type == "text":
            self.next()
        if self.sees("sv") and self.peek(1).type == "text":
            self.at += 2

    def dotted(self):
        name = self.next("word")
        while self.accept("."):
            name += "." + self.next("word")
        return name

    # --- files

    def file(self):
        self.expect("module")
        self.module = self.dotted()
        seen = self.program.uses.setdefault(self.module, [self.module])
        while self.peek().type != "end":
            if self.accept("use", "plugin"):
                self.next("word")
            elif self.accept("use"):
                seen.append(self.dotted())
            elif self.accept("param"):
                name = self.next("word")
                self.expect("=")
                self.program.params[self.module, name] = self.unary()
                self.titles()
            elif self.accept("kind"):
                self.kind()
            elif self.accept("catalogue"):
                self.catalogue()
            elif self.accept("control"):
                self.control(self.next("number"))
            elif self.accept("for", "each", "control"):
                self.for_each()
            elif self.accept("profile"):
                self.profile(self.next("word"))
            elif self.accept("group"):
                self.group(self.next("word"))
            elif self.accept("let"):
                self.definition()
            else:
                self.pass_over()

    def pass_over(self):
        """What rules do not rest on: tests, gates."""
        if not (self.sees("test") or self.sees("gate")):
            raise LanguageError("line %d: nothing declared begins with %r" % (self.peek().line, self.peek().text))
        depth, opened = 0, False
        while depth or not opened:
            depth += self.sees("{") - self.sees("}")
            opened |= self.sees("{")
            self.next()
            if self.peek().type == "end" and depth:
                raise LanguageError("line %d: a block has no end" % self.peek().line)

    def definition(self):
        """The tree of its body: a use means what that would mean in its place."""
        name, parameters = self.next("word"), []
        self.expect("(")
        while not self.accept(")"):
            parameters.append(self.next("word"))
            self.expect(":")
            self.type()
            self.accept(",")
        self.expect("=")
        self.program.lets[self.module, name] = (self.module, parameters, self.expression())

    def for_each(self):
        """The rules are read once for each control, when all files are."""
        variable = self.next("word")
        self.expect("in")
        catalogue = self.next("word")
        where = self.expression() if self.accept("where") else None
        begin = self.at
        self.program.deferred.append(lambda: self.make_each(begin, variable, self.program.catalogues[catalogue], where))
        depth = 0
        while depth or self.at == begin:
            depth += self.sees("{") - self.sees("}")
            self.next()

    def make_each(self, begin, variable, controls, where):
        for number, words in controls.items():
            if where is None or passes(where, variable, words):
                self.at, self.each = begin, (variable, words)
                self.control(number)
        self.each = None

    def patterns(self):
        made = []
        while not made or self.accept(","):
            number = "" if self.accept("all") else self.next("number")
            made.append((number, not number or self.accept(".", "*")))
        return made

    def profile(self, name):
        made = self.program.profiles[name] = Profile(self.module)
        self.titles()
        self.expect("from")
        made.catalogue = self.next("word")
        self.expect("{")
        while not self.accept("}"):
            self.profile_item(made)

    def group(self, name):
        """[(pattern, whether it includes)]"""
        made = self.program.groups[name] = []
        self.titles()
        self.expect("from")
        self.next("word")
        self.expect("{")
        while not self.accept("}"):
            includes = self.accept("include")
            if not includes:
                self.expect("exclude")
            made += [(pattern, includes) for pattern in self.patterns()]

    def share(self):
        text = self.next("number")
        return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)

    def profile_item(self, profile):
        if self.accept("include"):
            profile.included += [(pattern, True) for pattern in self.patterns()]
        elif self.accept("exclude"):
            excluded = self.patterns()
            self.expect("because")
            self.next("text")
            self.expect("decided", "by")
            self.next("text")
            self.expect("on")
            self.next("time")
            review = parse_time(self.next("time")) if self.accept("review") else None
            profile.excluded += [(pattern, ("until", review)) for pattern in excluded]
        elif self.sees("set", "assurance") and self.peek(2).type == "word":
            self.at += 2
            word = self.next("word")
            self.expect("=")
            profile.caps[word] = self.share()
        elif self.accept("set", "threshold", "level"):
            level = int(self.next("number"))
            self.expect("=")
            profile.thresholds[level] = self.share()
        elif self.accept("set"):
            name = self.next("word")
            self.expect("=")
            profile.settings[name] = self.unary()
        elif self.accept("target", "level"):
            level = int(self.next("number"))
            self.expect("for")
            profile.targets += [(pattern, level) for pattern in self.patterns()]
        elif self.accept("weight", "by"):
            self.expect("risk")
            profile.by_risk = True
        elif self.accept("weight"):
            weighed = self.patterns()
            self.expect("=")
            weight = int(self.next("number"))
            profile.weights += [(pattern, weight) for pattern in weighed]
        else:
            self.expect("model")
            profile.model = self.next("word")

    def kind(self):
        many = self.sees("many") and self.peek(1).type == "word" and not self.sees("many", "about")
        self.at += many
        kind = Kind(self.next("word"), many, [], {})
        self.titles()
        self.expect("about")
        kind.about.append(self.next("word"))
        while self.accept(","):
            kind.about.append(self.next("word"))
        self.expect("{")
        while not self.accept("}"):
            if self.sees("fresh") and self.peek(1).type == "number":
                self.next()
                kind.fresh = self.duration(self.next())
            elif self.sees("assurance") and self.peek(1).text in ASSURANCES:
                self.next()
                kind.assurance = self.next()
            else:
                self.field(kind.fields)
        self.program.kinds[self.module, kind.name] = kind

    def field(self, into):
        name = self.next("word")
        into[name] = self.type()
        self.accept("personal")
        self.titles()
        self.accept(",")

    def type(self):
        if self.accept("{"):
            return ("group", self.fields())
        word = self.next("word")
        if word == "list":
            self.expect("{")
            return ("list", self.fields())
        if word == "set":
            self.expect("of")
            return ("set", self.type())
        if word == "enum":
            self.expect("{")
            words = []
            while not self.accept("}"):
                words.append(self.next())
                self.accept(",")
            return ("enum", tuple(words))
        return word if word in SCALARS else ("ref", word)

    def fields(self):
        made = {}
        while not self.accept("}"):
            self.field(made)
        return made

    def catalogue(self):
        controls = self.program.catalogues[self.next("word")] = {}
        self.titles()
        self.expect("{")
        while self.accept("theme"):
            theme = self.next("word")
            self.titles()
            self.expect("{")
            while self.accept("control"):
                control = self.next("number")
                self.program.themes[control] = theme
                controls[control] = {"theme": [theme]}
                self.titles()
                if self.accept("{"):
                    self.attributes(control, controls[control])
            self.expect("}")
        self.expect("}")

    def attributes(self, control, kept):
        while not self.accept("}"):
            attribute, words = self.next("word"), [self.next("word")]
            while self.accept(","):
                words.append(self.next("word"))
            kept[attribute] = words
            self.program.aspects.setdefault(control, {"properties": [], "aspects": []}).setdefault(attribute, []).extend(words)

    def control(self, number):
        self.expect("{")
        while self.accept("rule"):
            rule = Rule("%s/%s" % (number, self.next("word")), number, self.module)
            self.expect("{")
            while not self.accept("}"):
                self.clause(rule, self.next("word"))
            self.program.rules.append(rule)
        self.expect("}")

    def clause(self, rule, word):
        if word in ("title", "action", "finding"):
            if self.accept("for"):
                self.next("word")
            self.accept("sv")
            self.next("text")
        elif word in ("level", "weight"):
            setattr(rule, word, int(self.next("number")))
        elif word == "must":
            rule.must = True
        elif word == "for":
            rule.subject_type = self.next("word")
            if self.peek().type == "word" and self.peek().text not in CLAUSES + ("where",):
                rule.subject_name = self.next()
            if self.accept("where"):
                rule.where = self.expression()
        elif word == "fresh":
            rule.fresh = self.unary()
        elif word in ("require", "measure", "target"):
            setattr(rule, word, self.expression())
        else:
            raise LanguageError("line %d: no clause %r" % (self.peek().line, word))

    # --- expressions, loosest binding first

    def expression(self):
        left = self.disjunction()
        return ("implies", left, self.expression()) if self.accept("implies") else left

    def disjunction(self):
        left = self.conjunction()
        while self.accept("or"):
            left = ("or", left, self.conjunction())
        return left

    def conjunction(self):
        left = self.negation()
        while self.accept("and"):
            left = ("and", left, self.negation())
        return left

    def negation(self):
        if self.accept("not"):
            return ("not", self.negation())
        if self.accept("at", "least"):
            return self.quantifier("at least", self.unary())
        if self.peek().text in ("every", "any", "no") and self.peek(1).type == "word" and self.peek(2).text == "in":
            return self.quantifier(self.next())
        return self.comparison()

    def quantifier(self, which, number=None):
        variable, source, where = self.range()
        self.expect("has")
        return (which, variable, source, where, self.expression(), number)

    def range(self):
        """X in L [where C]"""
        variable = self.next("word")
        self.expect("in")
        source = self.path()
        return variable, source, self.expression() if self.accept("where") else None

    def comparison(self):
        """The tests bind alike and are not chained."""
        left = self.default()
        if self.peek().type == "sign" and self.peek().text in COMPARISONS:
            return ("compare", self.next(), left, self.default())
        if self.accept("in"):
            return self.membership(left)
        if self.accept("matches"):
            return ("matches", left, self.next("regex"))
        if self.accept("is"):
            known = ("known", left)
            return known if self.next("word") == "known" else ("not", known)
        for words in (("contains",), ("starts", "with"), ("ends", "with"), ("within",), ("older", "than")):
            if self.accept(*words):
                return (words[0], left, self.default())
        return left

    def membership(self, left):
        if self.accept("{"):
            elements = [self.expression()]
            while self.accept(","):
                elements.append(self.expression())
            self.expect("}")
            return ("in elements", left, *elements)
        right = self.default()
        if self.each and right[0] == "path" and right[1][0] == self.each[0] and len(right[1]) == 2:
            return ("in elements", left, *(("path", (word,)) for word in self.each[1].get(right[1][1], ())))
        return ("in range", left, right, self.default()) if self.accept("..") else ("in set", left, right)

    def default(self):
        left = self.sum()
        while self.accept("otherwise"):
            left = ("otherwise", left, self.sum())
        return left

    def sum(self):
        left = self.product()
        while self.peek().type == "sign" and self.peek().text in "+-":
            left = ("arithmetic", self.next(), left, self.product())
        return left

    def product(self):
        left = self.unary()
        while self.peek().type == "sign" and self.peek().text in "*/":
            left = ("arithmetic", self.next(), left, self.unary())
        return left

    def unary(self):
        return ("negative", self.unary()) if self.accept("-") else self.primary()

    def primary(self):
        token = self.peek()
        if token.type == "number":
            self.next()
            if self.peek().type == "word" and self.peek().text.removesuffix("s") in UNITS:
                return ("value", self.duration(token.text))
            return ("number", token.text)
        if token.type == "time":
            return ("value", parse_time(self.next()))
        if token.type == "text":
            return ("text", [p if isinstance(p, str) else Parser(p[0], self.program).expression() for p in self.next()])
        if self.accept("("):
            inner = self.expression()
            self.expect(")")
            return inner
        if self.accept("true"):
            return ("value", True)
        if self.accept("false"):
            return ("value", False)
        if self.accept("now"):
            return ("now",)
        return self.aggregate() if self.peek(1).text == "(" else self.path()

    def duration(self, number):
        unit = UNITS[self.next("word").removesuffix("s")]
        return Duration(unit.months * int(number), unit.ns * int(number))

    def aggregate(self):
        word = self.next("word")
        self.expect("(")
        value = body = None
        if word == "count" and self.peek(1).text != "in":
            variable, source, where = "", self.path(), None
        elif word in ("count", "share"):
            variable, source, where = self.range()
            if word == "share":
                self.expect("has")
                body = self.expression()
        elif word in VALUE_AGGREGATES:
            value = self.expression()
            self.expect("for")
            variable, source, where = self.range()
        else:
            return self.followed(("call", word, *self.arguments()))
        self.expect(")")
        return (word, variable, source, where, body or value)

    def arguments(self):
        made = []
        while not self.accept(")"):
            made.append(self.expression())
            self.accept(",")
        return made

    def followed(self, call):
        """unit(s.owner).training: of another subject, which is not evaluated here."""
        while self.accept("."):
            self.next("word")
            call = ("call", "of another subject")
        return call

    def path(self):
        names = [self.next("word")]
        if self.accept("of"):
            self.path()
            return ("call", "related subjects")
        if self.accept("("):
            return self.followed(("call", names[0], *self.arguments()))
        while self.accept("."):
            names.append(self.next("word"))
        if len(names) == 2 and self.accept("("):
            return ("call", ".".join(names), *self.arguments())
        return ("path", tuple(names))


def passes(tree, variable, words):
    """`where` of `for each control`: by the theme and the attributes of the control alone."""
    if tree[0] in ("and", "or"):
        return (all if tree[0] == "and" else any)(passes(part, variable, words) for part in tree[1:])
    if tree[0] == "not":
        return not passes(tree[1], variable, words)
    if tree[0] == "compare" and tree[2][0] == "path" and tree[2][1][0] == variable:
        return ([tree[3][1][0]] == words.get(tree[2][1][1])) == (tree[1] == "=")
    element, attribute = (tree[1], tree[2]) if tree[0] == "in set" else (tree[2], tree[1])
    return element[1][0] in words.get(attribute[1][1], ())


def parse(*sources):
    """A Program from the texts of policy files."""
    program = Program()
    for source in sources:
        Parser(source, program).file()
    for make in program.deferred:
        make()
    return program
