"""Rules that read of other subjects, from the command line: the same for any number of workers, explained, and with more of them than are kept."""
from harness import *

CLOCK = "2026-11-01T12:00:00Z"
POLICY = """
kind system "System" about system { name text  owner unit  part_of system }
kind unit "Unit" about unit { name text  staff integer }
kind many training "Training" about unit { completed integer }
control 5.20 {
  rule staffed { title "t" level 1 for system s require unit(s.owner).staff >= 2 finding "{s.name}: {unit(s.owner).name} has {unit(s.owner).staff}" }
  rule trained { title "t" level 1 for system s require any t in unit(s.owner).training has t.completed >= 1 finding for t "{t.item}: {t.completed}" }
  rule named { title "t" level 1 for unit u where count(s in systems of u) >= 1 require every s in systems of u has s.part_of is known finding for s "{s.id}" }
}
"""


def system(tail, owner, **fields):
    return {"kind": "system", "subject": "system:" + tail, "observed": CLOCK, "fields": {"owner": "unit:" + owner, **fields}}


def unit(tail, staff):
    return {"kind": "unit", "subject": "unit:" + tail, "observed": CLOCK, "fields": {"staff": staff}}


def filled(*lines):
    policy, store = write(POLICY, "relations.mog", folder()), new_store()
    run("evidence", "add", "-", "--policy", policy, store=store, stdin=records(*lines)).ok()
    return policy, store


@test
def the_number_of_workers_cannot_be_seen():
    lines = [system("s%d" % i, "u%d" % (i % 13), **({"name": "x", "part_of": "system:whole"} if i % 5 else {})) for i in range(60)]
    policy, store = filled(*lines, *(unit("u%d" % i, i % 4) for i in range(10)))
    outs = {run("assess", "--policy", policy, "--as-of", CLOCK, "--format", "json", "--jobs", jobs, store=store).out for jobs in (1, 2, 4)}
    assert len(outs) == 1
    found = {(r["rule"], r["subject"]): r for r in json.loads(outs.pop())["results"]}
    assert found["5.20/staffed", "system:s2"]["verdict"] == "met"
    assert found["5.20/staffed", "system:s1"]["findings"] == ["x: u1 has 1"]
    assert found["5.20/staffed", "system:s10"]["reason"] == "nothing is recorded of unit:u10"
    assert found["5.20/named", "unit:u0"]["findings"] == ["system:s0"], found["5.20/named", "unit:u0"]


VALIDITY = """
kind system "System" about system { name text  owner unit  valid_from time  valid_to time }
kind unit "Unit" about unit { name text  valid_from time  valid_to time }
kind note "Note" about unit, system { seen bool }
control 5.2 {
  rule seen { title "t" level 1 for unit u require note.seen }
  rule owns { title "t" level 1 for unit u require count(s in systems of u) >= 2 finding "{count(s in systems of u)}" }
  rule owned { title "t" level 1 for system s require count(u in units of s) >= 1 }
}
"""


def at(day, kind, subject, **fields):
    return {"kind": kind, "subject": subject, "observed": day + "T00:00:00Z", "fields": fields}


@test
def an_old_clock_sees_the_organisation_of_its_day():
    policy, store = write(VALIDITY, "validity.mog", folder()), new_store()
    lines = [at("2024-01-01", "unit", "unit:west", name="West"), at("2024-01-01", "unit", "unit:south", name="South"),
             at("2025-07-02", "unit", "unit:west", name="West", valid_to="2025-07-01T00:00:00Z"),
             at("2024-01-01", "system", "system:a", owner="unit:west"), at("2025-07-02", "system", "system:a", owner="unit:south"),
             at("2024-01-01", "system", "system:b", owner="unit:south"),
             at("2024-01-01", "system", "system:new", owner="unit:south", valid_from="2026-01-01T00:00:00Z"),
             *(at("2024-01-01", "note", "unit:" + u, seen=True) for u in ("west", "south"))]
    run("evidence", "add", "-", "--policy", policy, store=store, stdin=records(*lines)).ok()

    def seen(day):
        told = run("assess", "--policy", policy, "--as-of", day, "--format", "json", store=store).json["results"]
        return {(r["rule"][4:], r["subject"]): r["verdict"] for r in told}

    assert seen("2025-07-01") == {
        ("seen", "unit:west"): "met", ("seen", "unit:south"): "met", ("owns", "unit:west"): "not_met", ("owns", "unit:south"): "not_met",
        ("owned", "system:a"): "met", ("owned", "system:b"): "met"}, seen("2025-07-01")
    assert seen("2025-07-02") == {("seen", "unit:south"): "met", ("owns", "unit:south"): "met", ("owned", "system:a"): "met", ("owned", "system:b"): "met"}
    assert seen("2025-12-31T23:59:59Z") == seen("2025-07-02")
    assert len(seen("2026-01-01")) == 5, seen("2026-01-01")
    wrong = run("explain", "5.2/seen", "unit:west", "--policy", policy, "--as-of", "2026-01-01", store=store)
    assert wrong.status != 0 and "not in being" in wrong.err, (wrong.status, wrong.err)


@test
def what_is_kept_of_others_is_bounded():
    many = 17000
    policy, store = filled(*(system("s%d" % i, "u%d" % i) for i in range(many)), *(unit("u%d" % i, i % 3) for i in range(many)))
    result = run("assess", "--policy", policy, "--as-of", CLOCK, "--rule", "5.20/staffed", "--subject", "system:", "--format", "json", "--jobs", "1", store=store)
    verdicts = {r["subject"]: r["verdict"] for r in result.json["results"]}
    wrong = [s for s, v in verdicts.items() if v != ("met" if int(s[8:]) % 3 == 2 else "not_met")]
    assert len(verdicts) == many and not wrong, wrong[:5]


@test
def an_explanation_names_the_other_subject():
    policy, store = filled(system("a", "hr"), unit("hr", 3),
                           {"kind": "training", "subject": "unit:hr", "item": "all", "observed": CLOCK, "fields": {"completed": 0}})
    said = run("explain", "5.20/trained", "system:a", "--policy", policy, "--as-of", CLOCK, store=store)
    assert "unit:hr, training all" in said.out, said.out
    assert "training all · unit:hr" in said.out, said.out
    made = run("explain", "5.20/trained", "system:a", "--policy", policy, "--as-of", CLOCK, "--format", "json", store=store).json
    assert {r["record"]["subject"] for r in made["records"]} == {"system:a", "unit:hr"}, made["records"]


@test
def a_circle_of_parts_is_refused_with_its_file():
    policy, store = filled(system("a", "hr", part_of="system:b"))
    file = write(records(system("b", "hr", part_of="system:a"), system("c", "hr")), "circle.jsonl", folder())
    refused = run("evidence", "add", file, "--policy", policy, store=store).exits(3)
    assert "`part_of` leads in a circle: system:b → system:a → system:b" in refused.err, refused.err
    assert "system:c" not in run("evidence", "list", store=store).out
    run("evidence", "add", "-", "--policy", policy, store=store, stdin=records(system("a", "hr", part_of="system:a"))).exits(3)


main()
