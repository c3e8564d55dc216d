#!/usr/bin/env python3
"""The evidence of an invented agency: Myndigheten för provning av exempel (MPE).

The story. MPE examines examples for whoever sends them in. 397 people work in twelve units, at two data halls, two
offices, one head office, one customer centre and one archive. Three years ago a new security officer began to build an
information-security management system; the policy is decided, the requirement groups meet (most of them), and the
large systems are looked after. What is left is what is always left: the register that everything hangs on was built
before the rules and two consultants administer it with passwords alone; a system came in through a procurement that
nobody told security about; the archive has a new strongroom without an alarm; Provning Norr is far away and answers late.
Every number below is made up, and so are all names and accounts; the serial 000 of the personal identity numbers is given to nobody.

What is wrong on purpose is listed in README.md and marked GAP below. All else is meant to be as in a decent agency.

Each subject draws its own random numbers from a seed made of its name, so that adding one changes none of the others. Only
random() is drawn, whose sequence Python promises to keep. Times lie between June and 20 November 2026, older ones where
something is old on purpose, so a run as of 2026-11-25 sees fresh evidence.

    python3 generate.py [FOLDER]     writes the .jsonl files (default: the folder of this file)
"""

import json
import pathlib
import random
import sys
from datetime import datetime, timedelta, timezone

ORGANISATION = "organisation:mpe"
ASPECTS = ("confidentiality", "integrity", "availability", "traceability")


# ---- dice

class Dice:
    """Random numbers of one subject."""

    def __init__(self, name):
        self.random = random.Random("mpe/" + name).random

    def between(self, low, high):
        return low + int(self.random() * (high - low + 1))

    def chance(self, share):
        return self.random() < share

    def pick(self, items):
        return items[int(self.random() * len(items))]


def at(day, hour=0, minute=0):
    """2026-11-01 as the instant that evidence writes; a date alone is its midnight."""
    return f"{day}T{hour:02}:{minute:02}:00Z"


def later(day, days):
    """The date so many days after another, as text."""
    return (datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=timezone.utc) + timedelta(days=days)).strftime("%Y-%m-%d")


# ---- evidence

class Evidence:
    """The records by theme, one file each."""

    def __init__(self):
        self.files = {}

    def add(self, theme, kind, subject, observed, source, fields, item=None, assurance=None):
        record = {"kind": kind, "subject": subject}
        if item is not None:
            record["item"] = item
        record["observed"] = observed
        record["source"] = source
        if assurance:
            record["assurance"] = assurance
        record["fields"] = {name: value for name, value in fields.items() if value is not None}
        self.files.setdefault(theme, []).append(record)

    def census(self, theme, kind, subject, observed, source, items):
        self.files.setdefault(theme, []).append(
            {"kind": kind, "subject": subject, "observed": observed, "source": source, "census": items})

    def write(self, folder):
        for theme, records in sorted(self.files.items()):
            lines = (json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in records)
            (folder / f"{theme}.jsonl").write_text("".join(line + "\n" for line in lines), encoding="utf-8")


def classes(levels):
    """"3210" as the four aspects; "-" is one that nobody has judged."""
    return {aspect: int(level) for aspect, level in zip(ASPECTS, levels) if level != "-"}


# ---- who and what there is

# id, name, unit above, staff, class, how far awareness has come (0..1)
UNITS = [
    ("gd", "Generaldirektörens kansli", None, 9, "3222", 0.97),
    ("stab", "Ledningsstaben", "gd", 14, "2221", 0.98),
    ("sakerhet", "Säkerhetsavdelningen", "gd", 11, "3323", 1.0),
    ("ratt", "Rättsavdelningen", "gd", 16, "3212", 0.96),
    ("hr", "HR-avdelningen", "gd", 13, "2212", 0.95),
    ("ekonomi", "Ekonomi och upphandling", "gd", 18, "1212", 0.93),
    ("it", "It-avdelningen", "gd", 64, "3333", 0.95),
    ("utveckling", "Systemutveckling", "it", 47, "2322", 0.92),
    ("forvaltning", "Förvaltningsavdelningen", "gd", 22, "1111", 0.90),
    ("prov-norr", "Provning Norr", "gd", 58, "2222", 0.52),   # GAP: far away, answers late
    ("prov-soder", "Provning Söder", "gd", 73, "3322", 0.94),
    ("kund", "Kundservice", "gd", 52, "2121", 0.88),
]

# id, name, owner, type, class
SITES = [
    ("huvudkontor", "Huvudkontoret", "forvaltning", "office", "3222"),
    ("kontor-norr", "Kontor Norr", "prov-norr", "office", "2111"),
    ("kontor-soder", "Kontor Söder", "prov-soder", "office", "2221"),
    ("kundcenter", "Customer Centre", "kund", "customer_service", "1121"),
    ("hall-a", "Datahall A", "it", "data_centre", "3333"),
    ("hall-b", "Datahall B", "it", "data_centre", "3332"),
    ("arkivet", "Centralarkivet", "ratt", "archive", "3313"),
]

# id, name, owner, service, type, personal data, class
SUPPLIERS = [
    ("molnet", "Exempelmolnet AB", "it", "Molnplattform", "cloud_service", True, "2232"),
    ("driftbolaget", "Driftbolaget Exempel AB", "it", "Drift och servicedesk", "it_supplier", True, "3333"),
    ("konsultringen", "Konsultringen Provbit AB", "utveckling", "Utvecklare och databaskonsulter", "consultant", True, "3222"),
    ("lonekontoret", "Lönekontoret i Exempelstad AB", "hr", "Lönetjänst", "cloud_service", True, "2222"),
    ("ekosys", "Ekosys Sample AB", "ekonomi", "Ekonomisystem", "it_supplier", False, "1222"),
    ("larmcentralen", "Larmcentralen Exempel AB", "forvaltning", "Larm och bevakning", "facility", False, "1121"),
    ("statsexempel", "Statens exempelnämnd", "prov-soder", "Tar emot provresultat", "authority", True, "2211"),
    ("provlab", "Fristående Provlab HB", "prov-norr", "Utför delprov", "independent_actor", None, "2211"),  # GAP
    ("utskick", "Utskick & Tryck AB", "kund", "Utskick av brev", "it_supplier", True, "2111"),
    ("sakerradering", "Säker Radering Norden AB", "forvaltning", "Destruktion av utrustning", "facility", False, "3101"),
    ("chatten", "Chatten Sample Ltd", "kund", "Chat service", "cloud_service", True, "1111"),
    ("natbolaget", "Nätbolaget Exempel AB", "it", "Wide area network", "it_supplier", False, "2232"),
    ("kurshuset", "Kurshuset i Exempelstad AB", "hr", "E-utbildning", "cloud_service", True, "1110"),
]

# id, name, purpose, owner, origin, supplier, site, life cycle, reachable from the internet, class, care
SYSTEMS = [
    ("cases", "Prövningsregistret", "Register över alla prövningar", "prov-soder", "own_development", None, "hall-a", "production", False, "3333", "fair"),
    ("mina-prov", "Mina prov", "E-service for those who send in examples", "kund", "own_development", None, "hall-a", "production", True, "2232", "good"),
    ("provflodet", "Provflödet", "Ärendehandläggning av prov", "prov-soder", "own_development", None, "hall-a", "production", False, "2332", "good"),
    ("matvarden", "Mätvärdesdatabasen", "Mätvärden från provbänkar", "prov-soder", "own_development", None, "hall-b", "production", False, "1322", "good"),
    ("provbank-norr", "Provbänk Norr", "Styrning av provbänkar i norr", "prov-norr", "bought", None, "kontor-norr", "production", False, "1322", "poor"),
    ("provbank-soder", "Provbänk Söder", "Styrning av provbänkar i söder", "prov-soder", "bought", None, "kontor-soder", "production", False, "1322", "fair"),
    ("diariet", "Diariet", "Registrering av allmänna handlingar", "ratt", "bought", "driftbolaget", "hall-a", "production", False, "2223", "good"),
    ("e-arkivet", "E-arkivet", "Long-term preservation", "ratt", "bought", "driftbolaget", "hall-b", "production", False, "3313", "good"),
    ("sekretessvalvet", "Sekretessvalvet", "Handlingar med stark sekretess", "ratt", "bought", None, "hall-a", "production", False, "3223", "good"),
    ("hr", "HR-systemet", "Personalakter och lön", "hr", "cloud_service", "lonekontoret", None, "production", True, "2222", "good"),
    ("rekrytering", "Rekryteringsportalen", "Ansökningar till lediga tjänster", "hr", "cloud_service", "lonekontoret", None, "production", True, "2111", "good"),
    ("ekonomi", "Ekonomisystemet", "Redovisning och fakturor", "ekonomi", "bought", "ekosys", "hall-a", "production", False, "1222", "good"),
    ("upphandling", "Upphandlingsstödet", "Anbud och avtal", "ekonomi", "cloud_service", "ekosys", None, "production", True, "2211", "fair"),
    ("katalogen", "Katalogtjänsten", "Identities and rights", "it", "bought", "driftbolaget", "hall-a", "production", False, "3333", "good"),
    ("epost", "E-posten", "E-mail and calendar", "it", "cloud_service", "molnet", None, "production", True, "2222", "good"),
    ("samarbete", "Samarbetsytan", "Documents and meetings", "it", "cloud_service", "molnet", None, "production", True, "2222", "good"),
    ("loggen", "Centrala loggen", "Collects and keeps logs", "sakerhet", "own_development", None, "hall-b", "production", False, "2323", "good"),
    ("larmet", "Övervakningscentralen", "Detection and alerts", "sakerhet", "bought", None, "hall-b", "production", False, "2332", "good"),
    ("servicedesk", "Servicedesken", "Tickets and changes", "it", "cloud_service", "driftbolaget", None, "production", True, "1121", "good"),
    ("kodforradet", "Kodförrådet", "Source code and builds", "utveckling", "own_development", None, "hall-b", "production", False, "2321", "good"),
    ("testmiljon", "Testmiljön", "Test of own systems", "utveckling", "own_development", None, "hall-b", "production", False, "1111", "fair"),
    ("passersystemet", "Passersystemet", "Badges and doors", "forvaltning", "bought", "larmcentralen", "huvudkontor", "production", False, "2322", "fair"),
    ("intranatet", "Intranätet", "News and instructions for staff", "stab", "own_development", None, "hall-a", "production", False, "1111", "good"),
    ("webbplatsen", "Webbplatsen", "Public web site", "stab", "own_development", "molnet", None, "production", True, "0211", "good"),
    ("kundchatten", "Kundchatten", "Chat with the public", "kund", "cloud_service", "chatten", None, "production", True, "1---", "poor"),  # GAP: half classified
    ("telefonin", "Telefonväxeln", "Telefoni och köer", "kund", "bought", "natbolaget", "kundcenter", "production", False, "1121", "fair"),
    ("bildarkivet", "Bildarkivet", "Bilder från provtillfällen", "prov-norr", "cloud_service", "molnet", None, "production", True, "----", "poor"),  # GAP: unknown to security
    ("utbildning", "Lärplattformen", "E-learning", "hr", "cloud_service", "kurshuset", None, "production", True, "1110", "good"),
    ("gamla-registret", "Gamla provregistret", "Avslutade prövningar före 2015", "prov-soder", "outsourced_development", "konsultringen", "hall-a", "phase_out", False, "3212", "poor"),
    ("provflodet-ny", "Provflödet 2", "Successor of Provflödet", "utveckling", "own_development", None, None, "planned", False, "2332", "good"),
]

# id, name, owner, release, end of support, settings as expected of 20, faults
HOSTS = [
    ("app01", "Applikationsserver 1", "it", "12", "2028-06-30", 20, ()),
    ("app02", "Applikationsserver 2", "it", "12", "2028-06-30", 19, ("compiler",)),
    ("db01", "Databasserver 1", "it", "12", "2028-06-30", 20, ("passwordless",)),
    ("web01", "Webbserver 1", "it", "12", "2028-06-30", 18, ("restart",)),
    ("log01", "Loggserver 1", "sakerhet", "13", "2030-06-30", 20, ()),
    ("bank-norr", "Provbänksdator Norr", None, "10", "2024-06-30", 11, ("compiler", "ftp", "firewall", "passwords", "clock", "updates", "alone")),  # GAP
]

STALE = "2026-07-03"  # GAP: a plain date long before the clock, where evidence stopped coming


def registers(evidence):
    add = evidence.add
    add("registers", "organisation", ORGANISATION, at("2026-06-01"), "verksamhetsregistret",
        {"name": "Myndigheten för provning av exempel", "owner": "unit:sakerhet", "class": classes("3333")})
    for unit, name, above, staff, levels, _ in UNITS:
        add("registers", "unit", f"unit:{unit}", at("2026-10-01"), "personalsystemet",
            {"name": name, "owner": above and f"unit:{above}", "part_of": ORGANISATION, "staff": staff, "class": classes(levels)})
    for site, name, owner, use, levels in SITES:
        add("registers", "site", f"site:{site}", at("2026-06-10"), "lokalregistret",
            {"name": name, "owner": f"unit:{owner}", "part_of": ORGANISATION, "type": use, "class": classes(levels)})
    for supplier, name, owner, service, sort, personal, levels in SUPPLIERS:
        add("registers", "supplier", f"supplier:{supplier}", at("2026-09-15"), "avtalsdatabasen",
            {"name": name, "owner": f"unit:{owner}", "service": service, "type": sort, "personal_data": personal, "class": classes(levels)})
    for system, name, purpose, owner, origin, supplier, site, stage, internet, levels, care in SYSTEMS:
        dice = Dice("register/" + system)
        verified = later("2026-09-01", dice.between(0, 60)) if care != "poor" else later("2025-10-01", dice.between(0, 90))
        known = {"class": classes(levels)} if levels != "----" else {}
        add("registers", "system", f"system:{system}", at("2026-11-02"), "systemförteckningen",
            {"name": name, "purpose": purpose, "owner": f"unit:{owner}", "part_of": ORGANISATION, "lifecycle": stage, "origin": origin,
             "supplier": supplier and f"supplier:{supplier}", "site": site and f"site:{site}", "internet_facing": internet,
             "verified": at(verified), **known})
    for host, name, owner, *_ in HOSTS:
        add("registers", "host", f"host:{host}", at("2026-11-02"), "systemförteckningen",
            {"name": name, "owner": owner and f"unit:{owner}", "part_of": ORGANISATION,
             "class": classes("2222" if host != "db01" else "3333")})


# ---- how the work is led

# id, title, type, status, owner, controls, reviewed, review by, functions
DOCUMENTS = [
    ("policy-is", "Policy för informationssäkerhet", "policy", "decided", "sakerhet", ["5.1", "5.4"], "2026-02-18", "2027-02-18", ["säkerhet", "juridik", "ledning"]),
    ("riktlinje-roller", "Riktlinje för roller och ansvar", "guideline", "decided", "stab", ["5.2", "5.3"], "2026-03-02", "2027-03-02", ["ledning", "juridik"]),
    ("metod-hotbild", "Metod för omvärlds- och hotbildsanalys", "method", "decided", "sakerhet", ["5.7"], "2026-01-20", "2027-01-20", ["säkerhet", "it"]),
    ("rutin-forteckning", "Rutin för förteckning av tillgångar", "routine", "decided", "it", ["5.9"], "2025-12-08", "2026-12-08", ["it"]),
    ("metod-klassning", "Metod för informationsklassning", "method", "decided", "sakerhet", ["5.12", "5.13"], "2026-04-14", "2027-04-14", ["säkerhet", "juridik", "arkiv"]),
    ("riktlinje-leverantor", "Guideline for suppliers", "guideline", "under_review", "ekonomi", ["5.19", "5.20", "5.22"], "2025-03-11", "2026-03-11", ["inköp"]),  # GAP: being reviewed since spring
    ("plan-incident", "Plan för incidenthantering", "plan", "decided", "sakerhet", ["5.24", "5.25", "5.26"], "2026-05-06", "2027-05-06", ["säkerhet", "it", "juridik", "kommunikation"]),
    ("plan-granskning", "Flerårig granskningsplan", "plan", "decided", "stab", ["5.35"], "2026-01-15", "2027-01-15", ["internrevision", "ledning"]),
    ("rutin-bakgrund", "Rutin för bakgrundskontroll", "routine", "decided", "hr", ["6.1"], "2026-02-03", "2027-02-03", ["hr", "juridik"]),
    ("plan-utbildning", "Utbildningsplan 2026", "plan", "decided", "hr", ["6.3"], "2025-12-15", "2026-12-31", ["hr", "säkerhet"]),
    ("rutin-avslut", "Checklista när någon slutar", "routine", "decided", "hr", ["6.5"], "2026-03-25", "2027-03-25", ["hr", "it", "förvaltning"]),
    ("riktlinje-distans", "Riktlinje för distansarbete", "guideline", "decided", None, ["6.7"], "2025-10-20", "2026-10-20", ["hr"]),  # GAP: nobody owns it, overdue
    ("rutin-rapportering", "Rutin för rapportering av händelser", "routine", "decided", "sakerhet", ["6.8"], "2026-05-06", "2027-05-06", ["säkerhet", "kommunikation"]),
    ("riktlinje-fysisk", "Riktlinje för fysiskt skydd", "guideline", "decided", "forvaltning", ["7.1", "7.2", "7.4"], "2026-01-29", "2027-01-29", ["förvaltning", "säkerhet"]),
    ("instruktion-skrivbord", "Instruktion för rent skrivbord", "instruction", "decided", "sakerhet", ["7.7"], "2026-02-18", "2027-02-18", ["säkerhet"]),
    ("plan-underhall", "Underhållsplan datahallar", "plan", "decided", "it", ["7.11", "7.13"], "2026-04-01", "2027-04-01", ["it", "förvaltning"]),
    ("instruktion-avveckling", "Instruktion för avveckling av utrustning", "instruction", "prepared", "it", ["7.14", "7.10"], "2026-08-17", None, ["it"]),  # GAP: never decided
    ("riktlinje-behorighet", "Riktlinje för behörighet", "guideline", "decided", "it", ["8.2", "8.5", "5.15", "5.18"], "2026-03-16", "2027-03-16", ["it", "säkerhet", "hr"]),
    ("rutin-sarbarhet", "Rutin för sårbarhetshantering", "routine", "decided", "it", ["8.8"], "2026-06-09", "2027-06-09", ["it", "säkerhet"]),
    ("instruktion-konfig", "Configuration baselines", "instruction", "decided", "it", ["8.9"], "2026-05-20", "2027-05-20", ["it"]),
    ("instruktion-backup", "Instruktion för säkerhetskopiering", "instruction", "decided", "it", ["8.13"], "2026-04-22", "2027-04-22", ["it", "arkiv"]),
    ("riktlinje-loggning", "Riktlinje för loggning och övervakning", "guideline", "decided", "sakerhet", ["8.15", "8.16"], "2026-06-02", "2027-06-02", ["säkerhet", "it", "juridik"]),
    ("instruktion-programvara", "Instruktion för installation av programvara", "instruction", "draft", "it", ["8.19"], None, None, ["it"]),  # GAP: a draft
    ("riktlinje-nat", "Riktlinje för nätverk", "guideline", "decided", "it", ["8.20", "8.22"], "2026-02-25", "2027-02-25", ["it", "säkerhet"]),
    ("process-andring", "Process för ändringshantering", "routine", "decided", "it", ["8.32"], "2026-03-30", "2027-03-30", ["it", "utveckling", "verksamhet"]),
    ("policy-it-2019", "It-säkerhetspolicy 2019", "policy", "retired", "it", ["5.1"], "2021-05-11", "2022-05-11", ["it"]),
    ("mall-riskanalys", "Template for risk analysis", "template", "decided", "sakerhet", ["5.7", "5.8"], "2026-01-20", "2027-01-20", ["säkerhet"]),
]  # GAP: nothing governs 8.17

# role, unit, holder, deputy, duty, until, controls
ROLES = [
    ("Informationssäkerhetschef", "sakerhet", "anst-0101", "anst-0107", "control_owner", None, ["5.1", "5.7", "5.12", "5.24", "8.15", "8.16"]),
    ("Personalchef", "hr", "anst-0201", "anst-0204", "control_owner", None, ["6.1", "6.3", "6.5", "6.7"]),
    ("Säkerhetsskyddschef", "sakerhet", "anst-0102", None, "control_owner", None, ["7.1", "7.2", "7.4", "7.7"]),
    ("It-chef", "it", "anst-0301", "anst-0302", "control_owner", None, ["8.2", "8.5", "8.8", "8.9", "8.13", "8.17", "8.19", "8.20", "8.32"]),
    ("Systemägare Prövningsregistret", "prov-soder", "anst-0401", "anst-0402", "system_owner", None, []),
    ("Systemägare diarium och arkiv", "ratt", "anst-0501", "anst-0502", "system_owner", None, []),
    ("Systemägare HR och lön", "hr", "anst-0201", "anst-0203", "system_owner", None, []),
    ("Informationsägare mätvärden", "prov-soder", "anst-0403", "anst-0404", "information_owner", None, []),
    ("Riskägare verksamhetsrisker", "gd", "anst-0001", "anst-0002", "risk_owner", None, []),
    ("Riskägare Provning Norr", "prov-norr", "anst-0601", "anst-0602", "risk_owner", "2026-09-30", []),  # GAP: the assignment has ended
    ("Sammankallande kravgrupp åtkomst", "it", "anst-0303", "anst-0304", "convener", None, ["8.2", "8.5"]),
    ("Sammankallande kravgrupp lokaler", "forvaltning", "anst-0701", "anst-0702", "convener", None, ["7.1", "7.2", "7.4", "7.7", "7.11"]),
    ("Internrevisor", "stab", "anst-0011", "anst-0012", "auditor", None, ["5.35"]),
    ("Dataskyddsombud", "ratt", "anst-0503", "anst-0504", "data_protection_officer", None, ["5.34"]),
    ("Processägare incidenthantering", "sakerhet", "anst-0103", "anst-0104", "process_owner", None, ["5.24", "5.25", "5.26", "5.27"]),
    ("Dokumentägare riktlinjer", "stab", "anst-0013", "anst-0014", "document_owner", None, ["5.1"]),
]

# id, convener, functions, controls, last meeting
GROUPS = [
    ("atkomst", "It-arkitekt", ["it", "säkerhet", "hr"], ["8.2", "8.5", "5.15", "5.18"], "2026-10-07"),
    ("drift", "Driftchef", ["it", "säkerhet", "verksamhet"], ["8.8", "8.9", "8.13", "8.19", "8.20", "8.32"], "2026-10-21"),
    ("personal", "HR-strateg", ["hr", "juridik", "säkerhet"], ["6.1", "6.3", "6.5", "6.7", "6.8"], "2026-09-16"),
    ("lokaler", "Fastighetschef", ["förvaltning", "säkerhet", "it"], ["7.1", "7.2", "7.4", "7.7", "7.11", "7.14"], "2026-09-30"),
    ("incident", "Incidentledare", ["säkerhet", "it", "kommunikation", "juridik"], ["5.24", "5.25", "5.26", "5.27", "5.30"], "2026-11-04"),
    ("leverantorer", "Upphandlare", ["inköp", "it"], ["5.19", "5.20", "5.22"], "2026-02-10"),  # GAP: asleep, and two functions
]


def governance(evidence):
    def add(kind, observed, source, fields, item, subject=ORGANISATION, assurance=None):
        evidence.add("governance", kind, subject, observed, source, fields, item, assurance)

    for document, title, sort, status, owner, controls, reviewed, review_by, functions in DOCUMENTS:
        add("document", at("2026-10-15"), "dokumentregistret",
            {"title": title, "type": sort, "status": status, "version": "1.0" if status != "draft" else "0.3", "owner": owner and f"unit:{owner}",
             "decided": reviewed and at(reviewed) if status in ("decided", "under_review", "retired") else None,
             "reviewed": reviewed and at(reviewed), "review_by": review_by and at(review_by), "functions": functions, "controls": controls}, document)
    for number, (role, unit, holder, deputy, duty, until, controls) in enumerate(ROLES, 1):
        add("responsibility", at("2026-10-15"), "arbetsordningen",
            {"role": role, "unit": f"unit:{unit}", "holder": holder, "deputy": deputy, "basis": f"Arbetsordningen {number + 10} §",
             "duty": duty, "controls": controls, "until": until and at(until)}, f"ansvar-{number:02}")
    for group, convener, functions, controls, met in GROUPS:
        add("requirement_group", at("2026-11-05"), "kravregistret",
            {"convener": convener, "functions": functions, "controls": controls, "last_meeting": at(met, 13)}, group)

    add("management_review", at("2026-03-20"), "ledningens protokoll",
        {"at": at("2026-03-18"), "chair": "Generaldirektör", "need_met": False, "untreated_serious_risks": 3, "decisions": [
            {"name": "Flerfaktorsautentisering för alla administratörer", "owner": "unit:it", "due": at("2026-09-01")},  # GAP: not done
            {"name": "Utöka övervakningscentralen till dygnet runt", "owner": "unit:sakerhet", "due": at("2026-06-30"), "done": at("2026-06-24")},
            {"name": "Förnya underhållsplanen för datahallarna", "owner": "unit:it", "due": at("2026-04-15"), "done": at("2026-04-01")}]}, "2026")
    add("management_review", at("2025-11-14"), "ledningens protokoll",
        {"at": at("2025-11-12"), "chair": "Generaldirektör", "need_met": False, "untreated_serious_risks": 5, "decisions": [
            {"name": "Klassa alla system i drift", "owner": "unit:sakerhet", "due": at("2026-06-30"), "done": at("2026-06-18")}]}, "2025")
    add("internal_audit", at("2026-06-17"), "internrevisionen",
        {"at": at("2026-06-15"), "auditor": "Internrevisionen", "independent": True,
         "controls": ["5.2", "5.12", "5.19", "5.20", "5.24", "5.26", "6.1", "6.3", "6.5", "8.2", "8.5", "8.8", "8.13", "8.15", "8.32"], "findings": [
             {"name": "Konsulter administrerar Prövningsregistret med enbart lösenord", "severity": "serious", "owner": "unit:it", "due": at("2026-09-30")},  # GAP
             {"name": "Leverantörsuppföljning saknar plan", "severity": "moderate", "owner": "unit:ekonomi", "due": at("2026-12-31")},
             {"name": "Återläsning prövas för sällan", "severity": "significant", "owner": "unit:it", "due": at("2026-10-31"), "closed": at("2026-10-20")}]}, "2026-1")
    add("internal_audit", at("2025-05-20"), "internrevisionen",
        {"at": at("2025-05-16"), "auditor": "Internrevisionen", "independent": True, "controls": ["7.1", "7.2", "7.4", "7.7", "7.11", "7.14"], "findings": [
            {"name": "Passerkort återkallas sent", "severity": "moderate", "owner": "unit:forvaltning", "due": at("2025-12-31"), "closed": at("2025-12-11")},
            {"name": "Larmprov dokumenteras inte", "severity": "significant", "owner": "unit:forvaltning", "due": at("2025-10-31"), "closed": at("2025-11-03")}]}, "2025-1")

    # name, last received, share of items judged
    sources = [("cert", "Nationellt CSIRT", "2026-11-19", 0.94), ("bransch", "Myndigheternas exempelforum", "2026-11-17", 0.88),
               ("egen", "Egna loggar och incidenter", "2026-11-20", 1.0), ("flode", "Commercial feed", "2026-09-22", 0.41)]  # GAP: the feed broke
    for source, name, received, handled in sources:
        evidence.add("risks", "threat_source", ORGANISATION, at("2026-11-20", 9), "hotbildslistan",
                     {"name": name, "last_received": at(received, 6), "handled": handled}, source)
    analyses = [("2026-strategisk", "2026-01-30", "strategic", ["säkerhet", "juridik", "verksamhet", "it"], ["risk:R-01", "beslut:GD-2026-04"]),
                ("2026-taktisk", "2026-05-11", "tactical", ["säkerhet", "it", "verksamhet"], ["risk:R-05"]),
                ("2026-t2", "2026-09-14", "operative", ["säkerhet", "it", "kommunikation"], ["åtgärd:A-31", "risk:R-09"]),
                ("2026-leverantor", "2026-08-20", "tactical", ["inköp", "säkerhet"], [])]  # GAP: nothing followed
    for analysis, day, horizon, functions, led_to in analyses:
        evidence.add("risks", "threat_analysis", ORGANISATION, at(later(day, 1)), "hotbildslistan",
                     {"at": at(day), "horizon": horizon, "sources": ["cert", "egen"], "functions": functions,
                      "sent_to": ["unit:gd", "unit:it", "unit:sakerhet"], "led_to": led_to}, analysis)

    # The units' own word, which alone never counts fully.
    for unit, _, _, _, _, awareness in UNITS:
        add("self_assessment", at("2026-10-12"), "enkät",
            {"controls": ["5.10", "7.7"], "answer": "fully" if awareness > 0.93 else "partly" if awareness > 0.6 else "unsure",
             "statement": "Vi låser skärmen och plockar undan" if awareness > 0.6 else "Vi har inte hunnit svara på allt", "role": "Enhetschef"},
            "2026-host", subject=f"unit:{unit}", assurance="stated")


# id, name, likelihood, consequence, residual, owner, treatment, status, decided, due, controls
RISKS = [
    ("R-01", "Angripare krypterar Prövningsregistret", 3, 5, 10, "gd", "reduce", "under_treatment", "2026-03-18", "2026-12-31", ["8.13", "8.8", "8.16"]),
    ("R-02", "Administratörskonto i Prövningsregistret kapas", 4, 5, 20, "it", "reduce", "under_treatment", "2026-03-18", "2026-09-01", ["8.2", "8.5"]),  # GAP: overdue
    ("R-03", "Leverantör av drift slutar leverera", 2, 5, 8, "it", "transfer", "under_treatment", "2026-04-10", "2027-01-31", ["5.19", "5.20", "5.30"]),
    ("R-04", "Sekretessbelagd handling hamnar fel", 3, 4, 8, "ratt", "reduce", "under_treatment", "2026-02-02", "2026-12-15", ["5.12", "7.7"]),
    ("R-05", "Överbelastningsangrepp mot Mina prov", 4, 3, 6, "kund", "reduce", "under_treatment", "2026-05-25", "2026-12-01", ["8.20"]),
    ("R-06", "Datahall B blir strömlös", 3, 4, 9, "it", "reduce", "under_treatment", "2026-06-15", "2027-02-28", ["7.11"]),
    ("R-07", "Nyckelperson slutar", 4, 3, 9, "utveckling", "accept", "open", "2026-05-04", None, ["6.5"]),
    ("R-08", "Inbrott i Centralarkivet", 2, 4, 8, "ratt", "reduce", "open", "2026-09-01", "2027-03-31", ["7.1", "7.4"]),
    ("R-09", "Nätfiske mot Provning Norr", 5, 3, 15, "prov-norr", "reduce", "open", "2026-09-28", "2026-12-20", ["6.3", "6.8"]),
    ("R-10", "Okänt system med personuppgifter", 3, 4, 12, None, None, "open", None, None, ["5.9", "5.12"]),  # GAP: nobody owns it
    ("R-11", "Felaktiga mätvärden upptäcks sent", 2, 4, 6, "prov-soder", "reduce", "closed", "2025-12-01", "2026-05-31", ["8.32"]),
    ("R-12", "Provbänk utan leverantörsstöd angrips", 3, 4, 12, "prov-norr", "avoid", "under_treatment", "2026-06-20", "2027-06-30", ["8.8", "8.20"]),
]

# id, title, stage, severity, detected, hours to report, to judge, days to contain, to close, personal data, hours to notify, systems, cause, lessons
INCIDENTS = [
    ("I-2026-03", "Felskickat besked till annan sökande", "incident", "moderate", "2026-06-08", 1, 5, 1, 9, True, 40, ["mina-prov"], "Adressfält blandades ihop",
     [("Kontroll av adress före utskick", "kund", "2026-08-31", "2026-08-20")]),
    ("I-2026-04", "Nätfiske med kapat konto i Provning Norr", "incident", "significant", "2026-07-14", 6, 31, 3, 21, True, 96, ["epost"], "Inloggning utan flerfaktorsautentisering",
     [("Slå av äldre inloggning", "it", "2026-09-30", "2026-09-17"), ("Riktad utbildning i norr", "prov-norr", "2026-10-15", None)]),  # GAP: told late, a lesson overdue
    ("I-2026-05", "Avbrott i Provflödet efter ändring", "incident", "moderate", "2026-08-19", 0, 1, 0, 5, False, None, ["provflodet"], "Otestad databasändring",
     [("Test av databasändringar i testmiljön", "utveckling", "2026-10-31", "2026-10-08")]),
    ("I-2026-06", "Skadlig kod stoppad på klientdator", "event", "negligible", "2026-09-03", 0, 2, 0, 1, False, None, [], None, []),
    ("I-2026-07", "Överbelastning av Mina prov", "incident", "significant", "2026-09-25", 0, 1, 1, 12, False, None, ["mina-prov"], "Skydd var inte påslaget för nya adresser",
     [("Nya adresser anmäls till skyddet automatiskt", "it", "2026-11-15", "2026-11-10")]),
    ("I-2026-08", "Borttappad bärbar dator", "incident", "moderate", "2026-10-06", 3, 8, 1, 6, False, None, [], "Glömd på tåg, krypterad disk",
     [("Påminnelse vid resa", "sakerhet", "2026-12-01", None)]),
    ("I-2026-09", "Obehörig sökning i Prövningsregistret", "incident", "serious", "2026-10-27", 0, 3, 2, None, True, 48, ["cases"], None, []),
    ("I-2026-10", "Misstänkt e-post rapporterad av kundservice", "event", "negligible", "2026-11-12", 0, 4, 0, 1, False, None, ["epost"], None, []),
]


def risks_and_incidents(evidence):
    for risk, name, likelihood, consequence, residual, owner, treatment, status, decided, due, controls in RISKS:
        evidence.add("risks", "risk", ORGANISATION, at("2026-11-06"), "riskregistret",
                     {"name": name, "likelihood": likelihood, "consequence": consequence, "residual": residual, "owner": owner and f"unit:{owner}",
                      "treatment": treatment, "status": status, "decided": decided and at(decided), "due": due and at(due), "controls": controls}, risk)
    for incident, title, stage, severity, day, report, judge, contain, close, personal, notify, systems, cause, lessons in INCIDENTS:
        def hours(count):
            start = datetime.strptime(day, "%Y-%m-%d").replace(hour=7, tzinfo=timezone.utc)
            return (start + timedelta(hours=count)).strftime("%Y-%m-%dT%H:%M:%SZ")
        evidence.add("incidents", "incident", ORGANISATION, at("2026-11-18"), "ärendesystemet",
                     {"title": title, "stage": stage, "severity": severity, "detected": hours(0), "reported": hours(report),
                      "reporter": "staff" if report else "monitoring", "decided": hours(judge), "contained": hours(24 * contain + 6),
                      "closed": hours(24 * close + 9) if close is not None else None, "personal_data": personal, "notifiable": notify is not None,
                      "notified": hours(notify) if notify is not None else None, "systems": [f"system:{system}" for system in systems], "root_cause": cause,
                      "lessons": [{"name": name, "owner": f"unit:{owner}", "due": at(due), **({"done": at(done)} if done else {})}
                                  for name, owner, due, done in lessons]}, incident)
    evidence.add("incidents", "exercise", ORGANISATION, at("2026-05-29"), "övningsprotokoll",
                 {"at": at("2026-05-27"), "type": "tabletop", "lessons": 6, "lessons_done": 4}, "2026-incident")
    evidence.add("incidents", "exercise", ORGANISATION, at("2025-04-30"), "övningsprotokoll",
                 {"at": at("2025-04-24"), "type": "tabletop", "lessons": 8, "lessons_done": 8}, "2025-incident")


# ---- people

def people(evidence):
    def add(kind, unit, observed, source, fields, item=None, assurance=None):
        evidence.add("people", kind, f"unit:{unit}", observed, source, fields, item, assurance)

    # case, personal identity number (serial 000: nobody's), last day, days until accounts were closed, equipment, keys, duties
    leavers = {"it": [("2026-014", "19790212-0000", "2026-08-28", 0, True, True, True), ("2026-021", "19880930-0001", "2026-10-30", 6, True, True, True)],
               "prov-norr": [("2026-009", "19910617-0002", "2026-07-31", None, False, True, False)],  # GAP: accounts still open
               "prov-soder": [("2026-011", "19660405-0003", "2026-06-30", 1, True, True, True), ("2026-018", "19950123-0000", "2026-09-30", 0, True, False, True)],
               "kund": [("2026-016", "20010809-0001", "2026-09-15", 1, True, True, True)],
               "utveckling": [("2026-023", "19830314-0002", "2026-11-06", 0, True, True, True)]}
    for unit, _, _, staff, _, awareness in UNITS:
        dice = Dice("people/" + unit)
        managers = max(1, staff // 12)
        add("acknowledgement", unit, at("2026-10-05") if unit != "forvaltning" else at("2025-08-25"), "intranätet",  # GAP: stale
            {"staff": staff, "acknowledged": round(staff * min(1, awareness + 0.02))})
        for year, share, day in (("2025", awareness - 0.1, "2025-11-10"), ("2026", awareness, "2026-11-09")):
            done = max(0, round(staff * share))
            add("training", unit, at(day), "lärplattformen",
                {"activity": f"Agera säkert {year}", "audience": "all", "invited": staff, "completed": done,
                 "passed": round(done * (0.88 + 0.1 * dice.random()))}, f"agera-{year}")
        add("training", unit, at("2026-09-21"), "lärplattformen",
            {"activity": "Chefens ansvar", "audience": "managers", "invited": managers,
             "completed": managers if awareness > 0.6 else max(0, managers - 3), "passed": managers if awareness > 0.6 else 0}, "chef-2026")
        if unit in ("it", "utveckling"):
            invited = 30 if unit == "it" else 38
            add("training", unit, at("2026-10-12"), "lärplattformen",
                {"activity": "Säker utveckling och drift", "audience": "developers" if unit == "utveckling" else "specialists", "invited": invited,
                 "completed": invited - (2 if unit == "it" else 7), "passed": invited - 9}, "fordjupning-2026")
        evidence.census("people", "training", f"unit:{unit}", at("2026-11-09", 9), "lärplattformen",
                        ["agera-2026", "chef-2026"] + (["fordjupning-2026"] if unit in ("it", "utveckling") else []))
        recruited = max(1, staff // 10)
        add("screening", unit, at("2026-10-20"), "personalsystemet",
            {"recruited": recruited, "screened": recruited if unit != "kund" else recruited - 2,  # GAP: summer staff
             "sensitive_roles": max(1, staff // 8), "sensitive_current": max(1, staff // 8) - (2 if unit == "it" else 0)})
        remote = round(staff * 0.6)
        add("remote_work", unit, at("2026-09-30"), "klientregistret" if unit != "prov-norr" else "enkät",
            {"people": remote, "agreements": round(remote * awareness), "devices": remote,
             "managed": remote - (0 if awareness > 0.6 else 6)}, assurance="stated" if unit == "prov-norr" else None)
        if unit != "gd":  # GAP: the director-general's office was left out of the exercise
            sent = staff
            add("event_report", unit, at("2026-10-23"), "övningsverktyget",
                {"reported": dice.between(0, 9), "exercise_sent": sent, "exercise_reported": round(sent * (0.62 if awareness > 0.6 else 0.19)),
                 "exercise_clicked": round(sent * (0.03 if awareness > 0.6 else 0.17)), "first_report": f"PT{dice.between(3, 11) if awareness > 0.6 else 74}M"})
        left = leavers.get(unit, [])
        for case, number, day, closed, equipment, keys, explained in left:
            add("offboarding", unit, at("2026-11-16"), "personalsystemet",
                {"personal_number": number, "left": at(day, 0), "accounts_closed": at(later(day, closed), 15) if closed is not None else None,
                 "equipment_returned": equipment, "keys_returned": keys, "duties_explained": explained}, case)
        evidence.census("people", "offboarding", f"unit:{unit}", at("2026-11-16", 9), "personalsystemet", [leaver[0] for leaver in left])


# ---- sites

def sites(evidence):
    def add(kind, site, observed, source, fields, item=None):
        evidence.add("sites", kind, f"site:{site}", observed, source, fields, item)

    for site, name, _, use, levels in SITES:
        dice = Dice("site/" + site)
        zones = [{"name": "Publik zon", "sensitive": False, "access_control": False, "alarm": True},
                 {"name": "Kontorszon" if use != "data_centre" else "Teknikzon", "sensitive": False, "access_control": True, "alarm": True}]
        if levels[0] == "3":
            zones.append({"name": "Skyddad zon", "sensitive": True, "access_control": True, "alarm": True})
        if site == "arkivet":
            zones.append({"name": "Nya valvet", "sensitive": True, "access_control": True, "alarm": False})  # GAP
        inspected = "2026-06-16" if site != "kundcenter" else "2025-07-02"  # GAP: stale inspection
        add("perimeter", site, at(later(inspected, 3)), "besiktningsprotokoll",
            {"drawn": at("2024-03-01"), "inspected": at(inspected), "deviations": 4 if site == "kontor-norr" else 0, "zones": zones})
        badges = {"office": 180, "data_centre": 46, "archive": 24, "customer_service": 75}[use]
        for period, day in (("2026-1", "2026-06-03"), ("2026-2", "2026-10-28")):
            if site == "kontor-norr" and period == "2026-2":
                continue  # GAP: the autumn review was not made
            orphaned = 11 if site == "kontor-soder" and period == "2026-2" else badges // 90  # GAP: badges nobody holds
            add("entry_log_review", site, at(later(day, 1)), "passersystemet",
                {"at": at(day), "badges": badges, "orphaned": orphaned, "forced": dice.between(0, 1), "remedied": site != "kontor-soder" or period != "2026-2"}, period)
        add("physical_monitoring", site, at("2026-11-03"), "larmcentralen",
            {"burglar_alarm": True, "alarm_tested": at("2026-05-12" if site != "kontor-norr" else "2025-08-19"),  # GAP: test too old
             "alarm_worked": True, "response": "PT20M" if site != "arkivet" else "PT45M", "cameras": 8, "cameras_ok": 8})
        if use != "data_centre":
            places = {"office": 120, "archive": 10, "customer_service": 60}[use]
            for period, day, share in (("2026-v", "2026-05-19", 0.09), ("2026-h", "2026-10-20", 0.02)):
                messy = round(places * share * (4 if site == "kundcenter" else 1))
                add("clear_desk_round", site, at(later(day, 1)), "rondprotokoll",
                    {"at": at(day, 18), "places": places, "papers": messy - messy // 3, "screens": messy // 3, "reported": True}, period)
        else:
            tests = [("ups-1", "ups", "passed", 60000, 52000, 0.92), ("ups-2", "ups", "passed", 60000, 50000, 0.92),
                     ("reservkraft", "generator", "passed", None, None, None), ("kyla", "cooling", "passed", None, None, None),
                     ("slackning", "fire_suppression", "passed", None, None, None)]
            if site == "hall-b":  # GAP: the load has grown past the batteries, and a cooling unit failed
                tests[0] = ("ups-1", "ups", "passed", 12000, 58000, 0.9)
                tests[3] = ("kyla", "cooling", "failed", None, None, None)
            for item, equipment, result, capacity, load, efficiency in tests:
                add("utilities_test", site, at("2026-09-09"), "provprotokoll",
                    {"equipment": equipment, "at": at("2026-09-08", 22), "result": result, "capacity_wh": capacity, "load_w": load, "efficiency": efficiency}, item)
        disposals = {"hall-a": [("d-101", "Lagringsskåp", 3, "shredded", True, "2026-08-11", "destroyed"),
                                ("d-102", "Nätverksväxel", 0, "untreated", False, "2026-09-01", "sold")],
                     "hall-b": [("d-103", "Diskar ur gammal databas", 3, "overwritten", True, "2026-10-02", "sold")],  # GAP
                     "huvudkontor": [("d-104", "120 bärbara datorer", 2, "key_destroyed", True, "2026-06-24", "reused"),
                                     ("d-105", "Skrivare", 2, "overwritten", False, "2026-10-14", "returned")]}
        for item, equipment, holds, method, certificate, day, destination in disposals.get(site, []):
            add("disposal", site, at(later(day, 2)), "avvecklingslistan",
                {"equipment": equipment, "holds": holds, "method": method, "certificate": certificate, "at": at(day), "destination": destination}, item)
        evidence.census("sites", "disposal", f"site:{site}", at("2026-11-10"), "avvecklingslistan", [row[0] for row in disposals.get(site, [])])


# ---- suppliers

ALL_CLAUSES = ["security_requirements", "incident_reporting", "audit", "subcontractors", "data_processing", "confidentiality", "continuity", "exit", "deletion"]
BASIC_CLAUSES = ["security_requirements", "incident_reporting", "confidentiality"]

# signed, ends, clauses, certificate, until; None: there is no agreement
AGREEMENTS = {
    "molnet": ("2024-02-01", "2028-01-31", ALL_CLAUSES, "ISO/IEC 27001", "2027-05-31"),
    "driftbolaget": ("2023-09-01", "2027-08-31", ALL_CLAUSES, "ISO/IEC 27001", "2026-08-31"),  # GAP: certificate ended
    "konsultringen": ("2025-01-15", "2027-01-14", BASIC_CLAUSES + ["data_processing", "subcontractors"], None, None),  # GAP: ends soon, no deletion, no audit
    "lonekontoret": ("2022-10-01", "2028-09-30", ALL_CLAUSES, "ISO/IEC 27001", "2027-10-31"),
    "ekosys": ("2024-06-01", "2028-05-31", ALL_CLAUSES, None, None),
    "larmcentralen": ("2023-01-01", "2027-12-31", BASIC_CLAUSES + ["audit", "continuity", "exit"], None, None),
    "statsexempel": ("2021-04-01", None, BASIC_CLAUSES + ["data_processing", "subcontractors", "deletion", "audit", "continuity", "exit"], None, None),
    "provlab": None,  # GAP: works without an agreement
    "utskick": ("2025-03-01", "2027-02-28", BASIC_CLAUSES + ["data_processing", "subcontractors", "deletion", "audit", "continuity", "exit"], "ISO 9001", "2027-01-31"),
    "sakerradering": ("2024-09-01", "2027-08-31", BASIC_CLAUSES + ["audit", "continuity", "exit"], None, None),
    "chatten": ("2026-02-01", "2027-01-31", ["confidentiality"], None, None),  # GAP: the supplier's own terms
    "natbolaget": ("2022-05-01", "2028-04-30", ALL_CLAUSES, "ISO/IEC 27001", "2028-02-28"),
    "kurshuset": ("2025-08-01", "2028-07-31", BASIC_CLAUSES + ["data_processing", "subcontractors", "deletion"], None, None),
}

# reported, method, requirements, met, subcontractors, findings
REVIEWS = {
    "molnet": ("2026-06-11", "certificate", 44, 43, True, []),
    "driftbolaget": ("2026-04-22", "audit", 62, 55, True, [("Loggar skickas inte från servicedesken", "significant", "2026-09-30", None), ("Beredskapslista inaktuell", "moderate", "2026-07-31", "2026-07-02")]),  # GAP
    "konsultringen": ("2024-10-08", "self_declaration", 18, 14, False, []),  # GAP: critical and not looked at for two years
    "lonekontoret": ("2026-03-17", "certificate", 31, 31, True, []),
    "ekosys": ("2026-02-24", "self_declaration", 27, 25, True, []),
    "larmcentralen": ("2026-09-02", "site_visit", 15, 15, False, []),
    "statsexempel": ("2026-05-20", "self_declaration", 12, 12, True, []),
    "utskick": ("2026-08-26", "self_declaration", 20, 19, True, [("Två underleverantörer saknas i förteckningen", "moderate", "2026-12-31", None)]),
    "sakerradering": ("2026-06-25", "site_visit", 14, 14, True, []),
    "natbolaget": ("2026-01-28", "technical_test", 33, 32, True, []),
    "kurshuset": ("2025-11-19", "self_declaration", 16, 15, False, []),
}


def suppliers(evidence):
    for supplier, *_ in SUPPLIERS:
        agreement, review = AGREEMENTS[supplier], REVIEWS.get(supplier)
        if agreement:
            signed, ends, clauses, certificate, until = agreement
            evidence.add("suppliers", "supplier_agreement", f"supplier:{supplier}", at("2026-09-15"), "avtalsdatabasen",
                         {"signed": at(signed), "ends": ends and at(ends), "clauses": clauses, "certificate": certificate,
                          "certificate_until": until and at(until)})
        if review:
            day, method, required, met, subcontractors, findings = review
            evidence.add("suppliers", "supplier_review", f"supplier:{supplier}", at(later(day, 7)), "leverantörsuppföljningen",
                         {"at": at(day), "method": method, "required": required, "met": met, "subcontractors": subcontractors,
                          "findings": [{"name": name, "severity": severity, "due": at(due), **({"closed": at(closed)} if closed else {})}
                                       for name, severity, due, closed in findings]}, day[:4])


# ---- initiatives

# id, name, purpose, owner, type, stage, system, supplier, personal data, day of classification, class
INITIATIVES = [
    ("ombud", "Mina prov för ombud", "Ombud kan sköta prov åt andra", "kund", "development", "realisation", "mina-prov", None, True, "2026-03-12", "2232"),
    ("bildtolkning", "Bildtolkning", "Maskinell tolkning av bilder från provtillfällen", "prov-norr", "development", "realisation", "bildarkivet", "molnet", True,
     None, "----"),  # GAP: as the archive that it reads, unknown to security
    ("ny-chatt", "Ny kundchatt", "Ersätter Kundchatten när avtalet löper ut", "kund", "procurement", "preparation", "kundchatten", None, True, "2026-08-19", "1111"),
]


def initiatives(evidence):
    def add(kind, initiative, day, source, fields, item=None):
        evidence.add("initiatives", kind, f"initiative:{initiative}", at(day), source, fields, item)

    def census(kind, initiative, day, items):
        evidence.census("initiatives", kind, f"initiative:{initiative}", at(day), "säkerhetsresan", items)

    for initiative, name, purpose, owner, type, stage, system, supplier, personal, classified, levels in INITIATIVES:
        add("initiative", initiative, "2026-11-02", "projektkontoret",
            {"name": name, "purpose": purpose, "owner": f"unit:{owner}", "type": type, "stage": stage, "system": f"system:{system}",
             "supplier": supplier and f"supplier:{supplier}", "personal_data": personal, "classified": classified and at(classified), "class": classes(levels)})

    add("risk_analysis", "ombud", "2026-09-18", "säkerhetsresan",
        {"scope": "threat", "at": at("2026-09-15"), "functions": ["it", "kundservice", "säkerhet"], "untreated": 0, "decided": at("2026-09-18")}, "hot")
    add("risk_analysis", "ombud", "2026-09-22", "säkerhetsresan",
        {"scope": "privacy", "at": at("2026-09-16"), "functions": ["dataskydd", "juridik", "kundservice"], "untreated": 0, "decided": at("2026-09-22")}, "integritet")
    add("legal_assessment", "ombud", "2026-10-01", "säkerhetsresan",
        {"question": "personal_data", "outcome": "permitted_with_conditions", "conditions_met": True, "functions": ["dataskydd", "juridik"],
         "decided": at("2026-10-01")}, "behörighet för ombud")
    add("legal_assessment", "ombud", "2026-10-01", "säkerhetsresan",
        {"question": "secrecy", "outcome": "permitted", "functions": ["juridik"], "decided": at("2026-10-01")}, "sekretess mot ombud")
    add("verification", "ombud", "2026-10-30", "säkerhetsresan",
        {"method": "penetration_test", "at": at("2026-10-28"), "open_serious": 0}, "höstens test")
    add("decision", "ombud", "2026-11-12", "säkerhetsresan",
        {"body": "security_council", "concerns": "production", "outcome": "approved", "functions": ["dataskydd", "it", "juridik", "säkerhet"],
         "at": at("2026-11-12")}, "råd 2026-11")

    # GAP: not classified, a legal condition that is not met, never tested, and put off by the council
    add("risk_analysis", "bildtolkning", "2026-10-09", "säkerhetsresan",
        {"scope": "threat", "at": at("2026-10-07"), "functions": ["it", "säkerhet"], "untreated": 2, "decided": at("2026-10-09")}, "hot")
    census("risk_analysis", "bildtolkning", "2026-11-02", ["hot"])
    add("legal_assessment", "bildtolkning", "2026-10-14", "säkerhetsresan",
        {"question": "personal_data", "outcome": "permitted_with_conditions", "conditions_met": False, "functions": ["dataskydd", "juridik"],
         "decided": at("2026-10-14")}, "bilder av personer")
    add("decision", "bildtolkning", "2026-11-12", "säkerhetsresan",
        {"body": "security_council", "concerns": "production", "outcome": "deferred", "functions": ["dataskydd", "it", "juridik", "säkerhet"],
         "at": at("2026-11-12")}, "råd 2026-11")

    # GAP: nobody has asked the lawyers before the offers
    add("requirement_list", "ny-chatt", "2026-09-24", "säkerhetsresan",
        {"at": at("2026-09-24"), "requirements": 31, "functions": ["kundservice", "it", "säkerhet"], "follow_up": True}, "kravlista")
    add("decision", "ny-chatt", "2026-10-06", "säkerhetsresan",
        {"body": "information_owner", "concerns": "procurement", "outcome": "approved", "functions": ["kundservice"], "at": at("2026-10-06")}, "ägarens beslut")


# ---- systems

VECTORS = {  # the scale's own examples of severity
    "critical": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",  # 9.8
    "high": "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H",      # 8.8
    "stop": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H",      # 7.5
    "medium": "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N",    # 6.1
    "low": "CVSS:3.1/AV:L/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N",       # 2.5
}
COMPONENTS = ["webbserver", "loggbibliotek", "databasmotor", "xml-tolk", "bildvisare", "operativsystem", "inloggningsmodul"]
MONTHS = ["2026-08", "2026-09", "2026-10", "2026-11"]


def level(levels, aspect):
    """The class of one aspect, 0 where nobody has judged it."""
    digit = levels[ASPECTS.index(aspect)]
    return int(digit) if digit != "-" else 0


def classification(evidence, system, levels, dice):
    if "-" in levels:
        return
    information = [{"name": "Huvudinformation", **classes(levels)},
                   {"name": "Stödinformation", **{aspect: max(0, value - 1) for aspect, value in classes(levels).items()}}]
    if system == "upphandling":  # GAP: holds bids that are more sensitive than its class
        information.append({"name": "Anbud före öppning", "confidentiality": 3, "integrity": 2, "availability": 1, "traceability": 3})
    decided = later("2025-12-01", dice.between(0, 190)) if system != "passersystemet" else "2023-10-02"  # GAP: review date passed
    evidence.add("systems", "classification", f"system:{system}", at(decided, 14), "klassningsverktyget",
                 {"decided": at(decided), "review_by": at(later(decided, 730)), "functions": ["systemägare", "säkerhet", "juridik"],
                  "personal_data": level(levels, "confidentiality") >= 2, "information": information})


def accounts(evidence, system, levels, care, dice):
    """The accounts, as the system's export names them, and a census of them."""
    if system == "bildarkivet":
        return  # GAP: nobody has asked
    observed = at("2026-11-13", 3) if system != "telefonin" else at(STALE, 3)  # GAP: the export stopped
    names = []

    def account(name, admin=False, interactive=True, mfa=True, owner=True, idle=None):
        names.append(name)
        last = later(observed[:10], -(idle if idle is not None else dice.between(0, 20)))
        evidence.add("accounts", "account", f"system:{system}", observed, "kontoexport",
                     {"name": name, "enabled": True, "interactive": interactive, "admin": admin, "mfa": mfa if interactive else False,
                      "password": "set", "password_changed": at(later("2026-01-10", dice.between(0, 240))), "last_login": at(last, dice.between(6, 17)),
                      "owner": f"anst-{dice.between(100, 799):04}" if owner else None}, name)

    strong = care != "poor"
    for number in range(1, dice.between(8, 14)):
        account(f"hl{number:03}", mfa=strong or dice.chance(0.5))
    account("adm-1", admin=True)
    account("adm-2", admin=True, mfa=strong, idle=160 if care == "poor" else None)
    if system == "cases":  # GAP: the most sensitive system, administered by passwords alone
        account("konsult-db1", admin=True, mfa=False)
        account("konsult-db2", admin=True, mfa=False, idle=12)
    if system == "provbank-norr":
        account("bank", admin=True, mfa=False, owner=False)  # GAP: everybody's account
    if system == "gamla-registret":
        account("sysop", admin=True, mfa=False, owner=False, idle=410)
    account("svc-backup", interactive=False)
    account("svc-jobb", interactive=False)
    census = names + (["svc-okand"] if system == "passersystemet" else [])  # GAP: an account that nobody has described
    evidence.census("accounts", "account", f"system:{system}", observed, "kontoexport", census)
    if system != "kundchatten":  # GAP: its rights were never reviewed
        day = {"good": "2026-09-24", "fair": "2026-06-05", "poor": "2025-02-11"}[care]
        rights = len(names) * 3
        evidence.add("accounts", "access_review", f"system:{system}", at(later(day, 1)), "behörighetsgenomgång",
                     {"at": at(day), "rights": rights, "decided": rights - (5 if care == "fair" else 0), "removed": dice.between(0, 4),
                      "privileged": True, "reviewer": "unit:it"}, day[:4] + ("-2" if day[5:7] > "06" else "-1"))


def copies(evidence, system, levels, origin, care, dice):
    """Backup, restore tests and plans."""
    availability = level(levels, "availability")
    if system == "kundchatten" or system == "bildarkivet":
        return  # GAP: nobody knows whether the supplier copies anything
    where = {"offline": care == "good" or system == "cases"}
    if origin != "cloud_service":
        where["site"] = "site:hall-b"
    for month in MONTHS:
        if system == "telefonin" and month > "2026-08":
            continue  # GAP: evidence went stale
        day = f"{month}-{dice.between(14, 19)}"
        age = 1 if care != "poor" else dice.between(2, 5)
        volumes = [{"name": "data", "size": float(dice.between(40, 900)), "protected": True},
                   {"name": "logg", "size": float(dice.between(5, 80)), "protected": care != "poor"}]
        evidence.add("systems", "backup", f"system:{system}", at(day, 5), "backupservern" if origin != "cloud_service" else "leverantörens rapport",
                     {"schedule": "daily" if care != "poor" else "weekly", "last_success": at(later(day, -age), 23), "encrypted": care != "poor",
                      "storage": where, "volumes": volumes})
    if availability >= 2:
        if system == "cases":
            tests = [("2025-2", "2025-11-19", "succeeded", "PT9H"), ("2026-1", "2026-06-23", "failed", "PT11H")]  # GAP: the latest success is a year old
        elif care == "good":
            tests = [("2026-1", later("2026-02-10", dice.between(0, 40)), "succeeded", "PT3H"),
                     ("2026-2", later("2026-09-01", dice.between(0, 50)), "succeeded", "PT2H30M")]
        elif care == "fair":
            tests = [("2026-1", later("2026-06-01", dice.between(0, 20)), "succeeded", "PT6H")]
        else:
            tests = []  # GAP: never tried
        for item, day, result, took in tests:
            evidence.add("systems", "restore_test", f"system:{system}", at(day, 16), "återläsningsprotokoll",
                         {"at": at(day, 9), "result": result, "took": took, "by": "Drifttekniker"}, item)
        if care != "poor":
            reviewed = later("2026-02-01", dice.between(0, 120))
            evidence.add("systems", "continuity_plan", f"system:{system}", at(reviewed, 12), "kontinuitetsplanen",
                         {"decided": at("2024-11-01"), "reviewed": at(reviewed), "owner": "unit:it", "rto": "PT4H" if availability == 3 else "PT24H",
                          "rpo": "PT24H", "manual": availability < 3})
            held = later("2026-03-10", dice.between(0, 120))
            functional = availability == 3 and system != "cases"  # GAP: the register was only talked about
            evidence.add("systems", "exercise", f"system:{system}", at(held, 16), "övningsprotokoll",
                         {"at": at(held), "type": "functional" if functional else "tabletop", "recovered": "PT3H" if functional else None,
                          "lessons": 4, "lessons_done": 4 if care == "good" else 2}, "2026")


def vulnerabilities(system, month, care, dice):
    """What the scan of a month knows: closed ones, and those that are still open."""
    known = []

    def found(severity, days_before, fixed_after=None, exploited=False):
        scanned = f"{month}-16"
        day = later(scanned, -days_before)
        row = {"name": f"SV-2026-{dice.between(100, 999)}", "component": dice.pick(COMPONENTS), "vector": VECTORS[severity],
               "found": at(day), "exploited": exploited}
        if fixed_after is not None:
            row["fixed"] = at(later(day, fixed_after))
        known.append(row)

    found("critical", 60, 6)
    found("high", 48, 20)
    found("medium", 40, 25)
    found("low", 9)
    if care != "good":
        found("stop", 33)
        found("medium", 90)
    if care == "poor":
        found("critical", 52)     # GAP: open far too long
        found("high", 110)
    if system == "mina-prov" and month == "2026-11":
        found("high", 4)          # new, within its time
    if system == "provbank-norr":
        found("critical", 40, exploited=True)  # GAP: used by attackers elsewhere
    return known


def running(evidence, system, levels, origin, stage, care, dice):
    """Scans, monitoring, logs, configuration, software and changes."""
    name = f"system:{system}"
    gravest = max(level(levels, aspect) for aspect in ASPECTS)
    for month in MONTHS:
        if system == "bildarkivet" or (system == "telefonin" and month > "2026-08"):
            continue
        targets = dice.between(3, 24)
        evidence.add("systems", "vulnerability_scan", name, at(f"{month}-17", 4), "skannern",
                     {"at": at(f"{month}-16", 23), "authenticated": care != "poor", "targets_planned": targets,
                      "targets_scanned": targets if care != "poor" else max(1, targets - 2), "vulnerabilities": vulnerabilities(system, month, care, dice)})
        if care == "poor" and system != "gamla-registret":
            evidence.add("systems", "monitoring", name, at(f"{month}-18"), "övervakningscentralen", {"connected": False})
            continue
        alerts, rules = dice.between(2, 60), dice.between(6, 20)
        evidence.add("systems", "monitoring", name, at(f"{month}-18"), "övervakningscentralen",
                     {"connected": True, "hours_covered": 1.0 if gravest == 3 else 0.36, "use_cases": rules,
                      "tested": rules - (1 if care == "good" else rules // 3), "alerts": alerts,
                      "triaged": alerts - (alerts // 20 if care == "good" else alerts // 8)})
    if system != "bildarkivet":
        evidence.add("systems", "logging", name, at("2026-11-17", 6) if system != "telefonin" else at(STALE), "centrala loggen",
                     {"service": "loggagent", "running": True, "persistent": True, "remote": care != "poor",
                      "retention": "P18M" if level(levels, "traceability") == 3 and care == "good" else "P6M" if care != "poor" else "P30D", "audit": care == "good"})
    if origin == "cloud_service" or stage == "planned":
        return
    settings = dice.between(120, 260)
    passed = round(settings * {"good": 0.97, "fair": 0.88, "poor": 0.61}[care])
    until = {"fair": "2026-12-31", "poor": "2026-06-30"}.get(care)
    deviations = [{"name": "Äldre krypteringsprotokoll", "decided": at("2026-01-15"), "until": at(until)}] if until else []
    evidence.add("systems", "configuration", name, at("2026-11-10", 2), "konfigurationskontrollen",
                 {"baseline": "MPE grundnivå server 3", "at": at("2026-11-10", 1), "checked": settings, "passed": passed, "deviations": deviations})
    packages = [{"name": component, "version": f"{dice.between(1, 9)}.{dice.between(0, 20)}.{dice.between(0, 9)}", "architecture": "amd64"}
                for component in COMPONENTS[:dice.between(3, 6)]]
    evidence.add("systems", "software_inventory", name, at("2026-11-12"), "programförteckningen", {"packages": packages})
    for number in range(1, dice.between(4, 7)):
        day = later("2026-06-20", dice.between(0, 140))
        kind = "emergency" if number == 3 and care != "good" else dice.pick(["standard", "normal", "normal"])
        careless = care == "poor" and number % 2 == 0
        evidence.add("systems", "change", name, at(later(day, 1)), "ändringsregistret",
                     {"type": kind, "at": at(day, 18), "approved": at(later(day, 2 if careless else -3), 10),
                      "risk_assessed": not careless, "tested": not careless, "rollback": not careless, "outcome": "reverted" if careless else "succeeded",
                      "reviewed": at(later(day, 6 if care == "fair" else 3)) if kind == "emergency" and care != "poor" else None}, f"A-{system}-{number}")


def systems(evidence):
    for system, _, _, _, origin, _, _, stage, _, levels, care in SYSTEMS:
        dice = Dice("system/" + system)
        if stage == "planned":
            continue  # Provflödet 2 is still on paper
        classification(evidence, system, levels, dice)
        accounts(evidence, system, levels, care, dice)
        copies(evidence, system, levels, origin, care, dice)
        running(evidence, system, levels, origin, stage, care, dice)


# ---- hosts, as the collector would tell of them

SETTINGS = [  # and the value that is expected
    ("kernel.kptr_restrict", 1), ("kernel.dmesg_restrict", 1), ("kernel.yama.ptrace_scope", 1), ("kernel.unprivileged_bpf_disabled", 1),
    ("kernel.sysrq", 0), ("fs.protected_hardlinks", 1), ("fs.protected_symlinks", 1), ("fs.protected_fifos", 1), ("fs.protected_regular", 1),
    ("fs.suid_dumpable", 0), ("net.ipv4.ip_forward", 0), ("net.ipv4.tcp_syncookies", 1), ("net.ipv4.conf.all.accept_redirects", 0),
    ("net.ipv4.conf.all.send_redirects", 0), ("net.ipv4.conf.all.accept_source_route", 0), ("net.ipv4.conf.all.rp_filter", 1),
    ("net.ipv4.conf.all.log_martians", 1), ("net.ipv6.conf.all.accept_redirects", 0), ("net.ipv6.conf.all.accept_source_route", 0),
    ("net.ipv4.icmp_echo_ignore_broadcasts", 1),
]


def hosts(evidence):
    for host, _, _, release, support, compliant, faults in HOSTS:
        dice = Dice("host/" + host)
        observed = at("2026-11-19", 2, 15)

        def add(kind, fields, item=None):
            evidence.add("hosts", kind, f"host:{host}", observed, "mognad collect host", fields, item)

        add("operating_system", {"name": "Debian GNU/Linux", "version": release, "kernel": "6.1.0" if release != "10" else "4.19.0", "virtual": host != "bank-norr",
                                 "booted": at(later("2026-11-19", -dice.between(3, 40))), "end_of_support": at(support)})
        add("remote_login", {"installed": True, "running": True, "root_login": "no" if "passwords" not in faults else "yes",
                             "password_authentication": "passwords" in faults, "empty_passwords": False, "x11_forwarding": False, "max_tries": 4 if "passwords" not in faults else 6,
                             "idle_timeout": "PT15M"})
        add("patch_state", {"manager": "apt", "pending": 14 if "updates" in faults else dice.between(0, 3), "pending_security": 9 if "updates" in faults else 0,
                            "lists_updated": at("2026-11-18" if "updates" not in faults else "2026-05-02"), "automatic": "updates" not in faults,
                            "reboot_required": "restart" in faults})
        packages = [("openssh-server", "9.2p1"), ("nftables", "1.0.6"), ("chrony", "4.3"), ("rsyslog", "8.2302"), ("auditd", "3.0.9")]
        packages += [("gcc", "12.2.0")] if "compiler" in faults else []
        packages += [("vsftpd", "3.0.3"), ("tftpd", "0.17")] if "ftp" in faults else []
        add("software_inventory", {"packages": [{"name": name, "version": version, "architecture": "amd64"} for name, version in packages]})
        listeners = [(22, "sshd", True), (9100, "node_exporter", True), (323, "chronyd", False)]
        listeners += [(443, "webbserver", True)] if host.startswith(("app", "web")) else []
        listeners += [(21, "vsftpd", True), (5900, "vnc", True), (8080, "bankstyrning", True), (502, "bankstyrning", True)] if "ftp" in faults else []
        add("service_state", {"services": [{"name": name, "running": True, "enabled": True} for name in ("ssh", "cron", "rsyslog")],
                              "listeners": [{"port": port, "protocol": "udp" if port == 323 else "tcp", "process": process,
                                             "address": "0.0.0.0" if exposed else "127.0.0.1", "exposed": exposed} for port, process, exposed in listeners]})
        add("hardening", {"settings": [{"name": name, "value": str(expected if number < compliant else 1 - expected), "expected": str(expected),
                                        "compliant": number < compliant} for number, (name, expected) in enumerate(SETTINGS)]})
        add("clock_sync", {"synchronised": "clock" not in faults, "service": "chrony", "running": "clock" not in faults,
                           "max_error": "PT0.02S" if "clock" not in faults else "PT16S"})
        add("logging", {"service": "rsyslog", "running": True, "persistent": True, "remote": "alone" not in faults, "retention": "P90D",
                        "audit": host != "app02" and "alone" not in faults})
        filtered = "firewall" not in faults
        add("firewall", {"active": filtered, "default_deny": filtered, "tool": "nftables", "rules": dice.between(12, 40) if filtered else 0})
        add("file_systems", {"mounts": [{"path": path, "type": "ext4" if path == "/" else "tmpfs", "nodev": path != "/", "nosuid": path != "/", "noexec": path == "/dev/shm",
                                         "readonly": False, "encrypted": path == "/", "used": round(0.2 + 0.5 * dice.random(), 3)} for path in ("/", "/tmp", "/dev/shm")]})
        names = ["root", "daemon", "drift", "svc-backup"]
        for name in names:
            add("account", {"name": name, "enabled": name not in ("daemon",), "interactive": name in ("root", "drift"), "admin": name in ("root", "drift"),
                            "admin_without_password": name == "root" or (name == "drift" and "passwordless" in faults), "password": "set" if name == "drift" else "locked",
                            "last_login": at(later("2026-11-18", -dice.between(0, 9)), 9) if name == "drift" else None}, name)
        evidence.census("hosts", "account", f"host:{host}", observed, "mognad collect host", names)


# ---- tools, as `mognad evidence import` would tell of them

BENCHMARK_RULES = [  # and their severity
    ("no_empty_passwords", "Prevent login to accounts with empty password", "high"),
    ("package_telnetd_removed", "Uninstall telnet server", "high"),
    ("sshd_disable_root_login", "Disable SSH root login", "medium"),
    ("partition_for_var_log", "Ensure /var/log located on separate partition", "low"),
    ("package_aide_installed", "Install AIDE", "medium"),
]


def tools(evidence):
    for host, failed in (("app01", {"partition_for_var_log"}), ("bank-norr", {"package_telnetd_removed", "sshd_disable_root_login", "package_aide_installed"})):
        results = [{"rule": rule, "title": title, "result": "failed" if rule in failed else "passed", "severity": severity, "weight": 1}
                   for rule, title, severity in BENCHMARK_RULES]
        evidence.add("tools", "check_run", f"host:{host}", at("2026-11-16", 3), "OpenSCAP 1.3.7",
                     {"tool": "OpenSCAP", "version": "1.3.7", "benchmark": "MPE grundnivå", "profile": "server", "target": host, "finished": at("2026-11-16", 3),
                      "passed": len(results) - len(failed), "failed": len(failed), "results": results}, "MPE grundnivå server")
    findings = [{"rule": "nullPointer", "message": "Null pointer dereference: prov", "level": "error", "file": "inskick/prov.c", "line": 211, "suppressed": True},
                {"rule": "unusedVariable", "message": "Unused variable: rad", "level": "warning", "file": "inskick/rad.c", "line": 12, "suppressed": False}]
    evidence.add("tools", "code_analysis", "system:mina-prov", at("2026-11-17", 5), "clang 14.0.6",
                 {"tool": "clang", "version": "14.0.6", "finished": at("2026-11-17", 5), "succeeded": True, "errors": 1, "warnings": 1, "notes": 0, "findings": findings}, "clang")
    # GAP: nobody has looked at it
    evidence.add("tools", "bill_of_materials", "system:matvarden", at("2026-11-17", 6), "byggservern",
                 {"format": "1.5", "name": "mätvärdestjänsten", "version": "4.2", "made": at("2026-11-17", 6),
                  "components": [{"name": "exempelbibliotek", "version": "2.1", "type": "library", "purl": "pkg:generic/exempelbibliotek@2.1", "licences": ["MIT"]}],
                  "vulnerabilities": [{"name": "EXEMPEL-2026-1", "components": ["exempelbibliotek 2.1"], "severity": "critical", "score": 9.8}]}, "mätvärdestjänsten")


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent
    evidence = Evidence()
    for theme in (registers, governance, risks_and_incidents, people, sites, suppliers, initiatives, systems, hosts, tools):
        theme(evidence)
    folder.mkdir(parents=True, exist_ok=True)
    evidence.write(folder)


if __name__ == "__main__":
    main()
