"""What other tools say, as `mognad evidence import` tells of it: benchmarks and audits of hosts, and what is known of the components of systems."""
from .world import Dice, at, day_of, later

FILE = "tools"
BENCHMARK_RULES = [  # and their severity
    ("no_empty_passwords", "Prevent login to accounts with empty password", "high"),
    ("package_telnetd_removed", "Uninstall telnet server", "high"),
    ("sshd_disable_root_login", "Disable SSH root login", "medium"),
    ("partition_for_var_log", "Ensure /var/log located on separate partition", "low"),
    ("package_aide_installed", "Install AIDE", "medium"),
    ("grub2_password", "Set boot loader password", "medium"),
    ("sudo_require_authentication", "Require password to use sudo", "medium"),
]
CHECKED = {  # since when the host is checked, and what fails
    "app01": ("2025-02-01", {"partition_for_var_log"}),
    "app02": ("2025-02-01", {"partition_for_var_log", "package_aide_installed"}),
    "db01": ("2025-08-01", {"sudo_require_authentication"}),
    "web01": ("2025-08-01", set()),
    "bank-norr": ("2026-02-01", {"package_telnetd_removed", "sshd_disable_root_login", "package_aide_installed"}),
}
SILENT_SINCE = {"web01": "2026-06-01"}  # GAP: the job was lost when the server moved, and nobody missed it
COMPONENTS = [("exempelbibliotek", "2.1"), ("exempelparser", "1.14"), ("köklient", "5.0"), ("tidtabell", "0.9")]
BILLS = {  # since when, of what, and the vulnerabilities that are known: name, component, severity, state, from when
    "matvarden": ("2025-05-01", "mätvärdestjänsten", [("EXEMPEL-2026-1", "exempelbibliotek 2.1", "critical", None, "2026-09-02")]),  # GAP: nobody has looked at it
    "mina-prov": ("2025-02-01", "inskick", [("EXEMPEL-2025-7", "exempelparser 1.14", "critical", "not_affected", "2025-10-20"), ("EXEMPEL-2026-4", "köklient 5.0", "high", "in_triage", "2026-10-30")]),
    "provflodet": ("2025-11-01", "provflödet", []),
    "provberakning": ("2026-05-01", "beräkningen", [("EXEMPEL-2026-2", "tidtabell 0.9", "medium", "exploitable", "2026-07-01")]),
}


def tell(world, evidence):
    for round in world.rounds:
        day = later(round, -9)
        for id, (since, failed) in CHECKED.items():
            if since <= day < SILENT_SINCE.get(id, "9999"):
                benchmark(evidence, id, day, failed)
        for host in world.hosts(day):
            if day > "2025-06" and host.id in ("app02", "db02", "bank-norr"):
                audit(evidence, host, day)
        for id, (since, name, known) in BILLS.items():
            if since <= day:
                bill(evidence, id, name, known, later(day, 1))


def benchmark(evidence, id, day, failed):
    """The first run of a host fails more than what is left once somebody has looked at it."""
    results = [{"rule": rule, "title": title, "result": "failed" if rule in failed else "passed", "severity": severity, "weight": 1.0} for rule, title, severity in BENCHMARK_RULES]
    evidence.add(FILE, "check_run", f"host:{id}", at(day, 3), "OpenSCAP 1.3.7",
                 {"tool": "OpenSCAP", "version": "1.3.7", "benchmark": "MPE grundnivå", "benchmark_version": "3", "profile": "server", "target": id, "started": at(day, 2, 50),
                  "finished": at(day, 3), "score": round(100.0 * (len(results) - len(failed)) / len(results), 1), "score_maximum": 100.0, "passed": len(results) - len(failed),
                  "failed": len(failed), "results": results}, "MPE grundnivå server")


def audit(evidence, host, day):
    faults, dice = host.faults, Dice(f"audit/{host.id}/{day}")
    evidence.add(FILE, "audited_host", host.subject, at(day, 4), "Lynis 3.0.8",
                 {"name": "Debian GNU/Linux", "version": host.release, "virtual": host.id != "bank-norr", "container": False, "uptime": f"P{dice.between(3, 60)}D",
                  "packages": Dice(f"packages/{host.id}").between(380, 900), "vulnerable_packages": "updates" in faults, "firewall_active": "firewall" not in faults,
                  "malware_scanner": host.id != "bank-norr", "audit_running": "alone" not in faults and host.id != "app02", "time_service_running": "clock" not in faults,
                  "log_rotation": True, "compiler_installed": "compiler" in faults})


def bill(evidence, id, name, known, day):
    components = [{"name": component, "version": version, "type": "library", "purl": f"pkg:generic/{component.replace('ö', 'o')}@{version}", "licences": ["MIT"]} for component, version in COMPONENTS]
    vulnerabilities = [{"name": vulnerability, "components": [component], "severity": severity, **({"state": state} if state else {}), "published": at(published)}
                       for vulnerability, component, severity, state, published in known if published <= day]
    evidence.add(FILE, "bill_of_materials", f"system:{id}", at(day, 6), "byggservern",
                 {"format": "1.5", "name": name, "version": f"{day_of(day).year - 2022}.{day_of(day).month}", "made": at(day, 6), "components": components, "vulnerabilities": vulnerabilities}, name)
