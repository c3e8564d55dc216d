"""The language server, spoken to as an editor does: Content-Length frames over stdin and stdout."""
import select
import time
from urllib.parse import quote

from harness import *

KINDS = """module kinds.test

kind system "System" sv "System" about system {
  name text "What people call it" sv "Vad det kallas"
  class { availability integer "How much it is missed" }
  lifecycle enum { planned, production, retired }
}
kind many account "Account" sv "Konto" about system {
  admin bool "Has administrative rights" sv "Har administrativa rättigheter"
  mfa bool
  controls set of control
}
kind backup "Backup" about system {
  schedule enum { none, daily }
  last_success time
  volumes list { name text protected bool }
}
"""
CATALOGUE = """module controls.test
catalogue test "A catalogue" {
  theme technological "Technological" sv "Teknologiska" {
    control 8.5 "Secure authentication" sv "Säker autentisering" { properties integrity }
    control 8.13 "Information backup" sv "Säkerhetskopiering" { properties availability }
  }
}
"""
RULES = """module rules.test
use kinds.test

param age_limit = 8 days "Weekly, with a day of slack" sv "Veckovis med en dags marginal"

control 8.5 {
  rule admins {
    title "Å 😀 {age_limit} administrators"
    level 2
    for system s where s.lifecycle = production and s.class.availability >= 1
    require count(x in account) >= 1 and every a in account where a.admin has a.mfa
    finding for a "{a.item} 😀 {a.mfa}"
  }
}
control 8.13 {
  rule backed_up {
    title "Backed up"
    level 1
    for system s
    require backup.schedule != none and backup.last_success within age_limit and any v in backup.volumes has v.protected
  }
}
"""


class Client:
    """One session. Positions are given by a marker: the place of `at` within `needle`, in the n-th occurrence."""

    def __init__(self, *arguments, files=None, capabilities=None, start=True, env=None):
        self.root = folder()
        for name, text in (files or {}).items():
            write(text, name, self.root)
        line = [MOGNAD, "policy", "lsp", *(arguments or ["--policy", self.root])]
        self.process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(**(env or {})))
        self.number, self.bytes, self.seen, self.texts, self.versions = 0, b"", [], {}, {}
        self.encoding = "utf-16"
        if start:
            self.initialize(capabilities or {})

    def initialize(self, capabilities):
        result = self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": capabilities})
        self.server, self.encoding = result["capabilities"], result["capabilities"]["positionEncoding"]
        self.tell("initialized", {})

    # ---- frames

    def send_bytes(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message):
        body = json.dumps(message, ensure_ascii=False).encode()
        self.send_bytes(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def read(self, timeout=60):
        until = time.monotonic() + timeout
        while True:
            head, _, rest = self.bytes.partition(b"\r\n\r\n")
            if _:
                size = int(head.split(b":")[1])
                if len(rest) >= size:
                    self.bytes = rest[size:]
                    return json.loads(rest[:size])
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, until - time.monotonic()))
            assert ready, "no answer within %d s" % timeout
            more = os.read(self.process.stdout.fileno(), 1 << 16)
            assert more, "the server ended: %s" % self.process.stderr.read().decode("utf-8", "replace")
            self.bytes += more

    # ---- messages

    def tell(self, method, params):
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def answer(self, method, params):
        self.number += 1
        self.send({"jsonrpc": "2.0", "id": self.number, "method": method, "params": params})
        while True:
            message = self.read()
            if message.get("id") == self.number and "method" not in message:
                return message
            self.seen.append(message)

    def ask(self, method, params):
        message = self.answer(method, params)
        assert "error" not in message, message
        return message["result"]

    def refused(self, method, params):
        message = self.answer(method, params)
        assert "error" in message, message
        return message["error"]

    def uri(self, name):
        return "file://" + quote(os.path.join(os.path.realpath(self.root), name))

    def open(self, name, text):
        self.texts[name], self.versions[name] = text, 1
        self.tell("textDocument/didOpen", {"textDocument": {"uri": self.uri(name), "languageId": "mognad", "version": 1, "text": text}})

    def replace(self, name, old, new, n=0):
        """An incremental change: the n-th `old` becomes `new`."""
        text = self.texts[name]
        start = -1
        for _ in range(n + 1):
            start = text.index(old, start + 1)
        self.versions[name] += 1
        range_ = {"start": self.position(text, start), "end": self.position(text, start + len(old))}
        self.texts[name] = text[:start] + new + text[start + len(old):]
        self.tell("textDocument/didChange", {"textDocument": {"uri": self.uri(name), "version": self.versions[name]},
                                             "contentChanges": [{"range": range_, "text": new}]})

    def units(self, text):
        return len(text.encode(self.encoding + ("-le" if self.encoding == "utf-16" else ""))) // (2 if self.encoding == "utf-16" else 1)

    def position(self, text, index):
        before = text[:index]
        line = before.rsplit("\n", 1)[-1]
        return {"line": before.count("\n"), "character": self.units(line)}

    def place(self, name, needle, at=None, n=0, after=False):
        """The position of `at` (its end with `after`) within the n-th `needle`."""
        text = self.texts[name]
        start = -1
        for _ in range(n + 1):
            start = text.index(needle, start + 1)
        start += needle.index(at or needle)
        if after:
            start += len(at or needle)
        return {"textDocument": {"uri": self.uri(name)}, "position": self.position(text, start)}

    def diagnostics(self, name, version=...):
        """Waits for those of the document (of its version; None: of any), and returns them."""
        version = self.versions.get(name) if version is Ellipsis else version
        while True:
            for message in list(self.seen):
                self.seen.remove(message)
                params = message.get("params", {})
                if message.get("method") != "textDocument/publishDiagnostics" or params["uri"] != self.uri(name):
                    continue
                if version is None or params.get("version") == version:
                    return params["diagnostics"]
            self.seen.append(self.read())

    def cut(self, name, range_):
        """The text of a range that the server gave."""
        return self.slice(self.texts[name], range_)

    def slice(self, text, range_):
        def offset(position):
            lines = text.split("\n")
            line, units = lines[position["line"]], position["character"]
            encoded = line.encode("utf-16-le" if self.encoding == "utf-16" else "utf-8")
            inner = encoded[:units * (2 if self.encoding == "utf-16" else 1)].decode("utf-16-le" if self.encoding == "utf-16" else "utf-8")
            return sum(len(l) + 1 for l in lines[:position["line"]]) + len(inner)
        return text[offset(range_["start"]):offset(range_["end"])]

    def completions(self, name, *place, **more):
        result = self.ask("textDocument/completion", self.place(name, *place, **more))
        return {item["label"]: item for item in result["items"]}

    def end(self):
        self.ask("shutdown", None)
        self.tell("exit", None)
        status = self.process.wait(60)
        error = self.process.stderr.read().decode("utf-8", "replace")
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            stream.close()
        assert status == 0, (status, error)
        assert not error, error


def session(**more):
    client = Client(files={"kinds.mog": KINDS, "catalogue.mog": CATALOGUE, "rules.mog": RULES}, **more)
    client.open("rules.mog", RULES)
    return client


RICH = {"textDocument": {"hover": {"contentFormat": ["markdown", "plaintext"]}, "documentSymbol": {"hierarchicalDocumentSymbolSupport": True}}}


@test
def a_session_begins_and_ends_as_the_protocol_says():
    client = Client(files={"kinds.mog": KINDS}, start=False)
    assert client.refused("textDocument/hover", {})["code"] == -32002
    client.initialize({})
    assert client.encoding == "utf-16"
    for ability in ("hoverProvider", "definitionProvider", "documentSymbolProvider", "documentFormattingProvider", "completionProvider"):
        assert client.server[ability], ability
    assert client.refused("initialize", {"capabilities": {}})["code"] == -32600
    assert client.refused("no/suchMethod", {})["code"] == -32601
    client.tell("no/suchNotification", {})
    client.tell("$/cancelRequest", {"id": 1})
    assert client.ask("shutdown", None) is None
    assert client.refused("textDocument/hover", {})["code"] == -32600
    client.tell("exit", None)
    assert client.process.wait(60) == 0


@test
def leaving_without_shutdown_is_status_1():
    client = Client(files={"kinds.mog": KINDS})
    client.tell("exit", None)
    assert client.process.wait(60) == 1
    client = Client(files={"kinds.mog": KINDS})
    client.process.stdin.close()
    assert client.process.wait(60) == 1


@test
def paths_that_are_not_there_are_told_at_once():
    result = run("policy", "lsp", os.path.join(folder(), "nothing")).exits(3)
    assert "nothing" in result.err, result.err


@test
def policies_without_fault_have_no_diagnostics():
    client = session()
    assert client.diagnostics("rules.mog") == []
    client.end()


@test
def errors_appear_and_vanish_as_one_types():
    client = session()
    assert client.diagnostics("rules.mog") == []
    client.replace("rules.mog", "has a.mfa\n", "has a.mfaa\n")
    found = client.diagnostics("rules.mog")
    assert [d["code"] for d in found] == ["E0107"] and found[0]["severity"] == 1, found
    assert found[0]["source"] == "mognad" and "did you mean `mfa`" in found[0]["message"], found
    assert client.cut("rules.mog", found[0]["range"]) == "a.mfaa"
    client.replace("rules.mog", "a.mfaa\n", "a.mfa\n")
    assert client.diagnostics("rules.mog") == []
    client.end()


@test
def columns_are_utf_16_units_before_which_wide_characters_stand():
    client = session()
    client.replace("rules.mog", "{a.item} 😀 {a.mfa}", "åäö 😀😀 {a.mfaa} 😀 {a.mfa}")
    found = client.diagnostics("rules.mog")
    assert len(found) == 1 and client.cut("rules.mog", found[0]["range"]) == "a.mfaa", found
    line = client.texts["rules.mog"].split("\n")[found[0]["range"]["start"]["line"]]
    assert found[0]["range"]["start"]["character"] == len(line[:line.index("a.mfaa")]) + 2  # each 😀 is two units
    # an edit behind them hits the right place
    client.replace("rules.mog", "{a.mfaa} 😀", "{a.mfa} 😀")
    assert client.diagnostics("rules.mog") == []
    client.replace("rules.mog", "😀😀", "ö😀")
    client.replace("rules.mog", "{a.mfa} 😀 {a.mfa}", "{a.mfa} 😀 {a.adm}")
    found = client.diagnostics("rules.mog")
    assert [client.cut("rules.mog", d["range"]) for d in found] == ["a.adm"], found
    client.end()


@test
def a_client_that_offers_utf_8_gets_bytes():
    client = session(capabilities={"general": {"positionEncodings": ["utf-16", "utf-8"]}})
    assert client.encoding == "utf-8"
    client.replace("rules.mog", "{a.item} 😀 {a.mfa}", "åäö 😀 {a.mfaa}")
    found = client.diagnostics("rules.mog")
    assert client.cut("rules.mog", found[0]["range"]) == "a.mfaa", found
    client.replace("rules.mog", "a.mfaa", "a.mfa")
    assert client.diagnostics("rules.mog") == []
    client.end()


@test
def all_sorts_of_changes_lead_to_the_text_that_the_editor_shows():
    """Random edits on a text of all line ends and wide characters; the server's text is asked for by a name's place in it."""
    import random
    dice = random.Random(7)
    client = session()
    text = RULES
    for step in range(120):
        pieces = ["", "x", "å", "😀", "\n", "\r\n", "  # ö 😀\n", "\n\n", "param p = 1\n"]
        start = dice.randrange(len(text) + 1)
        end = min(len(text), start + dice.choice([0, 0, 1, 5, 40]))
        while text[start - 1:start + 1] == "\r\n":
            start -= 1
        while text[end - 1:end + 1] == "\r\n" or end < start:
            end += 1
        new = dice.choice(pieces)
        range_ = {"start": client.position(text, start), "end": client.position(text, end)}
        text = text[:start] + new + text[end:]
        client.versions["rules.mog"] += 1
        client.tell("textDocument/didChange", {"textDocument": {"uri": client.uri("rules.mog"), "version": client.versions["rules.mog"]},
                                               "contentChanges": [{"range": range_, "text": new}]})
    end = text + "\nparam at_the_very_end = 1 \"åäö 😀\" sv \"ö\"\n"
    range_ = {"start": client.position(text, len(text)), "end": client.position(text, len(text))}
    client.versions["rules.mog"] += 1
    client.tell("textDocument/didChange", {"textDocument": {"uri": client.uri("rules.mog"), "version": client.versions["rules.mog"]},
                                           "contentChanges": [{"range": range_, "text": end[len(text):]}]})
    incremental = client.diagnostics("rules.mog")
    client.versions["rules.mog"] += 1
    client.tell("textDocument/didChange", {"textDocument": {"uri": client.uri("rules.mog"), "version": client.versions["rules.mog"]},
                                           "contentChanges": [{"text": end}]})
    assert client.diagnostics("rules.mog") == incremental
    assert incremental, "the damage is seen"
    client.end()


@test
def what_is_typed_meanwhile_is_taken_first():
    """A hundred changes at once: not one publication for each."""
    client = session()
    client.diagnostics("rules.mog")
    data = b""
    for number in range(100):
        client.versions["rules.mog"] += 1
        body = json.dumps({"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {
            "textDocument": {"uri": client.uri("rules.mog"), "version": client.versions["rules.mog"]},
            "contentChanges": [{"text": RULES + "# %d\n" % number}]}}).encode()
        data += b"Content-Length: %d\r\n\r\n" % len(body) + body
    client.send_bytes(data)
    client.texts["rules.mog"] = RULES + "# 99\n"
    versions = []
    while not versions or versions[-1] != client.versions["rules.mog"]:
        message = client.read()
        if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == client.uri("rules.mog"):
            versions.append(message["params"]["version"])
    assert len(versions) < 50, versions
    client.end()


@test
def an_open_document_stands_for_its_file_until_it_is_closed():
    client = session()
    assert client.diagnostics("rules.mog") == []
    client.open("kinds.mog", KINDS.replace("mfa bool", "two_factors bool"))
    found = client.diagnostics("rules.mog", version=None)
    while not found:
        found = client.diagnostics("rules.mog")
    assert {d["code"] for d in found} == {"E0107"}, found
    client.tell("textDocument/didClose", {"textDocument": {"uri": client.uri("kinds.mog")}})
    assert client.diagnostics("rules.mog") == []
    client.end()


@test
def a_document_outside_the_policy_paths_is_checked_with_them():
    client = session()
    client.open("scratch.txt", "module scratch\nuse kinds.test\ncontrol 8.5 {\n  rule r { title \"t\" level 1 for system require account.mfa }\n}\n")
    found = client.diagnostics("scratch.txt")
    assert [d["code"] for d in found] == ["E0121"], found
    client.tell("textDocument/didClose", {"textDocument": {"uri": client.uri("scratch.txt")}})
    assert client.diagnostics("scratch.txt", version=None) == []
    client.tell("textDocument/didOpen", {"textDocument": {"uri": "untitled:Untitled-1", "languageId": "mognad", "version": 1, "text": "kind"}})
    while True:
        params = client.read().get("params", {})
        if params.get("uri") == "untitled:Untitled-1":
            break
    assert params["diagnostics"]
    client.end()


@test
def a_new_file_is_found_when_one_is_saved():
    client = session()
    client.replace("rules.mog", "use kinds.test", "use kinds.test\nuse kinds.more")
    assert [d["code"] for d in client.diagnostics("rules.mog")] == ["E0111"]
    write("module kinds.more\n", "more.mog", client.root)
    client.tell("textDocument/didSave", {"textDocument": {"uri": client.uri("rules.mog")}})
    assert client.diagnostics("rules.mog") == []
    client.end()


def hover(client, *place, **more):
    result = client.ask("textDocument/hover", client.place("rules.mog", *place, **more))
    return None if result is None else (client.cut("rules.mog", result["range"]), result["contents"]["value"])


@test
def hover_tells_types_titles_and_help():
    client = session(capabilities=RICH)
    word, text = hover(client, "a.admin has", "admin")
    assert word == "admin" and "account.admin bool" in text and "Has administrative rights" in text, (word, text)
    word, text = hover(client, "s.class.availability", "avail")
    assert word == "class.availability" and "integer" in text and "How much it is missed" in text, (word, text)
    word, text = hover(client, "in account where", "account")
    assert word == "account" and "kind many account about system" in text and "`mfa` `bool`" in text, (word, text)
    word, text = hover(client, "within age_limit", "age_limit")
    assert "param age_limit = 8 days" in text and "Weekly, with a day of slack" in text and "duration" in text, text
    word, text = hover(client, "control 8.13", "8.13")
    assert word == "8.13" and "Information backup" in text and "Technological" in text, (word, text)
    word, text = hover(client, "rule backed_up", "backed_up")
    assert "rule 8.13/backed_up" in text and "Backed up" in text and "level 1" in text, text
    word, text = hover(client, "= production", "production")
    assert word == "production" and "enum { planned, production, retired }" in text, (word, text)
    word, text = hover(client, ">= 1", ">=")
    assert word == "s.class.availability >= 1" and "bool" in text, (word, text)
    word, text = hover(client, "use kinds.test", "test")
    assert "module kinds.test" in text and "kinds.mog" in text, text
    word, text = hover(client, "{a.item}", "item")
    assert word == "item" and "text" in text, (word, text)
    assert hover(client, "level 2", "lev") is None
    client.end()


@test
def hover_speaks_swedish_and_plain_text_where_that_is_asked_for():
    client = session(env={"LC_ALL": "sv_SE.UTF-8"})
    word, text = hover(client, "a.admin has", "admin")
    assert "Har administrativa rättigheter" in text and "`" not in text, text
    word, text = hover(client, "control 8.5", "8.5")
    assert "Säker autentisering" in text, text
    client.end()


@test
def hover_and_definition_work_in_a_file_with_errors():
    client = session()
    client.replace("rules.mog", "level 2\n", "level level level\n")
    client.replace("rules.mog", "control 8.5 {", "control 8.5 { oops\n")
    assert client.diagnostics("rules.mog")
    word, text = hover(client, "within age_limit", "age_limit")
    assert "8 days" in text, text
    word, text = hover(client, "where a.admin has", "admin")
    assert "account.admin bool" in text, text
    client.end()


def definition(client, *place, **more):
    result = client.ask("textDocument/definition", client.place("rules.mog", *place, **more))
    if result is None:
        return None
    name = os.path.basename(result["uri"])
    texts = {"kinds.mog": KINDS, "catalogue.mog": CATALOGUE, "rules.mog": client.texts["rules.mog"]}
    return name, result["range"]["start"]["line"], client.slice(texts[name], result["range"])


@test
def definition_leads_to_declarations():
    client = session()
    lines = KINDS.split("\n")
    line = lambda start: next(i for i, l in enumerate(lines) if l.strip().startswith(start))
    assert definition(client, "in account where", "account") == ("kinds.mog", line("kind many account"), "account")
    assert definition(client, "a.admin has", "admin") == ("kinds.mog", line("admin bool"), "admin")
    assert definition(client, "s.class.availability", "availability") == ("kinds.mog", line("class"), "availability")
    assert definition(client, "has v.protected", "protected") == ("kinds.mog", line("volumes"), "protected")
    assert definition(client, "= production", "production") == ("kinds.mog", line("lifecycle"), "production")
    assert definition(client, "for system s where", "system") == ("kinds.mog", line("kind system"), "system")
    assert definition(client, "use kinds.test", "kinds") == ("kinds.mog", 0, "kinds.test")
    assert definition(client, "control 8.13", "8.13") == ("catalogue.mog", 4, "8.13")
    rules = RULES.split("\n")
    assert definition(client, "within age_limit", "age_limit") == ("rules.mog", 3, "age_limit")
    assert definition(client, "{age_limit}", "age_limit") == ("rules.mog", 3, "age_limit")
    for number in range(2):
        found = definition(client, "a.mfa", "a", n=number)
        assert found == ("rules.mog", next(i for i, l in enumerate(rules) if "every a in" in l), "a"), found
    assert definition(client, "s.class", "s") == ("rules.mog", next(i for i, l in enumerate(rules) if "for system s where" in l), "s")
    assert definition(client, "level 2", "level") is None
    client.end()


@test
def references_and_renaming_find_every_place():
    client = session()
    place = client.place("rules.mog", "param age_limit", "age_limit")
    found = client.ask("textDocument/references", {**place, "context": {"includeDeclaration": True}})
    assert [client.cut("rules.mog", f["range"]) for f in found] == ["age_limit"] * 3, found
    found = client.ask("textDocument/references", {**place, "context": {"includeDeclaration": False}})
    assert len(found) == 2
    edits = client.ask("textDocument/rename", {**client.place("rules.mog", "within age_limit", "age_limit"), "newName": "oldest"})["changes"]
    text = RULES
    for edit in sorted(edits[client.uri("rules.mog")], key=lambda e: (e["range"]["start"]["line"], e["range"]["start"]["character"]), reverse=True):
        lines = text.split("\n")
        before = "\n".join(lines[:edit["range"]["start"]["line"]] + [""])
        line = lines[edit["range"]["start"]["line"]]
        start = len(line.encode("utf-16-le")[:2 * edit["range"]["start"]["character"]].decode("utf-16-le"))
        end = len(line.encode("utf-16-le")[:2 * edit["range"]["end"]["character"]].decode("utf-16-le"))
        text = before + line[:start] + edit["newText"] + line[end:] + "\n" + "\n".join(lines[edit["range"]["start"]["line"] + 1:])
    assert text == RULES.replace("age_limit", "oldest"), text
    assert client.refused("textDocument/rename", {**client.place("rules.mog", "in account", "account"), "newName": "user"})["code"] == -32803
    assert client.refused("textDocument/rename", {**place, "newName": "no name"})["code"] == -32602
    client.end()


def proposals(text, marker="¦"):
    """What is proposed at the marker in a rules file, whose marker may be anywhere."""
    client = session()
    client.versions["rules.mog"] += 1
    client.texts["rules.mog"] = text.replace(marker, "")
    client.tell("textDocument/didChange", {"textDocument": {"uri": client.uri("rules.mog"), "version": client.versions["rules.mog"]},
                                           "contentChanges": [{"text": client.texts["rules.mog"]}]})
    position = client.position(text, text.index(marker))
    result = client.ask("textDocument/completion", {"textDocument": {"uri": client.uri("rules.mog")}, "position": position})
    client.end()
    return {item["label"]: item for item in result["items"]}


def in_rule(clause, variable="s"):
    return "module rules.test\nuse kinds.test\nparam age_limit = 8 days\ncontrol 8.13 {\n  rule r {\n    title \"t\"\n    for system %s\n    %s\n  }\n}\n" % (
        variable, clause)


@test
def completion_proposes_what_fits_the_place():
    found = proposals("module rules.test\n¦\n")
    assert {"use", "param", "kind", "control", "catalogue"} <= set(found) and "require" not in found, sorted(found)
    found = proposals("module rules.test\nuse ¦\n")
    assert {"kinds.test", "controls.test", "plugin"} <= set(found) and "rules.test" not in found, sorted(found)
    found = proposals("module rules.test\nuse kinds.¦\n")
    assert "kinds.test" in found, sorted(found)
    assert found["kinds.test"]["textEdit"]["range"]["start"] == {"line": 1, "character": 4}, found["kinds.test"]
    found = proposals("module rules.test\ncontrol 8.¦ {\n}\n")
    assert {"8.5", "8.13"} <= set(found), sorted(found)
    assert found["8.13"]["detail"] == "control 8.13" and "Information backup" in found["8.13"]["documentation"]["value"], found["8.13"]
    assert found["8.13"]["textEdit"]["range"]["start"] == {"line": 1, "character": 8}, found["8.13"]
    found = proposals("control 8.13 {\n  ¦\n}\n")
    assert set(found) == {"rule"}, sorted(found)
    found = proposals(in_rule("¦"))
    assert {"level", "require", "measure", "finding", "action"} <= set(found) and "account" not in found, sorted(found)
    found = proposals("kind x about system {\n  a ¦\n}\n")
    assert {"bool", "set of", "system"} <= set(found), sorted(found)
    found = proposals("kind x about ¦ {\n}\n")
    assert "system" in found, sorted(found)
    found = proposals("control 8.13 { rule r { title \"t\" for ¦ } }")
    assert set(found) == {"system"}, sorted(found)


@test
def completion_of_expressions_knows_names_fields_and_values():
    found = proposals(in_rule("require ¦"))
    assert {"account", "backup", "s", "age_limit", "every", "not", "age"} <= set(found) and "title" not in found, sorted(found)
    assert found["account"]["kind"] == 7 and "kind many account" in found["account"]["detail"], found["account"]
    found = proposals(in_rule("require backup.¦"))
    assert {"schedule", "last_success", "volumes", "observed"} == set(found), sorted(found)
    assert found["schedule"]["detail"] == "backup.schedule enum { none, daily }", found["schedule"]
    found = proposals(in_rule("require s.¦"))
    assert {"name", "class.availability", "lifecycle", "id"} <= set(found) and "admin" not in found, sorted(found)
    found = proposals(in_rule("require s.class.¦ >= 2"))
    assert set(found) == {"availability"}, sorted(found)
    found = proposals(in_rule("require every a in account where a.¦ has a.mfa"))
    assert {"admin", "mfa", "controls", "item"} <= set(found), sorted(found)
    found = proposals(in_rule("require any v in backup.volumes has v.¦"))
    assert {"name", "protected"} == set(found), sorted(found)
    found = proposals(in_rule("measure sum(a.¦ for a in account)"))
    assert "admin" in found, sorted(found)
    found = proposals(in_rule("require backup.schedule = ¦"))
    assert {"none", "daily"} <= set(found) and found["daily"]["kind"] == 20, sorted(found)
    found = proposals(in_rule("require s.lifecycle in { production, ¦ }"))
    assert {"planned", "retired"} <= set(found), sorted(found)
    found = proposals(in_rule("require any a in account has a.controls contains ¦"))
    assert {"8.5", "8.13"} <= set(found), sorted(found)
    found = proposals(in_rule("require backup.last_success ¦"))
    assert {"within", "is known", "and", "older than"} <= set(found) and "backup" not in found, sorted(found)
    found = proposals(in_rule("finding \"å 😀 {backup.¦} ö\""))
    assert "schedule" in found, sorted(found)
    assert not proposals(in_rule("finding \"å 😀 ba¦ck {s.name}\"")), "nothing within words of a text"
    assert not proposals(in_rule("require backup.schedule = none # comment ¦")), "nothing in a comment"
    found = proposals(in_rule("finding for ¦ \"x\"\n    require every a in account has a.mfa"))
    assert "a" in found, sorted(found)


@test
def completion_knows_plugins_and_their_functions():
    found = proposals("module rules.test\nuse plugin ¦\n")
    assert {"technological", "people"} <= set(found), sorted(found)
    found = proposals("module rules.test\nuse kinds.test\nuse plugin technological\ncontrol 8.13 { rule r { title \"t\" level 1 for system s\n require technological.¦ } }\n")
    assert "cvss_severity" in found and found["cvss_severity"]["kind"] == 3, sorted(found)
    assert "text" in found["cvss_severity"]["detail"], found["cvss_severity"]


@test
def symbols_are_the_table_of_contents():
    client = session(capabilities=RICH)
    symbols = client.ask("textDocument/documentSymbol", {"textDocument": {"uri": client.uri("rules.mog")}})
    names = [(s["name"], [c["name"] for c in s.get("children", [])]) for s in symbols]
    assert names == [("rules.test", []), ("age_limit", []), ("8.5", ["admins"]), ("8.13", ["backed_up"])], names
    rule = symbols[3]["children"][0]
    assert rule["detail"] == "Backed up" and client.cut("rules.mog", rule["selectionRange"]) == "backed_up", rule
    assert client.cut("rules.mog", rule["range"]).startswith("rule backed_up {") and client.cut("rules.mog", rule["range"]).endswith("}")
    client.open("kinds.mog", KINDS)
    symbols = client.ask("textDocument/documentSymbol", {"textDocument": {"uri": client.uri("kinds.mog")}})
    assert [c["name"] for c in symbols[1]["children"]] == ["name", "class", "lifecycle"], symbols
    client.end()
    client = session()  # a client that knows no trees
    symbols = client.ask("textDocument/documentSymbol", {"textDocument": {"uri": client.uri("rules.mog")}})
    assert ("backed_up", "8.13") in [(s["name"], s.get("containerName")) for s in symbols], symbols
    client.end()


UNTIDY = "module rules.test\nuse kinds.test\ncontrol 8.13 {\n      rule r {   title \"å 😀\" # kept\nlevel 1\nfor system s\nrequire   backup.schedule!=none\n  }\n}\n"


@test
def formatting_gives_the_canonical_layout():
    client = session()
    options = {"options": {"tabSize": 2, "insertSpaces": True}}
    client.open("untidy.mog", UNTIDY)
    edits = client.ask("textDocument/formatting", {"textDocument": {"uri": client.uri("untidy.mog")}, **options})
    assert len(edits) == 1, edits
    lines = UNTIDY.split("\n")
    start, end = edits[0]["range"]["start"], edits[0]["range"]["end"]
    assert start["character"] == 0 and end["character"] == 0, edits
    text = "\n".join(lines[:start["line"]] + [""] if start["line"] else []) + edits[0]["newText"] + "\n".join(lines[end["line"]:])
    assert "      rule r" not in text and "backup.schedule != none" in text and "# kept" in text, text
    client.open("untidy.mog", text)
    assert client.ask("textDocument/formatting", {"textDocument": {"uri": client.uri("untidy.mog")}, **options}) == []
    client.open("untidy.mog", "control {")
    assert client.ask("textDocument/formatting", {"textDocument": {"uri": client.uri("untidy.mog")}, **options}) is None
    client.end()


WHOLE = """module whole.test
use kinds.test
param limit = 2
let bare(a: account, most: integer) = a.admin and not a.mfa and most > 1
kind unit "Unit" about unit { name text  part_of unit }
extend kind backup {
  offline bool "Out of reach" sv "Utom räckhåll"
}
for each control c in test where c.theme = technological {
  rule governed {
    title "{c}: {c.title}"
    level 2
    for system s
    require any a in account has a.controls contains c
  }
}
control 8.5 {
  rule guarded {
    title "Guarded"
    level 1
    for system s
    require no a in account has bare(a, limit)
  }
}
control 8.13 {
  rule parts {
    title "Parts"
    level 1
    for unit u
    require any p in parts of u has p.name = "x"
  }
}
gate launch "Launch" for system s {
  step copied "Copied" require backup.offline
  step named require s.name != ""
}
profile small "Small" from test {
  include 8.*
  exclude 8.5 because "none" decided by "the board" on 2026-01-01
  set limit = 3
}
group kept "Kept" from test {
  include 8.*
  exclude 8.5
}
test "guarded" for 8.5/guarded at 2026-11-01 {
  given system "hr" { class { availability 2 } lifecycle production }
  given account "root" { admin true, mfa true, controls { 8.13 } }
  given backup { volumes { { name "db" protected true } } schedule daily }
  expect met
}
test "copied" for launch/copied {
  given system "hr" { name "hr" }
  expect unknown
}
"""


def errors(found):
    return [d["code"] for d in found if d["severity"] == 1]


@test
def every_declaration_of_the_language_is_understood():
    client = session(capabilities=RICH)
    client.open("whole.mog", WHOLE)
    assert not errors(client.diagnostics("whole.mog"))

    def told(*place, **more):
        result = client.ask("textDocument/hover", client.place("whole.mog", *place, **more))
        return (client.cut("whole.mog", result["range"]), result["contents"]["value"])

    def line_of(*place, **more):
        result = client.ask("textDocument/definition", client.place("whole.mog", *place, **more))
        texts = {"kinds.mog": KINDS, "catalogue.mog": CATALOGUE, "whole.mog": WHOLE}
        text = texts[os.path.basename(result["uri"])]
        return text.split("\n")[result["range"]["start"]["line"]].strip(), client.slice(text, result["range"])

    assert line_of("has bare(", "bare")[0].startswith("let bare(")
    assert line_of("and not a.mfa", "a.mfa")[0].startswith("let bare(")  # the parameter
    assert line_of("most > 1", "most")[1] == "most"
    assert line_of("(a: account", "account")[0].startswith("kind many account")
    assert line_of("contains c\n", " c", after=True)[0].startswith("for each control c")
    assert line_of("{c}", "c")[0].startswith("for each control c")
    assert line_of("control c in test", "test")[0].startswith("catalogue test")
    assert line_of("require backup.offline", "offline") == ('offline bool "Out of reach" sv "Utom räckhåll"', "offline")
    assert line_of("extend kind backup", "backup")[0].startswith("kind backup")
    assert line_of("s.name != ", "s")[0].startswith("gate launch")
    assert line_of("parts of u", " u", after=True)[0] == "for unit u"
    assert line_of("exclude 8.5", "8.5")[0].startswith("control 8.5")
    assert line_of("set limit", "limit")[0] == "param limit = 2"
    assert line_of("8.5/guarded", "guarded")[0] == "rule guarded {"
    assert line_of("launch/copied", "copied")[0].startswith("step copied")
    assert line_of("launch/copied", "launch")[0].startswith("gate launch")
    assert line_of("{ class { availability 2", "availability")[1] == "availability"
    assert line_of("lifecycle production", "production")[0].startswith("lifecycle enum")
    assert line_of("protected true", "protected")[0].startswith("volumes list")
    assert line_of("given account", "account")[0].startswith("kind many account")
    assert "Out of reach" in told("require backup.offline", "offline")[1]
    assert "let bare(a: account, most: integer)" in told("has bare(", "bare")[1]
    assert "Launch" in told("gate launch", "launch")[1]
    assert "Secure authentication" in told("exclude 8.5", "8.5")[1]
    assert line_of("exclude 8.5\n", "8.5")[0].startswith("control 8.5") and line_of("\"Kept\" from test", "test")[0].startswith("catalogue test")
    assert "Kept" in told("group kept", "kept")[1] and "8.13" in told("group kept", "kept")[1] and "8.5" not in told("group kept", "kept")[1]
    symbols = client.ask("textDocument/documentSymbol", {"textDocument": {"uri": client.uri("whole.mog")}})
    assert [s["name"] for s in symbols] == ["whole.test", "limit", "bare", "unit", "backup", "c", "8.5", "8.13", "launch", "small", "kept", "guarded", "copied"], symbols
    assert [c["name"] for c in symbols[8]["children"]] == ["copied", "named"]
    client.end()


@test
def completion_knows_the_whole_language():
    found = proposals(WHOLE.replace("contains c\n", "contains ¦\n").replace("whole.test", "rules.test"))
    assert {"c", "8.5"} <= set(found), sorted(found)
    found = proposals(WHOLE.replace("c.theme = ", "c.¦ = "))
    assert {"id", "title", "theme", "properties"} <= set(found), sorted(found)
    found = proposals(WHOLE.replace("a.admin and", "a.¦ and"))
    assert {"admin", "mfa"} <= set(found), sorted(found)
    found = proposals(WHOLE.replace("has bare(", "has ¦("))
    assert "bare" in found and found["bare"]["detail"].startswith("let bare("), sorted(found)
    found = proposals(WHOLE.replace('p.name = "x"', "p.¦"))
    assert {"name", "part_of", "id"} <= set(found), sorted(found)
    found = proposals(WHOLE.replace("require s.name", "require s.¦"))
    assert {"name", "class.availability"} <= set(found), sorted(found)
    found = proposals(WHOLE.replace("require backup.offline", "require backup.¦"))
    assert {"offline", "schedule"} <= set(found), sorted(found)
    found = proposals(WHOLE.replace("include 8.*", "include ¦"))
    assert {"8.5", "8.13", "all"} <= set(found), sorted(found)
    found = proposals(WHOLE.replace("exclude 8.5\n", "exclude ¦\n"))
    assert {"8.5", "8.13", "all"} <= set(found), sorted(found)
    found = proposals(WHOLE.replace("  exclude 8.5\n", "  ¦\n"))
    assert {"include", "exclude"} == set(found), sorted(found)
    found = proposals(WHOLE.replace("\"Kept\" from test", "\"Kept\" from ¦"))
    assert "test" in found, sorted(found)
    found = proposals(WHOLE.replace("set limit", "set ¦"))
    assert "limit" in found, sorted(found)
    found = proposals(WHOLE.replace("  set limit", "  ¦"))
    assert {"include", "exclude", "set", "set threshold level", "model"} <= set(found), sorted(found)
    found = proposals(WHOLE.replace("given account", "given ¦"))
    assert {"account", "backup", "system"} <= set(found), sorted(found)
    found = proposals(WHOLE.replace("{ admin true", "{ ¦ true"))
    assert {"admin", "mfa", "controls"} <= set(found), sorted(found)
    found = proposals(WHOLE.replace("availability 2", "¦"))
    assert set(found) == {"availability"}, sorted(found)
    found = proposals(WHOLE.replace("{ name \"db\"", "{ ¦"))
    assert {"name", "protected"} == set(found), sorted(found)
    found = proposals(WHOLE.replace("schedule daily", "schedule ¦"))
    assert {"none", "daily"} == set(found), sorted(found)
    found = proposals(WHOLE.replace("expect met", "expect ¦"))
    assert {"met", "not_met", "unknown"} <= set(found), sorted(found)
    found = proposals(WHOLE.replace("for each control c in test", "for each control c in ¦"))
    assert "test" in found, sorted(found)
    found = proposals(WHOLE.replace("small \"Small\" from test", "small \"Small\" from ¦"))
    assert "test" in found, sorted(found)
    found = proposals(WHOLE.replace("(a: account", "(a: ¦"))
    assert {"account", "integer", "system"} <= set(found), sorted(found)


@test
def positions_and_documents_that_are_not_there_do_no_harm():
    client = session()
    uri = {"textDocument": {"uri": client.uri("rules.mog")}}
    for position in ({"line": 10 ** 9, "character": 0}, {"line": 7, "character": 10 ** 9}, {"line": 2 ** 62, "character": 2 ** 62}):
        for method in ("hover", "completion", "definition"):
            client.ask("textDocument/" + method, {**uri, "position": position})
    for bad in ({}, None, [], "x", {"textDocument": {}}, {"textDocument": {"uri": 3}, "position": {}}, {**uri, "position": {"line": -1, "character": 0}},
                {**uri, "position": {"line": 1.5, "character": "x"}}, {"textDocument": {"uri": "file:///no%2"}, "position": {"line": 0, "character": 0}}):
        for method in ("hover", "completion", "definition", "references", "rename"):
            assert client.refused("textDocument/" + method, bad)["code"] == -32602, (method, bad)
    for method in ("didOpen", "didChange", "didSave", "didClose"):
        for bad in ({}, None, [], {"textDocument": {"uri": client.uri("rules.mog")}, "contentChanges": [3, {}, {"range": {}}, {"text": 1},
                    {"range": {"start": {"line": 3}}, "text": ""}]}):
            if method != "didClose" or not bad:
                client.tell("textDocument/" + method, bad)
    client.tell("textDocument/didChange", {"textDocument": {"uri": client.uri("rules.mog"), "version": 9}, "contentChanges": [
        {"range": {"start": {"line": 10 ** 9, "character": 5}, "end": {"line": 2, "character": 10 ** 9}}, "text": ""}]})
    client.ask("textDocument/hover", {**uri, "position": {"line": 0, "character": 0}})
    client.end()


@test
def bytes_that_are_no_messages_are_answered_and_passed_over():
    client = session()
    client.diagnostics("rules.mog")

    def fault(data, code):
        client.send_bytes(data)
        while True:
            message = client.read()
            if "error" in message:
                assert message["id"] is None and message["error"]["code"] == code, message
                return message["error"]["message"]
    assert "Content-Length" in fault(b"hello\r\n\r\n", -32700)
    assert "Content-Length" in fault(b"Content-Length: -3\r\n\r\n", -32700)
    assert "Content-Length" in fault(b"Content-Length: 9999999999999999999999\r\n\r\n", -32700)
    assert "JSON" in fault(b"Content-Length: 5\r\n\r\n{\"a\":", -32700)
    assert "JSON" in fault(b"Content-Length: 0\r\n\r\n", -32700)
    assert "JSON" in fault(b"Content-Length: 4\r\n\r\n\xff\xfe\x00\x01", -32700)
    fault(b"Content-Length: 2\r\n\r\n[]", -32600)
    fault(b"Content-Length: 4\r\n\r\nnull", -32600)
    body = b'{"jsonrpc":"2.0","id":{},"method":"textDocument/hover"}'
    fault(b"Content-Length: %d\r\n\r\n" % len(body) + body, -32600)
    deep = b"[" * 100000
    fault(b"Content-Length: %d\r\n\r\n" % len(deep) + deep, -32700)
    fault(b"Content-Length: 70000000\r\n\r\n" + b"x" * 70000000, -32700)
    fault(b"x" * 9000, -32700)
    client.send_bytes(b"\r\n\r\n")
    # other headers, line ends alone, and a message in pieces
    body = json.dumps({"jsonrpc": "2.0", "id": "a", "method": "shutdown"}).encode()
    for piece in (b"\n\ncontent-type: x\r\nCONTENT-LENGTH:  %d \r\n" % len(body), b"\r", b"\n", body[:7], body[7:]):
        client.send_bytes(piece)
        time.sleep(0.02)
    while True:
        message = client.read()
        if message.get("id") == "a":
            break
    assert message["result"] is None
    client.tell("exit", None)
    assert client.process.wait(60) == 0


@test
def a_policy_of_any_bytes_gets_diagnostics():
    client = session()
    for text in ("\0", "\r\r\r", "{" * 5000, "\"" * 3000, "kind " * 3000, "å" * 70000, "control 8.5 { rule r { require " + "(" * 500, "\ud7ff\ufeff"):
        client.open("odd.mog", text)
        client.versions["odd.mog"] = 1
        found = client.diagnostics("odd.mog")
        for character in (0, 1, 50):
            position = {"line": 0, "character": character}
            for method in ("hover", "completion", "definition", "documentSymbol"):
                client.ask("textDocument/" + method, {"textDocument": {"uri": client.uri("odd.mog")}, "position": position})
        client.tell("textDocument/didClose", {"textDocument": {"uri": client.uri("odd.mog")}})
        assert not found or client.diagnostics("odd.mog", version=None) == []
    client.end()


main()
