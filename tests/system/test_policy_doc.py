"""`policy doc`: pages for all that the policies declare, links that lead somewhere, the same bytes wherever policies lie."""
import re

from harness import *

POLICIES = os.path.join(SOURCE, "policies")
AWKWARD = '''module awkward
param longest = 30 days "1. *not* a [list](x) | <b>&amp;</b> `code` # $x_y$ ~~gone~~" sv "Längst"
kind system "System" sv "System" about system { name text  tags set of enum { a, b }  parts list { name text "A | bar" } }
kind unit about unit { head text personal "Who" }
catalogue own "Own <controls>" sv "Egna" {
  theme hard "Hard & *fast*" { control 8.1 "A [title](evil.md)" sv "Titel" { properties one, two } control 8.2 "No rules" }
}
control 8.1 {
  rule marked {
    title    "Holds for `all` within {longest} | [x](y)"
    title sv "Gäller"
    level 2 weight 3 must
    for system s where s.name matches /a|b`c/
    fresh longest
    require any p in s.parts
              where p.name is known
              has p.name != "```"
    action "<script>alert(1)</script>"
  }
}
'''


FULL = '''module full
param longest = 30 days
let privileged(a: account, n: integer) = a.admin and n > 2
kind system "System" about system { name text  owner unit  stage enum { live, gone } }
kind unit "Unit" about unit { name text  head text }
kind many account "Account" about system { admin bool  mfa bool  seen time }
kind initiative "Initiative" about initiative { name text  approved bool  budget number }
catalogue own "Own" { theme hard "Hard" { control 8.1 "One" { properties integrity } control 8.2 "Two" { properties integrity, availability } control 9.1 "Three" } }
control 8.1 {
  rule admins_use_mfa { title "t" level 1 for system s require no a in account where privileged(a, 3) has a.mfa = false }
}
for each control c in own where c.properties contains availability {
  rule governed { title "{c.title} is governed" level 2 for system s require s.owner is known }
}
gate start "May it start" sv "Får det börja" for initiative i {
  step approved "It is approved" require i.approved action "Approve it"
  step money require i.budget > 0
}
profile small "A small one" from own {
  include 8.*
  exclude 9.1 because "Nothing | of *that* sort" decided by "The board" on 2026-02-01 review 2027-02-01
  set longest = 10 days
  target level 2 for 8.1
  weight 8.2 = 3
}
group kept "Kept | here" sv "Bevarat" from own { include 8.*, 9.1 exclude 8.2 }
test "an admin without mfa" for 8.1/admins_use_mfa at 2026-11-01 {
  given system "hr" { stage live }
  given account "root" { admin true, mfa false }
  expect not_met
}
'''


def pages(into):
    found = {}
    for folder_name, _, files in os.walk(into):
        for name in files:
            path = os.path.join(folder_name, name)
            with open(path, encoding="utf-8") as f:
                found[os.path.relpath(path, into)] = f.read()
    return found


def doc(*paths, lang="en"):
    into = os.path.join(folder(), "reference")
    run("policy", "doc", *paths, "--output", into, "--lang", lang).ok()
    return pages(into)


def without_code(text):
    """Links are not looked for in code; backslashes in it mean themselves."""
    text = re.sub(r"^(```+)mog\n.*?^\1$", "", text, flags=re.S | re.M)
    return re.sub(r"(?<![`\\])(`+)(?!`).+?(?<!`)\1(?!`)", "", text)


def links(text):
    return re.findall(r"(?<!\\)\]\(([^)]*)\)", without_code(text))


def anchors(text):
    return re.findall(r'<a id="([^"]*)"></a>', text)


def check_links(all_pages):
    seen = 0
    for name, text in all_pages.items():
        assert len(anchors(text)) == len(set(anchors(text))), name
        for target in links(text):
            path, _, anchor = target.partition("#")
            other = os.path.normpath(os.path.join(os.path.dirname(name), path)) if path else name
            assert other in all_pages, "%s links to %s" % (name, target)
            assert not anchor or anchor in anchors(all_pages[other]), "%s links to %s" % (name, target)
            seen += 1
    return seen


@test
def every_link_leads_to_a_page_and_a_place_on_it():
    for lang in ("en", "sv"):
        all_pages = doc(POLICIES, lang=lang)
        assert check_links(all_pages) > 1000
        reached = {"index.md"}
        while True:
            more = {os.path.normpath(os.path.join(os.path.dirname(name), target.partition("#")[0])) for name in reached for target in links(all_pages[name])}
            if more <= reached:
                break
            reached |= more
        assert reached == set(all_pages), set(all_pages) - reached


@test
def every_rule_kind_field_and_parameter_is_there():
    all_pages = doc(POLICIES)
    told = run("policy", "check", POLICIES, "--format", "json").ok().json
    rules = [a for name, text in all_pages.items() if name.startswith("controls/") for a in anchors(text)]
    assert len(rules) == told["rules"] and "8.13/restore_tested" in rules
    assert {"schedule", "storage.site", "volumes", "volumes.size"} <= set(anchors(all_pages["kinds/backup.md"]))
    declared = 0
    for folder_name, _, files in os.walk(POLICIES):
        for name in files:
            with open(os.path.join(folder_name, name), encoding="utf-8") as f:
                declared += len(re.findall(r"^param ", f.read(), re.M))
    assert len(anchors(all_pages["parameters.md"])) == declared > 20


@test
def who_uses_a_field_is_told_on_both_sides():
    all_pages = doc(POLICIES)
    assert "[backup.schedule](../kinds/backup.md#schedule)" in all_pages["controls/8.13.md"]
    (row,) = [line for line in all_pages["kinds/backup.md"].splitlines() if '<a id="schedule">' in line]
    assert "(../controls/8.13.md#8.13/backed_up)" in row and "restore_tested" not in row, row
    assert "(controls/8.13.md#8.13/backup_recent)" in all_pages["parameters.md"]


@test
def pages_are_in_the_language_that_is_asked_for():
    english, swedish = doc(POLICIES), doc(POLICIES, lang="sv")
    assert set(english) == set(swedish)
    assert "# 8.13 Information backup\n\n*Säkerhetskopiering" in english["controls/8.13.md"]
    assert "# 8.13 Säkerhetskopiering" in swedish["controls/8.13.md"] and "*Information backup*" in swedish["controls/8.13.md"]
    assert "## Regler" in swedish["controls/8.13.md"] and "How often backup runs" not in swedish["kinds/backup.md"]


@test
def the_same_policies_give_the_same_bytes_wherever_they_lie():
    away = os.path.join(folder(), "elsewhere")
    shutil.copytree(POLICIES, away)
    here = doc(POLICIES)
    assert doc(away) == here
    for name, text in here.items():
        assert SOURCE not in text and BUILD not in text, name


@test
def what_markdown_would_take_for_its_own_is_escaped():
    all_pages = doc(write(AWKWARD, "awkward.mog"))
    check_links(all_pages)
    page, index, parameters = all_pages["controls/8.1.md"], all_pages["index.md"], all_pages["parameters.md"]
    assert "# 8.1 A \\[title\\](evil.md)" in page and "evil.md" not in links(page)
    assert "\\<script\\>" in page and "<script>" not in page
    assert "Hard \\& \\*fast\\*" in index and "Own" not in index
    (row,) = [line for line in parameters.splitlines() if 'id="awkward.longest"' in line]
    assert re.split(r"(?<!\\)\|", row)[3].strip().startswith("1. \\*not\\* a \\[list\\](x) \\| \\<b\\>"), row
    assert "````mog\n" in page and "\n````\n" in page, "a fence is longer than the ticks within it"
    assert "\nany p in s.parts\n  where p.name is known\n  has p.name" in page
    assert "level 2, weight 3, a key requirement" in page and "``s.name matches /a|b`c/``" in page
    assert "| properties | one, two |" in page and "None yet." in all_pages["controls/8.2.md"]
    assert "(personal data)" in all_pages["kinds/unit.md"]


@test
def definitions_gates_profiles_groups_and_tests_have_pages_where_there_are_any():
    all_pages = doc(write(FULL, "full.mog"))
    check_links(all_pages)
    assert "let privileged(a: account, n: integer) = a.admin and n > 2" in all_pages["definitions.md"]
    assert "Used by [8.1/admins" in all_pages["definitions.md"] and "(../definitions.md#full.privileged)" in all_pages["controls/8.1.md"]
    assert "[account.admin](../kinds/account.md#admin)" in all_pages["controls/8.1.md"], "read through the definition"
    assert "Two is governed" in all_pages["controls/8.2.md"] and "8.1/governed" not in all_pages["controls/8.1.md"]
    assert "*Får det börja*" in all_pages["gates.md"] and "start/money" in anchors(all_pages["gates.md"]) and "Approve it" in all_pages["gates.md"]
    assert "[initiative.approved](kinds/initiative.md#approved)" in all_pages["gates.md"]
    assert "[9.1](controls/9.1.md) – Nothing \\| of \\*that\\* sort (decided by The board on 2026-02-01, to be reviewed by 2027-02-01)" in all_pages["profiles.md"]
    assert "Kept \\| here" in all_pages["groups.md"] and "kept" in anchors(all_pages["groups.md"])
    assert "- [8.1](controls/8.1.md) One\n- [9.1](controls/9.1.md) Three\n" in all_pages["groups.md"]
    assert "(controls/8.1.md#8.1/admins_use_mfa): an admin without mfa – `not_met`" in all_pages["tests.md"]
    bare = doc(write("kind system about system { name text }\n", "bare.mog"))
    assert not {"definitions.md", "gates.md", "profiles.md", "groups.md", "tests.md"} & set(bare)


@test
def pages_that_are_gone_are_taken_away_and_others_are_left_alone():
    into = os.path.join(folder(), "reference")
    one = write("kind system about system { name text }\nkind vault about system { locked bool }\n", "p.mog")
    run("policy", "doc", one, "--output", into).ok()
    write("kept", "notes.txt", into)
    with open(one, "w", encoding="utf-8") as f:
        f.write("kind system about system { name text }\n")
    run("policy", "doc", one, "--output", into).ok()
    assert not os.path.exists(os.path.join(into, "kinds/vault.md")) and os.path.exists(os.path.join(into, "notes.txt"))
    write("# Mine\n", "kinds/mine.md", into)
    result = run("policy", "doc", one, "--output", into).exits(3)
    assert "mine.md" in result.err and "--output" in result.err, result.err
    with open(os.path.join(into, "kinds/mine.md"), encoding="utf-8") as f:
        assert f.read() == "# Mine\n"


@test
def what_cannot_be_written_or_understood_is_told():
    result = run("policy", "doc", POLICIES, "--output", "/proc/nowhere").exits(4)
    assert "--output" in result.err
    into = os.path.join(folder(), "reference")
    faulty = write("kind system about system { name text }\ncontrol 8.1 { rule r { title \"t\" level 1 for system s require s.nme } }\n", "f.mog")
    assert "E0107" in run("policy", "doc", faulty, "--output", into).exits(3).err
    assert not os.path.exists(into)


main()
