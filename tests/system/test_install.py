"""What `scons install` puts in place works from there, with nothing of the source tree."""
from harness import *


@test
def an_installed_mognad_finds_its_policies_and_plugins():
    if os.path.basename(BUILD) != "release":
        skip("only the release flavour is installed")
    root = folder()
    done = subprocess.run(["scons", "-Q", "-s", "build=" + os.path.dirname(BUILD), "DESTDIR=" + root, "PREFIX=/usr", "install"], cwd=SOURCE,
                          capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    installed = [os.path.join(root, "usr/bin/mognad")]
    away = folder()
    plugins = run("plugin", "list", "--format", "json", command=installed, cwd=away).ok()
    assert "technological" in plugins.out, plugins.out
    store = os.path.join(away, "store")
    run("init", store=store, command=installed, cwd=away).ok()
    run("policy", "check", command=installed, cwd=away).ok()
    run("evidence", "add", *[path for path in agency() if path.endswith("/registers.jsonl")], store=store, command=installed, cwd=away).ok()
    result = run("assess", "--format", "json", store=store, command=installed, cwd=away).ok().json
    assert len(result["controls"]) > 20
    for path in ("include/mognad/plugin.h", "share/doc/mognad/LICENSE", "share/doc/mognad/language.md", "lib/mognad/plugins/people.so"):
        assert os.path.exists(os.path.join(root, "usr", path)), path


@test
def the_program_is_hardened():
    if os.path.basename(BUILD) != "release":
        skip("only the release flavour is hardened")
    header = subprocess.run(["readelf", "-W", "-h", "-l", "-d", "-s", MOGNAD], capture_output=True, text=True, check=True).stdout
    assert "DYN (Position-Independent Executable" in header or "DYN (Shared object" in header
    assert "GNU_RELRO" in header and ("BIND_NOW" in header or "NOW" in header)
    assert "__stack_chk_fail" in header and "_chk@" in header
    stack = [line for line in header.splitlines() if "GNU_STACK" in line]
    assert stack and "RWE" not in stack[0]


main()
