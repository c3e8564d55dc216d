"""Networks: the whole, zones, services, the filter of the web, and trials of overload."""
from .world import ORGANISATION, Dice, at, day_of, later

FILE = "network"


def tell(world, evidence):
    for round in world.rounds:
        day = later(round, -7)
        overview(world, evidence, day)
        zones(world, evidence, day)
        services(world, evidence, day)
        web(world, evidence, day)
    trials(world, evidence)


def overview(world, evidence, day):
    dice, year = Dice(f"network/{day}"), day_of(day).year
    devices, ports, unknown = 320 + 4 * (year - 2024), 1450, dice.between(2, 14)
    order = world.share("network-in-order", day)
    evidence.add(FILE, "network_overview", ORGANISATION, day, "nätdriften",
                 {"documented": at("2022-05-04" if day < "2024-10" else f"{year if day[5:] > '10-01' else year - 1}-09-20"), "devices": devices,
                  "managed": round(devices * order), "supported": round(devices * min(order, 0.93)),  # GAP: switches of Kontor Norr that nobody mends
                  "admin_separated": day > "2025-03-15", "ports": ports, "ports_controlled": int(ports * world.share("ports-controlled", day)),
                  "unknown_devices": unknown, "unknown_handled": unknown - (0 if year > 2025 else dice.between(1, 2)),
                  "logged": round(devices * (order if day < "2026-06" else 1))})


def zones(world, evidence, day):
    owned = world.share("rules-owned", day)
    for id, told in world.story["zones"].items():
        apart = "apart" in told and told["apart"] <= day_of(day)
        tested = [when for when in told.get("tested", []) if when <= day_of(day)]
        rules = told["rules"] + Dice(f"rules/{id}/{day}").between(0, 6)
        last = bool(tested) and tested[-1] == told["tested"][-1]
        evidence.add(FILE, "network_zone", ORGANISATION, day, "brandväggarna",
                     {"name": told["name"], "purpose": told["purpose"], "owner": f"unit:{told['owner']}", "confidentiality": told["class"],
                      "internet_facing": told.get("internet", False), "default_deny": apart, "outgoing_filtered": apart and told["class"] >= 2, "rules": rules,
                      "rules_wide": told.get("wide", 0) if apart or "wide" in told else 1, "rules_unowned": round(rules * (1 - owned)),
                      "reviewed": at(later(day, -Dice(f"review/{id}").between(20, 300))), "tested": tested and at(tested[-1]) or None,
                      "paths_tested": 40 if tested else None, "paths_open": (told.get("open", 0) if last else 2) if tested else None, "legacy": told.get("legacy", False)}, id)


def services(world, evidence, day):
    for id, told in world.story["network_services"].items():
        present = [way for way in told["required"] if way not in told["lacks"] or told["lacks"][way] <= day_of(day)]
        allowed, outage = told["outage"]
        evidence.add(FILE, "network_service", ORGANISATION, day, "tjänsteförteckningen",
                     {"name": told["name"], "type": told["type"], "owner": f"unit:{told['owner']}", "required": told["required"], "present": present,
                      "agreed": told["agreed"] <= day_of(day), "outage_allowed": allowed, "outage": outage,
                      "reviewed": at(later(day, -Dice(f"service/{id}").between(40, 340 if told["owner"] == "it" else 500)))}, id)


def web(world, evidence, day):
    devices, harmful = 980, 400
    share = world.share("web-filtered", day)
    evidence.add(FILE, "web_filter", ORGANISATION, day, "webbfiltret",
                 {"devices": devices, "filtered": round(devices * share),
                  "categories": ["malware", "phishing"] + (["command_and_control", "newly_registered", "anonymiser"] if day > "2025" else []),
                  "lists_updated": at(day, 4), "tested": at(later(day, -Dice(f"filter/{day}").between(20, 110))) if day > "2025" else at("2022-10-01"),
                  "addresses_tested": harmful, "addresses_blocked": round(harmful * (0.95 if day > "2026" else 0.86)), "exceptions": 14,
                  "exceptions_current": 14 if "2025-05" < day < "2026-09" else 7})  # GAP: half of them have passed their date since autumn


def trials(world, evidence):
    for id, told in world.story["overload_trials"].items():
        subject = f"system:{told['system']}" if "system" in told else ORGANISATION
        evidence.add(FILE, "ddos_test", subject, later(told["day"], 5), "testkalendern",
                     {"at": at(told["day"]), "type": told["type"], "agreed": True, "peak": told.get("peak"), "mitigated": told["held"], "detected_after": "PT4M",
                      "downtime": told["away"], "findings": 4, "findings_closed": 4 if told["held"] else 1}, id)
    for round in world.rounds:
        if round.month == 11:
            for system in world.systems(round):
                if system.internet and system.id != "bildarkivet":
                    done = [id for id, told in world.story["overload_trials"].items() if told.get("system") == system.id and day_of(later(told["day"], 5)) < round]
                    evidence.census(FILE, "ddos_test", system.subject, later(round, -4), "testkalendern", done)
