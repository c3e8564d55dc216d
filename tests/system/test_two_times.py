"""When it was so, and when it was known: --as-of and --known-at, retractions, history, export and the journal."""
import time

import harness
from harness import *

POLICY = """kind system about system { name text  level integer  used number }
kind many account about system { admin bool  mfa bool  mark text  owner text personal }
catalogue small "Small" { theme t "T" { control 5.1 "C" } }
control 5.1 {
  rule high { title "High" level 1 for system s require s.level >= 3 }
  rule mfa { title "MFA" level 1 for system s require every a in account has a.mfa }
}
gate production "Into production" for system s { step high "High" require s.level >= 3 }
"""
CLOCK = "2026-06-01"


def system(level, observed="2026-01-01", name="system:a", **more):
    return {"kind": "system", "subject": name, "observed": observed, "fields": {"level": level}, **more}


def account(item, observed="2026-01-01", **fields):
    return {"kind": "account", "subject": "system:a", "observed": observed, "item": item, "fields": fields}


def census(*items, observed="2026-01-01"):
    return {"kind": "account", "subject": "system:a", "observed": observed, "census": list(items)}


class World:
    def __init__(self):
        self.store, self.policy = new_store(), write(POLICY, "p.mog")

    def run(self, *words, stdin=""):
        return run(*words, store=self.store, stdin=stdin, env={"MOGNAD_POLICIES": self.policy})

    def add(self, *lines, more=()):
        return self.run("evidence", "add", "-", *more, stdin=records(*lines)).ok()

    def listed(self, *more):
        return self.run("evidence", "list", "--format", "json", *more).ok().json

    def level(self, *more):
        """The verdict on the level, as assessed."""
        result = self.run("assess", "--format", "json", "--rule", "5.1/high", *more).ok().json["results"]
        return result[0]["verdict"] if result else None

    def tick(self):
        """A time after all that has been recorded and before all that will be: changes are recorded to the second."""
        last = max(r["recorded"] for r in self.listed())
        while time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()) <= last:
            time.sleep(0.02)
        return last


@test
def what_was_known_gives_the_same_bytes_whatever_is_recorded_later():
    w = World()
    w.add(system(2), account("x", mfa=True))
    then = w.tick()
    asked = [["assess", "--format", "json"], ["assess"], ["explain", "5.1/high", "system:a"], ["explain", "5.1/high", "system:a", "--format", "json"],
             ["gate", "production", "system:a"], ["gate", "production", "system:a", "--format", "json"]]

    def ask(*more):
        return [w.run(*line, "--as-of", CLOCK, *more).out for line in asked]
    before, known = ask(), ask("--known-at", then)
    assert known == before and all(before)
    w.add(system(5), account("x", mfa=False), account("y", mfa=False), system(1, name="system:b"))
    w.run("evidence", "retract", "2", "--reason", "wrong").ok()
    assert ask("--known-at", then) == known
    assert all(a != b for a, b in zip(ask(), known))
    assert ask("--known-at", "2100-01-01") == ask()


@test
def when_it_was_so_and_when_it_was_known_are_asked_apart():
    w = World()
    w.add(system(1, "2026-01-01"))
    first = w.tick()
    w.add(system(3, "2026-02-01"))
    second = w.tick()
    w.add(system(4, "2026-01-01"))  # corrects what was said of January
    expected = {("2025-12-31", "2100-01-01"): None, ("2026-01-15", "2000-01-01"): None, ("2026-01-15", first): "not_met",
                ("2026-01-15", second): "not_met", ("2026-01-15", "2100-01-01"): "met", ("2026-02-15", first): "not_met",
                ("2026-02-15", second): "met", ("2026-02-15", "2100-01-01"): "met"}
    for (as_of, known_at), verdict in expected.items():
        seen = w.level("--as-of", as_of, "--known-at", known_at)
        assert seen == verdict, (as_of, known_at, seen)
    assert len(w.listed("--as-of", "2026-01-15")) == 2 and len(w.listed("--known-at", first)) == 1
    assert len(w.listed("--as-of", "2026-01-15", "--known-at", second)) == 1


@test
def before_the_first_record_nothing_was_known():
    w = World()
    w.add(system(3))
    result = w.run("assess", "--format", "json", "--known-at", "2000-01-01", "--as-of", CLOCK).ok().json
    assert result["results"] == []
    assert w.listed("--known-at", "2000-01-01") == []
    assert json.loads(w.run("store", "log", "--format", "json", "--known-at", "2000-01-01").ok().out) == []
    assert w.run("evidence", "export", "--known-at", "2000-01-01").ok().out == ""
    w.run("evidence", "show", "2", "--known-at", "2000-01-01").exits(3)
    w.run("evidence", "history", "system:a", "system", "--known-at", "2000-01-01").exits(3)
    w.run("assess", "--known-at", "yesterday").exits(2)


@test
def the_same_content_again_is_told_and_not_added():
    w = World()
    assert w.add(system(1), system(2)).out == "2 records added, 0 refused\n"
    done = w.add(system(2), system(2, "2026-03-01"))
    assert done.out == "1 record added, 1 identical, 0 refused\n", done.out
    assert w.add(system(2), more=["--lang", "sv"]).out == "0 poster tillagda, 1 fanns redan likadan, 0 avvisade\n"
    assert w.add(system(2), system(1), more=["--format", "json"]).json == {"added": 1, "identical": 1, "refused": 0}
    bad = w.run("evidence", "add", "-", "--format", "json", stdin=records(system(7), {"kind": "system"})).exits(3)
    assert bad.json == {"added": 0, "identical": 0, "refused": 1}
    assert len(w.listed()) == 4


@test
def a_retraction_says_what_stands_and_brings_back_what_stood_before():
    w = World()
    w.add(system(5, "2026-01-01"), system(1, "2026-02-01"), account("x", mfa=True))
    ids = {(r["kind"], r["observed"][:10]): r["id"] for r in w.listed()}
    old, wrong, mfa = ids["system", "2026-01-01"], ids["system", "2026-02-01"], ids["account", "2026-01-01"]
    then = w.tick()
    assert w.level("--as-of", CLOCK) == "not_met"
    done = w.run("evidence", "retract", wrong, "--reason", "the test system", "--format", "json").ok().json
    assert done == [{"record": wrong, "change": done[0]["change"], "stands": {"record": old, "observed": "2026-01-01T00:00:00Z"}}]
    assert w.level("--as-of", CLOCK) == "met" and w.level("--as-of", CLOCK, "--known-at", then) == "not_met"

    marked = {r["id"]: r.get("retracted") for r in w.listed()}
    assert marked[old] is None and marked[mfa] is None
    assert marked[wrong]["reason"] == "the test system" and marked[wrong]["change"] == done[0]["change"]
    assert marked[wrong]["by"] and marked[wrong]["recorded"] > then
    assert wrong not in {r["id"] for r in w.listed("--standing")}
    assert all("retracted" not in r for r in w.listed("--known-at", then))
    assert "retracted" in w.run("evidence", "list").ok().out and "återtagen" in w.run("evidence", "list", "--lang", "sv").ok().out
    shown = w.run("evidence", "show", wrong, "--format", "json").ok().json
    assert shown["retracted"] == marked[wrong] and shown["leaf"] == wrong - 1 and shown["by"]

    said = w.run("evidence", "retract", old, mfa, "--reason", "x").ok().out
    assert said.count("nothing is known in its place") == 2, said
    again = w.add(system(1, "2026-02-01"))  # what was retracted can be said again
    assert again.out == "1 record added, 0 refused\n"


@test
def what_is_retracted_without_being_the_newest_changes_nothing_that_stands():
    w = World()
    w.add(system(5, "2026-01-01"), system(1, "2026-02-01"))
    older = min(w.listed(), key=lambda r: r["observed"])["id"]
    said = w.run("evidence", "retract", older, "--reason", "x").ok().out
    assert "observed 2026-02-01, stands as before" in said, said


@test
def all_are_retracted_or_none():
    w = World()
    w.add(system(1), system(2))
    ids = [r["id"] for r in w.listed()]
    for words, status in ([[*ids, 999], 3], [[ids[0], ids[0]], 3], [[*ids, "x"], 2], [[1], 3], [[], 2]):
        w.run("evidence", "retract", *words, "--reason", "x").exits(status)
    w.run("evidence", "retract", *ids).exits(2)
    w.run("evidence", "retract", *ids, "--reason", "").exits(2)
    w.run("evidence", "retract", *ids, "--reason", "x" * 3000).exits(3)
    assert all("retracted" not in r for r in w.listed())
    w.run("evidence", "retract", *ids, "--reason", "x").ok()
    assert w.listed("--standing") == []
    assert "retracted already" in w.run("evidence", "retract", ids[0], "--reason", "x").exits(3).err


@test
def the_history_tells_every_record_and_what_changed():
    w = World()
    w.add({"kind": "system", "subject": "system:a", "observed": "2026-01-01", "source": "register", "fields": {"name": "A", "level": 1}})
    then = w.tick()
    w.add({"kind": "system", "subject": "system:a", "observed": "2026-03-01", "fields": {"level": 2, "used": 0.5}},
          {"kind": "system", "subject": "system:a", "observed": "2026-02-01", "fields": {"level": 2, "used": 0.5}})
    told = w.run("evidence", "history", "system:a", "system", "--format", "json").ok().json
    assert [r["observed"][:10] for r in told["records"]] == ["2026-01-01", "2026-03-01", "2026-02-01"]  # as they were recorded
    first, second, third = told["records"]
    assert first["before"] is None and first["by"] and first["source"] == "register" and second["before"] == first["id"]
    changes = {c["path"]: (c.get("old"), c.get("new")) for c in second["changes"]}
    assert changes == {"level": (1, 2), "used": (None, 0.5), "name": ("A", None)}, changes
    assert third["changes"] == []
    w.run("evidence", "retract", second["id"], "--reason", "too early").ok()
    said = w.run("evidence", "history", "system:a", "system").ok().out
    for words in ("level: 1 → 2", "name: A → –", "used: – → 0.5", "source register", "retracted", ": too early", "says the same as the one before"):
        assert words in said, (words, said)
    said = w.run("evidence", "history", "system:a", "system", "--lang", "sv").ok().out
    assert "återtagen" in said and "säger detsamma som den förra" in said, said
    assert len(w.run("evidence", "history", "system:a", "system", "--known-at", then, "--format", "json").ok().json["records"]) == 1


@test
def the_history_of_many_is_told_item_by_item_with_the_censuses():
    w = World()
    w.add(account("x", mfa=False), census("x", "y"), account("z", mfa=True), account("x", "2026-02-01", mfa=True),
          census("x", "z", observed="2026-02-01"))
    told = w.run("evidence", "history", "system:a", "account", "--format", "json").ok().json["records"]
    assert [r.get("item", "census") for r in told] == ["x", "census", "z", "x", "census"]
    assert told[3]["before"] == told[0]["id"] and told[3]["changes"] == [{"path": "mfa", "old": False, "new": True}]
    assert (told[1]["came"], told[1]["went"]) == (["x", "y"], []) and (told[4]["came"], told[4]["went"]) == (["z"], ["y"])
    of_y = w.run("evidence", "history", "system:a", "account", "y").ok().out
    assert "came: x, y" in of_y and "went: y" in of_y and len(of_y.split("(census)")) == 3, of_y
    assert "försvann: y" in w.run("evidence", "history", "system:a", "account", "y", "--lang", "sv").ok().out
    w.run("evidence", "history", "system:a", "account", "q").exits(3)
    w.run("evidence", "history", "system:a", "accunt").exits(3)
    assert "did you mean `system:a`?" in w.run("evidence", "history", "system:b", "account").exits(3).err
    w.run("evidence", "history", "system:a").exits(2)


@test
def the_history_compares_rows_of_lists_by_what_they_begin_with():
    policy, store = write("kind disks about host { mounts list { path text  used number } tags set of text }\n", "p.mog"), new_store()
    env = {"MOGNAD_POLICIES": policy}

    def disks(observed, tags, *mounts):
        return {"kind": "disks", "subject": "host:a", "observed": observed, "fields": {"tags": tags, "mounts": [{"path": p, "used": u} for p, u in mounts]}}
    lines = [disks("2026-01-01", ["a", "b"], ("/", 0.1), ("/tmp", 0.2), ("/srv", 0.3)), disks("2026-02-01", ["b", "c"], ("/new", 0.4), ("/srv", 0.3), ("/", 0.9))]
    run("evidence", "add", store=store, stdin=records(*lines), env=env).ok()
    changes = run("evidence", "history", "host:a", "disks", "--format", "json", store=store).ok().json["records"][1]["changes"]
    assert sorted(json.dumps(c, sort_keys=True) for c in changes) == sorted(json.dumps(c, sort_keys=True) for c in [
        {"path": "mounts[/].used", "old": 0.1, "new": 0.9}, {"path": "mounts[]", "new": {"path": "/new", "used": 0.4}},
        {"path": "mounts[]", "old": {"path": "/tmp", "used": 0.2}}, {"path": "tags[]", "old": "a"}, {"path": "tags[]", "new": "c"}]), changes


@test
def personal_values_are_not_in_the_history_and_erasures_are():
    w = World()
    w.add(account("x", mfa=True, owner="Person One"), account("x", "2026-02-01", mfa=True, owner="Person Two"))
    said = w.run("evidence", "history", "system:a", "account").ok().out
    assert "Person" not in said and "personal, withheld: owner" in said, said
    w.run("evidence", "erase", "--person", "Person One", "--reason", "asked for", "--yes").ok()
    told = w.run("evidence", "history", "system:a", "account", "--format", "json").ok().json
    assert told["records"][0]["erased"] == ["owner"] and "erased" not in told["records"][1]
    assert [e["reason"] for e in told["erasures"]] == ["asked for"]
    assert "asked for" in w.run("evidence", "history", "system:a", "account").ok().out


# ---- export


def assessed(store, policies=None, *more):
    """All of the assessment but what names the store, and the numbers of records in it."""
    env = {"MOGNAD_POLICIES": policies} if policies else {}
    result = run("assess", "--format", "json", "--as-of", "2026-11-25", *more, store=store, env=env).ok().json
    result.pop("run")
    for one in result["results"]:
        one["evidence"] = len(one["evidence"])
        one.get("excepted", {}).pop("record", None)
    return result


@test
def what_is_exported_and_added_again_is_assessed_alike():
    store = new_store()
    run("evidence", "add", *agency(), store=store).ok()
    whole, current = os.path.join(folder(), "whole.jsonl"), os.path.join(folder(), "current.jsonl")
    run("evidence", "export", "--personal", "--reason", "test", "--output", whole, store=store).ok()
    run("evidence", "export", "--personal", "--reason", "test", "--current", "--as-of", "2026-11-25", "--output", current, store=store).ok()
    assert os.stat(whole).st_mode & 0o777 == 0o600
    expected = assessed(store)
    for path in (whole, current):
        copy = new_store()
        done = run("evidence", "add", path, store=copy).ok()
        assert ", 0 refused" in done.out and "identical" not in done.out, done.out
        assert assessed(copy) == expected, path
    again = run("evidence", "export", "--personal", "--reason", "test", store=copy).ok()
    assert again.out == open(current, encoding="utf-8").read()


@test
def corrections_and_retractions_come_out_in_their_order():
    w, copy = World(), World()
    w.add(system(1), system(4), system(2), account("x", mfa=False), census("x", "y"), account("y", mfa=True), account("gone", mfa=False))
    w.add(system(3))
    newest = max(r["id"] for r in w.listed() if r["kind"] == "system")
    w.run("evidence", "retract", newest, "--reason", "x").ok()
    out = w.run("evidence", "export").ok()
    copy.run("evidence", "add", "-", stdin=out.out).ok()
    assert [json.loads(line)["fields"]["level"] for line in out.out.splitlines() if '"system"' in line] == [1, 4, 2]
    assert assessed(copy.store, copy.policy) == assessed(w.store, w.policy)
    current = [json.loads(line) for line in w.run("evidence", "export", "--current").ok().out.splitlines()]
    assert [r.get("item", r["kind"]) for r in current] == ["system", "x", "account", "y"], current  # what the census leaves out is not current
    assert w.run("evidence", "export", "--kind", "system", "--as-of", "2025-01-01").ok().out == ""
    assert len(w.run("evidence", "export", "--subject", "system:a", "--kind", "account").ok().out.splitlines()) == 4
    w.run("evidence", "export", "--subject", "system:q").exits(3)
    w.run("evidence", "export", "--output", "/nonexistent/folder/file").exits(3)
    w.run("evidence", "export", "--output", folder()).exits(3)
    w.run("evidence", "export", "extra").exits(2)


@test
def numbers_come_out_as_they_went_in():
    w, copy = World(), World()
    numbers = [0.1 + 0.2, 1 / 3, 5e-324, 1.7976931348623157e308, 0.1, 12.5, -0.0]
    w.add(*[{"kind": "system", "subject": "system:n%d" % i, "observed": "2026-01-01", "fields": {"used": n}} for i, n in enumerate(numbers)])
    out = w.run("evidence", "export").ok().out
    assert [json.loads(line)["fields"]["used"] for line in out.splitlines()] == numbers
    assert '"used":0.1}' in out and '"used":12.5}' in out
    assert w.run("evidence", "add", "-", stdin=out).ok().out == "0 records added, %d identical, 0 refused\n" % len(numbers)


@test
def personal_values_leave_the_store_only_with_a_reason_that_is_kept():
    w = World()
    w.add(account("x", mfa=True, owner="Person One"))
    done = w.run("evidence", "export").ok()
    assert "Person" not in done.out and "left out of 1" in done.err
    w.run("evidence", "export", "--personal").exits(2)
    w.run("evidence", "export", "--reason", "why").exits(2)
    changes = w.run("store", "log", "--format", "json", "--type", "disclosed")
    assert changes.ok().json == []
    out = w.run("evidence", "export", "--personal", "--reason", "moving", "--subject", "system:a").ok().out
    assert json.loads(out)["fields"]["owner"] == "Person One"
    note = w.run("store", "log", "--format", "json", "--type", "disclosed").ok().json[0]["note"]
    assert note["what"] == "evidence export" and note["reason"] == "moving" and note["subject"] == "system:a" and note["records"] == 1, note


@test
def with_ids_is_for_reading_and_says_so_when_it_is_added():
    w = World()
    w.add(system(1))
    out = w.run("evidence", "export", "--with-ids").ok().out
    assert json.loads(out)["id"] and json.loads(out)["recorded"]
    assert "leave it out" in w.run("evidence", "add", "-", stdin=out).exits(3).err


# ---- the journal


@test
def the_journal_tells_who_did_what():
    w = World()
    path = write("x", "proof.pdf")
    w.add(system(1), account("x", mfa=True, owner="Person One"), census("x"), more=["--attach", path])
    number = w.listed("--kind", "system")[0]["id"]
    w.run("evidence", "retract", number, "--reason", "was a test").ok()
    w.run("evidence", "erase", "--person", "Person One", "--reason", "asked for", "--yes").ok()
    w.run("assess", "--as-of", CLOCK, "--record").ok()
    told = w.run("store", "log", "--format", "json").ok().json
    assert [c["number"] for c in told] == list(range(1, len(told) + 1)) and all(c["by"] and c["recorded"] for c in told)
    assert {c["type"] for c in told} == {"kind", "record", "attached", "retracted", "erased", "run"}
    said = w.run("store", "log").ok().out
    for words in ("kind system, version 1", "record of system about system:a, observed 2026-01-01", "record of account “x”", "census of account",
                  "attached proof.pdf (1 bytes) to record %d" % number, "retracted record %d: was a test" % number,
                  "erased personal values, 1: asked for", "assessment as of 2026-06-01"):
        assert words in said, (words, said)
    assert "Person" not in said
    assert "tog tillbaka post %d: was a test" % number in w.run("store", "log", "--lang", "sv").ok().out
    last = w.run("store", "log", "--limit", "2")
    assert len(last.ok().out.splitlines()) == 3 and "earlier ones" in last.err
    first = w.run("store", "log", "--since", "1", "--limit", "2", "--format", "json")
    assert [c["number"] for c in first.ok().json] == [1, 2] and "later ones" in first.err
    assert [c["note"]["record"] for c in w.run("store", "log", "--type", "retracted", "--format", "json").ok().json] == [number]
    assert w.run("store", "log", "--since", "9999", "--format", "json").ok().json == []
    w.run("store", "log", "--type", "recod").exits(2)
    w.run("store", "log", "--since", "x").exits(2)
    w.run("store", "log", "--limit", "-1").exits(2)


main()
