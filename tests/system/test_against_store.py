"""`policy check --against-store`: rules, conditions and kinds that make no difference on a store."""
from harness import *

POLICY = '''kind system about system { name text  stage enum { live, gone }  level integer }
kind unit about unit { name text }
kind copying about system, unit { done bool  at time  seldom bool }
kind many login about system { strong bool }
kind vault about system { locked bool }
control 8.1 {
  rule for_gone     { title "t" level 1 for system s where s.stage = gone require s.level > 0 }
  rule for_units    { title "t" level 1 for unit require copying.done }
  rule always_met   { title "t" level 1 for system s require s.level >= 1 }
  rule never_known  { title "t" level 1 for system require vault.locked }
  rule tells        { title "t" level 1 for system s where s.stage = live
                      require copying.done and s.level < 100 }
  rule elements     { title "t" level 1 for system s require s.level > 3 and any l in login has l.strong }
}
'''
CLOCK = "2026-11-01"


def record(kind, subject, **fields):
    return {"kind": kind, "subject": subject, "observed": "2026-10-20", "source": "test", "fields": fields}


def store_of(*lines, policy):
    store = new_store()
    run("evidence", "add", "-", "--policy", policy, store=store, stdin=records(*lines)).ok()
    return store


def world():
    """Six systems, with every other one copied, and a unit without any copying."""
    lines = [record("unit", "unit:a", name="A")]
    for n in range(6):
        subject = "system:s%d" % n
        lines += [record("system", subject, stage="live", level=n + 1, name="S"), record("copying", subject, done=n % 2 == 0)]
        lines += [dict(record("login", subject, strong=True), item="x%d" % i) for i in range(3)]
    return lines


def against(policy, store, *more, status=0):
    return run("policy", "check", policy, "--against-store", "--as-of", CLOCK, "--format", "json", *more, store=store).exits(status).json


def rules(told, key):
    return {one["rule"]: one for one in told[key]}


@test
def rules_that_never_bite_are_told_by_how_they_do_not():
    policy = write(POLICY, "p.mog")
    told = against(policy, store_of(*world(), policy=policy))
    assert told["subjects"] == 7 and told["rules"] == 6 and told["traced_subjects"] == 7 and not told["cut_short"]
    none = rules(told, "for_no_subject")
    assert set(none) == {"8.1/for_gone"} and none["8.1/for_gone"]["where"] == "s.stage = gone" and none["8.1/for_gone"]["subjects"] == 6
    assert rules(told, "same_everywhere") == {"8.1/always_met": {"rule": "8.1/always_met", "verdict": "met", "subjects": 6}}
    unknown = rules(told, "never_decided")
    assert set(unknown) == {"8.1/never_known", "8.1/for_units"}
    assert unknown["8.1/never_known"]["missing_kinds"] == ["vault"] and unknown["8.1/for_units"]["missing_kinds"] == ["copying"]
    (reason,) = unknown["8.1/never_known"]["reasons"]
    assert reason["subjects"] == 6 and "vault" in reason["reason"], reason


@test
def kinds_that_nothing_feeds_or_nothing_reads_are_told():
    policy = write(POLICY, "p.mog")
    more = write('kind self_test about system { ok bool }\nkind unit about unit { name text }\nkind system about system { name text }\n', "q.mog")
    store = store_of(*world(), policy=policy)
    run("evidence", "add", "-", "--policy", more, store=store, stdin=records(record("self_test", "system:s0", ok=True))).ok()
    told = against(policy, store)
    assert {(k["kind"], k.get("type")): k["rules"] for k in told["never_fed"]} == {
        ("vault", None): ["8.1/never_known"], ("copying", "unit"): ["8.1/for_units"]}
    assert told["never_read"] == [{"kind": "self_test", "records": 1, "declared": False}]


@test
def conditions_that_no_record_tells_apart_are_told_with_their_text():
    policy = write(POLICY, "p.mog")
    told = against(policy, store_of(*world(), policy=policy))
    found = {(c["rule"], c["clause"], c["source"]): (c["value"], c["times"], c["subjects"]) for c in told["conditions"]}
    # `copying.done` stops the evaluation in three systems; `s.level < 100` is asked in the other three: too few to be told
    assert found == {("8.1/tells", "where", "s.stage = live"): (True, 6, 6)}, found
    told = against(policy, store_of(*world(), policy=policy), "--least", "3")
    found = {(c["rule"], c["clause"], c["source"]): (c["value"], c["times"], c["subjects"]) for c in told["conditions"]}
    assert found == {
        ("8.1/tells", "where", "s.stage = live"): (True, 6, 6),
        ("8.1/tells", "require", "s.level < 100"): (True, 3, 3),
        ("8.1/elements", "require", "any l in login has l.strong"): (True, 3, 3),
    }, found
    lines = POLICY.splitlines()
    for one in told["conditions"]:
        assert one["file"].endswith("p.mog")
        assert lines[one["line"] - 1][one["column"] - 1:].startswith(one["source"])


@test
def what_is_read_of_other_subjects_is_read():
    policy = write('kind system about system { name text  vendor supplier }\nkind supplier about supplier { name text }\n'
                   'kind agreement about supplier { signed bool  paid bool }\n'
                   'control 5.20 { rule r { title "t" level 1 for system s require supplier(s.vendor).agreement.signed } }\n', "p.mog")
    lines = [record("system", "system:s%d" % n, name="S", vendor="supplier:v%d" % n) for n in range(6)]
    lines += [record("supplier", "supplier:v%d" % n, name="V") for n in range(6)]
    told = against(policy, store_of(*lines, policy=policy))
    assert [(k["kind"], k["rules"]) for k in told["never_fed"]] == [("agreement", ["5.20/r"])] and told["never_read"] == []
    told = against(policy, store_of(*lines, *[record("agreement", "supplier:v%d" % n, signed=n > 2) for n in range(6)], policy=policy))
    assert told["never_fed"] == [] and told["never_read"] == [] and told["same_everywhere"] == [], told
    into = os.path.join(folder(), "reference")
    run("policy", "doc", policy, "--output", into).ok()
    with open(os.path.join(into, "controls/5.20.md"), encoding="utf-8") as f:
        assert "(../kinds/agreement.md#signed)" in f.read()


@test
def a_store_where_all_is_told_apart_leaves_nothing_to_tell():
    policy = write('kind system about system { name text  level integer }\n'
                   'control 8.1 { rule r { title "t" level 1 for system s require s.level > 3 } }\n', "p.mog")
    store = store_of(*[record("system", "system:s%d" % n, level=n, name="S") for n in range(8)], policy=policy)
    told = against(policy, store, "--strict")
    assert all(told[key] == [] for key in ("for_no_subject", "same_everywhere", "never_decided", "never_fed", "never_read", "conditions"))
    against(policy, store, "--strict", "--least", "1")
    full = write(POLICY, "full.mog")
    against(full, store_of(*world(), policy=full), "--strict", status=1)


@test
def what_comes_after_the_clock_is_not_there():
    policy = write(POLICY, "p.mog")
    store = store_of(*world(), policy=policy)
    told = run("policy", "check", policy, "--against-store", "--as-of", "2026-01-01", "--format", "json", store=store).ok().json
    assert told["subjects"] == 0 and len(told["for_no_subject"]) == 6 and told["conditions"] == [] and told["never_read"] == []


@test
def the_text_says_the_same_in_either_language():
    policy = write(POLICY, "p.mog")
    store = store_of(*world(), policy=policy)
    text = run("policy", "check", policy, "--against-store", "--as-of", CLOCK, store=store).ok().out
    for words in ("rules that apply to no subject (1)", "none of 6 subjects of type system is one where s.stage = gone", "8.1/always_met  met, 6 subjects",
                  "never collected for them: vault", "copying of unit  read by 8.1/for_units", "s.stage = live: true, 6 subjects", "6 rules over 7 subjects"):
        assert words in text, (words, text)
    swedish = run("policy", "check", policy, "--against-store", "--as-of", CLOCK, "--lang", "sv", store=store).ok().out
    assert "regler som inte gäller för något objekt (1)" in swedish and "6 regler över 7 objekt" in swedish


@test
def a_plugin_that_ends_the_process_costs_its_rule_only():
    plugins = os.path.join(BUILD, "tests/plugins")
    if not os.path.exists(os.path.join(plugins, "crash.so")):
        skip("the test plugins are not built")
    into = folder() # alone: others are there to be refused
    shutil.copy(os.path.join(plugins, "crash.so"), into)
    policy = write(POLICY + 'use plugin crash\ncontrol 8.2 { rule dies { title "t" level 1 for system s require crash.crash_at(s.level - 100) > 0 } }\n', "p.mog")
    store = store_of(*world(), policy=write(POLICY, "q.mog"))
    told = run("policy", "check", policy, "--plugins", into, "--against-store", "--as-of", CLOCK, "--format", "json", store=store).ok().json
    assert not told["cut_short"] and any(c["source"] == "s.stage = live" for c in told["conditions"]), told
    assert rules(told, "same_everywhere")["8.2/dies"]["verdict"] == "error"


@test
def what_is_wrong_is_refused():
    policy = write(POLICY, "p.mog")
    assert "mognad init" in run("policy", "check", policy, "--against-store", store="/nonexistent/store").exits(4).err
    run("policy", "check", policy, "--against-store", "--format", "sarif", store=new_store()).exits(2)
    run("policy", "check", policy, "--against-store", "--least", "x", store=new_store()).exits(2)
    assert "E0107" in run("policy", "check", write(POLICY.replace("vault.locked", "vault.lcked"), "f.mog"), "--against-store", store=new_store()).exits(3).err


main()
