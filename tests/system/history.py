"""A store to which evidence and runs are added day by day, for tests of what is said of them over time."""
from harness import *

POLICY = """
kind system "System" about system { name text  valid_to time }
kind backup "Backup" about system { schedule enum { none, daily, weekly }  encrypted bool  fresh 30 days }
kind many test "Test" about system { good bool }
param longest = 20 days "why"
let copied(b: backup) = b.schedule in { daily, weekly }
control 8.13 {
  rule backed_up { title "Backed up" level 1 weight 2 for system s require copied(backup) }
  rule recent { title "Recent" level 2 for system s fresh 400 days require backup.observed within longest }
}
control 8.29 {
  rule tested { title "Tested" level 1 for system s require every t in test has t.good }
}
"""


def at(day, kind, tail, item=None, **fields):
    record = {"kind": kind, "subject": "system:" + tail, "observed": day, "fields": fields}
    return {**record, "item": item} if item else record


def rewrite(policy, old, new):
    """The same file, with other words."""
    with open(policy, encoding="utf-8") as f:
        text = f.read()
    assert old in text
    with open(policy, "w", encoding="utf-8") as f:
        f.write(text.replace(old, new))


class History:
    """A store to which evidence and runs are added day by day."""

    def __init__(self, policy=POLICY):
        self.policy, self.store = write(policy, "policy.mog", folder()), new_store()

    def add(self, *lines):
        run("evidence", "add", "-", "--policy", self.policy, store=self.store, stdin=records(*lines)).ok()

    def assess(self, day, *more):
        run("assess", "--policy", self.policy, "--as-of", day, "--record", *more, store=self.store).ok()

    def change(self, old, new):
        rewrite(self.policy, old, new)

    def diff(self, *more):
        return run("diff", *more, "--format", "json", store=self.store).ok().json

    def causes(self, *more):
        return {(c["rule"].split("/")[1], c["subject"][7:]): c["cause"] for c in self.diff(*more)["results"]}
