"""Files of tools that nobody meant well with: the importers refuse them with the cause, in bounded memory and time."""
from harness import *

XML_BOUND = 64    # MiB of any process of mognad, for XML and reports of Lynis
JSON_BOUND = 640  # likewise for JSON, of which the importer itself counts 512
RESULT = b'<TestResult xmlns="http://checklists.nist.gov/xccdf/1.2" end-time="2026-10-01T08:00:00Z"><target>web1</target>'
LAUGHS = b"<!DOCTYPE l [<!ENTITY a0 'ha'>" + b"".join(b"<!ENTITY a%d '%s'>" % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 12)) + b"]>"
GB = 1 << 30


def repeated(start, part, size, end=b""):
    yield start
    many = part * max(1, 65536 // len(part))
    for _ in range(size // len(many)):
        yield many
    yield end


# importer, content, what is said
CASES = {
    "billion laughs": ("openscap", LAUGHS + RESULT + b"&a11;</TestResult>", "document type declaration"),
    "billion laughs in an attribute": ("cppcheck", LAUGHS + b'<results version="&a11;"/>', "document type declaration"),
    "a file as an entity": ("openscap", b"<!DOCTYPE l [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + RESULT + b"&a;</TestResult>", "document type declaration"),
    "a DTD from the network": ("openscap", b"<!DOCTYPE l SYSTEM 'http://127.0.0.1:9/a.dtd'>" + RESULT, "document type declaration"),
    "1 GB of entities": ("openscap", repeated(b"<!DOCTYPE l [", b"<!ENTITY a 'aaaaaaaaaaaaaaaa'>", GB), "document type declaration"),
    "an attribute of 1 GB": ("openscap", repeated(RESULT + b'<a b="', b"a" * 1024, GB), "more than 128 KiB"),
    "a name of 1 GB": ("cppcheck", repeated(b"<", b"a" * 1024, GB), "more than 128 KiB"),
    "a comment of 1 GB": ("openscap", repeated(b"<!--", b"a" * 1024, GB), "more than 128 KiB"),
    "CDATA of 1 GB": ("openscap", repeated(RESULT + b"<title><![CDATA[", b"a" * 1024, GB), "more than 8192 KiB"),
    "a text of 1 GB": ("openscap", repeated(RESULT + b"<title>", b"a" * 1024, GB), "larger than 512 MiB"),
    "100,000 attributes": ("openscap", RESULT + b"<a " + b"".join(b"a%d='' " % i for i in range(100000)) + b"/></TestResult>", "more than (128 KiB|200 attributes)"),
    "5,000 attributes": ("openscap", RESULT + b"<a " + b"".join(b"a%d='' " % i for i in range(5000)) + b"/></TestResult>", "more than 200 attributes"),
    "a million names": ("openscap", RESULT + b"".join(b"<a%d/>" % i for i in range(1000000)) + b"</TestResult>", "different names"),
    "elements nested 100,000 deep": ("openscap", RESULT + b"<a>" * 100000, "nested more than 100 deep"),
    "a million results": ("openscap", repeated(RESULT, b'<rule-result idref="a"><result>pass</result></rule-result>', 58_000_000, b"</TestResult>"), "60000 rows"),
    "half a file": ("openscap", RESULT + b"<rule-result", "not XML that is read here"),
    "another encoding than it says": ("openscap", RESULT + b"<title>l\xf6n</title></TestResult>", "not proper UTF-8"),
    "JSON nested 100,000 deep": ("sarif", b"[" * 100000, "depth"),
    "a JSON text of 1 GB": ("sarif", repeated(b'{"version":"', b"a" * 1024, GB), "larger than 64 MiB"),
    "20 million empty objects": ("cyclonedx", repeated(b"[", b"{},", 60 << 20, b"{}]"), "more than 512 MiB of memory"),
    "a million keys": ("cyclonedx", b"{" + b",".join(b'"%d":0' % i for i in range(1000000)) + b"}", "no CycloneDX"),
    "a key twice": ("sarif", b'{"version":"2.1.0","version":"2.1.0","runs":[]}', "duplicate"),
    "a lone surrogate": ("cyclonedx", b'{"bomFormat":"\\ud800"}', "not JSON"),
    "half a JSON": ("sarif", b'{"version":"2.1.0","runs":[', "not JSON"),
    "a million components": ("cyclonedx", repeated(b'{"bomFormat":"CycloneDX","specVersion":"1.5","components":[', b'{"name":"a"},', 13_000_000, b'{"name":"a"}]}'), "60000 rows"),
    "a line of 1 GB": ("lynis", repeated(b"# Lynis Report\nhostname=", b"a" * 1024, GB), "larger than 64 MiB"),
    "a report of NUL bytes": ("lynis", bytes(1 << 20), "NUL"),
    "a report without its end": ("lynis", b"# Lynis Report\nwarning[]=A|b|c|d|\n" * 1000, "finish=true"),
}


@test
def hostile_files_of_tools_are_refused_in_bounded_memory_and_time():
    worst, store = {"XML": (0, ""), "JSON": (0, ""), "time": (0, "")}, new_store()
    for name, (importer, content, cause) in CASES.items():
        status, took, memory, said = measured(["evidence", "import", "--from", importer, "--subject", "host:web1", "--observed", "2026-11-01", "--store", store, "-"],
                                              content, limit=60)
        assert status == 3, (name, status, said[-1500:])
        assert re.search(cause, said) and len(said) < 5000, (name, said[-1500:])
        sort, bound = ("JSON", JSON_BOUND) if importer in ("sarif", "cyclonedx") else ("XML", XML_BOUND)
        assert IS_ASAN or memory < bound, (name, memory)
        assert took < 30, (name, took)
        worst[sort] = max(worst[sort], (memory, name))
        worst["time"] = max(worst["time"], (took, name))
    assert run("evidence", "list", "--format", "json", store=store).ok().json == []
    figure("%d hostile files of tools: XML and Lynis at most %.0f MiB (%s; bound %d), JSON %.0f MiB (%s; bound %d), %.1f s (%s)" % (
        len(CASES), *worst["XML"], XML_BOUND, *worst["JSON"], JSON_BOUND, *worst["time"]))


main()
