"""What operators do with values: arithmetic that overflows, calendar months, and three truth values."""
from evidence import UNKNOWN, shift
from language import MONTH_NS, Duration

INT64 = range(-2 ** 63, 2 ** 63)


class Unsupported(Exception):
    """The rule asks for what the oracle cannot do: functions of plugins, definitions, other subjects."""


class Fault(Exception):
    """An error while a condition is evaluated: the rule's verdict is `error`."""


def length(duration):
    return duration.months * MONTH_NS + duration.ns


def ordered(value):
    """What values of one type compare by."""
    return length(value) if isinstance(value, Duration) else value


def checked(value):
    if isinstance(value, float) and value - value != 0:
        raise Fault("not finite")
    if isinstance(value, int) and value not in INT64:
        raise Fault("overflow")
    if isinstance(value, Duration) and (value.ns not in INT64 or length(value) not in INT64):
        raise Fault("overflow")
    return value


def number(value):
    """An integer as the number it is where a number is needed."""
    return float(value)


def add(a, b, sign, type):
    if type == "duration":
        return Duration(a.months + sign * b.months, a.ns + sign * b.ns)
    if type == "time":
        try:
            return shift(a, b, sign) if isinstance(b, Duration) else shift(b, a, sign)
        except (OverflowError, ValueError):
            raise Fault("beyond what a time can hold")
    if type == "elapsed":
        return Duration(0, a - b)
    return a + sign * b if type == "integer" else number(a) + sign * number(b)


def multiply(a, b, type):
    if type == "duration":
        return Duration(a.months * b, a.ns * b) if isinstance(a, Duration) else multiply(b, a, type)
    return a * b if type == "integer" else number(a) * number(b)


def divide(a, b):
    if b == 0:
        raise Fault("division by zero")
    return number(a) / number(b)


def strict(function):
    """A function of operands' values that is unknown where one of them is; all are evaluated, from left to right."""
    def made(*operands):
        def run(r):
            values = [operand(r) for operand in operands]
            return UNKNOWN if any(v is UNKNOWN for v in values) else function(*values)
        return run
    return made


def both(r, first, second):
    """C and P, stopping where C is false; C may be left out."""
    a = True if first is None else first(r)
    if a is False:
        return False
    b = second(r)
    return b if a is True or b is False else UNKNOWN


def implied(r, first, second):
    a = True if first is None else first(r)
    if a is False:
        return True
    b = second(r)
    return b if a is True or b is True else UNKNOWN


def negated(a):
    return UNKNOWN if a is UNKNOWN else not a
