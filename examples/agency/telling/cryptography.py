"""Encryption where rules require it, its certificates, and keys."""
from .world import ORGANISATION, Dice, at, level, later

FILE = "cryptography"


def tell(world, evidence):
    for number, round in enumerate(world.rounds):
        for system in world.systems(round):
            if world.stopped(system.subject, round) or system.id == "bildarkivet":
                continue
            encryption(world, evidence, system, round)
            if number % 2 or number == 0:
                keys(world, evidence, system, round)
        if number % 2 or number == 0:
            evidence.add(FILE, "key_management", ORGANISATION, later(round, -10), "nyckelförteckningen",
                         {"name": "Rot för interna certifikat", "use": "root", "owner": "unit:sakerhet", "kept_in": "hardware_module", "made": at("2022-04-01"),
                          "change_by": at("2032-04-01"), "custodians": 4, "two_persons": True, "recoverable": True,
                          "revocation_tested": at("2024-10-14") if round.year > 2024 else None, "access_reviewed": at(later(round, -200))}, "rot")


def encryption(world, evidence, system, round):
    day, dice = later(round, -4), Dice(f"encryption/{system.id}/{round}")
    active, modern = world.done("encryption-required", system.subject, day), world.done("encryption-modern", system.subject, day)
    good = world.care(system, day) == "good"
    uses = ["transport"] + (["storage"] if level(system.told["class"], "confidentiality") >= 2 else [])
    for use in uses:
        on = active or use == "transport" and good
        evidence.add(FILE, "encryption", system.subject, day, "krypteringskontrollen",
                     {"use": use, "required": True, "active": on, "algorithm": ("AES-256-GCM" if modern else "AES-128-CBC") if on else None, "key_bits": (256 if modern else 128) if on else None,
                      "lowest_protocol": ("tls1_2" if modern else "tls1_0") if on and use == "transport" else None, "approved": modern if on else None,
                      "expires": at(later(day, dice.between(30, 85) if good else dice.between(5, 200))) if use == "transport" and on else None,
                      "renewed_automatically": good if use == "transport" and on else None, "checked": at(day)}, use)


def keys(world, evidence, system, round):
    """Systems of the highest class have keys of their own that somebody must look after."""
    secrecy, integrity = level(system.told["class"], "confidentiality"), level(system.told["class"], "integrity")
    if max(secrecy, integrity) < 3 or system.origin == "cloud":
        return
    day = later(round, -10)
    vault = world.done("keys-in-vault", system.subject, day)
    for use in ["encryption"] + (["signing"] if integrity >= 3 else []):
        made = later(day, -Dice(f"key/{system.id}/{use}").between(200, 600))
        evidence.add(FILE, "key_management", system.subject, day, "nyckelförteckningen",
                     {"name": f"{system.name}, {use}", "use": use, "owner": "unit:sakerhet" if vault else f"unit:{system.owner}", "kept_in": "key_service" if vault else "plain_file",
                      "made": at(made), "change_by": at(later(made, 730)), "custodians": 3 if vault else 7, "two_persons": vault, "recoverable": True,
                      "revocation_tested": at(later(day, -100)) if vault else None, "access_reviewed": at(later(day, -60 if vault else -600))}, use)
