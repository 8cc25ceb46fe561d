#!/usr/bin/env python3
"""What editors are given: words, colours, and a real file edited with the language server beside it.

    tests/editors.py        the server is $CAVEAT, or build/caveat

The words of Vim's syntax file and of the TextMate grammar are compared with the scanner's; both are
applied to a rule file, by Vim itself and by a small reader of TextMate grammars below. Neovim edits
a copy of the pack by tests/editors.lua. Refuses nothing silently: an editor that is not installed is
a test skipped, and said. Invariant: no file of the project is written to.
"""
import json
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from command import ENV, Failure, call, expect_status

ROOT = Path(__file__).resolve().parent.parent
CAVEAT = str(Path(os.environ.get("CAVEAT", ROOT / "build/caveat")).resolve())
VIM = ROOT / "tools/editors/vim"
VSCODE = ROOT / "tools/editors/vscode"
GRAMMAR = VSCODE / "syntaxes/caveat.tmLanguage.json"

SAMPLE = '''# allow W010: why
rule l1-os {
    cite    os.1, limits.10
    require L1.os in {rhel 8.2 or later within 8}
    else    unsupported "The system {L1.os} \\"x\\" {{."
    fix     "# no comment"
}
fact v at L0: one of {on, other} "V" { here { file "/proc/x" { /a\\/b # c/i => $1 } } }
'''


class Skip(Exception):
    """An editor that is not there."""


def expect(what, wanted, got):
    if wanted != got:
        raise Failure("%s: expected %s, got %s" % (what, wanted, got))


# -- words -------------------------------------------------------------------------------------------

def scanner_words():
    text = (ROOT / "grammar/caveat.l").read_text(encoding="utf-8")
    words = re.findall(r'^"([a-z][a-z-]*)"\s+\{ return', text, re.M)
    if len(words) < 60:
        raise Failure("only %d words found in the scanner" % len(words))
    return set(words)


def other_words():
    """Not of the scanner, and coloured all the same."""
    levels = re.findall(r'^LEVEL\(\w+, "([^"]+)"', (ROOT / "runtime/levels.def").read_text(), re.M)
    return {"later", "on", "off", "note", "unknown", "not-applicable", "contradiction", *levels}


def compare_words(got):
    wanted = scanner_words() | other_words()
    expect("missing words", [], sorted(wanted - set(got)))
    expect("words that the language has not", [], sorted(set(got) - wanted))
    expect("words twice", [], sorted({w for w in got if got.count(w) > 1}))


def test_words_of_vim():
    text = (VIM / "syntax/caveat.vim").read_text(encoding="utf-8")
    compare_words([w for line in re.findall(r"^syntax keyword \w+ (.*)$", text, re.M) for w in line.split()])


def test_words_of_textmate():
    grammar = json.loads(GRAMMAR.read_text(encoding="utf-8"))
    lists = [re.fullmatch(r"\(\?<!\[[^]]*\]\)\(\?:([a-z|-]+)\)\(\?!\[[^]]*\]\)", p.get("match", "")) for p in grammar["patterns"]]
    compare_words([w for m in lists if m for w in m.group(1).split("|")])


# -- TextMate ----------------------------------------------------------------------------------------

class Grammar:
    """Applies a TextMate grammar of match, begin/end, captures and includes, line by line."""

    def __init__(self, path):
        self.data = json.loads(path.read_text(encoding="utf-8"))

    def rules(self, patterns):
        for p in patterns:
            if "include" in p:
                yield from self.rules([self.data["repository"][p["include"][1:]]])
            else:
                yield p

    def line(self, text):
        """The innermost scope of each character."""
        scopes, at, inside = [""] * len(text), 0, None
        while at <= len(text):
            patterns = inside.get("patterns", []) if inside else self.data["patterns"]
            choices = [(m.start(), i, m, p) for i, p in enumerate(self.rules(patterns))
                       if (m := re.compile(p.get("match", p.get("begin"))).search(text, at))]
            end = re.compile(inside["end"]).search(text, at) if inside else None
            if end:
                choices.append((end.start(), -1, end, None))
            if inside:
                stop = min(choices)[0] if choices else len(text)
                scopes[at:stop] = [inside["name"]] * (stop - at)
            if not choices:
                break
            start, _, m, p = min(choices, key=lambda c: c[:2])
            name = inside["name"] if p is None else p.get("name", "")
            scopes[start:m.end()] = [name] * (m.end() - start)
            for group, capture in (p or {}).get("captures", {}).items():
                scopes[m.start(int(group)):m.end(int(group))] = [capture["name"]] * len(m.group(int(group)))
            if p is None:
                inside = None
            elif "begin" in p:
                inside = p
            if m.end() == at and at == len(text):
                break
            at = max(m.end(), at + (m.end() == m.start()))
        return scopes


def scope_at(grammar, line, word, shift=0):
    text = SAMPLE.split("\n")[line]
    return grammar.line(text)[text.index(word) + shift].replace(".caveat", "")


def test_textmate_scopes():
    g = Grammar(GRAMMAR)
    for line, word, scope in (
            (0, "allow", "comment.line.number-sign"), (1, "rule", "keyword.declaration"), (1, "l1-os", "entity.name.section"),
            (2, "cite", "keyword.control"), (2, "os.1", "variable.other.fact"), (2, "limits.10", "variable.other.fact"),
            (3, "L1.os", "variable.other.fact"), (3, "in ", "keyword.operator.word"), (3, "8.2", "constant.numeric"),
            (3, "later", "keyword.operator.word"), (3, "rhel", ""), (4, "unsupported", "support.constant.level"),
            (4, "The", "string.quoted.double"), (4, "{L1", "variable.other.placeholder"), (4, "\\\"", "constant.character.escape"),
            (4, "x", "string.quoted.double"), (5, "# no", "string.quoted.double"), (7, "one", "storage.type"),
            (7, "on,", "constant.language"), (7, "other", ""), (7, "# c", "string.regexp"), (7, "\\/", "constant.character.escape.regexp"),
            (7, "=>", "keyword.operator"), (7, "$1", "variable.parameter"), (7, "here", "support.function.source")):
        expect("scope of %r in line %d" % (word, line + 1), scope, scope_at(g, line, word))


def test_textmate_on_the_shipped_files():
    """Every character of every string, pattern and comment has its colour, as the formatter's text shows them."""
    g, seen = Grammar(GRAMMAR), 0
    for path in sorted((ROOT / "rules").glob("*.cav")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            scopes = g.line(line)
            rest = re.sub(r'"(?:\\.|[^"\\])*"', lambda m: " " * len(m.group()), line)
            comment = rest.find("#") if "/" not in rest else -1
            for m in re.finditer(r'"(?:\\.|[^"\\])*"', line if comment < 0 else line[:comment]):
                if not all(scopes[m.start():m.end()]):
                    raise Failure("%s: %s" % (path.name, line))
                seen += 1
            if comment >= 0:
                expect(line, {"comment.line.number-sign.caveat"}, set(scopes[comment:]))
    if seen < 500:
        raise Failure("only %d texts seen" % seen)


def test_vscode_files():
    package = json.loads((VSCODE / "package.json").read_text(encoding="utf-8"))["contributes"]
    for path in (package["languages"][0]["configuration"], package["grammars"][0]["path"]):
        if not (VSCODE / path).is_file():
            raise Failure("package.json names %s, which is not there" % path)
    configuration = json.loads((VSCODE / "language-configuration.json").read_text(encoding="utf-8"))
    expect("a word", "L0.kvm.nested", re.match(configuration["wordPattern"], "L0.kvm.nested is on").group())
    expect("scope", package["grammars"][0]["scopeName"], json.loads(GRAMMAR.read_text(encoding="utf-8"))["scopeName"])


# -- Vim ---------------------------------------------------------------------------------------------

def vim(folder, *commands):
    program = next((p for p in ("vim", "vim.nox", "vim.basic") if shutil.which(p)), None)
    if not program or "+syntax" not in call([program, "--version"]).out.split():
        raise Skip("no Vim with syntax files is installed")
    script = ["set nocompatible", "set rtp^=%s" % VIM, "filetype plugin indent on", "syntax on", *commands, "qall!"]
    (folder / "script.vim").write_text("\n".join(script) + "\n")
    return call([program, "-es", "-u", "NONE", "-i", "NONE", "-N", "-S", "script.vim"], cwd=folder, timeout=60)


def test_vim_colours(folder):
    (folder / "sample.cav").write_text(SAMPLE)
    asks = ((1, "allow", "caveatAllow"), (1, "why", "caveatComment"), (2, "rule", "caveatDeclaration"), (2, "l1-os", ""),
            (3, "cite", "caveatClause"), (3, "os.1", "caveatPath"), (4, "L1.os", "caveatPath"), (4, "in ", "caveatOperator"),
            (4, "8.2", "caveatNumber"), (4, "later", "caveatOperator"), (4, "rhel", ""), (5, "unsupported", "caveatLevel"),
            (5, "The", "caveatString"), (5, "{L1", "caveatPlaceholder"), (5, "\\\"", "caveatEscape"), (6, "# no", "caveatString"),
            (8, "one", "caveatType"), (8, "on,", "caveatConstant"), (8, "other", ""), (8, "# c", "caveatPattern"),
            (8, "=>", "caveatArrow"), (8, "$1", "caveatCapture"), (8, "here", "caveatSource"))
    lines = SAMPLE.split("\n")
    vim(folder, "edit sample.cav", "let g:out = [&filetype]",
        *("call add(g:out, synIDattr(synID(%d, %d, 1), 'name'))" % (line, lines[line - 1].index(word) + 1)
          for line, word, _ in asks), "call writefile(g:out, 'out')")
    got = (folder / "out").read_text().split("\n")
    expect("file type", "caveat", got[0])
    for (line, word, name), answer in zip(asks, got[1:]):
        expect("colour of %r in line %d" % (word, line), name, answer)


def test_vim_on_the_shipped_pack(folder):
    shutil.copy(ROOT / "rules/rhel8-nested.cav", folder)
    vim(folder, "edit rhel8-nested.cav", "call writefile([&filetype, &commentstring, &shiftwidth, synIDattr(synID(7, 1, 1), 'name'),"
        " synIDattr(synID(1, 1, 1), 'name')], 'out')")
    expect("settings", ["caveat", "# %s", "4", "caveatDeclaration", "caveatComment", ""], (folder / "out").read_text().split("\n"))


def test_vim_indents(folder):
    (folder / "flat.cav").write_text(re.sub(r"^ +", "", SAMPLE, flags=re.M))
    vim(folder, "edit flat.cav", "normal! gg=G", "write! out")
    expect("indented", SAMPLE, (folder / "out").read_text())


# -- Neovim ------------------------------------------------------------------------------------------

def test_neovim_edits_the_pack(folder):
    if not shutil.which("nvim"):
        raise Skip("Neovim is not installed")
    shutil.copytree(ROOT / "rules", folder / "rules")
    pack = folder / "rules/rhel8-nested.cav"
    pack.write_text(call([CAVEAT, "fmt", pack]).out)
    env = dict(ENV, CAVEAT=CAVEAT, RULES="rhel8-nested.cav", HOME=str(folder), XDG_STATE_HOME=str(folder / "state"))
    answer = call(["nvim", "--headless", "-u", "NONE", "-i", "NONE", "--cmd", "set rtp^=%s" % VIM, "--cmd",
                   "filetype plugin indent on", "-c", "luafile %s" % (ROOT / "tests/editors.lua")],
                  cwd=folder / "rules", env=env, timeout=240)
    said = (answer.out + answer.err).replace("\r", "").split("\n")
    ok = [x for x in said if x.startswith("ok ")]
    if answer.status or len(ok) != 13 or any(x.startswith("not ok") for x in said):
        raise Failure(answer.shown())
    expect_status(call([CAVEAT, "test", "-q", pack]), 0)  # what was written compiles and passes
    text = pack.read_text(encoding="utf-8")
    expect("the rule's new name is in the file", (True, False), ("rule listed-platform {" in text, "named-architecture" in text))
    return len(ok)


def main():
    passed = failed = skipped = 0
    for name, test in sorted(globals().items()):
        if not name.startswith("test_") or any(w not in name for w in sys.argv[1:]):
            continue
        folder = Path(tempfile.mkdtemp(prefix="caveat-editors-"))
        try:
            passed += (test(folder) if test.__code__.co_argcount else test()) or 1
        except Skip as why:
            skipped += 1
            print("skipped %s: %s" % (name, why))
        except Exception as error:  # a broken test is a failed test
            failed += 1
            print("FAILED  %s: %s%s" % (name, "" if isinstance(error, Failure) else type(error).__name__ + ": ", error))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    print("%d passed, %d failed, %d skipped" % (passed, failed, skipped))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
