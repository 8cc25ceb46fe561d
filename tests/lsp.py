#!/usr/bin/env python3
"""The language server, spoken to as an editor does: every feature with what it must answer.

    tests/lsp.py        the server is $CAVEAT, or build/caveat

Each test starts a server of its own over a folder of its own; places are marked in the texts by the
word they are on. Refuses answers that are only similar. Invariant: a server that was told shutdown
and exit ends with 0, without a report of a sanitizer.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from command import Failure
from lsp_client import Client

ROOT = Path(__file__).resolve().parent.parent
CAVEAT = str(Path(os.environ.get("CAVEAT", ROOT / "build/caveat")).resolve())

FACTS = '''layer L0 "the host"
layer L1 "a guest"

product rhel "Red Hat Enterprise Linux" version major.minor from os-release ID /rhel/
product other "Any other system" from os-release

feature nesting   "Nested virtualization" in use when L0.kvm.nested is on
feature migration "Moving machines"

fact platform at L0: one of {intel, amd} "Processor" fixed {
    here, guest any {
        file "/proc/cpuinfo" { /vendor_id\\s*: GenuineIntel/ => intel }
        uname machine { /x86_64/ => {intel, amd} }
    }
}
fact kvm.nested at L0, L1: flag "Nesting is on"
fact os at L0, L1: release "System" { here { os-release } }
fact vcpus at L1: number "Processors of the guest"
'''

PACK = '''pack demo {
    title  "A demo"
    issuer "Nobody"
    source "None"
}

use "facts.cav"

section arch "Architectures" {
    statement arch.1 line 8 "L0 is Intel."
    statement arch.2        "AMD is a preview."
}

define virtual: L0.kvm.nested is on and L1 exists

rule intel-only {
    cite    arch.1
    why     "Only Intel is named."
    require L0.platform in {intel}
    else    unsupported "The platform is {L0.platform}, not Intel."
    fix     "Use Intel."
}

rule amd-preview {
    cite    arch.2
    when    L0.platform is amd and virtual
    then    migration is preview "AMD: a preview."
}

use "demo.tests.cav"
'''

TESTS = '''test "amd" {
    given  L0: platform amd, os rhel 8.4, kvm.nested on
    given  L1: vcpus 4
    expect unsupported by intel-only
    expect migration preview by amd-preview
}
'''


# -- a folder with a server ----------------------------------------------------------------------

class Project:
    def __init__(self, encodings=None, files=None):
        self.folder = Path(tempfile.mkdtemp(prefix="caveat-lsp-"))
        self.texts = dict(files or {"facts.cav": FACTS, "demo.cav": PACK, "demo.tests.cav": TESTS})
        for name, text in self.texts.items():
            (self.folder / name).write_bytes(text.encode())
        self.client = Client(CAVEAT, self.folder, encodings)
        self.version = 0

    def uri(self, name):
        return (self.folder / name).as_uri()

    def open(self, *names):
        """Opens the files; what is found in the last one."""
        for name in names:
            self.version += 1
            self.client.open(self.uri(name), self.texts[name], self.version)
        return self.client.diagnostics(self.uri(names[-1]), self.version)

    def write(self, name, text):
        """Another whole text; what is found then."""
        self.version += 1
        self.texts[name] = text
        self.client.change(self.uri(name), self.version, {"text": text})
        return self.client.diagnostics(self.uri(name), self.version)

    def place(self, name, mark, shift=0):
        """The params of a request on `mark`, at its `|` if it has one, else at its start."""
        text, bar = self.texts[name], max(mark.find("|"), 0)
        at = text.index(mark.replace("|", "", 1)) + bar + shift
        before = text[:at]
        line = before.count("\n")
        return {"textDocument": {"uri": self.uri(name)},
                "position": {"line": line, "character": at - (before.rfind("\n") + 1)}}

    def ask(self, what, name, mark, **more):
        return self.client.ask("textDocument/" + what, dict(self.place(name, mark), **more))

    def finish(self):
        try:
            same("exit status", 0, self.client.finish())
        finally:
            self.client.process.kill()
            shutil.rmtree(self.folder, ignore_errors=True)


def same(what, expected, got):
    if expected != got:
        raise Failure("%s: expected\n%s\ngot\n%s" % (what, json.dumps(expected, indent=1, ensure_ascii=False),
                                                    json.dumps(got, indent=1, ensure_ascii=False)))


def span(line, start, end, last=None):
    return {"start": {"line": line, "character": start},
            "end": {"line": line if last is None else last, "character": end}}


def labels(answer):
    return [item["label"] for item in answer["items"]]


# -- diagnostics -----------------------------------------------------------------------------------

def test_no_findings_in_good_files():
    p = Project()
    for name in ("facts.cav", "demo.cav", "demo.tests.cav"):
        same(name, [], p.open(name))
    p.finish()


def test_a_file_of_tests_alone_knows_its_rules():
    p = Project()
    same("only the tests are open", [], p.open("demo.tests.cav"))
    found = p.write("demo.tests.cav", TESTS.replace("by intel-only", "by intel-onyl"))
    same("a misspelt rule", [{"range": span(3, 26, 36), "severity": 1, "code": "E108", "source": "caveat",
                             "message": "unknown rule 'intel-onyl'\ndid you mean `intel-only`?"}], found)
    same("the pack is clean", [], p.client.published.get(p.uri("demo.cav"), []))
    p.finish()


def test_findings_go_to_the_file_they_are_in():
    p = Project()
    p.open("facts.cav", "demo.cav")
    p.write("facts.cav", FACTS.replace("one of {intel, amd}", "one of {intel, amd, arm}"))
    same("no error", [], p.client.published[p.uri("demo.cav")])
    p.write("facts.cav", FACTS.replace("one of {intel, amd}", "one of {intel, hygon}"))
    p.client.ask("textDocument/hover", p.place("demo.cav", "pack demo"))
    found = p.client.published[p.uri("demo.cav")]
    same("the pack names a value that is gone", ["E111"], [d["code"] for d in found])
    same("and so do the tests, which are not open", ["E111"],
         [d["code"] for d in p.client.published[p.uri("demo.tests.cav")]])
    p.write("facts.cav", FACTS)
    p.client.ask("textDocument/hover", p.place("demo.cav", "pack demo"))
    same("solved there too", [], p.client.published[p.uri("demo.tests.cav")])
    p.finish()


def test_unsaved_buffers_stand_for_their_files():
    p = Project()
    p.open("facts.cav")
    p.write("facts.cav", FACTS + 'fact extra at L0: flag "Extra"\n')
    p.open("demo.cav")
    same("the buffer's fact is known", [],
         p.write("demo.cav", PACK.replace("L0.platform is amd and", "L0.platform is amd and L0.extra is on and")))
    p.client.tell("textDocument/didClose", {"textDocument": {"uri": p.uri("facts.cav")}})
    p.client.ask("textDocument/hover", p.place("demo.cav", "pack demo"))
    same("the file on disk has none", ["E102"], [d["code"] for d in p.client.published[p.uri("demo.cav")]])
    p.finish()


def test_closing_clears():
    p = Project()
    p.open("demo.cav")
    same("one error", 1, len(p.write("demo.cav", PACK.replace("cite    arch.2", "cite    arch.3"))) - 1)
    p.client.tell("textDocument/didClose", {"textDocument": {"uri": p.uri("demo.cav")}})
    p.client.ask("workspace/symbol", {"query": "x"})
    same("cleared", [], p.client.published[p.uri("demo.cav")])
    p.finish()


def test_syntax_error_severity_and_warning():
    p = Project()
    p.open("demo.cav")
    found = p.write("demo.cav", PACK.replace("then    migration is preview", "then    migration is"))
    same("syntax", [("E020", 1)], [(d["code"], d["severity"]) for d in found][:1])
    found = p.write("demo.cav", PACK.replace("cite    arch.2", "cite    arch.2 # allow W010: why not"))
    same("a needless comment", [{"range": span(24, 21, 40), "severity": 2, "code": "W001", "source": "caveat",
                                "message": "nothing to silence: there is no W010 on that line\ndelete the comment",
                                "tags": [1]}], found)
    p.finish()


def test_loose_files_have_no_false_errors():
    p = Project(files={"alone.tests.cav": TESTS, "words.cav": FACTS, "rules.cav": PACK.split("use")[0]})
    same("tests that no pack uses", [], p.open("alone.tests.cav"))
    same("a vocabulary that no pack uses", [], p.open("words.cav"))
    found = p.write("alone.tests.cav", TESTS.replace("test \"amd\" {", "test \"amd\" }"))
    same("their syntax is judged", True, len(found) > 0 and all(d["code"].startswith("E0") for d in found))
    p.finish()


def test_the_shipped_packs_are_clean():
    c = Client(CAVEAT)
    for path in sorted((ROOT / "rules").glob("*.cav")):
        c.open(path.as_uri(), path.read_text(encoding="utf-8"))
        same(path.name, [], [d for d in c.diagnostics(path.as_uri(), 1) if d["severity"] == 1])
        c.tell("textDocument/didClose", {"textDocument": {"uri": path.as_uri()}})
        c.ask("workspace/symbol", {"query": "x"})
    same("exit status", 0, c.finish())


def test_a_buffer_without_a_file():
    c = Client(CAVEAT)
    c.open("untitled:Untitled-1", 'use "a.cav"\nlayer L0 "x"\n')
    same("use", ["E041"], [d["code"] for d in c.diagnostics("untitled:Untitled-1", 1)])
    same("exit status", 0, c.finish())


# -- lint --------------------------------------------------------------------------------------------

def codes(p, name):
    p.client.ask("workspace/symbol", {"query": "x"})  # whatever came before is published by then
    return [d["code"] for d in p.client.published.get(p.uri(name), [])]


def test_lint_findings_as_you_type():
    p = Project()
    same("nothing to find", [], p.open("demo.cav"))
    line = PACK[:PACK.index("define virtual")].count("\n") + 1
    spare = "\ndefine spare: L0.platform is amd"
    virtual = "define virtual: L0.kvm.nested is on and L1 exists"
    found = p.write("demo.cav", PACK.replace(virtual, virtual + spare))
    same("an unused define", [{"range": span(line, 7, 12), "severity": 2, "code": "W120", "source": "caveat",
                              "message": "nothing names define 'spare'"}], found)
    same("silenced", [], p.write("demo.cav", PACK.replace(virtual, virtual + spare + " # allow unused-define: later")))
    found = p.write("demo.cav", PACK.replace(virtual, virtual + " # allow unused-define: later"))
    same("a silence that nothing needs", ["W001"], [d["code"] for d in found])
    found = p.write("demo.cav", PACK.replace(virtual, virtual + spare).replace("is amd and virtual", "is arm"))
    same("beside an error lint says nothing", ["E111"], [d["code"] for d in found])
    same("gone", [], p.write("demo.cav", PACK))
    p.finish()


def test_lint_of_a_vocabulary_asks_every_pack_beside_it():
    other = PACK.replace("pack demo", "pack other").replace('use "demo.tests.cav"\n', "")
    p = Project(files={"facts.cav": FACTS, "demo.cav": PACK, "demo.tests.cav": TESTS, "a.cav": other})
    unused = ["W121 no rule speaks of feature 'nesting'", "W119 nothing reads fact 'os'", "W119 nothing reads fact 'vcpus'"]
    p.open("facts.cav", "demo.cav", "a.cav")
    p.write("facts.cav", FACTS)
    same("neither pack uses it, which is said once", [text + " in any of the 2 packs given" for text in unused],
         [d["code"] + " " + d["message"] for d in p.client.published[p.uri("facts.cav")]])
    uses = other.replace("is amd and virtual", "is amd and virtual and L1.vcpus > 1") \
        .replace('"AMD: a preview."', '"AMD with {L1.vcpus} processors."')
    same("one does now", [], p.write("a.cav", uses))
    same("so it is used", ["W121", "W119"], codes(p, "facts.cav"))
    same("the other pack alone changes", [], p.write("demo.cav", PACK + "# end\n"))
    same("it still is", ["W121", "W119"], codes(p, "facts.cav"))
    same("not any more", [], p.write("a.cav", other))
    same("said again", ["W121", "W119", "W119"], codes(p, "facts.cav"))
    same("the pack that does not report it was built last", [], p.write("demo.cav", PACK))
    same("it still is said", ["W121", "W119", "W119"], codes(p, "facts.cav"))
    p.write("a.cav", uses.replace("cite    arch.2", "cite    arch.7"))
    same("one pack has errors: nobody knows", [], codes(p, "facts.cav"))
    p.finish()


def test_lint_of_a_vocabulary_with_one_pack_says_nothing():
    p = Project()
    same("another pack may use it", [], p.open("facts.cav"))
    p.finish()


def test_the_packs_show_what_lint_says():
    c = Client(CAVEAT)
    for path in sorted((ROOT / "rules").glob("*.cav")):
        c.open(path.as_uri(), path.read_text(encoding="utf-8"))
    c.ask("workspace/symbol", {"query": "x"})
    said = subprocess.run([CAVEAT, "lint", "--json"] + [str(ROOT / "rules" / n) for n in
                          ("kernel-nested.cav", "rhel8-nested.cav")], stdout=subprocess.PIPE, check=False)
    lint = sorted((d["file"], d["id"], d["line"]) for d in json.loads(said.stdout)["diagnostics"] if ".po" not in d["file"])
    shown = sorted((str(path), d["code"], d["range"]["start"]["line"] + 1) for path in (ROOT / "rules").glob("*.cav")
                   for d in c.published.get(path.as_uri(), []))
    same("in the editor and by the verb", lint, shown)
    same("exit status", 0, c.finish())


# -- editing ---------------------------------------------------------------------------------------

def test_incremental_changes_in_utf16():
    p = Project()
    p.open("demo.cav")
    line = PACK[:PACK.index("Only Intel")].count("\n")
    p.version += 1
    p.client.change(p.uri("demo.cav"), p.version,
                    {"range": span(line, 13, 13), "text": "\U0001F600é "},  # why "|Only: inside the string
                    {"range": span(line, 17, 21), "text": "Just"},          # 😀 counts two, é one
                    {"range": span(line + 1, 28, 33), "text": "arm"})
    found = p.client.diagnostics(p.uri("demo.cav"), p.version)
    same("the third change landed", [("E111", span(line + 1, 28, 31))], [(d["code"], d["range"]) for d in found])
    hover = p.client.ask("textDocument/hover", p.place("demo.cav", "rule intel-only", 6))
    same("the text in between", True, "Why: \U0001F600é Just Intel is named." in hover["contents"]["value"])
    p.finish()


def test_positions_in_utf16_and_utf8():
    text = PACK.replace("# ", "").replace('"Use Intel."', '"é😀" # é😀 x\n    whyy "x"')
    for encodings, expected in ((None, 4), (["utf-8", "utf-16"], 4)):
        p = Project(encodings)
        same("encoding", "utf-8" if encodings else "utf-16", p.client.capabilities["capabilities"]["positionEncoding"])
        p.open("demo.cav")
        found = p.write("demo.cav", text)
        same("on a line of its own", expected, found[0]["range"]["start"]["character"])
        found = p.write("demo.cav", PACK.replace('fix     "Use Intel."', 'fix     "é😀" whyy'))
        at = 12 + (8 if encodings else 5)  # "é😀" is 8 bytes and 5 units with its quotes
        same("behind wide characters", at + 1, found[0]["range"]["start"]["character"])
        p.finish()


def test_changes_beyond_the_end_and_backwards():
    p = Project()
    p.open("demo.cav")
    p.version += 1
    p.client.change(p.uri("demo.cav"), p.version, {"range": span(9999, 0, 9), "text": "\n# end\n"},
                    {"range": span(0, 9999, 9999), "text": " # first"},
                    {"range": span(3, 2, 1), "text": ""})
    same("still clean", [], p.client.diagnostics(p.uri("demo.cav"), p.version))
    p.finish()


def test_carriage_returns_and_nul():
    p = Project()
    p.open("demo.cav")
    same("CR LF", [], p.write("demo.cav", PACK.replace("\n", "\r\n")))
    found = p.write("demo.cav", PACK.replace("demo {", "demo\0 {"))
    same("a NUL", ["E003"], [d["code"] for d in found])
    p.finish()


# -- hover -----------------------------------------------------------------------------------------

def hover(p, name, mark):
    answer = p.ask("hover", name, mark)
    return answer and answer["contents"]["value"]


def test_hover():
    p = Project()
    p.open("facts.cav", "demo.cav", "demo.tests.cav")
    same("rule", "**rule** `intel-only`: **unsupported**\n\nThe platform is {L0.platform}, not Intel.\n\n"
         "- `arch.1` (line 8): L0 is Intel.\n\nWhy: Only Intel is named.\n\n"
         "Requires: `L0.platform in {intel}`\n\nFix: Use Intel.", hover(p, "demo.tests.cav", "intel-|only"))
    same("rule of a feature", "**rule** `amd-preview`: migration is **preview**\n\nAMD: a preview.\n\n"
         "- `arch.2`: AMD is a preview.\n\nWhen: `L0.platform is amd and virtual`",
         hover(p, "demo.cav", "rule |amd-preview"))
    same("statement", "**statement** `arch.1`: L0 is Intel.\n\nSection: Architectures\n\nLine: 8\n\n"
         "Cited by `intel-only`", hover(p, "demo.cav", "cite    |arch.1"))
    same("fact", "**fact** `platform`: Processor\n\nType: one of {intel, amd}\n\nLayers: L0\n\n"
         "Fixed: an administrator cannot change it.\n\nSources:\n"
         "- the machine itself, a guest of any depth: /proc/cpuinfo\n"
         "- the machine itself, a guest of any depth: uname, machine", hover(p, "demo.cav", "L0.|platform in"))
    same("fact that is only told", "**fact** `vcpus`: Processors of the guest\n\nType: a number\n\nLayers: L1\n\n"
         "No source: it is only ever told.", hover(p, "demo.tests.cav", "vcpus"))
    same("layer", "**layer** `L0`: the host", hover(p, "demo.cav", "|L0.platform in"))
    same("level", "**level** `unsupported`: may work; the issuer does not stand behind it",
         hover(p, "demo.cav", "unsupported"))
    same("product", "**product** `rhel`: Red Hat Enterprise Linux\n\nA version is: major.minor\n\n"
         "Recognized by: `os-release ID /rhel/`", hover(p, "demo.tests.cav", "rhel 8.4"))
    same("feature", "**feature** `nesting`: Nested virtualization\n\nIn use when: `L0.kvm.nested is on`",
         hover(p, "facts.cav", "nesting"))
    same("define", "**define** `virtual`\n\nTrue when: `L0.kvm.nested is on and L1 exists`",
         hover(p, "demo.cav", "and |virtual"))
    same("value", "**value** `amd` of the fact `platform`\n\nFact: Processor", hover(p, "demo.cav", "is |amd and"))
    same("placeholder", hover(p, "demo.cav", "L0.|platform in"), hover(p, "demo.cav", "{L0.plat|form}"))
    same("pack", "**pack** `demo`: A demo\n\nIssuer: Nobody\n\nSource: None", hover(p, "demo.cav", "demo {"))
    same("nothing there", None, hover(p, "demo.cav", "title"))
    p.write("demo.cav", PACK.replace("cite    arch.2", "cite    arch.2 # allow W010: because"))
    same("diagnostic", True, hover(p, "demo.cav", "W0|10").startswith("**W010** expectation-never-true\n\n`by`"[:30]))
    p.finish()


# -- places ----------------------------------------------------------------------------------------

def test_definition():
    p = Project()
    p.open("demo.cav", "demo.tests.cav")
    def where(name, mark):
        answer = p.ask("definition", name, mark)
        return answer and (answer["uri"].rsplit("/", 1)[1], answer["range"])
    same("fact", ("facts.cav", span(9, 5, 13)), where("demo.cav", "L0.|platform in"))
    same("layer", ("facts.cav", span(0, 6, 8)), where("demo.cav", "|L0.platform in"))
    same("value", ("facts.cav", span(9, 36, 39)), where("demo.tests.cav", "|amd, os"))
    same("product", ("facts.cav", span(3, 8, 12)), where("demo.tests.cav", "rhel"))
    same("feature", ("facts.cav", span(7, 8, 17)), where("demo.cav", "migration"))
    same("statement", ("demo.cav", span(9, 14, 20)), where("demo.cav", "cite    arch.|1"))
    same("rule", ("demo.cav", span(15, 5, 15)), where("demo.tests.cav", "intel-only|"))
    same("define", ("demo.cav", span(13, 7, 14)), where("demo.cav", "and |virtual"))
    same("file", ("facts.cav", span(0, 0, 0)), where("demo.cav", 'use "fa|cts'))
    same("level", None, where("demo.cav", "unsupported"))
    p.finish()


def test_references_and_highlights():
    p = Project()
    p.open("demo.cav")
    got = p.ask("references", "demo.cav", "rule |intel-only", context={"includeDeclaration": True})
    same("rule", [("demo.cav", span(15, 5, 15)), ("demo.tests.cav", span(3, 26, 36))],
         sorted((g["uri"].rsplit("/", 1)[1], g["range"]) for g in got))
    got = p.ask("references", "demo.cav", "L0.|platform in", context={"includeDeclaration": False})
    same("fact", ["demo.cav"] * 3 + ["demo.tests.cav"], sorted(g["uri"].rsplit("/", 1)[1] for g in got))
    got = p.ask("documentHighlight", "demo.cav", "L0.|platform in")
    same("highlights", [(18, 2), (19, 2), (25, 2)], [(g["range"]["start"]["line"], g["kind"]) for g in got])
    p.finish()


def test_symbols():
    p = Project()
    p.open("demo.cav")
    got = p.client.ask("textDocument/documentSymbol", {"textDocument": {"uri": p.uri("demo.cav")}})
    same("names", ["demo", "arch", "virtual", "intel-only", "amd-preview"], [g["name"] for g in got])
    same("statements of the section", [("arch.1", "L0 is Intel."), ("arch.2", "AMD is a preview.")],
         [(g["name"], g["detail"]) for g in got[1]["children"]])
    same("ranges", [span(15, 0, 1, 21), span(15, 5, 15)], [got[3]["range"], got[3]["selectionRange"]])
    got = p.client.ask("workspace/symbol", {"query": "PREV"})
    same("everywhere", [("amd-preview", "demo.cav")], [(g["name"], g["location"]["uri"].rsplit("/", 1)[1]) for g in got])
    got = p.client.ask("textDocument/foldingRange", {"textDocument": {"uri": p.uri("demo.cav")}})
    same("folding", {"startLine": 0, "endLine": 3}, got[0])
    p.finish()


# -- completion ------------------------------------------------------------------------------------

def complete(p, name, text, old, new):
    """What is offered at the `|` in `new`, which stands for `old`."""
    p.write(name, text.replace(old, new.replace("|", "", 1), 1))
    at = text.index(old) + new.index("|")
    before = p.texts[name][:at]
    return labels(p.client.ask("textDocument/completion", {
        "textDocument": {"uri": p.uri(name)},
        "position": {"line": before.count("\n"), "character": at - (before.rfind("\n") + 1)}}))


def test_completion_in_rules():
    p = Project()
    p.open("demo.cav")
    def at(old, new):
        return complete(p, "demo.cav", PACK, old, new)
    same("values after is", ["intel", "amd"], at("L0.platform is amd", "L0.platform is |"))
    same("values after is not", ["intel", "amd"], at("L0.platform is amd", "L0.platform is not |"))
    same("values in a set", ["intel", "amd"], at("in {intel}", "in {intel, |}"))
    same("products", ["rhel", "other"], at("L0.platform is amd", "L0.os is |"))
    same("a flag", ["on", "off"], at("L0.platform is amd", "L0.kvm.nested is |"))
    same("facts of a layer", ["L0.platform", "L0.kvm.nested", "L0.os"], at("L0.platform is amd", "L0.|"))
    same("facts by a longer path", ["L0.kvm.nested"], at("L0.platform is amd", "L0.kvm.|"))
    same("an operand", ["L0.platform", "L0.kvm.nested", "L1.kvm.nested", "L0.os", "L1.os", "L1.vcpus", "virtual",
                        "L0", "L1", "nesting", "migration", "not"], at("L0.platform is amd and virtual", "|"))
    same("a comparison", ["is", "is not", "in", "not in"], at("L0.platform is amd", "L0.platform |"))
    same("of a number", ["is", "is not", "<", "<=", ">", ">="], at("L0.platform is amd", "L1.vcpus |"))
    same("of a layer", ["exists"], at("L0.platform is amd", "L1 |"))
    same("of a feature", ["in use"], at("L0.platform is amd", "migration |"))
    same("behind a condition", ["and", "or", "else"], at("in {intel}\n", "in {intel} |\n"))
    same("statements", ["arch.1", "arch.2"], at("cite    arch.2", "cite    |"))
    same("one more statement", ["arch.1", "arch.2"], at("cite    arch.2", "cite    arch.2, |"))
    same("effects", ["preview", "unsupported", "untested", "broken", "note", "nesting", "migration"],
         at("then    migration is", "then    | is"))
    same("levels of a feature", ["preview", "unsupported", "untested", "broken"],
         at("migration is preview", "migration is |"))
    same("features in conflict", ["nesting", "migration"],
         at("then    migration is preview", "conflict nesting, | then migration is preview"))
    same("clauses", ["cite", "why", "when", "require", "then", "conflict", "fix"],
         at("rule amd-preview {\n", "rule amd-preview {\n    |\n"))
    same("placeholders", ["L0.platform", "L0.kvm.nested", "L0.os"], at("{L0.platform}", "{L0.|}"))
    same("in a text", [], at("Only Intel is", "Only | is"))
    same("warnings in a comment", True, "W010" in at("cite    arch.2", "cite    arch.2 # allow W|"))
    same("declarations", ["pack", "use", "layer", "product", "feature", "fact", "define", "impossible", "section",
                          "rule", "test"], at("define virtual", "|\ndefine virtual"))
    same("what a word replaces", True, at("L0.platform is amd", "L0.platform is a|") == ["intel", "amd"])
    p.finish()


def test_completion_in_tests():
    p = Project()
    p.open("demo.tests.cav")
    def at(old, new):
        return complete(p, "demo.tests.cav", TESTS, old, new)
    same("facts of the layer", ["platform", "kvm.nested", "os"], at("L0: platform amd", "L0: |"))
    same("and of the next one", ["kvm.nested", "os", "vcpus"], at("L1: vcpus 4", "L1: vcpus 4, |"))
    same("values", ["intel", "amd", "in"], at("platform amd", "platform |"))
    same("values of a set", ["intel", "amd"], at("platform amd", "platform in {|}"))
    same("rules", ["intel-only", "amd-preview"], at("by intel-only", "by |"))
    same("given", ["L0", "L1", "depth", "use"], at("given  L1: vcpus 4", "given  |"))
    same("given use", ["nesting", "migration"], at("given  L1: vcpus 4", "given  use |"))
    same("expect", ["supported", "preview", "unsupported", "untested", "broken", "nesting", "migration", "unknown",
                    "note", "not-applicable", "contradiction"], at("unsupported by intel-only", "|"))
    same("expect of a feature", ["supported", "preview", "unsupported", "untested", "broken", "unknown"],
         at("migration preview by amd-preview", "migration |"))
    same("between", ["supported", "preview", "unsupported", "untested", "broken"],
         at("unsupported by intel-only", "unknown between |"))
    same("missing", ["L0.platform", "L0.kvm.nested", "L0.os"],
         at("unsupported by intel-only", "unknown between supported and broken missing L0.|"))
    p.finish()


def test_completion_in_the_vocabulary():
    p = Project()
    p.open("facts.cav")
    def at(old, new):
        return complete(p, "facts.cav", FACTS, old, new)
    same("types", ["flag", "one of", "number", "text", "release"], at("L1: number", "L1: |"))
    same("layers", ["L0", "L1"], at("vcpus at L1:", "vcpus at |:"))
    same("sources", ["file", "files", "exists", "os-release", "uname", "cpuid", "auxv", "fact", "only when file"],
         at("{ here { os-release } }", "{ here { | } }"))
    same("a case's value", ["intel", "amd"], at("GenuineIntel/ => intel", "GenuineIntel/ => |"))
    same("observers", ["here", "guest"], at("{ here { os-release } }", "{ | }"))
    same("in use when", ["in use when"], at('"Moving machines"', '"Moving machines" |'))
    p.finish()


# -- renaming --------------------------------------------------------------------------------------

def renamed(p, name, mark, new):
    """The texts after the edits, by name."""
    edit = p.ask("rename", name, mark, newName=new)
    out = {}
    for uri, edits in edit["changes"].items():
        file = uri.rsplit("/", 1)[1]
        lines = p.texts[file].split("\n")
        for e in sorted(edits, key=lambda e: (e["range"]["start"]["line"], e["range"]["start"]["character"]), reverse=True):
            line, start, end = e["range"]["start"]["line"], e["range"]["start"]["character"], e["range"]["end"]["character"]
            lines[line] = lines[line][:start] + e["newText"] + lines[line][end:]
        out[file] = "\n".join(lines)
    return out


def test_rename():
    p = Project()
    p.open("demo.cav", "demo.tests.cav")
    same("fact", {"facts.cav": FACTS.replace("fact platform", "fact cpu"),
                  "demo.cav": PACK.replace("L0.platform", "L0.cpu"),
                  "demo.tests.cav": TESTS.replace("L0: platform", "L0: cpu")},
         renamed(p, "demo.cav", "L0.|platform in", "cpu"))
    same("layer", {"facts.cav": FACTS.replace("L0", "host"), "demo.cav": PACK.replace("L0.", "host."),
                   "demo.tests.cav": TESTS.replace("L0", "host")}, renamed(p, "demo.cav", "|L0.platform in", "host"))
    same("rule", {"demo.cav": PACK.replace("rule intel-only", "rule only-intel"),
                  "demo.tests.cav": TESTS.replace("intel-only", "only-intel")},
         renamed(p, "demo.cav", "rule |intel-only", "only-intel"))
    same("statement", {"demo.cav": PACK.replace("arch.2", "arch.9")}, renamed(p, "demo.cav", "cite    |arch.2", "arch.9"))
    same("feature", {"facts.cav": FACTS.replace("feature migration", "feature moving"),
                     "demo.cav": PACK.replace("migration", "moving"),
                     "demo.tests.cav": TESTS.replace("migration", "moving")},
         renamed(p, "demo.cav", "migration", "moving"))
    same("value", {"facts.cav": FACTS.replace("amd", "amd64"), "demo.cav": PACK.replace("is amd", "is amd64"),
                   "demo.tests.cav": TESTS.replace("platform amd", "platform amd64")},
         renamed(p, "demo.cav", "is |amd and", "amd64"))
    same("define", {"demo.cav": PACK.replace("virtual", "nested")}, renamed(p, "demo.cav", "define |virtual", "nested"))
    same("product", {"facts.cav": FACTS.replace("product rhel", "product red-hat"),
                     "demo.tests.cav": TESTS.replace("rhel", "red-hat")}, renamed(p, "demo.tests.cav", "rhel", "red-hat"))
    same("where", {"range": span(15, 5, 15), "placeholder": "intel-only"}, p.ask("prepareRename", "demo.cav", "rule |intel-only"))
    same("nothing there", None, p.ask("prepareRename", "demo.cav", "title"))
    p.finish()


def test_rename_is_refused():
    p = Project()
    p.open("demo.cav", "demo.tests.cav")
    def why(name, mark, new):
        return p.client.refused("textDocument/rename", dict(p.place(name, mark), newName=new), -32803)
    same("taken", "rule 'amd-preview' is declared twice", why("demo.cav", "rule |intel-only", "amd-preview"))
    same("reserved", "`when` is a word of the language and cannot be a name", why("demo.cav", "rule |intel-only", "when"))
    same("not a name", "`9lives` is not a name: letters, digits and `-`, beginning with a letter",
         why("demo.cav", "rule |intel-only", "9lives"))
    same("two words", "`a b` is not a name: letters, digits and `-`, beginning with a letter",
         why("demo.cav", "rule |intel-only", "a b"))
    same("dots", "the name of a rule has no dots", why("demo.cav", "rule |intel-only", "a.b"))
    same("a feature's name", "define 'nesting' bears the name of a feature", why("demo.cav", "define |virtual", "nesting"))
    same("a level", "a level cannot be renamed here", why("demo.cav", "unsupported", "bad"))
    same("a test", "a test is called by a text; edit it in place", why("demo.tests.cav", '"a|md"', "x"))
    same("nothing", "there is no name here", why("demo.cav", "title", "x"))
    p.write("demo.cav", PACK.replace("then    migration is", "then    migration is is"))
    same("syntax errors hide names", "first solve demo.cav:27: found `is`, expected", why("demo.cav", "rule |intel-only", "x")[:45])
    p.client.refused("textDocument/rename", p.place("demo.cav", "rule |intel-only"), -32602)
    p.finish()


# -- fixes and format ------------------------------------------------------------------------------

def fixes(p, name, text, mark):
    p.write(name, text)
    place = p.place(name, mark)
    return [(a["title"], [e for edits in a["edit"]["changes"].values() for e in edits])
            for a in p.client.ask("textDocument/codeAction",
                                  {"textDocument": place["textDocument"], "context": {"diagnostics": []},
                                   "range": {"start": place["position"], "end": place["position"]}})]


def test_quick_fixes():
    p = Project()
    p.open("demo.cav", "demo.tests.cav")
    same("a fact", [("Replace by `L0.platform`", [{"range": span(18, 12, 24), "newText": "L0.platform"}])],
         fixes(p, "demo.cav", PACK.replace("L0.platform in", "L0.plattform in"), "L0.plattform in"))
    same("a word", [("Replace by `require`", [{"range": span(18, 4, 11), "newText": "require"}])],
         fixes(p, "demo.cav", PACK.replace("require L0", "requier L0"), "requier"))
    same("an operator", [("Replace by `is`", [{"range": span(25, 24, 25), "newText": "is"}])],
         fixes(p, "demo.cav", PACK.replace("platform is amd", "platform = amd"), "= amd"))
    same("nothing to fix there", [], fixes(p, "demo.cav", PACK, "L0.platform in"))
    same("a fact of a layer", [("Replace by `platform`", [{"range": span(1, 15, 24), "newText": "platform"}])],
         fixes(p, "demo.tests.cav", TESTS.replace("platform amd", "plattform amd"), "plattform"))
    p.finish()


def test_formatting():
    p = Project()
    p.open("demo.cav")
    params = {"textDocument": {"uri": p.uri("demo.cav")}, "options": {"tabSize": 4, "insertSpaces": True}}
    p.write("demo.cav", PACK.replace('fix     "Use Intel."', 'fix "Use Intel."  '))
    formatted = p.client.ask("textDocument/formatting", params)
    same("one line", [{"range": span(20, 0, 0, 21), "newText": '    fix     "Use Intel."\n'}], formatted)
    p.write("demo.cav", PACK)
    same("nothing to do", [], p.client.ask("textDocument/formatting", params))
    p.write("demo.cav", PACK.replace("else    unsupported", "else  "))
    same("refused", True, p.client.refused("textDocument/formatting", params, -32803).startswith("first solve line 20: "))
    p.finish()


# -- the protocol ----------------------------------------------------------------------------------

def test_order_of_the_conversation():
    c = Client(CAVEAT, start=False)
    c.refused("textDocument/hover", {}, -32002)
    c.tell("textDocument/didOpen", {"textDocument": {"uri": "file:///x.cav", "text": ""}})
    c.ask("initialize", {"capabilities": {}})
    c.refused("initialize", {"capabilities": {}}, -32600)
    c.refused("textDocument/hover", {"textDocument": {"uri": "file:///x.cav"}, "position": {"line": 0, "character": 0}}, -32602)
    c.ask("shutdown", None)
    c.refused("textDocument/hover", {}, -32600)
    c.tell("exit", None)
    same("exit after shutdown", 0, c.ended())
    c = Client(CAVEAT)
    c.tell("exit", None)
    same("exit without shutdown", 1, c.ended())
    c = Client(CAVEAT)
    c.process.stdin.close()
    same("end of input", 1, c.ended())


def test_the_client_stops_reading():
    reading, writing = os.pipe()
    os.close(reading)
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}}).encode()
    done = subprocess.run([CAVEAT, "lsp"], input=b"Content-Length: %d\r\n\r\n" % len(body) + body, stdout=writing,
                          stderr=subprocess.PIPE, timeout=60)
    os.close(writing)
    same("broken pipe", (74, "caveat: the client no longer reads\n"), (done.returncode, done.stderr.decode()))


def test_damaged_messages():
    c = Client(CAVEAT)
    def expect(data, code):
        c.raw(data)
        message = c.next()
        same("code for %r" % data[:40], code, message.get("error", {}).get("code"))
    def framed(body):
        return b"Content-Length: %d\r\n\r\n" % len(body) + body
    expect(framed(b"{"), -32700)
    expect(framed(b""), -32700)
    expect(framed(b'{"id": 1, "method": "\xff"}'), -32700)
    expect(framed(b"[" * 100000), -32700)
    expect(framed(b"[]"), -32600)
    expect(framed(b"7"), -32600)
    expect(framed(b'{"id": {}, "method": "shutdown"}'), -32600)
    expect(framed(b'{"id": 5, "method": 7}'), -32600)
    expect(b"Content-Type: x\r\n\r\n", -32700)
    expect(b"Content-Length: x\r\n\r\n", -32700)
    expect(b"Content-Length: -4\r\n\r\n", -32700)
    expect(b"Content-Length: 99999999999999999999999\r\n\r\n", -32700)
    expect(b"Content-Length: 70000000\r\n\r\n" + b"x" * 70000000, -32700)
    expect(b"y" * 10000 + b"\r\nContent-Length: 4\r\n\r\n" + b"nope", -32700)
    c.refused("no/such/method", {}, -32601)
    c.refused("$/unknown", {}, -32601)
    c.tell("$/unknown", {})
    c.tell("no/such/notification", [])
    c.tell("$/cancelRequest", {"id": 77})
    c.send({"jsonrpc": "2.0", "id": 9, "result": None})
    for params in (None, [], 7, {"textDocument": 7}, {"textDocument": {"uri": 7}},
                   {"textDocument": {"uri": "file:///not-open.cav"}, "position": {"line": 0, "character": 0}}):
        for method in ("hover", "definition", "references", "documentHighlight", "completion", "rename", "prepareRename",
                       "documentSymbol", "foldingRange", "codeAction", "formatting"):
            c.refused("textDocument/" + method, params, -32602)
    c.refused("workspace/symbol", {"query": 3}, -32602)
    same("exit status", 0, c.finish())


def test_wrong_places_and_types():
    p = Project()
    p.open("demo.cav")
    uri = {"uri": p.uri("demo.cav")}
    for position in (None, {}, {"line": "1", "character": 0}, {"line": -1, "character": 0}, {"line": 1.5, "character": 0}):
        p.client.refused("textDocument/hover", {"textDocument": uri, "position": position}, -32602)
    for line, character in ((99999, 0), (0, 99999), (2**62, 2**62)):
        p.client.ask("textDocument/completion", {"textDocument": uri, "position": {"line": line, "character": character}})
    for change in ({}, {"text": 7}, {"range": {}, "text": ""}, {"range": span(-1, 0, 0), "text": ""}, 7, None):
        p.client.tell("textDocument/didChange", {"textDocument": dict(uri, version=9), "contentChanges": [change]})
    p.client.tell("textDocument/didChange", {"textDocument": dict(uri, version=9), "contentChanges": 7})
    p.client.tell("textDocument/didChange", {"textDocument": {"uri": "file:///nope"}, "contentChanges": []})
    p.client.tell("textDocument/didOpen", {"textDocument": {"uri": "file:///x\0y.cav", "text": ""}})
    p.client.tell("textDocument/didClose", {"textDocument": {"uri": "file:///nope"}})
    same("the text is as it was", "demo", p.client.ask("textDocument/documentSymbol", {"textDocument": uri})[0]["name"])
    same("each was logged", 10, len(p.client.logged))
    p.finish()


def test_lone_surrogates():
    p = Project()
    p.open("demo.cav")
    body = json.dumps({"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {
        "textDocument": {"uri": p.uri("demo.cav"), "version": 50},
        "contentChanges": [{"text": PACK.replace("Only Intel", "\ud83d Only \ude00\ud83d\ude00 \\\\ud83d")}]}})
    p.client.send_body(body.encode())
    same("taken", [], [d for d in p.client.diagnostics(p.uri("demo.cav"), 50) if d["code"] != "E009"])
    value = p.client.ask("textDocument/hover", p.place("demo.cav", "rule intel-only", 6))["contents"]["value"]
    same("shown", True, "Why: \ufffd Only \ufffd\U0001F600" in value)
    p.finish()


def test_usage():
    done = subprocess.run([CAVEAT, "lsp", "x.cav"], timeout=60, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    same("operands", (64, "", True), (done.returncode, done.stdout, "no operands" in done.stderr))


def main():
    words = sys.argv[1:]
    passed = failed = 0
    for name, test in sorted(globals().items()):
        if not name.startswith("test_") or any(w not in name for w in words):
            continue
        try:
            test()
            passed += 1
        except Exception as error:  # a broken test is a failed test
            failed += 1
            print("FAILED  %s: %s%s" % (name, "" if isinstance(error, Failure) else type(error).__name__ + ": ", error))
        finally:
            Client.kill_all()
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
