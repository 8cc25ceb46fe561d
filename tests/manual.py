"""The examples of the manuals, run: rule texts of docs/language.md, the program of docs/embedding.md.

The marks after the three backquotes are explained at the end of docs/language.md: caveat,
caveat-part, caveat-error ID, caveat-frame; in docs/embedding.md `c` is the program and the `text`
after it what it prints; in README.md, docs/facts.md and docs/translating.md `console` is a run of the command. Blocks with other marks are
not run.
"""
import os
import re
import shlex
import shutil
from collections import namedtuple

from cases import diagnostics
from command import Failure, call, difference, expect_status

FENCE = re.compile(r"^```(\S*) ?(.*?)\n(.*?)^```$", re.M | re.S)
Block = namedtuple("Block", "mark argument text line")
Example = namedtuple("Example", "code output")


def blocks(path):
    text = path.read_text(encoding="utf-8")
    return [Block(m.group(1), m.group(2).strip(), m.group(3), text.count("\n", 0, m.start()) + 1)
            for m in FENCE.finditer(text)]


def embedding_example(root):
    """The first C program of docs/embedding.md, and what the text block after it shows."""
    found = blocks(root / "docs/embedding.md")
    code = next(b for b in found if b.mark == "c" and "int main" in b.text)
    output = next(b for b in found if b.mark == "text" and b.line > code.line)
    return Example(code.text, output.text)


def compile_text(root, caveat, folder, text):
    for path in (root / "rules").glob("*.cav"):
        shutil.copy(path, folder)
    (folder / "main.cav").write_text(text, encoding="utf-8")
    return call([caveat, "compile", "main.cav", "-o", "main.img"], cwd=folder)


def check_rules(root, caveat, folder, text):
    answer = expect_status(compile_text(root, caveat, folder, text), 0)
    if answer.err:
        raise Failure("it compiles, but not without a word\n" + answer.err)
    if re.search(r"^test\b", text, re.M):
        expect_status(call([caveat, "test", "main.cav"], cwd=folder), 0)


def check_error(root, caveat, folder, text, ident):
    answer = expect_status(compile_text(root, caveat, folder, text), 3)
    ids = [i for _, i, _ in diagnostics(answer.err)]
    if not any(i == ident or (ident == "E0" and i.startswith("E0")) for i in ids):
        raise Failure("expected %s, got %s\n%s" % (ident, ", ".join(ids), answer.err))


def check_embedding(root, caveat, build, folder):
    example = embedding_example(root)
    (folder / "example.c").write_text(example.code.replace("<runtime/", "<%s/runtime/" % root))
    sanitize = ["-fsanitize=address,undefined"] if build.name == "debug" else []
    expect_status(call([os.environ.get("CC", "cc"), "-std=c11", "-Wall", "-Wextra", "-Werror",
                        *sanitize, "-I%s" % root, "example.c", build / "libcaveat.a", "-lpcre2-8",
                        "-o", "example"], cwd=folder), 0)
    image = folder / "rhel8-nested.img"
    expect_status(call([caveat, "compile", root / "rules/rhel8-nested.cav", "-o", image]), 0)
    got = expect_status(call(["./example", image], cwd=folder), 0).out
    if got != example.output:
        raise Failure(difference(example.output, got))


def check_console(root, caveat, text):
    """A run shown: `$ build/caveat …`, or `$ echo TEXT | build/caveat …`, then exactly what it prints."""
    command, _, output = text.partition("\n")
    words, stdin = shlex.split(command.removeprefix("$ ")), ""
    if words[0] == "echo" and words[2] == "|":
        words, stdin = words[3:], words[1] + "\n"
    if words[0] != "build/caveat":
        raise Failure("a run shown must be one of build/caveat: " + command)
    got = call([caveat, *words[1:]], cwd=root, stdin=stdin)
    if got.out != output or got.err:
        raise Failure(difference(output, got.out + got.err))


def examples(root, caveat, build, new_folder):
    """[(name, function)], one for each block that has to hold."""
    found = blocks(root / "docs/language.md")
    frame = next((b.text for b in found if b.mark == "caveat-frame"), "# PART\n")
    for b in found:
        name = "docs/language.md:%d" % b.line
        if b.mark == "caveat":
            yield name, lambda b=b: check_rules(root, caveat, new_folder(), b.text)
        elif b.mark == "caveat-part":
            text = frame.replace("# PART\n", b.text)
            yield name, lambda text=text: check_rules(root, caveat, new_folder(), text)
        elif b.mark == "caveat-error":
            yield name, lambda b=b: check_error(root, caveat, new_folder(), b.text, b.argument)
    for page in ("README.md", "docs/facts.md", "docs/translating.md", "docs/analysis.md"):
        for b in blocks(root / page):
            if b.mark == "console":
                yield "%s:%d" % (page, b.line), lambda b=b: check_console(root, caveat, b.text)
    yield "docs/embedding.md", lambda: check_embedding(root, caveat, build, new_folder())
