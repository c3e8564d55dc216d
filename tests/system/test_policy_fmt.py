"""`policy fmt` writes files whole, only those that change, and never one that it cannot read."""
import difflib
import glob
import stat

from harness import *

UGLY = """# A test of the formatter.
module m
control 8.1 { rule r { title "Title" title sv "Titel" level 1 # why one
 for system s require s.a=1 and s.b is   known } }
kind system about system { name text  a integer b bool }
"""
NEAT = """# A test of the formatter.
module m

control 8.1 {
  rule r {
    title    "Title"
    title sv "Titel"
    level    1 # why one
    for      system s
    require  s.a = 1 and s.b is known
  }
}

kind system about system {
  name  text
  a     integer
  b     bool
}
"""
FAULTY = "module m\ncontrol 8.1 { rule }\n"


def fmt(*arguments, **more):
    return run("policy", "fmt", *arguments, **more)


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def patched(text, diff):
    """`text` after a unified diff, by the rules that patch(1) follows."""
    before, after, at = text.splitlines(keepends=True), [], 0
    rows = diff.splitlines(keepends=True)
    for number, row in enumerate(rows[2:], 2):
        lacks = number + 1 < len(rows) and rows[number + 1].startswith("\\")
        line = row[1:-1] if lacks else row[1:]
        if row.startswith("@@"):
            first, count = (row.split()[1][1:].split(",") + ["1"])[:2]
            start = int(first) - (count != "0")
            after += before[at:start]
            at = start
        elif row.startswith("+"):
            after.append(line)
        elif not row.startswith("\\"):
            assert before[at] == line, (row, before[at])
            after += [line] if row.startswith(" ") else []
            at += 1
    return "".join(after + before[at:])


@test
def files_are_written_and_named():
    where = folder()
    ugly, neat = write(UGLY, "a/ugly.mog", where), write(NEAT, "neat.mog", where)
    other = write(UGLY, "not-a-policy.txt", where)
    done = fmt(where).ok()
    assert done.out.splitlines() == [ugly], done.out
    assert done.err == ""
    assert read(ugly) == NEAT and read(neat) == NEAT and read(other) == UGLY
    assert fmt(where).ok().out == ""


@test
def what_need_not_change_is_not_touched():
    path = write(NEAT, "neat.mog")
    before = os.stat(path)
    fmt(path).ok()
    after = os.stat(path)
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@test
def mode_and_links_stay():
    where = folder()
    path = write(UGLY, "ugly.mog", where)
    os.chmod(path, 0o640)
    link = os.path.join(where, "link.mog")
    os.symlink("ugly.mog", link)
    assert fmt(link).ok().out == link + "\n"
    assert os.path.islink(link) and read(link) == NEAT
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o640
    assert sorted(os.listdir(where)) == ["link.mog", "ugly.mog"]


@test
def whoever_has_the_file_open_keeps_the_old_text():
    path = write(UGLY, "ugly.mog")
    with open(path, encoding="utf-8") as reader:
        fmt(path).ok()
        assert reader.read() == UGLY
    assert read(path) == NEAT


@test
def check_writes_nothing_and_answers():
    where = folder()
    ugly = write(UGLY, "ugly.mog", where)
    write(NEAT, "neat.mog", where)
    done = fmt("--check", where).exits(1)
    assert done.out == ugly + "\n" and read(ugly) == UGLY
    fmt(where).ok()
    assert fmt("--check", where).ok().out == ""


@test
def diff_shows_what_would_change_and_writes_nothing():
    path = write(UGLY, "ugly.mog")
    done = fmt("--diff", path).ok()
    assert read(path) == UGLY
    rows = done.out.splitlines()
    assert rows[0] == "--- " + path and rows[1] == "+++ " + path and rows[2].startswith("@@ -")
    assert " # A test of the formatter." in rows and "-kind system about system { name text  a integer b bool }" in rows
    assert patched(UGLY, done.out) == NEAT
    assert fmt("--diff", "--check", path).exits(1).out == done.out
    assert fmt("--diff", write(NEAT, "neat.mog")).ok().out == ""


@test
def a_diff_is_right_for_every_policy_and_golden_case():
    """And the shortest: Python's difflib finds none that is shorter."""
    paths = glob.glob(os.path.join(SOURCE, "policies/**/*.mog"), recursive=True) + glob.glob(os.path.join(SOURCE, "tests/golden/format/*.mog"))
    assert len(paths) > 30
    for path in sorted(paths):
        text = read(path)
        neat = fmt("-", stdin=text).ok().out
        diff = fmt("--diff", path).ok().out
        assert patched(text, diff) == neat, path
        told = sum(row[:1] in "+-" and row[:3] not in ("+++", "---") for row in diff.splitlines())
        known = sum(row[:1] in "+-" and row[:3] not in ("+++", "---")
                    for row in difflib.unified_diff(text.splitlines(True), neat.splitlines(True)))
        assert told <= known, (path, told, known)


@test
def hunks_lie_apart_and_join_as_patch_wants_it():
    def params(wrong):
        return "".join("param p%d = %d%s\n" % (i, i, " " if i in wrong else "") for i in range(30))

    for wrong, hunks in (([0], 1), ([29], 1), ([3, 10], 1), ([3, 11], 2), ([0, 7, 14, 29], 2), ([0, 8, 16, 29], 4)):
        text = params(wrong)
        diff = fmt("--diff", write(text, "p.mog")).ok().out
        assert sum(row.startswith("@@") for row in diff.splitlines()) == hunks, (wrong, diff)
        assert patched(text, diff) == params([]), (wrong, diff)


@test
def a_missing_last_newline_is_told_in_a_diff():
    path = write("module m\nuse  a", "m.mog")
    diff = fmt("--diff", path).ok().out
    assert "\\ No newline at end of file" in diff
    assert patched("module m\nuse  a", diff) == "module m\n\nuse a\n"


@test
def many_changes_are_found_in_little_time():
    text = "".join("param p%d =  %d\n" % (i, i) for i in range(20000))
    diff = fmt("--diff", write(text, "p.mog"), timeout=60).ok().out
    assert patched(text, diff) == text.replace("=  ", "= ")


@test
def standard_input_is_laid_out_to_stdout():
    assert fmt("-", stdin=UGLY).ok().out == NEAT
    assert fmt("-", stdin="").ok().out == ""
    assert fmt("-", "--check", stdin=UGLY).exits(1).out == "(standard input)\n"
    assert fmt("-", "--check", stdin=NEAT).ok().out == ""
    assert patched(UGLY, fmt("-", "--diff", stdin=UGLY).ok().out) == NEAT
    assert fmt("-", write(UGLY), stdin=UGLY).exits(2).out == ""


@test
def a_file_with_faults_is_left_alone_and_the_others_are_not():
    where = folder()
    faulty, ugly = write(FAULTY, "faulty.mog", where), write(UGLY, "ugly.mog", where)
    done = fmt(where).exits(3)
    assert done.out == ugly + "\n"
    assert read(faulty) == FAULTY and read(ugly) == NEAT
    assert faulty + ":2:20-20: error E0" in done.err, done.err
    assert "1 of 2 files could not be read and is left as it is" in done.err, done.err
    done = fmt("-", stdin=FAULTY).exits(3)
    assert done.out == "" and "(standard input):2:20-20: error E0" in done.err, done.err


@test
def bytes_that_are_no_policy_are_left_alone():
    for number, junk in enumerate([b"\xff\xfe", b"module m\0", b"{" * 1000, b"\"", os.urandom(3000), b"control 8.1 {" * 300]):
        path = write(junk, "%d.mog" % number)
        fmt(path).exits(3)
        with open(path, "rb") as f:
            assert f.read() == junk


@test
def what_cannot_be_read_or_written_is_told():
    done = fmt("/no/such/folder").exits(3)
    assert "/no/such/folder: there is no such file or folder" in done.err, done.err
    done = fmt(folder()).exits(3)
    assert "no policy files (*.mog) there" in done.err
    if os.geteuid() == 0:
        skip("root may write everything")
    where = folder()
    path = write(UGLY, "ugly.mog", where)
    os.chmod(path, 0o444)
    assert "it may not be written" in fmt(path).exits(4).err
    os.chmod(path, 0o644)
    os.chmod(where, 0o555)
    done = fmt(path).exits(4)
    os.chmod(where, 0o755)
    assert "cannot make a file in its folder" in done.err and read(path) == UGLY


@test
def a_full_disk_leaves_the_old_file():
    where = folder()
    path = write(UGLY, "ugly.mog", where)
    done = run("policy", "fmt", path, command=["sh", "-c", 'ulimit -f 0; exec "$@"', "sh", MOGNAD])
    assert done.status == 4, (done.status, done.err)
    assert read(path) == UGLY and os.listdir(where) == ["ugly.mog"]


@test
def a_large_policy_is_laid_out_in_good_time():
    text = "".join("control 8.%d { rule r { title \"t\" level 1 for system s require s.a = %d and s.b is known } }\n" % (i, i) for i in range(1, 5001))
    path = write(text, "large.mog")
    fmt(path, timeout=60).ok()
    assert fmt("--check", path, timeout=60).ok().out == ""


@test
def the_policies_in_force_are_laid_out_without_a_path():
    where = folder()
    path = write(UGLY, "ugly.mog", where)
    assert fmt(env={"MOGNAD_POLICIES": where}).ok().out == path + "\n"
    assert read(path) == NEAT
    write(UGLY, "ugly.mog", where)
    assert fmt("--policy", where).ok().out == path + "\n"


main()
