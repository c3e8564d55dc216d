"""Evidence that nobody meant well with: refused with its cause, in bounded memory and time."""
from harness import *

BOUND = 160  # MiB of any process of mognad, under which every line here stays; a line may have 8 MiB
START = b'{"kind":"system","subject":"system:a","observed":"2026-10-01","fields":'


def repeated(start, part, count, end=b"\n"):
    yield start
    left, many = count, part * max(1, 65536 // len(part))
    while left * len(part) >= len(many):
        yield many
        left -= len(many) // len(part)
    yield part * left + end


def field(value):
    return START + b'{"name":' + value + b"}}\n"


CASES = {
    "nested 100,000 deep, arrays": (b"[" * 100000 + b"]" * 100000 + b"\n", "too deep in each other"),
    "nested 100,000 deep, objects": (b'{"a":' * 100000 + b"1" + b"}" * 100000 + b"\n", "too deep in each other"),
    "nested 100,000 deep, as a field": (field(b"[" * 100000 + b"]" * 100000), "too deep in each other"),
    "a line of 1 GB": (repeated(b'{"kind":"', b"x" * 1024, 1 << 20), "no end within 256 MiB"),
    "a line of 9 MB": (repeated(b'{"kind":"', b"x", 9 << 20), "longer than 8 MiB"),
    "1,000,000 keys": (b"{" + b",".join(b'"%d":0' % i for i in range(700000)) + b"}\n", "longer than 8 MiB|has no key"),
    "600,000 keys of a record": (b"{" + b",".join(b'"%d":0' % i for i in range(600000)) + b"}\n", "has no key"),
    "600,000 fields": (START + b"{" + b",".join(b'"%d":0' % i for i in range(600000)) + b"}}\n", "field"),
    "a number of 1,000,000 digits": (START + b'{"class":{"availability":' + b"9" * 1000000 + b"}}}\n", "too (large|big)|integer"),
    "a number that is infinite": (START + b'{"class":{"availability":1e999}}}\n', "too large|number|real"),
    "a number past 64 bits": (START + b'{"class":{"availability":18446744073709551616}}}\n', "too (large|big)|does not fit"),
    "a lone high surrogate": (field(b'"\\ud800"'), "surrogate|escape|unicode"),
    "a lone low surrogate": (field(b'"\\udc00"'), "surrogate|escape|unicode"),
    "surrogates as UTF-8": (field(b'"\xed\xa0\x80"'), "UTF-8"),
    "invalid UTF-8": (field(b'"\xff\xfe"'), "UTF-8"),
    "UTF-8 that is too long for what it says": (field(b'"\xc0\xaf"'), "UTF-8"),
    "half a character": (field(b'"\xe2\x82"'), "UTF-8"),
    "an escaped NUL": (field(b'"a\\u0000b"'), "U\\+0000|NUL"),
    "a NUL byte": (field(b'"a\0b"'), "NUL|control|0x0"),
    "a NUL byte between": (START + b"\0{}}\n", "NUL|invalid|0x0|expected"),
    "a key twice": (b'{"kind":"system","kind":"system","subject":"system:a","observed":"2026-10-01"}\n', "twice|duplicate"),
    "a field twice": (START + b'{"name":"a","name":"b"}}\n', "twice|duplicate"),
    "two values": (b"{} {}\n", "."),
    "half a line": (b'{"kind":"sys', "."),
    "a million newlines and a brace": (b"\n" * 1000000 + b"{\n", ":1000001"),
    "a name of 1 MB": (START.replace(b"system:a", b"system:" + b"a" * 1000000) + b"{}}\n", "more than the 400"),
    "a name that turns the writing round": (START.replace(b"system:a", "system:a\u202e".encode()) + b"{}}\n", "control character"),
    "an item that is an escape sequence": (b'{"kind":"account","subject":"system:a","observed":"2026-10-01","item":"\\u001b[2J","fields":{}}\n', "control character"),
}


@test
def hostile_lines_are_refused_in_bounded_memory_and_time():
    worst = ["", 0, 0]
    store = new_store()
    for name, (content, cause) in CASES.items():
        status, took, memory, said = measured(["evidence", "add", "-", "--store", store, "--policy", os.path.join(SOURCE, "policies/kinds")], content, limit=100)
        assert status == 3, (name, status, said[-1500:])
        assert re.search(cause, said), (name, said[-1500:])
        assert "\x1b" not in said and "\u202e" not in said and len(said) < 20000, (name, said[:300])
        assert took < 60, (name, took)
        if not IS_ASAN:
            assert memory < BOUND, (name, memory)
        worst = [name if memory > worst[1] else worst[0], max(worst[1], memory), max(worst[2], took)]
    assert run("evidence", "list", "--format", "json", store=store).ok().json == []
    figure("%d hostile inputs: at most %.0f MiB (%s; bound %d) and %.1f s" % (len(CASES), worst[1], worst[0], BOUND, worst[2]))


LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
XCCDF = b'<TestResult xmlns="http://checklists.nist.gov/xccdf/1.2" id="r" end-time="2026-10-01T00:00:00">'
IMPORTS = {
    "billion laughs": ("openscap", b'<!DOCTYPE x [<!ENTITY l0 "ha">' + LAUGHS + b"]>" + XCCDF + b"<title>&l9;</title></TestResult>", "document type declaration"),
    "a file as an entity": ("openscap", b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + XCCDF + b"<title>&f;</title></TestResult>", "document type declaration"),
    "a document type without end": ("cppcheck", repeated(b"<!DOCTYPE x [", b"<!ENTITY a 'aaaaaaaaaaaaaaaa'>", 1 << 22), "document type declaration"),
    "elements 100,000 deep": ("openscap", XCCDF + b"<a>" * 100000, "deep|100"),
    "1,000,000 attributes": ("openscap", b"<TestResult " + b" ".join(b'a%d=""' % i for i in range(1000000)) + b"/>", "attributes|tag"),
    "text without end": ("openscap", repeated(XCCDF + b"<title>", b"x" * 1024, 1 << 20), "."),
    "JSON 100,000 deep": ("sarif", b'{"version":"2.1.0","runs":' + b"[" * 100000, "."),
    "1,000,000 components": ("cyclonedx", b'{"bomFormat":"CycloneDX","specVersion":"1.5","components":[' + b",".join([b'{"type":"library","name":"a"}'] * 1000000) + b"]}", "."),
    "a report of one line without end": ("lynis", repeated(b"# Lynis Report\nreport_datetime_start=", b"x" * 1024, 1 << 20), "."),
}
IMPORT_BOUND = 640 # MiB of any process: what is read as a whole, JSON, may take 512


@test
def hostile_files_of_tools_are_refused_in_bounded_memory_and_time():
    worst = ["", 0, 0]
    for name, (importer, content, cause) in IMPORTS.items():
        status, took, memory, said = measured(["evidence", "import", "-f", importer, "--subject", "host:a", "-", "-n"], content, limit=100)
        assert status == 3, (name, status, said[-1500:])
        assert re.search(cause, said) and "root:" not in said and len(said) < 20000, (name, said[-1500:])
        assert took < 60, (name, took)
        if not IS_ASAN:
            assert memory < IMPORT_BOUND, (name, memory)
        worst = [name if memory > worst[1] else worst[0], max(worst[1], memory), max(worst[2], took)]
    figure("%d hostile files: at most %.0f MiB (%s; bound %d) and %.1f s" % (len(IMPORTS), worst[1], worst[0], IMPORT_BOUND, worst[2]))


@test
def a_good_line_after_hostile_ones_is_kept_when_asked():
    store = new_store()
    good = b'{"kind":"system","subject":"system:a","observed":"2026-10-01"}\n'
    bad = b"".join(content for content, _ in CASES.values() if isinstance(content, bytes) and content.endswith(b"\n") and len(content) < 1 << 20)
    done = run("evidence", "add", "-", "--keep-going", store=store, stdin=bad + good).exits(3)
    assert "1 record added" in done.out, done.out
    run("store", "verify", store=store).ok()


main()
