"""The command line: help everywhere with an example, exit statuses, errors with a remedy, output that is stable."""
import select

from harness import *

COMMANDS = ["init", "collect", "evidence add", "evidence list", "evidence show", "assess", "explain", "policy check",
            "policy doc", "policy explain", "plugin list"]


@test
def every_command_has_help_with_an_example():
    overview = run("--help").ok().out
    for command in COMMANDS:
        assert command in overview, command
        text = run(*command.split(), "--help").ok().out
        assert "usage: mognad " + command in text and "mognad " + command in text.split("usage:", 1)[1].split("\n", 1)[1], text
        assert run("help", *command.split()).ok().out == text


@test
def the_version_is_told():
    assert run("--version").ok().out.startswith("mognad 0.")


@test
def a_wrong_command_line_exits_2_and_names_what_was_meant():
    for line, words in ((["asess"], "assess"), (["evidence", "ad"], "evidence add"), (["assess", "--as-off", "x"], "--as-of"),
                        (["assess", "--as-of", "yesterday"], "--as-of"), (["assess", "--format", "xml"], "json"), (["assess", "--as-of"], "value"),
                        (["explain"], "--help"), (["evidence", "show"], "--help"), ([], "usage")):
        result = run(*line).exits(2)
        assert words in result.err, (line, result.err)
        assert result.out == ""


@test
def a_store_that_is_not_there_exits_4_and_says_what_to_do():
    for command in (["evidence", "list"], ["assess"], ["evidence", "add", "-"]):
        result = run(*command, store="/nonexistent/store").exits(4)
        assert "mognad init" in result.err, result.err


@test
def a_store_is_not_made_over_another():
    store = new_store()
    run("init", store=store).exits(3)


@test
def a_policy_with_errors_exits_3_and_shows_them():
    policy = write("control 8.1 {\n  rule r { title \"t\" level 1 for system require account.mfaa }\n}\n"
                   "kind account about system { mfa bool }\n", "p.mog")
    result = run("assess", "--policy", policy, store=new_store()).exits(3)
    assert "p.mog:2:" in result.err and "E0107" in result.err and "did you mean `mfa`" in result.err and "^" in result.err, result.err


@test
def output_that_cannot_be_written_exits_4():
    with open("/dev/full", "w") as full:
        done = subprocess.run([MOGNAD, "--help"], stdout=full, stderr=subprocess.PIPE, env=environment())
    assert done.returncode == 4, done


@test
def closed_standard_files_do_no_harm_to_the_store():
    store, evidence, kinds = new_store(), write("no evidence\n", "broken.jsonl"), os.path.join(SOURCE, "policies/kinds")
    before = run("evidence", "list", "--format", "json", store=store).ok().out
    for closed in ("<&-", ">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"):
        line = 'exec "$0" evidence add "$1" --store "$2" --policy "$3" ' + closed
        assert run(command=["sh", "-c", line, MOGNAD, evidence, store, kinds]).status == 3, closed
        assert run("evidence", "list", "--format", "json", store=store).ok().out == before, closed
    done = run(command=["sh", "-c", 'exec "$0" evidence add --store "$1" --policy "$2" <&-', MOGNAD, store, kinds]).exits(4)
    assert "Bad file descriptor" in done.err, done.err
    run(command=["sh", "-c", 'exec "$0" --help >&-', MOGNAD]).exits(4)


@test
def a_letter_stands_for_one_option_of_a_command():
    for command in COMMANDS:
        text = run(*command.split(), "--help").ok().out
        letters = [line.split(",")[0].strip() for line in text.splitlines() if line.startswith("  -")]
        assert len(letters) == len(set(letters)), (command, letters)


def on_a_terminal(*arguments, **env):
    """What is written to a terminal of 80 columns."""
    main_end, end = pseudo_terminal()
    process = subprocess.Popen([MOGNAD, *arguments], stdin=subprocess.DEVNULL, stdout=end, stderr=subprocess.PIPE, env=environment(TERM="xterm", **env))
    os.close(end)
    text = b""
    while select.select([main_end], [], [], 60)[0]:
        try:
            block = os.read(main_end, 65536)
        except OSError:
            break
        if not block:
            break
        text += block
    os.close(main_end)
    process.stderr.read()
    process.wait(60)
    return text.decode()


@test
def colour_is_for_terminals_and_no_color_is_honoured():
    assert "\033[" in on_a_terminal("plugin", "list")
    assert "\033[" not in on_a_terminal("plugin", "list", NO_COLOR="1")
    assert "\033[" not in run("plugin", "list").ok().out


@test
def evidence_cannot_drive_the_terminal():
    store = new_store()
    named = {"kind": "system", "subject": "system:a", "observed": "2026-11-01"}
    refused = run("evidence", "add", "-", store=store, stdin=records({**named, "source": "x\u001b[31my", "fields": {}})).exits(3)
    assert "\033" not in refused.err
    run("evidence", "add", "-", store=store, stdin=records({**named, "fields": {"name": "\u001b]0;owned\u0007\u009b1m\u202e"}})).ok()
    for line in (["evidence", "list"], ["evidence", "show", "2"], ["assess"], ["explain", "8.13/restore_tested", "system:a"]):
        text = run(*line, store=store).out
        assert text and not set("\033\u009b\u202e\u0007") & set(text), repr(text)

@test
def where_no_policies_are_found_it_is_said_where_they_were_looked_for():
    done = run("assess", env={"MOGNAD_POLICIES": ":"}).exits(3)
    assert "no policies were found; looked in MOGNAD_POLICIES\n" in done.err, done.err
    alone = os.path.join(folder(), "mognad")
    shutil.copy(MOGNAD, alone)
    for line in (["assess"], ["policy", "fmt"]):
        done = run(*line, command=[alone]).exits(3)
        assert "looked in %s/../share/mognad/policies and " % os.path.dirname(os.path.realpath(alone)) in done.err, done.err


main()
