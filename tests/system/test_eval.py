"""`mognad policy eval` and `mognad policy repl`: expressions tried out."""
import pty
import select
import time

from harness import *

POLICY = """module t
kind system "System" sv "System" about system { name text, class { availability integer } }
kind many account "Account" about system { admin bool, mfa bool, owner text personal  fresh 30 days }
control 8.5 { rule r { title "t" level 1 for system s require count(a in account) >= 1 } }
"""
EVIDENCE = records(
    {"kind": "system", "subject": "system:hr", "observed": "2026-10-01", "fields": {"name": "Payroll", "class": {"availability": 2}}},
    {"kind": "account", "subject": "system:hr", "item": "root", "observed": "2026-10-20", "fields": {"admin": True, "mfa": False, "owner": "a role"}},
    {"kind": "account", "subject": "system:hr", "item": "old", "observed": "2025-10-20", "fields": {"mfa": True}})

_made = []


def options():
    if not _made:
        path = write(POLICY, "p.mog")
        store = new_store()
        run("evidence", "add", write(EVIDENCE, "e.jsonl"), "--policy", path, store=store).ok()
        _made.extend(["--policy", path, "--store", store, "--as-of", "2026-11-01"])
    return _made


def evaluate(expression, *arguments):
    return run("policy", "eval", expression, *options(), *arguments)


@test
def a_pure_expression_needs_no_store():
    done = run("policy", "eval", "2026-01-31 + 1 month", "--policy", write(POLICY, "p.mog"), "--store", "/nowhere").ok()
    assert done.out == "time\n2026-02-28\n", done.out


@test
def type_value_and_why_are_shown():
    done = evaluate("every a in account where a.admin has a.mfa", "--subject", "system:hr").ok()
    assert done.out.startswith("bool\nno\n"), done.out
    assert "account root" in done.out and "a.mfa" in done.out, done.out


@test
def unknown_says_why():
    done = evaluate("any a in account has a.mfa", "--subject", "system:hr").ok()
    assert "unknown: account old is stale since 2025-11-19" in done.out, done.out


@test
def a_kind_by_its_name_shows_its_elements_without_personal_fields():
    done = evaluate("account", "--subject", "system:hr").ok()
    assert done.out == "list of account\n2\nold: mfa yes (stale)\nroot: admin yes, mfa no, owner (withheld)\n", done.out
    done = evaluate("s", "--subject", "system:hr").ok()
    assert done.out == "record of system\nname Payroll, class.availability 2\n", done.out


@test
def errors_are_shown_with_a_caret():
    done = evaluate("s.nam", "--subject", "system:hr").exits(3)
    assert "error E0107" in done.err and "^" in done.err and "did you mean `name`?" in done.err, done.err
    done = evaluate("1 +").exits(3)
    assert "the expression cannot end here" in done.err, done.err
    done = evaluate("account").exits(3)
    assert "none is chosen" in done.err, done.err


@test
def a_fault_is_an_answer_too():
    done = evaluate("1 / 0").exits(1)
    assert "error: division by zero" in done.out, done.out


@test
def subjects_that_are_not_there_are_refused():
    done = evaluate("1", "--subject", "system:rh").exits(3)
    assert "did you mean `system:hr`?" in done.err, done.err
    assert "no subjects of type `sistem`" in evaluate("1", "--subject", "sistem:hr").exits(3).err
    assert "not the name of a subject" in evaluate("1", "--subject", "hr").exits(3).err


@test
def json_has_the_steps():
    done = evaluate("s.class.availability + 1", "--subject", "system:hr", "--format", "json").ok().json
    assert (done["type"], done["value"], done["outcome"], done["subject"]) == ("integer", "3", "known", "system:hr"), done
    assert done["steps"][0]["expression"] == "s.class.availability" and done["steps"][0]["value"] == "2", done
    done = evaluate("any a in account has a.mfa", "--subject", "system:hr", "--format", "json").ok().json
    assert done["outcome"] == "unknown" and done["value"] is None and done["reason"], done


def repl(lines, *arguments):
    return run("policy", "repl", *options(), *arguments, stdin=lines)


@test
def the_prompt_reads_plain_lines_from_a_pipe():
    done = repl("s.name\n:type account\n# nothing\n\n:subject\n1 + 1\n:subject system:hr\ns.name\n:quit\n5\n", "--subject", "system:hr").ok()
    assert done.out == "text\nPayroll\nlist of account\ninteger\n2\ntext\nPayroll\n", done.out


@test
def what_is_refused_at_the_prompt_does_not_end_it():
    done = repl("1 +\n:kind\n:fields accont\n:subject hr\n1 / 0\n:kinds\n:fields account\n:help\n").exits(1)
    assert "error E0108" in done.err and "did you mean `:kinds`?" in done.err and "did you mean `account`?" in done.err, done.err
    assert "division by zero" in done.out and "personal" in done.out and ":quit" in done.out, done.out


@test
def any_bytes_are_taken():
    for junk in (b"\xff\xfe\n", b"\x00\n", b"(" * 5000 + b"\n", b"1 " * 100000 + b"\n", b"\"\n"):
        done = run("policy", "repl", *options(), stdin=junk)
        assert done.status == 1, (junk[:10], done.status, done.err[-300:])


@test
def a_terminal_gets_a_prompt_with_editing():
    try:
        pid, fd = pty.fork()
    except OSError as why:
        skip("no pseudo-terminal: %s" % why)
    if pid == 0:
        os.execve(MOGNAD, [MOGNAD, "policy", "repl", *options(), "--subject", "system:hr"], dict(environment(), TERM="xterm", NO_COLOR="1"))
    seen = b""

    def expect(what):
        nonlocal seen
        end = time.monotonic() + 30
        while what not in seen and time.monotonic() < end:
            if select.select([fd], [], [], 0.5)[0]:
                try:
                    seen += os.read(fd, 65536)
                except OSError:
                    break
        assert what in seen, seen

    def answer(keys, what):
        """Keys are pressed at the prompt only: before it the terminal is not the editor's yet."""
        nonlocal seen
        expect(b"system:hr> ")
        time.sleep(0.05)
        seen = b""
        os.write(fd, keys)
        expect(what)

    answer(b"1 + 3\x7f2\n", b"\n3\r\n")
    answer(b"accou\t\n", b"list of account")
    answer(b"\x1b[A\x1b[A\n", b"\n3\r\n")
    expect(b"system:hr> ")
    for _ in range(60):
        try:
            os.write(fd, b"\x04")
        except OSError:
            pass
        time.sleep(0.25)
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            break
    else:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        raise AssertionError("the prompt did not end at the end of the input")
    assert status == 0, status
    os.close(fd)


main()
