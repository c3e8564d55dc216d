"""Personal values: encrypted where they lie, shown on request and then noted, erased for good."""
import signal
import time

from harness import *

CLOCK = "2026-11-01T12:00:00Z"
POLICY = """
kind system "System" about system { name text }
kind many account "Account" sv "Konto" about system {
  owner text personal
  born time personal
  pins set of text personal
  admin bool
  contacts list { label text mail text personal }
}
kind many asset "Asset" about system { tag text }
control 5.18 {
  rule owned { title "t" level 1 for system s require every a in s.account has a.owner is known finding for a "{a.item} has no owner" }
  rule named { title "t" level 1 for system s require every a in s.account has a.owner != "root" finding for a "{a.item}" }
}
"""
MARK = "SECRET"


def account(item, owner=None, subject="system:pay", person=None, **fields):
    line = {"kind": "account", "subject": subject, "observed": CLOCK, "item": item, "fields": {**({"owner": owner} if owner else {}), **fields}}
    return {**line, "person": person} if person else line


ASA = account("asa", MARK + " Åsa", born="1970-01-01", admin=True, contacts=[{"label": "work", "mail": MARK + "@example.org"}, {"label": "none"}])
BO = account("bo", MARK + " Bo", pins=[MARK + " 1", MARK + " 2"])
SYSTEM = {"kind": "system", "subject": "system:pay", "observed": CLOCK, "fields": {"name": "Pay"}}
_policy = []


def policy():
    if not _policy:
        _policy.append(write(POLICY, "personal.mog", folder()))
    return _policy[0]


def filled(*lines):
    store = new_store()
    run("evidence", "add", "-", "--policy", policy(), store=store, stdin=records(*lines)).ok()
    return store


def bytes_of(store):
    all = {}
    for name in os.listdir(store):
        with open(os.path.join(store, name), "rb") as f:
            all[name] = f.read()
    return all


def holds(store, part):
    return [name for name, content in bytes_of(store).items() if part in content]


def keys_of(store):
    """{person: key} by the layout that engine/store/keyring.h tells."""
    data = bytes_of(store)["personal.keys"]
    assert data.startswith(b"mognad personal keys 1\n") and (len(data) - 71) % 64 == 0
    return {data[at:at + 16]: data[at + 16:at + 48] for at in range(71, len(data), 64)}


def show(store, id, *options):
    return run("evidence", "show", id, "--format", "json", *options, store=store).ok().json


def ids(store):
    return {r.get("item", ""): r["id"] for r in run("evidence", "list", "--format", "json", store=store).ok().json}


def erase(store, *options):
    return run("evidence", "erase", *options, store=store)


def assess(store, *options):
    return run("assess", "--policy", policy(), "--as-of", CLOCK, "--format", "json", *options, store=store)


def result_of(done, rule):
    return next(r for r in done.json["results"] if r["rule"] == rule and r["subject"] == "system:pay")


@test
def values_do_not_lie_readable_in_any_file():
    store = filled(SYSTEM, ASA, BO)
    assert holds(store, MARK.encode()) == []
    assert holds(store, "Åsa".encode()) == []
    assert holds(store, b"work") == ["data.mdb"]  # what is not personal does
    assert os.stat(os.path.join(store, "personal.keys")).st_mode & 0o7777 == 0o600
    assert len(keys_of(store)) == 3, "Åsa, her address, and Bo (whose pins are his)"


@test
def values_are_withheld_unless_asked_for_and_then_it_is_noted():
    store = filled(SYSTEM, ASA, BO)
    id = ids(store)["asa"]
    plain = show(store, id)
    assert plain["fields"] == {"admin": True, "contacts": [{"label": "work"}, {"label": "none"}]}, plain
    assert sorted(plain["withheld"]) == ["born", "contacts.mail", "owner"] and "erased" not in plain
    before = bytes_of(store)["data.mdb"]
    assert holds(store, b'"what":"evidence') == []

    whole = show(store, id, "--personal", "--reason", "audit 7")
    assert whole["fields"]["owner"] == MARK + " Åsa" and whole["fields"]["born"].startswith("1970-01-01")
    assert whole["fields"]["contacts"][0]["mail"] == MARK + "@example.org" and "withheld" not in whole
    assert holds(store, b'{"what":"evidence show","records":1,"reason":"audit 7","record":%d}' % id) == ["data.mdb"]

    listed = run("evidence", "list", "--format", "json", "--personal", "--kind", "account", store=store).ok().json
    assert {r["item"]: r["fields"]["owner"] for r in listed} == {"asa": MARK + " Åsa", "bo": MARK + " Bo"}
    assert holds(store, b'{"what":"evidence list","records":2,"kind":"account"}') == ["data.mdb"]
    assert before != bytes_of(store)["data.mdb"]

    text = run("evidence", "show", id, store=store).ok()
    assert MARK not in text.out and "personal fields are withheld: owner, born, contacts.mail" in text.err, text.err
    assert MARK in run("evidence", "show", id, "--personal", store=store).ok().out
    run("evidence", "list", "--personal", store=store).exits(2)
    run("evidence", "show", id, "--reason", "x", store=store).exits(2)


@test
def what_is_shown_without_personal_values_changes_nothing():
    store = filled(SYSTEM, ASA, BO)
    before = bytes_of(store)["data.mdb"]
    shown = run("evidence", "show", ids(store)[""], "--personal", store=store).ok()  # a record without any
    assert "Pay" in shown.out
    run("evidence", "list", "--format", "json", store=store).ok()
    assert bytes_of(store)["data.mdb"] == before


@test
def a_store_that_cannot_be_written_shows_no_personal_values():
    if os.geteuid() == 0:
        skip("root writes everywhere")
    store = filled(ASA)
    id = ids(store)["asa"]
    for name in os.listdir(store):
        os.chmod(os.path.join(store, name), 0o400)
    os.chmod(store, 0o500)
    try:
        refused = run("evidence", "show", id, "--personal", store=store).exits(4)
        assert MARK not in refused.out
    finally:
        os.chmod(store, 0o700)


@test
def erased_values_are_in_no_file_and_everything_says_so():
    store = filled(SYSTEM, ASA, BO)
    keys = keys_of(store)
    tried = erase(store, "--person", "secret åsa", "--dry-run").ok()
    assert tried.out == "2 values in 1 record would be erased\n" and keys_of(store) == keys, tried.out
    assert "personal values of others: 1" in tried.err, tried.err
    done = erase(store, "--person", "  secret  ÅSA", "--person", MARK + "@example.org", "--subject", "system:pay", "--reason", "request 9", "--yes").ok()
    assert done.out.startswith("3 values in 1 record erased, by change "), done.out
    left = keys_of(store)
    gone = {person: key for person, key in keys.items() if person not in left}
    assert len(gone) == 2 and len(left) == 1
    for person, key in gone.items():
        assert holds(store, key) == [], "a key is still there"
        assert holds(store, person) in ([], ["data.mdb"])  # free pages hold what cannot be opened
        assert holds(store, person.hex().encode()) == ["data.mdb"]  # the note of the erasure
    assert holds(store, MARK.encode()) == [] and holds(store, b"request 9") == ["data.mdb"]

    id = ids(store)["asa"]
    for options in ((), ("--personal",)):
        shown = show(store, id, *options)
        assert sorted(shown["erased"]) == ["born", "contacts.mail", "owner"] and "withheld" not in shown, shown
        assert shown["fields"]["admin"] is True
    assert "owner" in show(store, ids(store)["bo"])["withheld"]
    text = run("evidence", "show", id, store=store).ok()
    assert [line.split() for line in text.out.splitlines() if "(erased)" in line] == [["owner", "(erased)"], ["born", "(erased)"], ["contacts.mail", "(erased)"]], text.out
    assert "(raderat)" in run("evidence", "show", id, "--lang", "sv", store=store).ok().out

    again = erase(store, "--person", "secret åsa", "--reason", "x", "--yes").exits(1)
    assert again.out == "nobody of that name has personal values here\n"
    assert erase(store, "--person", "secret åsa", "--reason", "x", "--yes", "--format", "json").exits(1).json["persons"] == 0


@test
def rules_read_personal_values_and_say_when_they_are_erased():
    store = filled(SYSTEM, ASA, BO)
    before = assess(store)
    assert result_of(before, "5.18/owned")["verdict"] == "met", before.out
    assert MARK not in before.out
    erase(store, "--person", MARK + " Åsa", "--reason", "x", "--yes").ok()
    after = result_of(assess(store), "5.18/named")
    assert after["verdict"] == "unknown" and after["reason"] == "account.owner of asa has been erased", after
    told = run("explain", "5.18/named", "system:pay", "--policy", policy(), "--as-of", CLOCK, store=store)
    assert "has been erased" in told.out and MARK not in told.out, told.out
    told = run("explain", "5.18/named", "system:pay", "--policy", policy(), "--as-of", CLOCK, "--lang", "sv", store=store)
    assert "account.owner för asa har raderats" in told.out, told.out
    assert result_of(assess(store), "5.18/owned")["verdict"] == "not_met"


@test
def explanations_withhold_personal_values_and_what_is_made_of_them():
    store = filled(SYSTEM, ASA, BO)
    for lang, word in (("en", "(withheld)"), ("sv", "(undanhållet)")):
        told = run("explain", "5.18/named", "system:pay", "--policy", policy(), "--as-of", CLOCK, "--lang", lang, store=store).ok().out
        assert MARK not in told and told.count("a.owner            " + word) == 2, told
    assert MARK not in run("explain", "5.18/named", "system:pay", "--policy", policy(), "--as-of", CLOCK, "--format", "json", store=store).ok().out
    evaluate = lambda expression: run("policy", "eval", expression, "--subject", "system:pay", "--policy", policy(), "--as-of", CLOCK, store=store)
    for expression in ("account", "any a in account has a.owner = \"x\"", "any a in account has lower(a.owner) = \"x\"",
                       "any a in account has (any p in a.pins has p = \"1\")", "any a in account has (any c in a.contacts has c.mail = \"1\")",
                       "max(a.born for a in account)"):
        done = evaluate(expression)
        assert done.status in (0, 1) and MARK.lower() not in done.out.lower() and "1970" not in done.out, (expression, done.out, done.err)
    assert "2" in evaluate("count(a in account where a.owner is known)").out


@test
def a_record_says_whose_its_values_are():
    store = filled(account("a", MARK + " owner", person="Clara C"), account("b", MARK + " owner"))
    assert holds(store, b"Clara") == []
    assert erase(store, "--person", "clara c", "--reason", "x", "--yes", "--format", "json").ok().json["values"] == 1
    assert "erased" in show(store, ids(store)["a"]) and "erased" not in show(store, ids(store)["b"])

    add = lambda line: run("evidence", "add", "-", "--policy", policy(), store=store, stdin=records(line))
    refused = add({"kind": "asset", "subject": "system:pay", "observed": CLOCK, "item": "x", "person": "Bo", "fields": {"tag": "t"}}).exits(3)
    assert "person: the kind asset has no personal fields" in refused.err and "declare the fields" in refused.err, refused.err
    assert "person: " in add(account("c", "x", person=" Bo")).exits(3).err
    assert "person: " in add({**account("c", "x"), "person": 7}).exits(3).err
    assert "census" in add({"kind": "account", "subject": "system:pay", "observed": CLOCK, "census": ["a"], "person": "Bo"}).exits(3).err


@test
def the_same_file_twice_is_recognised_and_after_an_erasure_it_is_new():
    store = filled(ASA, BO)
    again = lambda: run("evidence", "add", "-", "--policy", policy(), store=store, stdin=records(ASA, BO)).ok().out
    again()
    assert len(ids(store)) == 2 and len(run("evidence", "list", "--format", "json", store=store).json) == 2
    erase(store, "--person", MARK + " Åsa", "--reason", "x", "--yes").ok()
    again()
    shown = run("evidence", "list", "--format", "json", store=store).json
    assert sorted(r["item"] for r in shown) == ["asa", "asa", "bo"]
    assert sorted("erased" in r for r in shown if r["item"] == "asa") == [False, True]


@test
def who_sits_there_is_asked():
    store = filled(ASA)
    refused = erase(store, "--person", MARK + " Åsa", "--reason", "x").exits(2)
    assert "--yes" in refused.err
    for answer, status in (("n\n", 0), ("\n", 0), ("y\n", 0)):
        master, slave = pseudo_terminal()
        process = subprocess.Popen([MOGNAD, "evidence", "erase", "--person", MARK + " Åsa", "--reason", "x", "--store", store],
                                   stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), cwd=SOURCE)
        os.close(slave)
        os.write(master, answer.encode())
        out, err = process.communicate(timeout=60)
        os.close(master)
        assert process.returncode == status, err
        assert b"Erase 2 values in 1 record for good? [y/N]" in err, err
        assert (b"erased, by change" in out) == (answer == "y\n"), (answer, out, err)
        assert ("erased" in show(store, ids(store)["asa"])) == (answer == "y\n")


@test
def wrong_words_are_told():
    store = filled(ASA)
    assert "--person" in erase(store, "--reason", "x").exits(2).err
    assert "--reason" in erase(store, "--person", "x").exits(2).err
    assert "system:nowhere" in erase(store, "--person", "x", "--subject", "system:nowhere", "--reason", "x", "--yes").exits(3).err
    assert erase(store, "--person", "x", "--dry-run").exits(1).out


@test
def keys_that_others_can_read_are_refused():
    store = filled(ASA)
    id = ids(store)["asa"]
    os.chmod(os.path.join(store, "personal.keys"), 0o644)
    refused = run("evidence", "show", id, "--personal", store=store).exits(4)
    assert "chmod 600" in refused.err and MARK not in refused.out
    assert "owner" in show(store, id)["withheld"]  # for which no key is needed
    assess(store).exits(4)


@test
def damage_to_keys_and_values_is_told():
    store = filled(ASA)
    id = ids(store)["asa"]
    path = os.path.join(store, "personal.keys")
    with open(path, "rb") as f:
        whole = f.read()
    for at in (30, 60, 80, 100, 130):
        write(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:], "personal.keys", store)
        refused = run("evidence", "show", id, "--personal", store=store).exits(4)
        assert "keys of persons are damaged" in refused.err and MARK not in refused.out, refused.err
    write(whole, "personal.keys", store)
    assert MARK in run("evidence", "show", id, "--personal", store=store).ok().out


@test
def killed_anywhere_an_erasure_is_done_whole_or_not_at_all():
    store = filled(*(account("i%d" % i, MARK + " %d" % (i % 40), born="1970-01-01") for i in range(400)))
    interrupted = 0
    for number in range(20):
        keys = keys_of(store)
        process = subprocess.Popen([MOGNAD, "evidence", "erase", "--person", MARK + " %d" % number, "--reason", "x", "--yes", "--store", store],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), cwd=SOURCE)
        time.sleep(0.0004 * number)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        interrupted += process.returncode != 0
        listed = [r for r in run("evidence", "list", "--format", "json", store=store).ok().json if r["kind"] == "account" and int(r["item"][1:]) % 40 == number]
        assert len(listed) == 10
        gone = {"erased" in r for r in listed}
        assert len(gone) == 1, "erased in part"
        run("evidence", "add", "-", "--policy", policy(), store=store, stdin=records({**SYSTEM, "observed": "2026-10-%02d" % (number + 1)})).ok()
        lost = set(keys) - set(keys_of(store))
        assert len(lost) == gone.pop(), "what the journal says is erased has no key, and what it does not say has one"
        assert all(holds(store, keys[person]) == [] for person in lost)
        assert not os.path.exists(os.path.join(store, "personal.keys.new"))
    print("# %d of 20 were killed before they were done" % interrupted)


main()
