"""Care of a store: info, backup, restore, compact, export, import. What is refused leaves nothing behind."""
import base64
import hashlib
import random
import signal
import stat
import time

from harness import *

POLICY = """module care
kind backup "Backup" about system { schedule text  size integer }
kind many officer "Officer" about system { owner text personal  since time }
"""


def world(count=20):
    """A store with records, persons, a retraction and a file; and the environment to use it."""
    home = folder()
    write(POLICY, "care.mog", home)
    env = {"MOGNAD_POLICIES": os.path.join(home, "care.mog"), "MOGNAD_STORE": os.path.join(home, "store")}
    run("init", env=env).ok()
    lines = []
    for i in range(count):
        lines.append({"kind": "backup", "subject": "system:s%d" % (i % 7), "observed": "2026-10-%02d" % (i % 28 + 1), "fields": {"schedule": "x" * 200, "size": i}})
    for i in range(5):
        lines.append({"kind": "officer", "subject": "system:s1", "observed": "2026-10-01", "item": "o%d" % i, "fields": {"owner": "Person %d" % i}})
    run("evidence", "add", env=env, stdin=records(*lines)).ok()
    return home, env


def others(home):
    return sorted(set(os.listdir(home)) - {"store", "care.mog"})


# ---- info


@test
def info_says_what_the_store_holds():
    home, env = world()
    told = run("store", "info", "--format", "json", env=env).ok().json
    assert told["format"] == 2 and told["records"] == 25 and told["changes"] == 27 and told["kinds"] == 2, told
    assert told["subjects"] == 7 and told["persons"] == 5 and told["personal_values"] == 5 and told["readers"] == 0, told
    assert told["file"]["size"] >= told["file"]["used"] > 0 and len(told["id"]) == 32 and len(told["root"]) == 64, told
    assert told["last"]["by"] and not told["without_personal"], told
    assert "persons with keys" in run("store", "info", env=env).ok().out
    assert "personer med nycklar" in run("store", "info", "--lang", "sv", env=env).ok().out
    os.chmod(os.path.join(env["MOGNAD_STORE"], "personal.keys"), 0o644)
    assert run("store", "info", "--format", "json", env=env).ok().json["persons"] is None
    run("store", "info", "more", env=env).exits(2)


# ---- backup and restore


@test
def a_backup_is_whole_private_and_not_written_over():
    home, env = world()
    path = os.path.join(home, "b")
    made = run("store", "backup", path, "--format", "json", env=env).ok().json
    assert made["size"] == os.path.getsize(path) and made["keys"] and made["changes"] == 27, made
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    before = open(path, "rb").read()
    assert "--force" in run("store", "backup", path, env=env).exits(3).err
    assert open(path, "rb").read() == before
    run("store", "backup", path, "--force", env=env).ok()
    piped = subprocess.run([MOGNAD, "store", "backup", "-"], env=environment(**env), capture_output=True)
    assert piped.returncode == 0 and piped.stdout.startswith(b"mognad backup 1\n")
    for source, data in ((path, ""), ("-", piped.stdout)):
        target = os.path.join(home, "restored")
        told = run("store", "restore", source, "--store", target, "--format", "json", env=env, stdin=data).ok().json
        assert told["records"] == 25 and told["keys"], told
        run("store", "verify", "--store", target, env=env).ok()
        assert sorted(os.listdir(target)) == ["data.mdb", "lock.mdb", "personal.keys", "use.lock"], os.listdir(target)
        run("store", "restore", path, "--store", target, env=env).exits(3)
        shutil.rmtree(target)
    os.mkdir(target)
    run("store", "restore", path, "--store", target, env=env).ok()  # an empty folder will do
    assert others(home) == ["b", "restored"], others(home)
    run("store", "backup", env=env).exits(2)
    run("store", "backup", home, env=env).exits(3)
    run("store", "backup", os.path.join(home, "none", "b"), env=env).exits(4)
    run("store", "restore", os.path.join(home, "none"), "--store", os.path.join(home, "x"), env=env).exits(3)
    run("store", "restore", home, "--store", os.path.join(home, "x"), env=env).exits(3)


@test
def a_truncated_backup_leaves_nothing():
    home, env = world()
    path = os.path.join(home, "b")
    run("store", "backup", path, env=env).ok()
    whole = open(path, "rb").read()
    for size in (0, 5, 16, 40, len(whole) // 2, len(whole) - 1):
        write(whole[:size], "b", home)
        told = run("store", "restore", path, "--store", os.path.join(home, "r"), env=env).exits(3)
        assert "restored" in told.err, told.err
        assert others(home) == ["b"], others(home)


@test
def a_backup_does_not_fill_a_disk_with_half_of_itself():
    home, env = world()
    small = os.path.join(home, "b")
    command = "ulimit -f 8; exec %s store backup %s" % (MOGNAD, small)
    told = run(command=["sh", "-c", command], env=env)
    assert told.status == 4 and "ulimit -f" in told.err, (told.status, told.err)
    assert others(home) == [], others(home)
    run("store", "verify", env=env).ok()


# ---- compact


@test
def compacting_killed_at_any_moment_leaves_a_whole_store():
    home, env = world(4000)
    run("evidence", "add", env=env, stdin=records(*[{"kind": "backup", "subject": "system:s%d" % i, "observed": "2026-09-01", "fields": {"size": i}} for i in range(300)])).ok()
    root = run("store", "info", "--format", "json", env=env).ok().json["root"]
    start = time.monotonic()
    run("store", "compact", env=env).ok()
    whole = time.monotonic() - start
    dice = random.Random(4)
    killed = 0
    for i in range(60):
        process = subprocess.Popen([MOGNAD, "store", "compact"], env=environment(**env), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        time.sleep(dice.random() * whole)
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        killed += process.wait() == -signal.SIGKILL
        told = run("store", "info", "--format", "json", env=env).ok().json
        assert told["root"] == root and told["records"] == 4305, told
    run("store", "verify", env=env).ok()
    run("store", "compact", env=env).ok()
    assert not [f for f in os.listdir(env["MOGNAD_STORE"]) if f.endswith(".new")], os.listdir(env["MOGNAD_STORE"])
    assert killed >= 20, killed
    print("# killed %d of 60 compactions of %.0f ms" % (killed, 1000 * whole))


@test
def compacting_waits_for_nobody_and_names_who_is_in_the_way():
    home, env = world()
    writer = subprocess.Popen([MOGNAD, "evidence", "add", "-"], env=environment(**env), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    for _ in range(300):
        told = run("store", "compact", env=env)
        if told.status:
            break
        time.sleep(0.01)
    told.exits(4)
    assert "in use by process" in told.err and "mognad" in told.err, told.err
    writer.stdin.close()
    writer.wait()
    told = run("store", "compact", "--format", "json", env=env).ok().json
    assert told["after"] <= told["before"], told


# ---- archives


def archive(home, env, *options):
    path = os.path.join(home, "a")
    run("store", "export", path, "--force", *options, env=env).ok()
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def pack(lines):
    """Lines as an archive whose digest is right. A line may be a text as it stands."""
    text = "".join((line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)) + "\n" for line in lines[:-1])
    return text + json.dumps({"end": hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=32).hexdigest()}) + "\n"


@test
def a_store_goes_through_an_archive_and_a_pipe():
    home, env = world()
    root = run("store", "info", "--format", "json", env=env).ok().json["root"]
    piped = subprocess.run([MOGNAD, "store", "export"], env=environment(**env), capture_output=True)
    assert piped.returncode == 0 and b"Person" not in piped.stdout, piped
    target = os.path.join(home, "i")
    told = run("store", "import", "-", "--store", target, "--format", "json", env=env, stdin=piped.stdout).ok().json
    assert told["root"] == root and told["withheld"] == 5, told
    assert run("store", "info", "--format", "json", "--store", target, env=env).ok().json["without_personal"]
    assert "left out" in run("store", "info", "--store", target, env=env).ok().out
    shown = run("evidence", "show", "24", "--format", "json", "--store", target, env=env).ok().json
    assert shown["withheld"] == ["owner"], shown
    run("store", "verify", "--store", target, env=env).ok()
    run("store", "import", "-", "--store", target, env=env, stdin=piped.stdout).exits(3)
    assert pack([json.loads(line) for line in piped.stdout.splitlines()])  # what pack makes of it is taken too
    run("store", "import", "-", "--store", os.path.join(home, "j"), env=env, stdin=pack([json.loads(l) for l in piped.stdout.splitlines()])).ok()


@test
def personal_values_leave_only_with_a_reason_and_the_journal_says_so():
    home, env = world()
    run("store", "export", os.path.join(home, "p"), "--personal", env=env).exits(2)
    run("store", "export", os.path.join(home, "p"), "--reason", "x", env=env).exits(2)
    assert others(home) == [], others(home)
    lines = archive(home, env, "--personal", "--reason", "moving house")
    note = json.loads(lines[-3]["note"])
    assert lines[-3]["type"] == "disclosed" and note["what"] == "store export" and note["reason"] == "moving house", note
    values = [base64.b64decode(line["bytes"]).decode() for line in lines if "value" in line]
    assert sorted(values) == ["Person %d" % i for i in range(5)], values
    target = os.path.join(home, "i")
    run("store", "import", os.path.join(home, "a"), "--store", target, env=env).ok()
    shown = run("evidence", "show", "24", "--personal", "--format", "json", "--store", target, env=env).ok().json
    assert shown["fields"]["owner"].startswith("Person"), shown
    told = run("evidence", "erase", "--person", "person 3", "--subject", "system:s1", "--reason", "asked for it", "--yes", "--store", target, env=env)
    told.ok()
    run("store", "verify", "--store", target, env=env).ok()


def number_of(lines, what):
    return next(i for i, line in enumerate(lines) if what(line))


def attached(lines, name, content="ab"):
    """The archive with a file attached to record 2, after all else. The root is that of before: only what is looked at earlier can refuse it."""
    data = content.encode()
    digest = hashlib.blake2b(data, digest_size=32).hexdigest()
    last = lines[-3]["change"]
    note = json.dumps({"record": 2, "name": name, "size": len(data), "content": digest})
    return lines[:-2] + [{"content": digest, "size": len(data), "part": 0, "bytes": base64.b64encode(data).decode()},
                         {"change": last + 1, "recorded": "2026-12-01T00:00:00Z", "by": "x", "type": "attached", "about": 2, "note": note}] + lines[-2:]


@test
def hostile_archives_are_refused():
    home, env = world()
    plain = archive(home, env)
    personal = archive(home, env, "--personal", "--reason", "test")
    target = os.path.join(home, "i")
    record = number_of(plain, lambda line: line.get("type") == "record")
    value = number_of(personal, lambda line: "value" in line)

    def changed(lines, index, **more):
        return lines[:index] + [{k: v for k, v in {**lines[index], **more}.items() if v is not None}] + lines[index + 1:]

    def without(lines, index):
        return lines[:index] + lines[index + 1:]

    def bytes_of(change):
        data = bytearray(base64.b64decode(plain[record]["record"]))
        change(data)
        return base64.b64encode(data).decode()

    huge = hashlib.blake2b(b"", digest_size=32).hexdigest()
    cases = [
        (changed(plain, 0, version=2), "version 2"),
        (changed(plain, 0, mognad="other"), "no archive"),
        (changed(plain, 0, more=1), "more in it"),
        (changed(plain, 0, store="../../../etc"), "store"),
        (changed(plain, 0, made="2026-13-01"), "made"),
        (changed(plain, 0, changes=3), "says that there are"),
        (changed(plain, 0, personal=True), "secret"),
        (changed(plain, record, by="a\x1b[2Jb"), "nobody"),
        (changed(plain, record, by="x" * 101), "nobody"),
        (changed(plain, record, recorded="2001-01-01T00:00:00Z"), "recorded before"),
        (changed(plain, record, recorded="2200-01-01T00:00:00Z"), "not that of its change"),
        (changed(plain, record, type="gone"), "no such type"),
        (changed(plain, record, type=7), "type"),
        (changed(plain, record, record="@@@"), "record"),
        (changed(plain, record, record=""), "size"),
        (changed(plain, record, record=bytes_of(lambda d: d.__setitem__(80, d[80] ^ 1))), "checksum"),
        (changed(plain, record, record=plain[record + 1]["record"]), "not that of its change"),
        (changed(plain, record, note="{}"), "more in it"),
        (changed(plain, record, change=77), "should come here"),
        (without(plain, record), "should come here"),
        (without(plain, 1), "should come here"),
        (changed(plain, 1, layout="kind backup about system { schedule text size integer extra text }"), "record"),
        (changed(plain, 1, layout="kind backup  about system { schedule text }"), "cannot be read"),
        (changed(plain, 1, layout="kind"), "cannot be read"),
        (changed(plain, 1, layout="x" * (1 << 20) + "y"), "longer than"),
        (plain[:2] + plain[1:], "should come here"),
        (plain[:1] + ["[1]"] + plain[1:], "not an object"),
        (plain[:1] + [""] + plain[1:], ""),
        (plain[:1] + ['{"change":1,"change":1}'] + plain[1:], ""),
        (plain[:1] + ["[" * 100000] + plain[1:], ""),
        (plain[:1] + ['{"a":"\\ud800"}'] + plain[1:], ""),
        (changed(plain, len(plain) - 2, root="0" * 64), "root"),
        (changed(plain, len(plain) - 2, withheld=6), "left out"),
        (plain[:-2] + [{"change": len(plain) - 2, "recorded": "2026-12-01T00:00:00Z", "by": "x", "type": "run", "note": '{"a":"%s"}' % ("x" * (65 << 10))}] + plain[-2:], "note"),
        (plain[:-2] + [{"change": len(plain) - 2, "recorded": "2026-12-01T00:00:00Z", "by": "x", "type": "retracted", "about": 1, "note": '{"record":1,"reason":"x"}'}] + plain[-2:], "no record 1"),
        (plain[:-2] + [{"change": len(plain) - 2, "recorded": "2026-12-01T00:00:00Z", "by": "x", "type": "retracted", "about": 2, "note": '{"record":3,"reason":"x"}'}] + plain[-2:], "another record"),
        (plain[:-2] + [{"change": len(plain) - 2 + n, "recorded": "2026-12-01T00:00:00Z", "by": "x", "type": "retracted", "about": 2, "note": '{"record":2,"reason":"x"}'} for n in (0, 1)] + plain[-2:], "retracted before"),
        (plain[:-2] + [{"content": huge, "size": 2 << 30, "part": 0, "bytes": ""}] + plain[-2:], "larger, or"),
        (plain[:-2] + [{"content": huge, "size": 5, "part": 1, "bytes": ""}] + plain[-2:], "comes next"),
        (plain[:-2] + [{"content": huge, "size": 0, "part": 0, "bytes": ""}] + plain[-2:], "no change names the content"),
        (attached(plain, "../../etc/passwd"), "cannot be called that"),
        (attached(plain, ".."), "dot"),
        (attached(plain, "a/b"), "another folder"),
        (attached(plain, "a\nb"), "control character"),
        (attached(plain, "x" * 201), "longer than 200"),
        (attached(plain, "good name.pdf"), "says that there are"),  # all else was right
        (changed(personal, value, salt=base64.b64encode(b"x" * 32).decode()), "commits to"),
        (changed(personal, value, salt="eA=="), "32 bytes"),
        (changed(personal, value, bytes=base64.b64encode(b"Somebody else").decode()), "commits to"),
        (changed(personal, value, value=1), "no such value"),
        (changed(personal, value, person="00"), "person"),
        (personal[:value + 1] + personal[value:], "no such value"),
        (plain[:record + 1] + [personal[value]] + plain[record + 1:], "says it has none"),
    ]
    for lines, part in cases:
        told = run("store", "import", "-", "--store", target, env=env, stdin=pack(lines).encode("utf-8", "surrogateescape")).exits(3)
        assert part in told.err and "(standard input):" in told.err and "nothing has been imported" in told.err or "version 2" in told.err, (part, told.err)
        assert others(home) == ["a"], others(home)
    for data, part in ((pack(plain) + "{}\n", "after the end"), ("", "cut short"), ("\0\0\0", ""), ("{}", "no archive"), (pack(plain).replace('"end"', '"END"'), "")):
        told = run("store", "import", "-", "--store", target, env=env, stdin=data).exits(3)
        assert part in told.err, (part, told.err)
        assert others(home) == ["a"], others(home)
    print("# %d hostile archives" % (len(cases) + 5))


def rle_frame(parts):
    """A zstd frame (RFC 8878) of blocks of one repeated byte: [(byte, count)]."""
    out = b"\x28\xb5\x2f\xfd\x00\x58"  # a window of 2 MiB
    blocks = []
    for byte, count in parts:
        while count:
            size = min(count, 1 << 17)
            blocks.append((byte, size))
            count -= size
    for i, (byte, size) in enumerate(blocks):
        out += ((i + 1 == len(blocks)) | 1 << 1 | size << 3).to_bytes(3, "little") + byte
    return out


@test
def bombs_are_refused_by_their_longest_line():
    home, env = world()
    target = os.path.join(home, "i")
    start = time.monotonic()
    for data in (rle_frame([(b"a", 10 << 30)]), rle_frame([(b"[", 25 << 20), (b"\n", 1), (b"a", 1 << 30)]), b"{" + b"a" * (25 << 20)):
        told = run("store", "import", "-", "--store", target, env=env, stdin=data).exits(3)
        assert "longer than 24 MiB" in told.err, told.err
        assert others(home) == [], others(home)
    print("# three bombs in %.1f s" % (time.monotonic() - start))
    told = run("store", "import", "-", "--store", target, env=env, stdin=rle_frame([(b"\n", 1 << 20)])).exits(3)
    packed = subprocess.run([MOGNAD, "store", "export", "--zstd"], env=environment(**env), capture_output=True).stdout
    assert packed[:4] == b"\x28\xb5\x2f\xfd"
    for size in (10, len(packed) // 2, len(packed) - 1):
        told = run("store", "import", "-", "--store", target, env=env, stdin=packed[:size]).exits(3)
    run("store", "import", "-", "--store", target, env=env, stdin=packed).ok()
    run("store", "verify", "--store", target, env=env).ok()


@test
def an_export_that_cannot_be_written_leaves_nothing():
    home, env = world()
    told = run(command=["sh", "-c", "ulimit -f 4; exec %s store export %s/a" % (MOGNAD, home)], env=env)
    assert told.status == 4, (told.status, told.err)
    assert others(home) == [], others(home)
    told = run(command=["sh", "-c", "%s store export | head -c 100 >/dev/null" % MOGNAD], env=env)
    told.ok()


main()
