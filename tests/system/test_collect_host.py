#!/usr/bin/env python3
"""The collector `host`: over trees that stand for machines (MOGNAD_HOST_ROOT), and on the machine that runs the test."""
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from harness import *

HASH = "$y$j9T$abcdefghijklmnop$qrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456"

# A web server that runs systemd, as files. Where the value is a tuple it is a symbolic link.
MACHINE = {
    "etc/hostname": "web1\n",
    "etc/os-release": 'NAME="Debian GNU/Linux"\nID=debian\nVERSION_ID="12"\n',
    "usr/share/distro-info/debian.csv":
        "version,codename,series,created,release,eol,eol-lts,eol-elts\n"
        "11,Bullseye,bullseye,2019-07-06,2021-08-14,2024-08-14,2026-08-31,2031-06-30\n"
        "12,Bookworm,bookworm,2021-08-14,2023-06-10,2026-06-10,2028-06-30,2033-06-30\n",
    "etc/passwd":
        "root:x:0:0:root:/root:/bin/bash\n"
        "daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n"
        "ops:x:1000:1000:Somebody,,,:/home/ops:/bin/bash\n"
        "deploy:x:1001:1001::/home/deploy:/bin/sh\n"
        "left:x:1002:1002::/home/left:/bin/bash\n"
        "build:x:1003:1003::/home/build:\n"
        "guest:x:1004:1004::/home/guest:/bin/bash\n"
        "broken line\n"
        "ops:x:9:9:second of the name:/:/bin/sh\n",
    "etc/shadow":
        "root:*:19000:0:99999:7:::\n"
        "daemon:*:19000:0:99999:7:::\n"
        "ops:%s:20000:0:99999:7:::\n"
        "deploy:!:20000:0:99999:7:::\n"
        "left:%s:20000:0:99999:7::20100:\n"
        "build:!%s:20000:0:99999:7:::\n"
        "guest::0:0:99999:7:::\n" % (HASH, HASH, HASH),
    "etc/group": "root:x:0:\nsudo:x:27:ops\nops:x:1000:\ndeploy:x:1001:\ndocker:x:998:build\nleft:x:1002:\n",
    "etc/nsswitch.conf": "passwd: files systemd\ngroup: files systemd\nsudoers: files\n",
    "etc/sudoers": "Defaults env_reset\nroot ALL=(ALL:ALL) ALL\n%sudo ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n",
    "etc/sudoers.d/deploy": "deploy ALL=(root) NOPASSWD: /usr/bin/systemctl restart web\n",
    "etc/sudoers.d/old.bak": "left ALL=(ALL) NOPASSWD: ALL\n",
    "home/deploy/.ssh/authorized_keys": "# of the pipeline\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA deploy\n",
    "usr/sbin/sshd": "",
    "etc/ssh/sshd_config":
        "Include /etc/ssh/sshd_config.d/*.conf\nPermitRootLogin yes\nKbdInteractiveAuthentication no\nUsePAM yes\n"
        "X11Forwarding yes\nClientAliveInterval 5m\nMatch User deploy\n  PasswordAuthentication yes\n",
    "etc/ssh/sshd_config.d/10-own.conf": "PermitRootLogin prohibit-password # keys\nPasswordAuthentication=no\nMaxAuthTries 4\n",
    "usr/bin/apt-get": "",
    "var/lib/apt/lists/deb.example.org_Packages": "",
    "var/lib/dpkg/status":
        "Package: unattended-upgrades\nStatus: install ok installed\nArchitecture: all\nVersion: 2.9.1+nmu3\nDescription: upgrades\n"
        " by itself\n\nPackage: gone\nStatus: deinstall ok config-files\nArchitecture: amd64\nVersion: 1\n\n"
        "Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 5.2.15-2+b7\n",
    "etc/apt/apt.conf.d/20auto-upgrades":
        '// daily\nAPT::Periodic::Update-Package-Lists "1";\nAPT { Periodic { Unattended-Upgrade "1"; }; };\n',
    "etc/apt/apt.conf.d/99off.save": 'APT::Periodic::Enable "0";\n',
    "etc/kernel/postinst.d/unattended-upgrades": "",
    "run/reboot-required": "*** System restart required ***\n",
    "etc/systemd/system/multi-user.target.wants/nginx.service": ("/lib/systemd/system/nginx.service",),
    "proc/1/stat": "1 (systemd) S 0 1 1 0 -1 4194560 1 1 1",
    "proc/2/stat": "2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0",
    "proc/70/stat": "70 (nginx: ) worker) S 1 70 70 0 -1 4194560 1 1 1",
    "proc/70/fd/6": ("socket:[501]",),
    "proc/71/stat": "71 (sshd) S 1 71 71 0 -1 4194560 1 1 1",
    "proc/72/stat": "72 (rsyslogd) S 1 72 72 0 -1 4194560 1 1 1",
    "proc/73/stat": "73 (bash) S 71 73 73 34816 -1 4194560 1 1 1",
    "proc/74/stat": "74 (systemd-timesyn) S 1 74 74 0 -1 4194560 1 1 1",
    "proc/74/cmdline": b"/lib/systemd/systemd-timesyncd\0",
    "proc/75/stat": "75 (auditd) S 1 75 75 0 -1 4194560 1 1 1",
    "proc/stat": "cpu 1 2 3\nbtime 1767225600\n",
    "proc/cpuinfo": "processor : 0\nflags : fpu vme hypervisor\n",
    "proc/sys/kernel/osrelease": "6.1.0-18-amd64\n",
    "proc/sys/kernel/randomize_va_space": "2\n",
    "proc/sys/kernel/kptr_restrict": "0\n",
    "proc/sys/fs/suid_dumpable": "2\n",
    "proc/net/tcp":
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
        "   0: 00000000:01BB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 501 1 0 100 0 0 10 0\n"
        "   1: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 502 1 0 100 0 0 10 0\n"
        "   2: 0100007F:1538 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 503 1 0 100 0 0 10 0\n",
    "proc/net/tcp6":
        "  sl  local_address remote_address st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
        "   0: 00000000000000000000000001000000:0019 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 504 1 0 100 0 0 10 0\n"
        "   1: 00000000000000000000000000000000:01BB 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 505 1 0 100 0 0 10 0\n",
    "proc/net/udp":
        "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n"
        "  10: 00000000:0044 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 506 2 0 0\n",
    "proc/self/mountinfo":
        "22 1 253:0 / / rw,relatime - ext4 /dev/mapper/root rw\n"
        "23 22 0:5 / /proc rw,nosuid,nodev,noexec - proc proc rw\n"
        "24 22 8:1 / /boot rw,nosuid,nodev shared:2 - ext4 /dev/sda1 ro\n"
        "25 22 0:30 / /tmp rw,nosuid,nodev,noexec - tmpfs tmpfs rw\n"
        "26 22 0:40 / /srv/with\\040blank rw,relatime - nfs4 files:/x rw\n",
    "sys/dev/block/253:0/dm/uuid": "LVM-abc\n",
    "sys/dev/block/253:0/slaves/dm-1": "",
    "sys/class/block/dm-1/dm/uuid": "CRYPT-LUKS2-abc\n",
    "sys/dev/block/8:1/size": "1\n",
    "etc/rsyslog.conf": "module(load=\"imuxsock\")\n*.* /var/log/all\n$IncludeConfig /etc/rsyslog.d/*.conf\n",
    "etc/rsyslog.d/remote.conf": "# *.* @@old.example.org\n*.* @@logs.example.org:6514\n",
    "etc/logrotate.conf": "weekly\nrotate 4\n",
    "etc/logrotate.d/rsyslog": "/var/log/all\n{\n\trotate 26\n\tcompress\n}\n",
}


def tree(changes=None):
    """A folder that holds MACHINE with these changes (None: without the file)."""
    root = folder()
    for path, content in {**MACHINE, **(changes or {})}.items():
        place = os.path.join(root, path)
        if content is None:
            continue
        os.makedirs(os.path.dirname(place), exist_ok=True)
        if isinstance(content, tuple):
            os.symlink(content[0], place)
        else:
            with open(place, "wb") as f:
                f.write(content if isinstance(content, bytes) else content.encode())
    return root


KINDS = os.path.join(SOURCE, "policies/kinds")


def collect(root=None, *more):
    return run("collect", "host", "--dry-run", "--policy", KINDS, *more, env={"MOGNAD_HOST_ROOT": root} if root else {})


def gather(root=None):
    """What is gathered: {kind: fields}, for accounts {name: fields}; the census under "census"."""
    result = collect(root)
    result.ok()
    found = {"account": {}}
    for line in result.out.splitlines():
        record = json.loads(line)
        if "census" in record:
            found["census"] = record["census"]
        elif "item" in record:
            found[record["kind"]][record["item"]] = record["fields"]
        else:
            assert record["kind"] not in found, record["kind"]
            found[record["kind"]] = record["fields"]
    return found


def expect(found, **fields):
    for name, value in fields.items():
        if value is None:
            assert name not in found, "%s is known: %r" % (name, found[name])
        else:
            assert found.get(name) == value, "%s: %r, not %r" % (name, found.get(name), value)


def row(rows, **key):
    (name, value), = key.items()
    matching = [r for r in rows if r.get(name) == value]
    assert len(matching) == 1, "%s = %s: %r" % (name, value, rows)
    return matching[0]


@test
def the_operating_system_is_named_with_the_end_of_its_support():
    expect(gather(tree())["operating_system"], name="Debian GNU/Linux", version="12", kernel="6.1.0-18-amd64", virtual=True,
           booted="2026-01-01T00:00:00Z", end_of_support="2028-07-01T00:00:00Z")


@test
def accounts_are_told_with_their_rights_and_the_census():
    found = gather(tree())
    accounts = found["account"]
    assert sorted(found["census"]) == sorted(["root", "daemon", "ops", "deploy", "left", "build", "guest"])
    assert sorted(accounts) == sorted(found["census"])
    expect(accounts["ops"], enabled=True, interactive=True, admin=True, admin_limited=False, admin_without_password=False,
           password="set", password_changed="2024-10-04T00:00:00Z", owner=None)
    expect(accounts["daemon"], interactive=False, admin=False, admin_without_password=False, password="locked")
    expect(accounts["root"], admin=True, admin_without_password=False)
    expect(accounts["left"], enabled=False, interactive=False, admin=False, password="set")
    expect(accounts["guest"], enabled=True, password="none", password_changed=None)
    # A group that is root by another name, and rights for one command.
    expect(accounts["build"], admin=True, admin_limited=False, admin_without_password=True, password="locked")
    expect(accounts["deploy"], admin=True, admin_limited=True, admin_without_password=True)


@test
def a_key_opens_an_account_whose_password_is_locked():
    plain = {"etc/ssh/sshd_config": "UsePAM yes\n", "etc/ssh/sshd_config.d/10-own.conf": ""}
    accounts = gather(tree(plain))["account"]
    expect(accounts["deploy"], enabled=True, interactive=True)
    expect(accounts["build"], enabled=False, interactive=False)
    # Without PAM, sshd itself refuses an account marked with "!".
    expect(gather(tree({**plain, "etc/ssh/sshd_config": ""}))["account"]["deploy"], enabled=False)
    expect(gather(tree({**plain, "usr/sbin/sshd": None}))["account"]["deploy"], enabled=False)
    # Keys may come from a program that cannot be asked.
    elsewhere = {**plain, "etc/ssh/sshd_config": "UsePAM yes\nAuthorizedKeysCommand /usr/bin/keys\n"}
    expect(gather(tree(elsewhere))["account"]["build"], enabled=None, interactive=None)
    moved = {**plain, "etc/ssh/sshd_config": "UsePAM yes\nAuthorizedKeysFile /etc/keys/%u\n", "etc/keys/build": "ssh-rsa AAAA\n"}
    expect(gather(tree(moved))["account"]["build"], enabled=True)
    expect(gather(tree(moved))["account"]["deploy"], enabled=False)


@test
def what_cannot_be_read_is_left_out():
    without = {path: None for path in ("etc/shadow", "etc/os-release", "proc/net/tcp", "etc/sudoers", "proc/self/mountinfo")}
    found = gather(tree(without))
    expect(found["operating_system"], name=None, version=None, end_of_support=None)
    expect(found["account"]["daemon"], password=None, enabled=None, password_changed=None, interactive=False)
    expect(found["account"]["ops"], password=None, admin=False)
    expect(found["service_state"], listeners=None)
    assert "file_systems" not in found
    # Closed folders: a rule may hide in what cannot be opened.
    root = tree({"etc/sudoers.d/deploy": (("/nowhere/at/all"),)})
    expect(gather(root)["account"]["daemon"], admin=None, admin_limited=None)
    nothing = {path: None for path in MACHINE if path.startswith("proc/")}
    found = gather(tree(nothing))
    expect(found["remote_login"], installed=True, running=None)
    assert "hardening" not in found and "clock_sync" not in found
    expect(found.get("logging", {}), service=None, running=None, audit=None)


@test
def accounts_of_a_directory_make_a_no_uncertain():
    found = gather(tree({"etc/nsswitch.conf": "passwd: files sss\n"}))
    expect(found["account"]["daemon"], admin=None, admin_without_password=None)
    expect(found["account"]["ops"], admin=True)
    found = gather(tree({"etc/nsswitch.conf": "sudoers: files sss\n"}))
    expect(found["account"]["daemon"], admin=None)


@test
def the_first_value_of_a_keyword_counts_in_sshd_config():
    expect(gather(tree())["remote_login"], installed=True, running=True, root_login="keys_only", password_authentication=False,
           empty_passwords=False, x11_forwarding=True, max_tries=4, idle_timeout="PT900S", exceptions=1)


def sshd(text):
    return gather(tree({"etc/ssh/sshd_config": text, "etc/ssh/sshd_config.d/10-own.conf": None}))["remote_login"]


@test
def sshd_has_the_defaults_of_openssh():
    expect(sshd(""), root_login="keys_only", password_authentication=True, empty_passwords=False, x11_forwarding=False, max_tries=6,
           idle_timeout=None, exceptions=0)


@test
def passwords_over_pam_are_passwords():
    expect(sshd("PasswordAuthentication no\nUsePAM yes\n"), password_authentication=True)
    expect(sshd("PasswordAuthentication no\nUsePAM yes\nChallengeResponseAuthentication no\n"), password_authentication=False)
    expect(sshd("PasswordAuthentication no\nUsePAM no\n"), password_authentication=False)
    expect(sshd("AuthenticationMethods publickey,password\n"), password_authentication=False)
    expect(sshd("AuthenticationMethods publickey password\n"), password_authentication=True)
    expect(sshd('passwordauthentication "no"\nKBDINTERACTIVEAUTHENTICATION = no\n'), password_authentication=False)


@test
def what_stands_in_a_match_block_is_not_for_all():
    expect(sshd("Match Address 192.0.2.0/24\nPermitRootLogin yes\nMatch all\nPermitRootLogin no\n"), root_login="keys_only", exceptions=2)
    expect(sshd("PermitRootLogin forced-commands-only\n"), root_login="forced_commands")
    expect(sshd("PermitRootLogin nonsense\n"), root_login=None)


@test
def a_match_in_an_included_file_ends_with_that_file():
    found = gather(tree({"etc/ssh/sshd_config.d/10-own.conf": "Match User x\nMaxAuthTries 1\n",
                         "etc/ssh/sshd_config": "Include sshd_config.d/*.conf\nMaxAuthTries 3\n"}))
    expect(found["remote_login"], max_tries=3, exceptions=1)


@test
def settings_after_a_file_that_cannot_be_read_are_unknown():
    found = gather(tree({"etc/ssh/sshd_config": "MaxAuthTries 3\nInclude secret\nPermitRootLogin no\n", "etc/ssh/secret": ("/nowhere",)}))
    expect(found["remote_login"], max_tries=3, root_login=None, password_authentication=None, exceptions=None)
    loop = gather(tree({"etc/ssh/sshd_config": "Include sshd_config\nMaxAuthTries 3\n"}))
    expect(loop["remote_login"], max_tries=None)


@test
def packages_and_upgrades_are_those_of_dpkg_and_apt():
    found = gather(tree())
    assert found["software_inventory"]["packages"] == [
        {"name": "bash", "version": "5.2.15-2+b7", "architecture": "amd64"},
        {"name": "unattended-upgrades", "version": "2.9.1+nmu3", "architecture": "all"}]
    expect(found["patch_state"], manager="apt", automatic=True, reboot_required=True, pending=None)
    assert "lists_updated" in found["patch_state"]
    off = {"etc/apt/apt.conf.d/99off": 'APT::Periodic::Unattended-Upgrade "0";\n', "run/reboot-required": None, "run/lock": ""}
    expect(gather(tree(off))["patch_state"], automatic=False, reboot_required=False)
    masked = {"etc/systemd/system/apt-daily-upgrade.timer": ("/dev/null",)}
    expect(gather(tree(masked))["patch_state"], automatic=False)
    nothing = {"var/lib/apt/lists/deb.example.org_Packages": None, "etc/kernel/postinst.d/unattended-upgrades": None,
               "run/reboot-required": None, "var/lib/dpkg/status": None}
    expect(gather(tree(nothing))["patch_state"], lists_updated=None, reboot_required=None, automatic=None)
    assert "patch_state" not in gather(tree({"usr/bin/apt-get": None}))


@test
def services_and_open_ports_are_found():
    found = gather(tree())["service_state"]
    assert {"name": "nginx", "enabled": True} in found["services"]
    assert row(found["services"], name="rsyslogd") == {"name": "rsyslogd", "running": True}
    assert not [s for s in found["services"] if s["name"] in ("bash", "kthreadd")]
    assert found["listeners"] == [
        {"port": 25, "protocol": "tcp", "address": "::1", "exposed": False},
        {"port": 68, "protocol": "udp", "address": "0.0.0.0", "exposed": True},
        {"port": 443, "protocol": "tcp", "address": "0.0.0.0", "process": "nginx: ) worker", "exposed": True},
        {"port": 443, "protocol": "tcp", "address": "::", "exposed": True},
        {"port": 5432, "protocol": "tcp", "address": "127.0.0.1", "exposed": False}]


@test
def kernel_settings_are_held_against_what_is_expected():
    settings = gather(tree())["hardening"]["settings"]
    assert len(settings) == 3
    expect(row(settings, name="kernel.randomize_va_space"), value="2", expected="2", compliant=True)
    expect(row(settings, name="kernel.kptr_restrict"), value="0", expected=">= 1", compliant=False)
    expect(row(settings, name="fs.suid_dumpable"), value="2", expected="not 1", compliant=True)
    assert all(s["reason"] for s in settings)


@test
def clock_and_logs_are_kept_by_programs():
    found = gather(tree())
    expect(found["clock_sync"], service="systemd-timesyncd", running=True, synchronised=None)
    expect(found["logging"], service="rsyslog", running=True, persistent=True, remote=True, retention="PT15724800S", audit=True)
    local = gather(tree({"etc/rsyslog.d/remote.conf": "# *.* @@old.example.org\n", "proc/75/stat": None,
                         "proc/cmdline": "quiet\n", "proc/74/stat": None, "usr/sbin/chronyd": ""}))
    expect(local["logging"], remote=False, audit=False)
    expect(local["clock_sync"], service="chrony", running=False)
    journal = {"proc/72/stat": "72 (systemd-journal) S 1 72 72 0 -1 4194560 1 1 1",
               "proc/72/cmdline": b"/lib/systemd/systemd-journald\0",
               "usr/lib/systemd/journald.conf": "[Journal]\n#Storage=volatile\n",
               "etc/systemd/journald.conf.d/keep.conf": "[Journal]\nMaxRetentionSec=90day\n"}
    expect(gather(tree(journal))["logging"], service="systemd-journald", persistent=False, retention="PT7776000S", remote=False)
    expect(gather(tree({**journal, "var/log/journal/x": ""}))["logging"], persistent=True)
    # The kernel cuts both names to the same.
    upload = {"proc/76/stat": "76 (systemd-journal) S 1 76 76 0 -1 4194560 1 1 1", "proc/76/cmdline": b"/lib/systemd/systemd-journal-upload\0"}
    expect(gather(tree({**journal, **upload}))["logging"], service="systemd-journald", remote=True)
    expect(gather(tree({**journal, "proc/72/cmdline": None}))["logging"], service=None, running=None)


@test
def mounts_are_told_with_options_and_encryption():
    mounts = gather(tree())["file_systems"]["mounts"]
    assert [m["path"] for m in mounts] == ["/", "/boot", "/tmp", "/srv/with blank"]
    expect(mounts[0], type="ext4", encrypted=True, readonly=False, nodev=False, used=None)
    expect(mounts[1], encrypted=False, readonly=True, nodev=True, nosuid=True, noexec=False)
    expect(mounts[2], encrypted=None, noexec=True)
    expect(mounts[3], encrypted=None, type="nfs4")


@test
def links_out_of_the_root_are_not_followed():
    outside = write('NAME="Outside"\nVERSION_ID="1"\n')
    found = gather(tree({"etc/os-release": (outside,)}))
    expect(found["operating_system"], name=None, version=None)


@test
def no_program_of_the_machine_runs_under_a_root():
    mark = os.path.join(folder(), "ran")
    root = tree({"usr/bin/apt-get": "#!/bin/sh\ntouch %s\n" % mark, "usr/sbin/sshd": "#!/bin/sh\ntouch %s\n" % mark})
    os.chmod(os.path.join(root, "usr/bin/apt-get"), 0o755)
    os.chmod(os.path.join(root, "usr/sbin/sshd"), 0o755)
    found = gather(root)
    assert not os.path.exists(mark)
    expect(found["patch_state"], pending=None)
    assert "firewall" not in found


@test
def a_root_that_is_no_machine_is_refused():
    result = collect(folder())
    assert result.status != 0
    assert "MOGNAD_HOST_ROOT" in result.err


@test
def files_of_any_content_do_no_harm():
    chance = random.Random(1)
    for round in range(25):
        changes = {}
        for path, content in MACHINE.items():
            if not content or isinstance(content, tuple) or chance.random() < 0.4:
                continue
            text = bytearray(content if isinstance(content, bytes) else content.encode())
            for _ in range(chance.randrange(1, 12)):
                at = chance.randrange(len(text) + 1)
                kind = chance.randrange(4)
                if kind == 0:
                    text[at:at] = chance.randbytes(chance.randrange(8))
                elif kind == 1:
                    del text[at:at + chance.randrange(30)]
                elif kind == 2:
                    text[at:at] = chance.choice([b"\0", b"\\", b"\"", b":", b"(", b"\n\n", b"%", b"{", b"@include ", b"\xff\xfe"])
                else:
                    text[at:at] = text[:at][-40:]
            changes[path] = bytes(text)
        gather(tree(changes))


@test
def pipes_and_folders_in_place_of_files_do_not_hold_it():
    root = tree({"etc/ssh/sshd_config": None, "etc/sudoers": None, "etc/shadow": None})
    os.mkfifo(os.path.join(root, "etc/ssh/sshd_config"))
    os.mkfifo(os.path.join(root, "etc/sudoers"))
    os.mkdir(os.path.join(root, "etc/shadow"))
    found = gather(root)
    expect(found["remote_login"], installed=True, root_login=None)
    expect(found["account"]["daemon"], admin=None, password=None)


@test
def this_machine_can_be_asked():
    found = gather()
    assert found["operating_system"]["kernel"] == os.uname().release
    assert found["census"] and "root" in found["account"]
    expect(found["account"]["root"], admin=True)
    with open("/proc/self/mountinfo", encoding="utf-8", errors="replace") as f:
        mounted = [line.split()[4] for line in f]
    if "/" in mounted: # in a chroot it may be a mere folder
        assert row(found["file_systems"]["mounts"], path="/")["used"] <= 1
    assert "synchronised" in found["clock_sync"]
    assert len(found["hardening"]["settings"]) > 5


main()
