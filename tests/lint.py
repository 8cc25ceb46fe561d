#!/usr/bin/env python3
"""caveat lint: levels, silences, vocabularies, formats, statuses; what each check leaves alone.

    CAVEAT=build/caveat tests/lint.py

The checks' own examples are run by tests/examples.py; here stand the cases on the border, what must
not be accused, and a run over every rule file of tests/data.
"""
import json
import os
import re
import sys
import tempfile
from pathlib import Path

from cases import Runner, diagnostics, read_cases
from command import Failure, call, difference, expect_status
from examples import CAVEAT, ROOT, frame, read_page

L1_OS = """rule l1-os {
    cite    demo.1
    require L1.os is rhel 8
    else    unsupported "The system of L1 is {L1.os}; supported is RHEL 8."
}
"""
REDUNDANT = """rule l1-os {
    cite    demo.1
    require L1.os in {rhel 8, rhel 8.2}%s
    else    unsupported "The system of L1 is {L1.os}; supported is RHEL 8."
}
"""


class World:
    def __init__(self, folder):
        self.folder = Path(folder)
        for source in (ROOT / "rules").glob("*.facts.cav"):
            (self.folder / source.name).write_bytes(source.read_bytes())

    def write(self, name, text, framed=True):
        text = frame().replace("# PART\n", text) if framed else text
        (self.folder / name).write_text(text, encoding="utf-8")

    def lint(self, *words):
        return call([CAVEAT, "lint", *words], cwd=self.folder)

    def ids(self, text, *words, framed=True):
        """"ID" of each finding, in order."""
        self.write("main.cav", text, framed)
        answer = self.lint("main.cav", *words)
        found = [i for _, i, _ in diagnostics(answer.out)]
        if answer.err:
            raise Failure(answer.shown())
        if answer.status != (1 if found and "--note" not in words else 0):
            raise Failure("status\n" + answer.shown())
        return found


def equal(got, wanted):
    if got != wanted:
        raise Failure("expected %r, got %r" % (wanted, got))


# -- the checks: what they find beside their example, and what they leave alone ------------------------

def rule(condition, level="unsupported", text="{L0.platform} {L1.os}", name="r"):
    return 'rule %s { cite demo.1 when %s then %s "%s" }\n' % (name, condition, level, text)


CONDITIONS = [
    ("L0.platform is amd or L1.os is rhel 8 or L0.platform in {amd, intel}", ["W101"]),
    ("L1.os in {rhel 8.2 or later within 8, rhel 8.4, ubuntu 22.04}", ["W101"]),
    ("L1.os in {rhel 8.2 or later within 8, rhel before 8.2}", []),
    ("L1.os in {rhel 7, rhel 7}", ["W101"]),
    ("L1.os not in {rhel 7.8 or later, rhel 8.2 or later}", ["W101"]),
    ("L1.os is rhel 7 or (L1.os is rhel 8 and L0.platform is amd)", []),
    ("L1.os is rhel 7 or (L1.os is rhel 7 and L0.platform is amd)", ["W101"]),
    ('L1.kernel.release in {"a", "b", "a"} and L0.platform is amd', ["W101"]),
    ("L0.platform in {intel, amd} and L0.platform is not intel and L1.os is rhel 8", []),
    ("L0.platform in {intel, amd} and L0.platform is not power9 and L1.os is rhel 8", ["W102"]),
    ("(L0.platform is amd or L0.os is rhel 8) and L0.platform is amd", ["W102"]),
    ("(L0.platform is amd or L1.os is rhel 8) and L0.platform is amd", []),  # it asks for L1
    ("L0.platform is amd or (L0.platform is amd and L1.os is rhel 8)", []),  # it asks for L1
    ("L0.platform is amd and L0.platform is intel", ["W104"]),
    ("not (L0.platform is amd and L0.platform is intel)", ["W104"]),
    ("L0 exists and L0.platform is amd", ["W104"]),
    ("L1 exists and L0.platform is amd", []),
    ("L1.kernel.release matches /.*el7a.*/ and not L1.kernel.release matches /.*el7a.*/", ["W104"]),
    ("L1.kernel.release matches /a.*/ and L1.kernel.release matches /b.*/", []),
    ("migration in use and L0.platform is amd", []),
    ("L1.os is rhel 8.2 or later", []),
]


def test_conditions(world):
    for condition, wanted in CONDITIONS:
        text = "{L0.platform} {L1.os} {L1.kernel.release}"
        names = re.findall(r"L\d\.[\w.-]*\w", condition)
        shown = " ".join("{%s}" % n for n in dict.fromkeys(names)) or text
        got = world.ids(rule(condition, text=shown))
        if got != wanted:
            raise Failure("%s gives %s, not %s" % (condition, got, wanted))


def test_rules(world):
    def two(first, second, wanted):
        got = world.ids(rule(*first, name="a", text="a {L0.platform}") +
                        rule(*second, name="b", text="b {L0.platform}"))
        if got != wanted:
            raise Failure("%s, %s: %s, not %s" % (first, second, got, wanted))

    amd, other = "L0.platform is amd", "L0.platform is not intel"
    two((amd, "preview"), (other, "broken"), ["W107"])
    two((amd, "broken"), (other, "broken"), ["W107"])
    two((amd, "broken"), (other, "preview"), [])
    two((amd, "preview"), (other, "migration is broken"), [])
    two((amd, "migration is preview"), (other, "migration is broken"), ["W107"])
    two((amd, "note"), (other, "broken"), [])
    two((amd, "preview"), (amd, "broken"), ["W106"])
    two((amd, "preview"), ("not L0.platform is not amd", "preview"), ["W106"])
    two((amd, "note"), (amd, "note"), [])
    two((amd + " and L1.os is rhel 8", "preview"), ("L1.os is rhel and (" + other + ")", "broken"),
        ["W107"])


def test_never(world):
    impossible = 'impossible "no such machine" when L0.platform is amd and L1.os is rhel 9\n'
    equal(world.ids(impossible + rule("L0.platform is amd and L1.os is rhel 9.2")), ["W105"])
    equal(world.ids(impossible + rule("L0.platform is amd and L1.os is rhel")), [])
    equal(world.ids(rule("L0.kvm.nested is off and not L2 exists", text="{L0.kvm.nested}")),
          [])  # nesting may still be wanted
    equal(world.ids(rule("L0.platform is amd and not nesting in use", text="{L0.platform}")),
          ["W105"])  # where the pack does not apply
    conflict = ("rule c { cite demo.1 when %s conflict nesting, huge-pages "
                'else broken "{L0.kvm.hpage}" }\n')
    equal(world.ids(conflict % "L0.platform is ibm-z"), [])
    equal(world.ids(conflict % "L0.platform is ibm-z and not huge-pages in use"), ["W105"])


def test_open_ended(world):
    def rules(*versions):
        return "".join('rule r%d { cite demo.1 require L%d.os is %s else unsupported "%d {L%d.os}" }\n'
                       % (i, i, v, i, i) for i, v in enumerate(versions))
    bounded, opened = "rhel 8.2 or later within 8", "rhel 8.4 or later"
    equal(world.ids(rules(bounded, bounded, opened)), ["W103"])
    equal(world.ids(rules(bounded, opened)), [])
    equal(world.ids(rules(bounded, opened, opened)), [])
    equal(world.ids(rules(bounded, bounded, "ubuntu 20.04 or later")), [])
    equal(world.ids(rules(bounded, bounded, "rhel before 8.4")), [])


def test_effects(world):
    equal(world.ids(rule("L0.platform is amd", text="AMD hosts do not nest.")), [])
    equal(world.ids(rule("L0.platform in {amd, intel}", text="x86 hosts do not nest.")), ["W108"])
    equal(world.ids(rule("L0.platform in {amd, intel}", text="{L0.os} x86")), ["W108"])
    equal(world.ids(rule("L0.platform in {amd, intel}", "note", "x86 hosts do not nest.")), [])
    equal(world.ids(rule("L3 exists", text="L3 is not tested.")), [])
    equal(world.ids(rule("L0.platform is amd", text="L1 on AMD is not fine.")), ["W110"])
    equal(world.ids(rule("L0.platform is amd", text="L1 on an AMD L0 is not fine.")), [])
    equal(world.ids(rule("L0.platform is amd and L1 exists", text="L1 on AMD.")), [])
    equal(world.ids(L1_OS + 'test "a host that is broken, says the page" {\n given L1: os rhel 7.9\n'
                    ' expect unsupported by l1-os\n}\n'), ["W114"])
    equal(world.ids(L1_OS + 'test "what is broken elsewhere" {\n given L1: os rhel 7.9\n'
                    ' expect unsupported by l1-os\n}\n'), [])
    equal(world.ids(L1_OS + 'test "it stays supported" {\n given L1: os rhel 8\n'
                    ' expect supported\n}\n'), [])


def test_texts(world):
    def message(text):
        return world.ids(rule("L0.platform in {amd, intel}", text="{L0.platform} " + text))
    equal(message("ра\u0431отает"), [])  # Cyrillic throughout
    equal(message("ок и всё"), [])
    equal(message("runs К\u0412\u041c here"), ["W118"])  # only letters with Latin twins
    equal(message("runs \u041aVM here"), ["W118"])
    equal(message("10 \u03bcs, \u0394t, k\u03a9"), [])
    equal(message("na\u00efve \u2013 it\u2019s \u201cfine\u201d"), [])
    equal(message("\uff2bVM"), ["W118"])
    equal(world.ids(rule('L1.kernel.release is "5.4\u2013rc1"', text="{L1.kernel.release}")),
          ["W118"])
    equal(world.ids('section m "M" { statement m.1 "One." no rule "historical" }\n'), ["W117"])
    equal(world.ids('section m "M" { statement m.1 "One." no rule "Not needed." }\n'), ["W117"])
    equal(world.ids('section m "M" { statement m.1 "One." no rule "\u5b9a\u4e49\u8bf4\u660e" }\n'), [])
    equal(world.ids('section m "M" { statement m.1 "One." no rule " " }\n'), ["W116"])


# -- levels, silences, vocabularies ----------------------------------------------------------------------

def test_levels(world):
    text = REDUNDANT % ""
    equal(world.ids(text, "--allow", "redundant-alternative"), [])
    equal(world.ids(text, "--allow", "W101"), [])
    equal(world.ids(text, "--allow", "all"), [])
    equal(world.ids(text, "--allow", "all", "--warn", "W101"), ["W101"])
    equal(world.ids(text, "--warn", "W101", "--allow", "all"), [])
    for option, word in (("--error", "error"), ("--warn", "warning"), ("--note", "note")):
        answer = world.lint("main.cav", option, "redundant-alternative")
        expect_status(answer, 0 if word == "note" else 1)
        if ": %s[W101]: " % word not in answer.out or answer.err:
            raise Failure(answer.shown())
    for words in (("--allow", "redundant-alternativ"), ("--error", "W001"), ("--warn", "E101")):
        answer = expect_status(world.lint("main.cav", *words), 64)
        if "no check" not in answer.err or answer.out:
            raise Failure(answer.shown())
    if "did you mean 'redundant-alternative'?" not in \
            world.lint("main.cav", "--allow", "redundant-alternativ").err:
        raise Failure("the nearest check is not named")


def test_silences(world):
    for word in ("W101", "redundant-alternative"):
        equal(world.ids(REDUNDANT % (" # allow %s: the source says both" % word)), [])
        equal(world.ids(L1_OS.replace("rhel 8\n", "rhel 8 # allow %s: left over\n" % word)),
              ["W001"])
        equal(world.ids(L1_OS.replace("rhel 8\n", "rhel 8 # allow %s: left over\n" % word),
                        "--allow", "W101"), [])
        equal(world.ids(REDUNDANT % (" # allow %s" % word)), ["W101", "W002"])
        world.write("main.cav", L1_OS.replace("rhel 8\n", "rhel 8 # allow %s: left over\n" % word))
        compiled = call([CAVEAT, "compile", "main.cav", "-o", "x.img"], cwd=world.folder)
        if compiled.status or compiled.err:
            raise Failure("compile judges lint's silences\n" + compiled.shown())
    equal(world.ids(REDUNDANT % " # allow redundant-alternatives: the source says both"),
          ["W101", "W003"])
    equal(world.ids(REDUNDANT % " # allow W101: the source says both", "--error", "all"), [])


def test_vocabularies(world):
    words = ('layer L0 "host"\nfact used at L0: flag "A"\nfact other at L0: flag "B"\n'
             'fact used.planned at L0: flag "C"\ndefine spare: L0.used is on\n'
             'feature idle "Idle"\nfact never at L0: flag "D" # allow W104: not judged here\n')
    head = ('use "v.cav"\npack %s { title "T" issuer "I" source "S" }\n'
            'section s "Section" { statement s.1 "Something." }\n'
            'rule r { cite s.1 require L0.%s is on else broken "{L0.%s}" }\n')
    world.write("v.cav", words.replace(" # allow W104: not judged here", ""), False)
    world.write("a.cav", head % ("a", "used", "used"), False)
    world.write("b.cav", head % ("b", "other", "other"), False)

    def unused(*files):
        answer = world.lint(*files, "--quiet")
        return re.findall(r"'([\w.-]+)'", answer.out)
    equal(unused("a.cav"), [])
    equal(unused("v.cav"), [])
    equal(unused("a.cav", "b.cav"), ["spare", "idle", "never"])
    equal(unused("a.cav", "a.cav"), [])
    world.write("c.cav", words + "\n".join((head % ("c", "used", "used")).split("\n")[1:]), False)
    equal(unused("c.cav"), ["other", "spare", "idle", "never", "W104"][:4])
    if "[W001]" not in world.lint("c.cav").out:
        raise Failure("an unneeded silence of a pack's own file is not found")


# -- formats and statuses ----------------------------------------------------------------------------------

def test_json(world):
    world.write("main.cav", REDUNDANT % "")
    document = json.loads(expect_status(world.lint("main.cav", "--json"), 1).out)
    equal(list(document), ["schema", "findings", "diagnostics"])
    equal((document["schema"], document["findings"]), (1, 1))
    found = document["diagnostics"][0]
    equal((found["id"], found["name"], found["severity"], found["file"], found["line"]),
          ("W101", "redundant-alternative", "warning", "main.cav", 13))
    text = (world.folder / "main.cav").read_bytes()
    equal(text[found["start"]:found["end"]], b"rhel 8.2")
    document = json.loads(expect_status(world.lint("main.cav", "-f", "json", "--note", "all"), 0).out)
    equal((document["findings"], document["diagnostics"][0]["severity"]), (0, "note"))
    world.write("main.cav", L1_OS)
    document = json.loads(expect_status(world.lint("main.cav", "--json"), 0).out)
    equal(document, {"schema": 1, "findings": 0, "diagnostics": []})


def test_text(world):
    world.write("main.cav", REDUNDANT % "")
    brief = expect_status(world.lint("main.cav", "-q"), 1).out
    equal(len(brief.splitlines()), 2)
    equal(brief.splitlines()[-1], "1 finding")
    equal(world.lint("main.cav", "-q", "--note", "all").out.splitlines()[-1], "1 note")
    equal(expect_status(world.lint("main.cav", "-o", "out.txt"), 1).out, "")
    whole = (world.folder / "out.txt").read_text()
    if "^^^^^^^^" not in whole or "hint:" not in whole:
        raise Failure(whole)
    world.write("main.cav", L1_OS)
    equal(expect_status(world.lint("main.cav"), 0).out, "")


def test_statuses(world):
    world.write("main.cav", L1_OS.replace("L1.os is", "L1.oss is"))
    answer = expect_status(world.lint("main.cav"), 3)
    if "E102" not in answer.err or answer.out:
        raise Failure(answer.shown())
    expect_status(world.lint("missing.cav"), 66)
    expect_status(world.lint("-r", "main.cav", "main.cav"), 64)
    world.write("main.cav", L1_OS)
    expect_status(call([CAVEAT, "compile", "main.cav", "-o", "x.img"], cwd=world.folder), 0)
    expect_status(world.lint("x.img"), 64)
    expect_status(call([CAVEAT, "lint", "-"], cwd=world.folder, stdin='layer L0 "x"\n'), 0)


def test_builtin(world):
    answer = expect_status(world.lint(), 0)
    equal(answer.out + answer.err, "")
    for path in sorted((ROOT / "rules").glob("*.cav")):
        if path.name.endswith(".tests.cav"):
            continue
        answer = expect_status(call([CAVEAT, "lint", path]), 0)
        equal(answer.out + answer.err, "")


def test_table(world):
    rows = [x.split(None, 3) for x in expect_status(world.lint("--list"), 0).out.splitlines()]
    equal([r[0] for r in rows], sorted(r[0] for r in rows))
    wanted = ["| %s | %s | %s | %s |" % tuple(r) for r in rows]
    manual = (ROOT / "docs/linting.md").read_text(encoding="utf-8")
    equal(re.findall(r"^\| W[13].*\|$", manual, re.M), wanted)
    page = Path(os.environ.get("BUILD", ROOT / "build")) / "docs/lint.md"
    own = [row for row in wanted if row.startswith("| W1")]  # the others are no checks of lint.def
    equal(re.findall(r"^\| W1.*\|$", page.read_text(encoding="utf-8"), re.M), own)


def test_manual(world):
    """The run shown at the top of docs/linting.md, and the silence in it."""
    manual = (ROOT / "docs/linting.md").read_text(encoding="utf-8")
    shown = re.search(r"^```\n\$ caveat lint main.cav\n(.*?)^```$", manual, re.M | re.S).group(1)
    example = read_page(ROOT / "docs/diagnostics/lint.md")["W101"]["Bad"][0][2]
    world.write("main.cav", example)
    got = world.lint("main.cav").out
    if got != shown:
        raise Failure(difference(shown, got))
    part = re.search(r"^```caveat-part\n(.*?)^```$", manual, re.M | re.S).group(1)
    equal(world.ids(part), [])
    equal(world.ids("\n".join(part.split("\n")[1:])), ["W107"])


def test_data(world):
    """Whatever the rule file, lint ends with 0, 1 or 3."""
    ran = 0
    for path in sorted((ROOT / "tests/data").glob("**/*.t")):
        for case in read_cases(path):
            if not case.all("rules", "bytes", "condition"):
                continue
            with tempfile.TemporaryDirectory(dir=world.folder) as name:
                Runner(CAVEAT, ROOT, case, Path(name), False).write_files()
                if not (Path(name) / "main.cav").exists():
                    continue
                answer = call([CAVEAT, "lint", "main.cav"], cwd=name)
            ran += 1
            if answer.status not in (0, 1, 3) or (answer.status == 3) != ("error[E" in answer.err):
                raise Failure("%s: %s\n%s" % (path.name, case.name, answer.shown()))
    if ran < 200:
        raise Failure("only %d rule files were found" % ran)


def test_a_pack_twice_is_one_pack(world):
    world.write("main.cav", L1_OS)
    once = world.lint("main.cav")
    (world.folder / "copy.cav").write_bytes((world.folder / "main.cav").read_bytes())
    for operands in (("main.cav", "main.cav"), ("main.cav", "./main.cav", "copy.cav")):
        expect_status(world.lint(*operands), once.status)
        equal("packs given" in world.lint(*operands).out, False)


def test_an_empty_result_is_written_too(world):
    world.write("main.cav", L1_OS)
    (world.folder / "report").write_text("of an older run")
    expect_status(world.lint("main.cav", "-o", "report"), 0)
    equal((world.folder / "report").read_text(), "")
    expect_status(world.lint("main.cav", "-o", "no-folder/report"), 74)
    (world.folder / "report").write_text("kept")
    expect_status(world.lint("nosuch.cav", "-o", "report"), 66)
    equal((world.folder / "report").read_text(), "kept")


def main():
    passed = failed = 0
    for name, test in sorted((n, f) for n, f in globals().items() if n.startswith("test_")):
        with tempfile.TemporaryDirectory(prefix="caveat-lint-") as folder:
            try:
                test(World(folder))
                passed += 1
            except Failure as failure:
                failed += 1
                print("%s: %s" % (name, failure))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
