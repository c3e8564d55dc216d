"""`plan`: findings become actions, and an action ends when its rule passes, not by a tick. A few seconds in all."""
import csv
import io

from history import *

IMPROVEMENT = os.path.join(SOURCE, "policies/kinds/improvement.mog")
RULES = """
kind system "System" about system { name text  owner unit  valid_to time  class { availability integer } }
kind unit "Unit" about unit { name text }
kind role "Role" about role { name text }
kind backup "Backup" about system { schedule enum { none, daily }  encrypted bool  fresh 300 days }
control 8.13 {
  rule backed_up { title "Backed up" title sv "Kopierat" level 1 weight 5 for system s require backup.schedule = daily
                   finding "{s.name}: {backup.schedule}" action "Copy it" action sv "Kopiera" }
  rule encrypted { title "Encrypted" title sv "Krypterat" level 2 for system s require backup.encrypted }
}
"""
ACTION = "8.13/backed_up@system:a"


def evidence(day, kind, subject, item=None, **fields):
    record = {"kind": kind, "subject": subject, "observed": day, "fields": fields}
    return {**record, "item": item} if item else record


class Plan:
    def __init__(self, rules=RULES, *others):
        self.policy, self.others, self.store = write(rules, "policy.mog", folder()), others or [IMPROVEMENT], new_store()
        self.add(evidence("2026-01-01", "unit", "unit:it", name="IT"), evidence("2026-01-01", "unit", "unit:hr", name="HR"),
                 evidence("2026-01-01", "role", "role:ciso", name="CISO"),
                 evidence("2026-01-01", "system", "system:a", name="Alfa", owner="unit:it", **{"class": {"availability": 3}}),
                 evidence("2026-01-01", "system", "system:b", name="Beta"),
                 evidence("2026-01-01", "backup", "system:a", schedule="none", encrypted=True),
                 evidence("2026-01-01", "backup", "system:b", schedule="daily", encrypted=False))

    def options(self):
        return [o for path in [self.policy, *self.others] for o in ("--policy", path)]

    def run(self, *words):
        return run(*words, *self.options(), store=self.store)

    def add(self, *lines):
        run("evidence", "add", "-", *self.options(), store=self.store, stdin=records(*lines)).ok()

    def backup(self, day, tail="a", schedule="daily", encrypted=True):
        self.add(evidence(day, "backup", "system:" + tail, schedule=schedule, encrypted=encrypted))

    def sync(self, day, *more):
        return self.run("plan", "sync", "--as-of", day, *more, "--format", "json").ok().json

    def list(self, day, *more):
        return self.run("plan", "list", "--as-of", day, *more, "--format", "json").ok().json

    def one(self, day, action=ACTION):
        return next(a for a in self.list(day) if a["action"] == action)

    def count(self):
        return len(run("evidence", "list", "--format", "json", store=self.store).json)

    def change(self, old, new):
        rewrite(self.policy, old, new)


def steps(synced):
    return [(c["step"], c["action"]) for c in synced["changes"]]


@test
def a_finding_becomes_an_action_with_owner_day_and_priority():
    plan = Plan()
    assert steps(plan.sync("2026-02-01")) == [("opened", ACTION), ("opened", "8.13/encrypted@system:b")]
    one = plan.one("2026-02-02")
    assert {k: one[k] for k in ("subject", "name", "state", "priority", "owner", "due", "rule", "task", "controls", "finding", "opened")} == {
        "subject": "system:a", "name": "Copy it", "state": "open", "priority": 1, "owner": "unit:it", "due": "2026-03-03T00:00:00Z", "rule": "8.13/backed_up",
        "task": "remedy", "controls": ["8.13"], "finding": "Alfa: none", "opened": "2026-02-01T00:00:00Z"}, one
    other = plan.one("2026-02-02", "8.13/encrypted@system:b")
    assert (other["name"], other["owner"], other["priority"], other["due"][:10]) == ("Encrypted", None, 4, "2027-02-01"), other
    sources = {r["source"] for r in run("evidence", "list", "--kind", "action", "--format", "json", store=plan.store).json}
    assert sources == {"mognad plan sync"}


@test
def what_has_not_changed_is_not_written():
    plan = Plan()
    plan.sync("2026-02-01")
    before = plan.count()
    assert plan.sync("2026-02-01")["steps"]["unchanged"] == 2 and plan.sync("2026-03-15")["changes"] == []
    assert plan.count() == before
    assert plan.sync("2026-02-01", "--dry-run")["changes"] == []
    # the kind is fresh for 130 days: what is seen again after half of them is observed again
    assert [c["step"] for c in plan.sync("2026-04-20")["changes"]] == ["seen_again"] * 2 and plan.count() == before + 2


@test
def a_dry_run_writes_nothing():
    plan = Plan()
    before = plan.count()
    dry = plan.sync("2026-02-01", "--dry-run")
    assert dry["dry_run"] and dry["steps"]["opened"] == 2 and plan.count() == before
    assert plan.sync("2099-02-01", "--dry-run")["changes"] == [] # all is unknown then
    assert "future" in plan.run("plan", "sync", "--as-of", "2099-02-01").exits(2).err


@test
def an_action_ends_when_its_rule_passes_and_opens_again_when_it_fails():
    plan = Plan()
    plan.sync("2026-02-01")
    plan.backup("2026-02-10")
    assert steps(plan.sync("2026-02-11")) == [("closed", ACTION)]
    one = plan.one("2026-02-12")
    assert (one["state"], one["done"], one["closed"]) == ("done", "2026-02-11T00:00:00Z", "2026-02-11T00:00:00Z")
    plan.backup("2026-03-01", schedule="none")
    assert steps(plan.sync("2026-03-02")) == [("reopened", ACTION)]
    one = plan.one("2026-03-03")
    assert (one["state"], one["done"], one["closed"], one["reopened"], one["due"][:10], one["opened"][:10]) == ("open", None, None, 1, "2026-04-01", "2026-02-01"), one
    shown = plan.run("plan", "show", ACTION, "--as-of", "2026-03-03", "--format", "json").ok().json
    assert [r["fields"]["status"] for r in shown["records"]] == ["not_started", "done", "not_started"] and shown["explanation"]["verdict"] == "not_met", shown


@test
def a_tick_ends_nothing():
    for status in ("done", "stopped"):
        plan = Plan()
        plan.sync("2026-02-01")
        fields = next(r for r in run("evidence", "list", "--kind", "action", "--format", "json", store=plan.store).json if r["item"] == ACTION)["fields"]
        plan.add(evidence("2026-02-05", "action", "system:a", ACTION, **{**fields, "status": status}))
        assert plan.one("2026-02-06")["state"] == status
        said = plan.run("plan", "sync", "--as-of", "2026-02-06", "--dry-run").ok().out
        assert "by hand, but its rule does not pass" in " ".join(said.split()), said
        synced = plan.sync("2026-02-06")
        assert steps(synced) == [("reopened", ACTION)] and synced["changes"][0]["ticked"]
        assert plan.one("2026-02-07")["due"] == "2026-03-03T00:00:00Z" # as late as it was
        # what was ticked rightly is confirmed once
        plan.add(evidence("2026-02-08", "action", "system:a", ACTION, **{**fields, "status": "done", "done": "2026-02-08"}))
        plan.backup("2026-02-08")
        assert steps(plan.sync("2026-02-09")) == [("closed", ACTION)] and plan.sync("2026-02-10")["changes"] == []
        one = plan.one("2026-02-10")
        assert (one["done"][:10], one["closed"][:10]) == ("2026-02-08", "2026-02-09")


@test
def unknown_opens_nothing_unless_asked_for_and_closes_nothing():
    plan = Plan()
    plan.add(evidence("2026-01-01", "system", "system:c", name="Ceta"))
    synced = plan.sync("2026-02-01")
    assert synced["left_out"]["unknown"] == 2 and synced["steps"]["opened"] == 2
    assert steps(plan.sync("2026-02-01", "--unknown")) == [("opened", "8.13/backed_up@system:c"), ("opened", "8.13/encrypted@system:c")]
    one = plan.one("2026-02-02", "8.13/backed_up@system:c")
    assert (one["task"], one["name"]) == ("show_evidence", "Show evidence: Backed up"), one
    assert plan.sync("2026-02-02")["changes"] == [] # without --unknown they stay
    plan.backup("2026-02-03", "c", schedule="none")
    assert steps(plan.sync("2026-02-04")) == [("closed", "8.13/encrypted@system:c"), ("changed", "8.13/backed_up@system:c")][::-1]
    one = plan.one("2026-02-05", "8.13/backed_up@system:c")
    assert (one["task"], one["name"], one["finding"], one["state"]) == ("remedy", "Copy it", "Ceta: none", "open"), one
    # evidence that goes stale is no remedy
    assert {(c["step"], c["task"]) for c in plan.sync("2026-11-20")["changes"] if c["action"] == ACTION} == {("changed", "show_evidence")}


@test
def what_no_rule_looks_at_any_more_is_stopped():
    plan = Plan()
    plan.sync("2026-02-01")
    plan.add(evidence("2026-02-05", "system", "system:a", name="Alfa", owner="unit:it", valid_to="2026-02-05"))
    assert steps(plan.sync("2026-02-06")) == [("stopped", ACTION)]
    plan.change("rule encrypted", "rule enciphered")
    assert sorted(steps(plan.sync("2026-02-07"))) == [("opened", "8.13/enciphered@system:b"), ("stopped", "8.13/encrypted@system:b")]
    plan.change("rule enciphered", "rule encrypted")
    assert ("reopened", "8.13/encrypted@system:b") in steps(plan.sync("2026-02-08"))


@test
def a_subject_of_which_nothing_but_its_actions_is_known_is_gone():
    plan = Plan()
    plan.sync("2026-02-01")
    ids = [r["id"] for r in run("evidence", "list", "--subject", "system:a", "--format", "json", store=plan.store).json if r["kind"] != "action"]
    run("evidence", "retract", *ids, "--reason", "never was", store=plan.store).ok()
    assert steps(plan.sync("2026-02-06", "--unknown")) == [("stopped", ACTION)]
    assert plan.sync("2026-02-07", "--unknown")["changes"] == []


@test
def people_decide_who_does_it_and_when_and_sync_lets_it_stand():
    plan = Plan()
    plan.sync("2026-02-01")
    said = plan.run("plan", "assign", ACTION, "hr", "--as-of", "2026-02-02", "--format", "json").ok().json
    assert said["owner"] == "unit:hr"
    plan.run("plan", "due", ACTION, "2026-02-20", "--as-of", "2026-02-02").ok()
    assert plan.sync("2026-02-03")["changes"] == []
    one = plan.one("2026-02-21")
    assert (one["owner"], one["due"][:10], one["state"]) == ("unit:hr", "2026-02-20", "overdue")
    assert [a["action"] for a in plan.list("2026-02-21", "--overdue")] == [ACTION]
    assert [a["action"] for a in plan.list("2026-02-21", "--owner", "hr")] == [ACTION] and plan.list("2026-02-21", "--owner", "unit:it") == []
    assert len(plan.list("2026-02-21", "--control", "8.13", "--open")) == 2 and plan.list("2026-02-21", "--control", "5.1") == []
    assert "no evidence about `unit:hrm`" in plan.run("plan", "assign", ACTION, "hrm").exits(3).err
    assert "did you mean" in plan.run("plan", "due", ACTION + "x", "2026-02-20").exits(3).err
    plan.run("plan", "due", ACTION, "soon").exits(2)
    plan.run("plan", "assign", ACTION).exits(2)
    plan.backup("2026-02-22")
    plan.sync("2026-02-23")
    assert "has ended" in plan.run("plan", "due", ACTION, "2027-01-01", "--as-of", "2026-02-24").exits(3).err


@test
def an_accepted_finding_is_an_exception_and_an_action_that_waits():
    plan = Plan()
    plan.sync("2026-02-01")
    accept = ("plan", "accept", ACTION, "--reason", "It is replaced", "--by", "ciso")
    said = plan.run(*accept, "--until", "2026-06-30", "--compensation", "Copied by hand", "--as-of", "2026-02-02", "--format", "json").ok().json
    assert (said["state"], said["accepted_until"], said["due"]) == ("accepted", "2026-06-30T00:00:00Z", "2026-06-30T00:00:00Z"), said
    record = run("evidence", "list", "--kind", "exception", "--format", "json", store=plan.store).json[0]
    assert (record["subject"], record["item"], record["source"]) == ("system:a", ACTION, "mognad plan accept")
    assert record["fields"] == {"name": "Alfa: none", "rules": ["8.13/backed_up"], "reason": "It is replaced", "approved_by": "role:ciso", "compensation": "Copied by hand",
                                "owner": "unit:it", "action": ACTION, "approved": "2026-02-02T00:00:00Z", "until": "2026-06-30T00:00:00Z"}, record
    excepted = {(r["rule"], r["subject"]) for r in plan.run("assess", "--as-of", "2026-02-03", "--format", "json").json["results"] if r.get("excepted")}
    assert excepted == {("8.13/backed_up", "system:a")}, excepted
    assert plan.sync("2026-02-03")["changes"] == [] and [a["action"] for a in plan.list("2026-02-03", "--open")] == ["8.13/encrypted@system:b"]
    assert plan.one("2026-06-29")["state"] == "accepted" and plan.one("2026-07-01")["state"] == "overdue"
    plan.run(*accept, "--until", "2026-09-30", "--as-of", "2026-06-20").ok()
    records_of = [r for r in run("evidence", "list", "--kind", "exception", "--format", "json", store=plan.store).json]
    assert sorted((r["fields"]["until"][:10], r["fields"].get("prolonged"), r["fields"]["compensation"]) for r in records_of) == [
        ("2026-06-30", None, "Copied by hand"), ("2026-09-30", 1, "Copied by hand")], records_of
    shown = plan.run("plan", "show", ACTION, "--as-of", "2026-06-21").ok().out
    assert "accepted until 2026-09-30" in shown and "It is replaced" in shown and "mognad explain 8.13/backed_up 'system:a'" in shown, shown
    # an exception that is ended early ends the waiting
    plan.add(evidence("2026-06-25", "exception", "system:a", ACTION, **{**records_of[0]["fields"], "ended": "2026-06-25"}))
    assert ("changed", ACTION) in steps(plan.sync("2026-06-26")) and plan.one("2026-06-26")["accepted_until"] is None
    for words in (("--until", "2020-01-01"), ("--until", "soon"), ()):
        plan.run(*accept, *words).exits(2)
    assert "role:x" in plan.run(*accept[:-1], "x", "--until", "2026-12-31", "--as-of", "2026-06-27").exits(3).err


@test
def an_exception_recorded_by_hand_lets_its_action_wait():
    plan = Plan()
    plan.add(evidence("2026-01-10", "exception", "system:a", "U-1", controls=["8.13"], approved="2026-01-10", until="2026-12-31"))
    plan.sync("2026-02-01")
    assert plan.one("2026-02-02")["state"] == "accepted" and plan.one("2026-02-02")["due"][:10] == "2026-12-31"


@test
def actions_of_peoples_own_are_listed_and_left_alone():
    plan = Plan()
    plan.add(evidence("2026-01-10", "action", "unit:it", "A-1", name="Hire", priority=2, status="under_way", due="2026-01-20", controls=["5.2"]))
    plan.sync("2026-02-01")
    assert [(a["action"], a["state"], a["rule"]) for a in plan.list("2026-02-02")][1] == ("A-1", "overdue", None)
    assert "comes from no rule" in plan.run("plan", "accept", "A-1", "--until", "2099-01-01", "--reason", "x", "--by", "ciso").exits(3).err
    assert "Hire" in plan.run("plan", "show", "A-1").ok().out
    plan.add(evidence("2026-01-10", "action", "unit:hr", "A-1", name="Hire too"))
    assert "several" in plan.run("plan", "show", "A-1").exits(3).err
    assert "Hire too" in plan.run("plan", "show", "A-1", "--subject", "unit:hr").ok().out


@test
def one_may_bind_an_action_of_ones_own_to_a_rule():
    plan = Plan()
    plan.add(evidence("2026-01-10", "action", "system:a", "A-1", name="Buy a robot", rule="8.13/backed_up", cost=700))
    assert steps(plan.sync("2026-02-01")) == [("opened", "8.13/encrypted@system:b")]
    plan.backup("2026-02-02")
    assert steps(plan.sync("2026-02-03")) == [("closed", "A-1")]
    assert [r["fields"]["cost"] for r in run("evidence", "list", "--kind", "action", "--format", "json", store=plan.store).json if r["item"] == "A-1"] == [700, 700]


@test
def the_plan_does_not_plan_itself():
    plan = Plan("use kinds.improvement\n" + RULES + """
control 5.36 { rule planned { title "Planned" level 1 for system s require any a in action has a.status = done } }
""")
    synced = plan.sync("2026-02-01", "--unknown")
    assert not any("planned" in action for _, action in steps(synced))
    assert plan.sync("2026-02-01", "--unknown")["changes"] == [] and plan.sync("2026-02-01")["left_out"]["about_the_plan"] == 2


@test
def policies_without_a_place_for_a_plan_are_told_what_they_lack():
    plan = Plan(RULES.replace("owner unit", "owner text"), RULES and write('kind many action "Action" about system { name text }', "a.mog", folder()))
    said = plan.run("plan", "sync").exits(3)
    assert "lack the field `rule`, a text" in said.err and "kinds.improvement" in said.err, said.err
    plan.others = [write("", "none.mog", folder())]
    assert "lack a kind `action`" in plan.run("plan", "list").exits(3).err


@test
def subjects_that_the_kind_is_not_about_are_told_of():
    plan = Plan(RULES + """
kind car "Car" about car { good bool }
control 5.9 { rule good { title "Good" level 1 for car c require car.good } }
""")
    plan.add(evidence("2026-01-01", "car", "car:x", good=False))
    assert plan.sync("2026-02-01")["left_out"]["subject_type"] == 1
    assert "(car)" in plan.run("plan", "sync", "--as-of", "2026-02-01").ok().out


@test
def days_and_language_are_asked_for():
    plan = Plan()
    plan.sync("2026-02-01", "--days", "7,14,21,28", "--lang", "sv")
    one = plan.one("2026-02-02")
    assert (one["name"], one["due"][:10]) == ("Kopiera", "2026-02-08")
    for words in ("7", "7,14,21,28,35", "7,14,21,x", "-1,2,3,4", ""):
        plan.run("plan", "sync", "--days", words).exits(2)
    said = plan.run("plan", "list", "--lang", "sv", "--as-of", "2026-03-01").ok().out
    assert "Handlingsplan" in said and "försenad" in said, said
    assert "Regeln nu" in plan.run("plan", "show", ACTION, "--lang", "sv").ok().out


@test
def the_list_is_a_table_for_others_too():
    plan = Plan()
    plan.add(evidence("2026-01-02", "system", "system:a", name="=HYPERLINK(1)|x", owner="unit:it", **{"class": {"availability": 3}}))
    plan.sync("2026-02-01")
    text = plan.run("plan", "list", "--as-of", "2026-05-01", "--format", "csv").ok().out
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(r["action"], r["state"], r["owner"]) for r in rows] == [(ACTION, "overdue", "unit:it"), ("8.13/encrypted@system:b", "open", "")], rows
    assert rows[0]["finding"].startswith("'="), rows
    page = plan.run("plan", "list", "--as-of", "2026-05-01", "--format", "md").ok().out
    assert "| " + ACTION + " |" in page and "\\|x" in page, page


@test
def names_of_any_length_keep_actions_apart():
    plan = Plan()
    tails = ["å" * 180 + "x" * 30 + c for c in "123"]
    for tail in tails:
        plan.add(evidence("2026-01-01", "backup", "system:" + tail, schedule="none", encrypted=True))
    plan.sync("2026-02-01")
    items = [a["action"] for a in plan.list("2026-02-02") if "å" in a["action"]]
    assert len(set(items)) == 3 and all(len(i.encode()) <= 400 and i.startswith("8.13/backed_up@@system:å") for i in items), items
    assert plan.sync("2026-02-03")["changes"] == []


@test
def the_agencys_plan_follows_its_story_and_keeps_still_between():
    store = new_store()
    run("evidence", "add", *agency(), store=store).ok()
    def sync(day):
        return run("plan", "sync", "--profile", "baseline", "--as-of", day, "--format", "json", store=store).ok().json
    first = sync(AGENCY_ROUNDS[0])
    assert first["steps"]["opened"] > 50, first["steps"]
    again = sync(AGENCY_ROUNDS[0])
    assert again["changes"] == [] and again["steps"]["unchanged"] == first["steps"]["opened"], again["steps"]
    last = sync(AGENCY_ROUNDS[-1])
    assert last["steps"]["closed"] > 0 and last["steps"]["opened"] > 0 and sync(AGENCY_ROUNDS[-1])["changes"] == []
    listed = run("plan", "list", "--open", "--as-of", AGENCY_ROUNDS[-1], "--format", "json", store=store).ok().json
    assessed = run("assess", "--profile", "baseline", "--as-of", AGENCY_ROUNDS[-1], "--format", "json", store=store).ok().json
    failing = {(r["rule"], r["subject"]) for r in assessed["results"] if r["verdict"] in ("not_met", "partly")}
    ruled = {(a["rule"], a["subject"]) for a in listed if a["rule"] and a["task"] == "remedy"}
    assert ruled <= failing, ruled - failing
    assert all(a["owner"] for a in listed if a["subject"].startswith("system:")), listed
    waiting = {(a["rule"], a["subject"]) for a in run("plan", "list", "--as-of", AGENCY_ROUNDS[-1], "--format", "json", store=store).json if a["state"] == "accepted"}
    assert failing - ruled - waiting == set(), failing - ruled - waiting
    figure("the agency's plan: %d actions open, %d closed on the way" % (len(listed), last["steps"]["closed"]))


main()
