#!/usr/bin/env python3
"""How diagnostics are shown: carets under what is meant, 79 columns, and the JSON form.

    CAVEAT=build/caveat tests/diagnostics.py

In the cases «…» marks what a diagnostic must point at; the marks are taken out before compiling.
Columns of characters are Python's own Unicode tables, which the command does not use. Closes with
`N passed, N failed`.
"""
import json
import os
import shutil
import sys
import tempfile
import unicodedata
from pathlib import Path

from cases import diagnostics, read_cases
from command import Failure, call, expect_status
from manual import blocks

ROOT = Path(__file__).resolve().parent.parent
CAVEAT = Path(os.environ.get("CAVEAT", ROOT / "build/caveat")).resolve()
KEYS = ["id", "name", "severity", "file", "line", "column", "end_line", "end_column", "start", "end",
        "message", "hint", "source"]
PACK = (ROOT / "tests/data/shared/pack.cav").read_text(encoding="utf-8")

# (what it shows, id, text with what is meant between « and »)
PLACES = [
    ("plain", "E020", 'layer «8» "x"\n'),
    ("tabs before and between", "E020", '\tlayer\t«888»\t"x"\n'),
    ("blanks and tabs", "E020", '  \t layer\t\t«888» "x"\n'),
    ("a tab in what is meant", "E005", "layer L0 «'a\tb'»\n"),
    ("East Asian wide", "E020", 'feature f "更大的虚拟机" «8»\n'),
    ("full-width forms", "E020", 'feature f "ＡＢＣ" «8»\n'),
    ("half-width forms", "E020", 'feature f "ｱｲｳ" «8»\n'),
    ("Hangul, composed and of parts", "E020", 'feature f "한국 \u1112\u1161\u11ab" «8»\n'),
    ("wide characters are meant", "E011", 'layer «更大» "x"\n'),
    ("combining marks", "E020", 'feature f "e\u0301 a\u0308\u0323" «8»\n'),
    ("combining marks of other scripts", "E020", 'feature f "\u0928\u093f \u0e01\u0e34" «8»\n'),
    ("emoji", "E020", 'feature f "😀 🚀 🧪 ⌚" «8»\n'),
    ("emoji with a variation selector", "E020", 'feature f "☎\ufe0f" «8»\n'),
    ("a letter that is not the language's", "E011", 'layer «Lаyer» "x"\n'),
    ("a no-break space", "E006", 'layer«\u00a0»L0 "x"\n'),
    ("a space without width", "E006", 'layer L0«\u200b» "x"\n'),
    ("a space without width in a string before", "E020", 'layer L0 "a\u200bb" «8»\n'),
    ("a soft hyphen in a string before", "E020", 'layer L0 "a\u00adb" «8»\n'),
    ("a typographic quote", "E005", 'layer L0 «“x”»\n'),
    ("a control character", "E003", 'layer L0 "a«\x07»b"\n'),
    ("a direction mark", "W004", 'layer L0 "a«\u202e»b"\n'),
    ("a byte order mark first", "E020", '\ufefflayer «8» "x"\n'),
    ("CR LF", "E020", 'layer «888» "x"\r\nlayer L1 "x"\r\n'),
    ("end of the file", "E020", "layer L0«»"),
    ("end of the file behind a line end", "E020", "layer L0«»\n\n\n"),
    ("an open brace at the end", "E023", 'section s "x" {\n    statement s.1 "x" no rule "y"«»\n'),
    ("nothing but a word", "E020", "«x»"),
    ("a string that is not closed", "E007", 'layer L0 «"x»\n'),
    ("several lines", "E112", PACK + 'define a: «L0.kernel\n    < 8»\n'),
    ("a long line, at its start", "E020", 'layer «8» "%s"\n' % ("x" * 1000)),
    ("a long line, in its middle", "E020", 'layer L0 "%s" «888» "%s"\n' % ("x" * 500, "y" * 500)),
    ("a long line, at its end", "E020", 'layer L0 "%s" «8»\n' % ("更" * 500)),
    ("a long line with tabs", "E020", 'layer L0\t"%s"\t«8»\t# %s\n' % ("x" * 100, "y" * 100)),
    ("just too long", "E020", 'layer L0 "%s" «8»\n' % ("x" * 62)),
    ("just fits", "E020", 'layer L0 "%s" «8»\n' % ("x" * 61)),
    ("what is meant is long itself", "E005", "layer L0 «'%s'» 8\n" % ("x" * 300)),
    ("longer than an excerpt", "E005", "layer L0 \"%s\" «'%s'»\n" % ("x" * 700, "y" * 900)),
    ("a very long line of wide characters", "E020", 'layer L0 "%s" «8» "%s"\n' % ("更" * 300, "大" * 300)),
]


def columns(text, start=0, tabs=True):
    """Columns on a terminal, tabs to multiples of eight."""
    at = start
    for c in text:
        if c == "\t" and tabs:
            at += 8 - at % 8
        elif unicodedata.category(c) in ("Mn", "Me", "Cf") or 0x1160 <= ord(c) <= 0x11ff:
            at += 0
        else:
            at += 2 if unicodedata.east_asian_width(c) in "WF" else 1
    return at - start


def need(condition, text):
    if not condition:
        raise Failure(text)


class World:
    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="caveat-diagnostics-"))

    def run(self, text, *args, verb=("compile", "-o", "main.img")):
        (self.folder / "main.cav").write_bytes(text.encode("utf-8"))
        return call([CAVEAT, *verb, *args, "main.cav"], cwd=self.folder)

    def json(self, text, *args, **more):
        answer = self.run(text, "--format", "json", *args, **more)
        need(not answer.out or answer.status in (0, 1, 2), "something on stdout\n" + answer.shown())
        return answer, [json.loads(line) for line in answer.err.splitlines()]


def marked(text):
    """The text without marks, and the offsets of what they enclose."""
    before, rest = text.split("«", 1)
    inside, after = rest.split("»", 1)
    return before + inside + after, before, inside


def place(text):
    """Line and column behind `text`, as the manual counts them."""
    lines = text.removeprefix("\ufeff").split("\n")
    return len(lines), len(lines[-1]) + 1


def shown(c):
    """False where an escape or U+FFFD stands for the character."""
    return c == "\t" or unicodedata.category(c) not in ("Cf", "Cc", "Zs") or c == " "


def test_place(world, ident, text):
    """The JSON form: line, column, offsets."""
    text, before, inside = marked(text)
    _, found = world.json(text)
    found = [d for d in found if d["id"] == ident]
    need(found, "no %s for %r" % (ident, text[:60]))
    d = found[0]
    need(list(d) == KEYS, "keys %s" % list(d))
    need((d["line"], d["column"]) == place(before), "begins at %d:%d" % (d["line"], d["column"]))
    need((d["end_line"], d["end_column"]) == place(before + inside),
         "ends at %d:%d" % (d["end_line"], d["end_column"]))
    data = text.encode("utf-8")
    need(data[d["start"]:d["end"]].decode() == inside, "offsets give %r" % data[d["start"]:d["end"]])
    need(d["start"] == len(before.encode()), "begins at byte %d" % d["start"])


def test_caret(world, ident, text):
    """The text form: the carets stand in the columns of what is meant, no line is too wide."""
    text, before, inside = marked(text)
    answer = world.run(text)
    lines = answer.err.split("\n")
    at = next((i for i, l in enumerate(lines) if "[%s]" % ident in l and l.startswith("main.cav:")), None)
    need(at is not None, "no %s\n%s" % (ident, answer.err))
    line, caret = lines[at + 1], lines[at + 2]
    need(line.startswith("    ") and caret.strip(" \t").strip("^") == "" and "^" in caret,
         "no carets\n" + answer.err)
    need(columns(line) <= 79 and columns(caret) <= 79, "wider than 79 columns\n" + answer.err)
    need([i for i, c in enumerate(caret) if c == "\t"] == [] or "\t" in line, "tabs only below")
    source = text.removeprefix("\ufeff").split("\n")[place(before)[0] - 1].rstrip("\r")
    if "…" not in line:
        need(all(c in line for c in source if shown(c)), "the line is not shown whole\n" + line)
    word = inside.split("\n")[0]
    first = columns(caret[:caret.index("^")])
    under = cut_columns(line, first, columns(caret))
    if word and "…" in line:
        need(under and word.startswith(under) and len(under) >= min(len(word), 19), "carets under %r" % under)
    elif word and all(shown(c) for c in word):
        need(under == word.replace("\t", under[word.index("\t")] if "\t" in word else ""),
             "carets under %r\n%s" % (under, answer.err))
    elif word:  # an escape stands for it
        need(under.startswith(("\\u{", "\ufffd", inside)), "carets under %r\n%s" % (under, answer.err))
    else:
        need(caret.count("^") == 1, "one caret for a place\n" + answer.err)
    ahead = before.split("\n")[-1].removeprefix("\ufeff")
    if "…" not in line and all(shown(c) for c in ahead):
        need(first == columns(ahead, 4) + 4, "the caret stands in column %d\n%s" % (first, answer.err))


def cut_columns(line, first, last):
    out, at = "", 0
    for c in line:
        wide = columns(c, at)
        if first <= at and at + wide <= last and (wide or out):
            out += c
        at += wide
    return out


# -- the JSON form by verb ------------------------------------------------------------------------------

BAD = PACK + 'rule r {\n    cite s.1\n    when L0.platfrom is amd\n    then borken "x"\n}\n'
WARNS = PACK + 'layer L3 "a\u202eb"\n'


def test_json_of_each_verb(world):
    (world.folder / "facts.json").write_text("{}")
    for verb in (["compile", "-o", "main.img"], ["check", "facts.json", "-r"], ["facts", "facts.json", "-r"],
                 ["test"], ["audit"]):
        answer, found = world.json(BAD, verb=["check" if v == "check" else v for v in verb[:-1]]
                                   if verb[-1] == "-r" else verb,
                                   *(["-r"] if verb[-1] == "-r" else []))
        expect_status(answer, 3)
        need(not answer.out, "%s: something on stdout" % verb[0])
        need([d["id"] for d in found] == ["E102", "E109"], "%s: %s" % (verb[0], answer.err))
        need(found[0]["hint"] == "did you mean `L0.platform`?" and found[0]["severity"] == "error"
             and found[0]["name"] == "unknown-fact" and found[0]["file"] == "main.cav"
             and found[0]["source"] == "    when L0.platfrom is amd", answer.err)


def test_json_of_other_messages(world):
    """What is no diagnostic of a rule file is an object too."""
    for args, status in ((["compile", "none.cav", "-o", "x.img"], 66), (["check", "none.json"], 66)):
        answer = expect_status(call([CAVEAT, *args, "--json"], cwd=world.folder), status)
        d = json.loads(answer.err)
        need(list(d) == KEYS and d["id"] is None and d["line"] is None and d["severity"] == "error"
             and "none." in d["message"], answer.err)


def test_json_of_warnings(world):
    answer, found = world.json(WARNS)
    expect_status(answer, 0)
    need([(d["id"], d["severity"], d["hint"]) for d in found] == [("W004", "warning", None)], answer.err)
    need("\u202e" not in answer.err and found[0]["source"] == 'layer L3 "a\ufffdb"', answer.err)


def test_json_without_a_place(world):
    many = "".join('layer 8 "%d"\n' % i for i in range(300))
    answer, found = world.json(many)
    last = found[-1]
    need(last["id"] == "E099" and all(last[k] is None for k in KEYS[3:10] + ["source"]), answer.err[-500:])


def test_what_is_cut_is_as_severe_as_the_worst_of_it(world):
    warnings = "".join("# allow W9%02d: there is none\n" % i for i in range(300))
    answer, found = world.json(PACK + warnings)
    expect_status(answer, 0)
    need([(d["id"], d["severity"]) for d in found[-2:]] == [("W003", "warning"), ("E099", "warning")], found[-1])
    answer, found = world.json(PACK + warnings + "layer 8\n")
    expect_status(answer, 3)
    need(any(d["severity"] == "error" for d in found), found[-1])
    answer, found = world.json(PACK + "".join('layer 8 "%d"\n' % i for i in range(300)))
    expect_status(answer, 3)
    need((found[-1]["id"], found[-1]["severity"]) == ("E099", "error"), found[-1])


def test_json_of_a_used_file(world):
    (world.folder / "sub").mkdir()
    (world.folder / "sub/b.cav").write_text("layer 8\n")
    _, found = world.json('use "sub/b.cav"\n')
    need(found[0]["file"] == "sub/b.cav" and found[0]["line"] == 1, str(found))


def test_json_from_standard_input(world):
    answer = call([CAVEAT, "compile", "-", "-o", "main.img", "--json", "--stdin-name", "here.cav"],
                  cwd=world.folder, stdin="layer 8\n")
    need(json.loads(answer.err)["file"] == "here.cav", answer.err)


def test_examples_of_the_manual(world):
    """docs/messages.md: the first example as text and as JSON, and the silenced warning."""
    found = blocks(ROOT / "docs/messages.md")
    rule, silent = [b.text for b in found if b.mark == "caveat"]
    text, = [b.text for b in found if b.mark == "message"]
    shown, = [b.text for b in found if b.mark == "json"]
    frame = '\nuse "nested.facts.cav"\nsection l "l" {\n    statement limits.2 "x"\n}\n'
    frame += 'pack p {\n    title "x"\n    issuer "x"\n    source "x"\n}\n'
    shutil.copy(ROOT / "rules/nested.facts.cav", world.folder)
    need(world.run(rule + frame).err == text, world.run(rule + frame).err)
    need(world.json(rule + frame)[1] == [json.loads(shown)], world.json(rule + frame)[0].err)
    need(not world.run(PACK + silent).err, world.run(PACK + silent).err)
    need("W004" in world.run(PACK + silent.split("#")[0]).err, "there is nothing to silence")


SEVERAL = {  # slips that are several mistakes, or one at several places
    "commas between the fields": 2, "a rule as in CEL": 3, "a merge conflict": 2,
    "semicolons at the ends": 3, "commas at the ends": 3, "two rules, each with a slip": 2}


def test_slips(world):
    """tests/data/slips: at least 200, one message each, in 79 columns but for the first line."""
    cases = [c for path in sorted((ROOT / "tests/data/slips").glob("*.t")) for c in read_cases(path)]
    need(len(cases) >= 200 and len({c.name + str(c.path) for c in cases}) == len(cases), "%d slips" % len(cases))
    for case in cases:
        said = case.one("messages").trimmed()
        count = len(diagnostics("\n".join(said)))
        need(count == SEVERAL.get(case.name, 1), "%s: %d messages" % (case.name, count))
        for line in said:
            need(line.startswith(("main.cav:", "    hint: ")) or columns(line) <= 79, "too wide: " + line)


def test_no_colour_in_a_pipe(world):
    need("\033" not in world.run(BAD).err, "colour in a pipe")
    need("\033[31merror[E102]\033[0m" in world.run(BAD, "--color", "always").err, "no colour when asked for")


def main():
    world = World()
    tests = [("%s, %s" % (kind, name), lambda f=f, i=i, t=t: f(world, i, t))
             for name, i, t in PLACES for kind, f in (("json", test_place), ("caret", test_caret))]
    tests += [(name, lambda f=f: f(world)) for name, f in sorted(globals().items())
              if name.startswith("test_") and name not in ("test_place", "test_caret")]
    failed = 0
    for name, test in tests:
        try:
            test()
        except Failure as failure:
            failed += 1
            print("%s: %s" % (name, failure))
    print("%d passed, %d failed" % (len(tests) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
