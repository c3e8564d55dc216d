"""`assess --incremental` gives what a full run gives, to the byte, over random sequences of edits: evidence, retractions, policies, and clocks that cross what is
fresh, what is `within`, and when subjects begin and end."""
import random
from datetime import datetime, timedelta

from history import *

RULES = """
kind unit "Unit" about unit { name text  valid_from time  valid_to time }
kind system "System" about system { name text  owner unit  valid_from time  valid_to time  class { availability integer } }
kind backup "Backup" about system { schedule enum { none, weekly, daily }  last time  fresh 10 days  assurance documented }
kind many account "Account" about system, unit { admin bool  mfa bool  used time  fresh 20 days }
kind many exception "Exception" about system { controls set of control  approved time  until time }
param recent = 5 days "why"
control 8.13 {
  rule copied { title "Copied" title sv "Kopierat" level 1 must for system s require backup.schedule in { weekly, daily } finding "{s.name}: {backup.schedule}" finding sv "{s.name}: {backup.schedule}" }
  rule recent { title "Recent" level 2 for system s require backup.last within recent finding "{backup.last}" }
  rule often { title "Often" level 3 for system s where s.class.availability >= 1 require backup.schedule = daily }
}
control 8.5 {
  rule mfa { title "MFA" level 1 for system s measure share(a in account where a.admin has a.mfa) target 100% finding for a "{a.item}" }
  rule used { title "Used" level 2 for system s fresh 40 days require every a in account has a.used within 15 days }
}
control 5.2 {
  rule owned { title "Owned" level 1 for system s require unit(s.owner).name is known }
  rule looked_after { title "Looked after" level 1 for unit u require every s in systems of u has s.name != "" finding for s "{s.id}" }
  rule tidy { title "Tidy" level 2 for unit u require no a in account has a.admin }
}
"""
DAY = timedelta(days=1)


class Edits:
    """One random sequence."""

    def __init__(self, seed):
        self.draw = random.Random("incremental/%d" % seed)
        self.history = History(RULES)
        self.clock = datetime(2026, 3, 1)
        self.ids = 0
        for n in range(3):
            self.add_unit(n)
        for n in range(6):
            self.add_system(n)

    def instant(self, days):
        return (self.clock + days * DAY + timedelta(hours=self.draw.randrange(24))).strftime("%Y-%m-%dT%H:00:00Z")

    def put(self, kind, subject, item=None, observed=None, **fields):
        record = {"kind": kind, "subject": subject, "observed": observed or self.instant(self.draw.choice([-1, -3, -8, -15, 0, 2, 12])), "fields": fields}
        self.history.add({**record, "item": item} if item else record)

    def add_unit(self, n):
        fields = {"name": "Unit %d" % n} if self.draw.random() < 0.8 else {}
        if self.draw.random() < 0.2:
            fields[self.draw.choice(["valid_from", "valid_to"])] = self.instant(self.draw.choice([-2, 3, 9]))
        self.put("unit", "unit:u%d" % n, **fields)

    def add_system(self, n):
        fields = {"name": "System %d" % n, "owner": "unit:u%d" % self.draw.randrange(4), "class": {"availability": self.draw.randrange(4)}}
        if self.draw.random() < 0.2:
            fields[self.draw.choice(["valid_from", "valid_to"])] = self.instant(self.draw.choice([-2, 3, 9]))
        self.put("system", "system:s%d" % n, **fields)

    def add_backup(self, n):
        self.put("backup", "system:s%d" % n, schedule=self.draw.choice(["none", "weekly", "daily"]), last=self.instant(-self.draw.randrange(9)))

    def add_account(self, n):
        about = self.draw.choice(["system:s%d", "system:s%d", "unit:u%d"]) % n
        self.put("account", about, self.draw.choice("abc"), admin=self.draw.random() < 0.6, mfa=self.draw.random() < 0.6, used=self.instant(-self.draw.randrange(30)))

    def add_exception(self, n):
        self.put("exception", "system:s%d" % n, "e", controls=[self.draw.choice(["8.13", "8.5"])], approved=self.instant(-5), until=self.instant(self.draw.randrange(9)))

    def retract(self, _):
        listed = run("evidence", "list", "--format", "json", "--limit", "500", store=self.history.store).ok().json
        run("evidence", "retract", self.draw.choice(listed)["id"], "--reason", "a fault", store=self.history.store)

    def change_policy(self, _):
        self.history.change(*self.possible_change())

    def possible_change(self):
        with open(self.history.policy, encoding="utf-8") as f:
            text = f.read()
        return self.draw.choice([pair for pair in (("recent = 5 days", "recent = 3 days"), ("recent = 3 days", "recent = 5 days"), ("fresh 10 days", "fresh 4 days"), ("fresh 4 days", "fresh 10 days"))
                                 if pair[0] in text])

    def move_clock(self, _):
        self.clock += self.draw.choice([timedelta(hours=1), DAY, 2 * DAY, 7 * DAY, 30 * DAY])

    def record(self, _):
        self.history.assess(self.now())

    def now(self):
        return self.clock.strftime("%Y-%m-%dT%H:%M:%SZ")

    def edit(self):
        what = self.draw.choices([self.add_backup, self.add_account, self.add_system, self.add_unit, self.add_exception, self.retract, self.change_policy, self.move_clock, self.record],
                                 [6, 6, 2, 1, 2, 2, 1, 5, 6])[0]
        what(self.draw.randrange(6))
        return what.__name__

    def both(self, *more):
        """(what a full run says, what an incremental one says, how many verdicts that took over)"""
        asked = ["assess", "--policy", self.history.policy, "--no-record", "--as-of", self.now(), *more]
        full = run(*asked, store=self.history.store).ok()
        less = run(*asked, "--incremental", store=self.history.store).ok()
        taken = re.search(r"(\d+) of (\d+) verdicts", less.err)
        return full.out, less.out, (int(taken[1]), int(taken[2])) if taken else (0, 0)


@test
def random_edits_change_nothing_of_what_comes_out():
    taken = of = 0
    for seed in range(int(os.environ.get("MOG_INCREMENTAL_ROUNDS", "6"))):
        edits, done = Edits(seed), []
        for _ in range(25):
            done.append(edits.edit())
            full, less, (some, all_) = edits.both("--format", "json", "--jobs", edits.draw.choice(["1", "3"]))
            assert full == less, "seed %d after %s:\n%s\n%s" % (seed, done, full, less)
            taken, of = taken + some, of + all_
        full, less, _ = edits.both("--lang", "sv", "--controls")
        assert full == less, "seed %d, in Swedish after %s:\n%s\n%s" % (seed, done, full, less)
    figure("incremental assessment over random edits: %d of %d verdicts were taken over" % (taken, of))
    assert of * 0.2 < taken < of, (taken, of)


@test
def with_nothing_new_everything_is_taken_over_and_with_one_subject_touched_the_others_are():
    edits = Edits(0)
    for n in range(6):
        edits.put("backup", "system:s%d" % n, observed="2026-02-28T00:00:00Z", schedule="daily")
    edits.record(None)
    full, less, (some, all_) = edits.both("--format", "json")
    assert full == less and some == all_ > 0, (some, all_)
    edits.put("backup", "system:s1", observed="2026-02-28T12:00:00Z", schedule="none")
    full, less, (some, all_) = edits.both("--format", "json")
    assert full == less and 0 < some < all_


@test
def what_does_not_fit_an_earlier_run_is_assessed_anew():
    edits = Edits(1)
    asked = ["assess", "--policy", edits.history.policy, "--no-record", "--incremental"]
    assert "everything is assessed anew" in run(*asked, "--as-of", edits.now(), store=edits.history.store).ok().err
    edits.record(None)
    assert "everything is assessed anew" in run(*asked, "--as-of", "2026-01-01", store=edits.history.store).ok().err, "the clock went back"
    edits.change_policy(None)
    assert "everything is assessed anew" in run(*asked, "--as-of", edits.now(), store=edits.history.store).ok().err, "other policies"
    for more in (["--subject", "system:s1"], ["--rule", "8.13"], ["--known-at", "2026-01-01"]):
        run(*asked, *more, store=edits.history.store).exits(2)


@test
def an_incremental_run_is_recorded_as_the_same_run():
    edits = Edits(2)
    edits.record(None)
    edits.add_backup(1)
    edits.history.assess(edits.now(), "--incremental")
    edits.history.assess(edits.now())
    assert len(run("runs", "list", "--format", "json", store=edits.history.store).ok().json) == 2
    run("runs", "verify", store=edits.history.store).ok()


main()
