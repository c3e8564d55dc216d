"""No command reads what is not there or leaks, on its ways to success and on its ways to errors. Under valgrind, in the release flavour."""
from harness import *

VALGRIND = ["valgrind", "-q", "--error-exitcode=99", "--leak-check=full", "--errors-for-leak-kinds=definite,indirect", "--show-leak-kinds=definite,indirect", "--trace-children=yes", "--child-silent-after-fork=no"]
POLICY = '''
kind system about system { name text  owner text  class { availability integer } }
kind backup about system { schedule enum { none, daily }  volumes list { name text  ok bool }  notes set of text  took duration  fresh 30 days }
kind many account about system { name text  admin bool  mfa bool }
param wanted = 2 "how many"
control 8.13 {
  rule r { title "Backup of {wanted} volumes" title sv "Kopia" level 1 for system s where s.class.availability >= 1
    require every v in backup.volumes has v.ok finding for v "{v.name} of {s.name}" action "Do it" }
  rule m { title "m" level 2 for system measure share(a in account has a.mfa) target 95% }
  rule t { title "t" level 3 must for system require any a in account has a.name matches /^adm\\w+$/i }
}
'''
EVIDENCE = records(
    {"kind": "system", "subject": "system:a", "observed": "2026-11-01", "fields": {"name": "A", "class": {"availability": 3}}},
    {"kind": "backup", "subject": "system:a", "observed": "2026-11-01", "fields": {"schedule": "daily", "took": "PT5M", "notes": ["x", "y"],
                                                                                   "volumes": [{"name": "v", "ok": False}, {"name": "w"}]}},
    {"kind": "account", "subject": "system:a", "observed": "2026-11-01", "item": "anna", "fields": {"name": "admin", "mfa": True}},
    {"kind": "account", "subject": "system:a", "observed": "2026-11-01", "census": ["anna", "bo"]},
    {"kind": "system", "subject": "system:b", "observed": "2026-11-01", "fields": {}},
)


def quiet(*arguments, status=0, **more):
    if IS_ASAN:
        skip("valgrind does not run under AddressSanitizer, which looks for the same")
    result = run(*arguments, command=[*VALGRIND, MOGNAD], timeout=300, **more)
    assert result.status == status, "%s\nexit status %d, expected %d\n%s\n%s" % (result.line, result.status, status, result.out[-2000:], result.err[-6000:])
    assert "==" not in result.err, result.err[-6000:]
    return result


@test
def the_main_way_is_quiet():
    policy = write(POLICY, "p.mog")
    store = os.path.join(folder(), "store")
    quiet("init", store=store)
    quiet("evidence", "add", "-", "--policy", policy, store=store, stdin=EVIDENCE)
    for more in ([], ["--format", "json"], ["--controls", "--lang", "sv"]):
        quiet("assess", "--policy", policy, "--as-of", "2026-11-02", "--jobs", "2", *more, store=store)
    quiet("explain", "8.13/r", "system:a", "--policy", policy, "--as-of", "2026-11-02", store=store)
    quiet("evidence", "list", store=store)
    quiet("evidence", "show", "2", store=store)


@test
def the_ways_of_errors_are_quiet():
    policy = write(POLICY, "p.mog")
    store = new_store()
    bad = EVIDENCE + '{"kind":"backup","subject":"system:a","observed":"yesterday"}\n{"kind":1}\n{\n'
    quiet("evidence", "add", "-", "--policy", policy, store=store, stdin=bad, status=3)
    quiet("evidence", "add", "-", "--keep-going", "--policy", policy, store=store, stdin=bad, status=3)
    quiet("assess", "--policy", write("control 8.13 { rule r { title level 9 for nothing require x.y } } }", "q.mog"), store=store, status=3)
    quiet("assess", "--policy", "/nonexistent", store=store, status=3)
    quiet("assess", "--policy", policy, store="/nonexistent", status=4)
    quiet("explain", "8.13/none", "system:a", "--policy", policy, store=store, status=3)
    quiet("assess", "--no-such", status=2)


@test
def tests_of_policies_and_expressions_are_quiet():
    policy = write(POLICY + """
test "this is not so" for 8.13/r at 2026-11-01 { given account "x" { name "y" } expect met }
""", "p.mog")
    store = new_store()
    run("evidence", "add", "-", "--policy", policy, store=store, stdin=EVIDENCE).ok()
    for form in ("text", "json", "junit"):
        quiet("policy", "test", policy, "--format", form, status=1)
    options = ["--policy", policy, "--subject", "system:a", "--as-of", "2026-11-02"]
    quiet("policy", "eval", "account", *options, store=store)
    quiet("policy", "repl", *options, store=store, stdin="account\n1 +\n:kinds\n:fields account\n:type 1\n:x\n", status=1)


@test
def the_policies_and_the_plugins_are_quiet():
    quiet("policy", "check")
    quiet("plugin", "list", "--format", "json")


@test
def imports_are_quiet():
    policy, store = write(POLICY, "p.mog"), new_store()
    good = write('System;Konto;MFA\na;anna;ja\na;bo;"nej"\n', "good.csv")
    bad = write("System;Konto;MFA\na;anna;kanske\na;;ja\n\xff;\"\n", "bad.csv")
    how = write('{"kind":"account","subject":"system:{System}","item":"{Konto}","observed":"2026-11-01","census":true,"fields":{"MFA":{"to":"mfa","type":"bool"}}}')
    options = ["evidence", "import", "--policy", policy, "--mapping", how]
    quiet(*options, good, store=store)
    quiet(*options, good, bad, store=store, status=3)
    quiet(*options, good, bad, "--keep-going", store=store, status=3)
    for form in ("text", "json", "jsonl"):
        quiet(*options, good, "--dry-run", "--format", form)
    quiet(*options, "--from", "none", good, "-n", status=3)
    quiet("evidence", "import", "--suggest", good)


@test
def audits_are_quiet():
    home = folder()
    policy = write("module audit\nkind backup about system { size integer }\nkind many officer about system { owner text personal }\n", "p.mog", home)
    store, other = os.path.join(home, "store"), new_store()
    run("init", store=store).ok()
    run("evidence", "add", "-", "--policy", policy, store=store, stdin=records(
        {"kind": "backup", "subject": "system:a", "observed": "2026-11-01", "fields": {"size": 1}},
        {"kind": "officer", "subject": "system:a", "observed": "2026-11-01", "item": "x", "fields": {"owner": "Anna"}})).ok()
    key, kept, bad = (os.path.join(home, name) for name in ("key", "kept", "bad"))
    verifier = quiet("store", "key", "new", key).out.strip()
    quiet("store", "key", "new", key, status=3)
    quiet("store", "checkpoint", "--key", key, "--out", kept, store=store)
    quiet("store", "checkpoint", "--key", kept, store=store, status=3)
    for form in ("text", "json"):
        quiet("store", "verify", "--checkpoint", kept, "--verifier", verifier, "--format", form, store=store)
    quiet("store", "verify", "--checkpoint", kept, "--verifier", verifier, store=other, status=1)
    quiet("store", "verify", "--checkpoint", key, store=store, status=3)
    proof = write(quiet("store", "prove", "4", "--checkpoint", kept, store=store).out, "proof", home)
    quiet("store", "prove", "99", "--checkpoint", kept, store=store, status=3)
    quiet("store", "prove", "1", "--checkpoint", kept, store=other, status=1)
    for form in ("text", "json"):
        quiet("store", "check-proof", proof, "--verifier", verifier, "--format", form)
    with open(proof) as f:
        write(f.read().replace('"number":4', '"number":3'), "bad", home)
    quiet("store", "check-proof", bad, "--checkpoint", kept, status=1)
    quiet("store", "check-proof", kept, "--checkpoint", kept, status=3)


@test
def the_care_of_a_store_is_quiet():
    home = folder()
    policy = write("module care\nkind backup about system { size integer }\nkind many officer about system { owner text personal }\n", "p.mog", home)
    store = os.path.join(home, "store")
    run("init", store=store).ok()
    run("evidence", "add", "-", "--policy", policy, store=store, stdin=records(
        {"kind": "backup", "subject": "system:a", "observed": "2026-11-01", "fields": {"size": 1}},
        {"kind": "officer", "subject": "system:a", "observed": "2026-11-01", "item": "x", "fields": {"owner": "Anna"}})).ok()
    path = {name: os.path.join(home, name) for name in ("b", "z", "r", "i", "j")}
    quiet("store", "info", store=store)
    quiet("store", "backup", path["b"], store=store)
    quiet("store", "export", path["z"], "--zstd", "--personal", "--reason", "x", store=store)
    quiet("store", "compact", store=store)
    quiet("store", "restore", path["b"], store=path["r"])
    quiet("store", "import", path["z"], store=path["i"])
    quiet("store", "migrate", store=store, status=3)
    quiet("store", "compact", store=home, status=4)
    for name in "bz":
        with open(path[name], "rb") as f:
            data = f.read()
        command = "restore" if name == "b" else "import"
        quiet("store", command, "-", store=path["j"], stdin=data[:-len(data) // 3], status=3)
        quiet("store", command, "-", store=path["j"], stdin=data[:-20] + b"x" + data[-19:], status=3)


main()
