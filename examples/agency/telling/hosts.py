"""Hosts as the collector finds them a few days before each round: `mognad collect host`, and what comes of it as the agency learns to set them up."""
from .world import Dice, at, day_of, later

FILE = "hosts"
SETTINGS = [  # and the value that is expected
    ("kernel.kptr_restrict", 1), ("kernel.dmesg_restrict", 1), ("kernel.yama.ptrace_scope", 1), ("kernel.unprivileged_bpf_disabled", 1),
    ("kernel.sysrq", 0), ("fs.protected_hardlinks", 1), ("fs.protected_symlinks", 1), ("fs.protected_fifos", 1), ("fs.protected_regular", 1),
    ("fs.suid_dumpable", 0), ("net.ipv4.ip_forward", 0), ("net.ipv4.tcp_syncookies", 1), ("net.ipv4.conf.all.accept_redirects", 0),
    ("net.ipv4.conf.all.send_redirects", 0), ("net.ipv4.conf.all.accept_source_route", 0), ("net.ipv4.conf.all.rp_filter", 1),
    ("net.ipv4.conf.all.log_martians", 1), ("net.ipv6.conf.all.accept_redirects", 0), ("net.ipv6.conf.all.accept_source_route", 0),
    ("net.ipv4.icmp_echo_ignore_broadcasts", 1),
]


def tell(world, evidence):
    for round in world.rounds:
        day = later(round, -6)
        for host in world.hosts(day):
            if day_of(day) >= world.story["hosts_since"]["collected"][host.id]:
                visit(world, evidence, host, day)


def visit(world, evidence, host, day):
    since, faults, dice = world.story["hosts_since"], host.faults, Dice(f"host/{host.id}/{day}")
    observed = at(day, 2, 15)

    def after(what):
        return day_of(day) >= since[what]

    def add(kind, fields, item=None):
        evidence.add(FILE, kind, host.subject, observed, "mognad collect host", fields, item)

    old = host.release == "10"
    add("operating_system", {"name": "Debian GNU/Linux", "version": host.release, "kernel": "4.19.0" if old else "6.1.0", "virtual": host.id != "bank-norr",
                             "booted": at(later(day, -dice.between(3, 40))), "end_of_support": at(host.support)})
    passwords = "passwords" in faults or not after("keys_only") and host.id.startswith(("db", "build"))
    add("remote_login", {"installed": True, "running": True, "root_login": "yes" if "passwords" in faults else "keys_only" if passwords else "no",
                         "password_authentication": passwords, "empty_passwords": False, "x11_forwarding": False, "max_tries": 6 if passwords else 4, "idle_timeout": "PT15M"})
    automatic = after("automatic") and "updates" not in faults
    waiting = 9 if "updates" in faults else 0 if automatic else dice.between(0, 4)
    add("patch_state", {"manager": "apt", "pending": waiting + dice.between(0, 5), "pending_security": waiting,
                        "lists_updated": at("2024-06-20") if "updates" in faults else at(later(day, -1 if automatic else -dice.between(1, 12))), "automatic": automatic,
                        "reboot_required": "restart" in faults or not automatic and dice.chance(0.4)})
    software(add, faults, host)
    right = host.right if after("hardened") else max(9, host.right - 6)
    add("hardening", {"settings": [{"name": name, "value": str(expected if number < right else 1 - expected), "expected": str(expected), "compliant": number < right}
                                   for number, (name, expected) in enumerate(SETTINGS)]})
    exact = after("exact") or host.id.startswith("db")
    lost = host.id in since["clock_lost"] and day_of(day) >= since["clock_lost"][host.id]
    add("clock_sync", {"synchronised": "clock" not in faults and not lost, "service": "chrony", "running": "clock" not in faults,
                       "max_error": "PT16S" if "clock" in faults else "PT2S" if lost else "PT0.02S" if exact else "PT1.4S"})
    add("logging", {"service": "rsyslog", "running": True, "persistent": after("sent_away") or dice.chance(0.7), "remote": after("sent_away") and "alone" not in faults,
                    "retention": "P90D", "audit": after("audited") and host.id != "app02" and "alone" not in faults})
    filtered = "firewall" not in faults
    add("firewall", {"active": filtered, "default_deny": filtered and (after("hardened") or host.id.startswith("web")), "tool": "nftables", "rules": Dice(f"rules/{host.id}").between(12, 40) if filtered else 0})
    guarded = after("hardened") and "alone" not in faults
    add("file_systems", {"mounts": [{"path": path, "type": "ext4" if path == "/" else "tmpfs", "nodev": path != "/" and guarded, "nosuid": path != "/" and (guarded or path == "/dev/shm"),
                                     "noexec": path == "/dev/shm", "readonly": False, "encrypted": path == "/", "used": round(0.2 + 0.5 * dice.random(), 3)}
                                    for path in ("/", "/tmp", "/dev/shm")]})
    accounts(evidence, add, host, day, observed)


def software(add, faults, host):
    packages = [("openssh-server", "9.2p1"), ("nftables", "1.0.6"), ("chrony", "4.3"), ("rsyslog", "8.2302"), ("auditd", "3.0.9")]
    packages += [("gcc", "12.2.0")] if "compiler" in faults else []
    packages += [("vsftpd", "3.0.3"), ("tftpd", "0.17")] if "ftp" in faults else []
    add("software_inventory", {"packages": [{"name": name, "version": version, "architecture": "amd64"} for name, version in packages]})
    listeners = [(22, "sshd", True), (9100, "node_exporter", True), (323, "chronyd", False)]
    listeners += [(443, "webbserver", True)] if host.id.startswith(("app", "web")) else []
    listeners += [(21, "vsftpd", True), (5900, "vnc", True), (8080, "bankstyrning", True), (502, "bankstyrning", True)] if "ftp" in faults else []
    add("service_state", {"services": [{"name": name, "running": True, "enabled": True} for name in ("ssh", "cron", "rsyslog")],
                          "listeners": [{"port": port, "protocol": "udp" if port == 323 else "tcp", "process": process,
                                         "address": "0.0.0.0" if exposed else "127.0.0.1", "exposed": exposed} for port, process, exposed in listeners]})


def accounts(evidence, add, host, day, observed):
    names = ["root", "drift", "svc-backup"]
    if host.id == "bank-norr":
        names.append("bank")  # GAP: the bench logs in by itself, without a password
    for name in names:
        free = name == "bank"
        add("account", {"name": name, "enabled": True, "type": "service" if name.startswith("svc") else "shared" if free else "person", "interactive": not name.startswith("svc"),
                        "admin": name in ("root", "drift"), "admin_limited": False, "admin_without_password": name == "root" or (name == "drift" and "passwordless" in host.faults),
                        "password": "none" if free else "set" if name == "drift" else "locked",
                        "last_login": at(later(day, -Dice(f"login/{host.id}/{day}").between(0, 9)), 9) if name == "drift" else None}, name)
    evidence.census(FILE, "account", host.subject, observed, "mognad collect host", names)
