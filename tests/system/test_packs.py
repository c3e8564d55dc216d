"""The packs of policies/ beside the 93 controls: each can be had by itself, counts only what is its own, and says where its deadlines come from."""
from harness import *

POLICIES = os.path.join(SOURCE, "policies")
PACKS = {"follow-up": ("follow_up", ["11.%d" % n for n in range(1, 7)] + ["12.%d" % n for n in range(1, 5)]),
         "data-protection": ("data_protection", ["13.%d" % n for n in range(1, 7)]), "suppliers": ("suppliers", ["14.%d" % n for n in range(1, 5)]),
         "nis2": ("nis2", ["15.%d" % n for n in range(1, 6)]), "msbfs": ("msbfs", ["16.%d" % n for n in range(1, 5)])}


def counted(profile, *folders):
    policies = [word for folder in folders for word in ("--policy", os.path.join(POLICIES, folder))]
    said = run("assess", "--format", "json", "--as-of", "2026-11-25", "--profile", profile, *policies, store=new_store()).ok().json
    return [control["id"] for control in said["controls"]]


@test
def a_pack_stands_on_the_kinds_alone():
    for folder, (profile, controls) in PACKS.items():
        run("policy", "check", os.path.join(POLICIES, "kinds"), os.path.join(POLICIES, folder), "--strict").ok()
        assert counted(profile, "kinds", folder) == controls, folder


@test
def whoever_leaves_the_packs_out_has_the_93():
    left = [os.path.join(POLICIES, name) for name in os.listdir(POLICIES) if name not in PACKS]
    run("policy", "check", *left, "--strict").ok()
    assert len(counted("iso27002", "kinds", "iso27002")) == 93


@test
def beside_the_packs_a_profile_counts_only_its_own_catalogue():
    assert len(counted("iso27002", "")) == 93
    assert len(counted("baseline", "")) == 30
    for profile, controls in PACKS.values():
        assert counted(profile, "") == controls, profile


@test
def deadlines_of_laws_name_their_source():
    """A law's number, and where it may have been replaced what to check."""
    source = {"nis2": r"2025:1506|2022/2555|2025:1507", "msbfs": r"MSBFS 2020:\d", "data-protection": r"\(EU\) 2016/679"}
    for folder, law in source.items():
        found = 0
        for name in sorted(os.listdir(os.path.join(POLICIES, folder))):
            with open(os.path.join(POLICIES, folder, name), encoding="utf-8") as f:
                for value, english, swedish in re.findall(r'^param \w+ = ([^"\n]*)\s+"([^"]*)"\s+sv "([^"]*)"', f.read(), re.M):
                    found += bool(re.search(law, english)) and bool(re.search(law, swedish))
                    if "MSBFS" in english:
                        assert "check" in english.lower() and "ontrollera" in swedish, (name, english)
        assert found >= 3, (folder, found)


main()
