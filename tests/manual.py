"""The examples of the manuals, run: rule texts of docs/language.md, the program of docs/embedding.md.

The marks after the three backquotes are explained at the end of docs/language.md: caveat,
caveat-part, caveat-error ID, caveat-frame; in docs/embedding.md `c` is the program and the `text`
after it what it prints; in README.md, docs/facts.md and docs/translating.md `console` is a run of the command. docs/writing-a-pack.md is one
story: its blocks are followed in order in one folder (class Story). Blocks with other marks are not run.
"""
import os
import re
import shlex
import shutil
from collections import namedtuple

from cases import diagnostics
from command import ENV, Failure, call, difference, expect_status

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
    """A run shown : `$ build/caveat …`, or `$ … | build/caveat …`, then exactly what it prints."""
    command, _, output = text.partition("\n")
    command, runs_it = re.subn(r"(^\$ |\| )build/caveat(?= )", lambda m: m.group(1) + shlex.quote(str(caveat)), command)
    if runs_it != 1:
        raise Failure("a run shown must be one of build/caveat: " + command)
    got = call(["bash", "-c", command.removeprefix("$ ")], cwd=root)
    if got.out != output or got.err:
        raise Failure(difference(output, got.out + got.err))


def runs(text):
    """[(command, output)] of a console block: each `$ ` line and what stands below it."""
    parts = re.split(r"^\$ (.*)\n", text, flags=re.M)
    if parts[0]:
        raise Failure("a console block begins with `$ `")
    return list(zip(parts[1::2], parts[2::2]))


def changed(text, change):
    """The text with the lines marked `-` replaced by those marked `+`; they must stand there once."""
    lines = change.splitlines(keepends=True)
    if any(line[0] not in "-+ " for line in lines):
        raise Failure("a changed line begins with `-`, `+` or a blank")
    old = "".join(line[1:] for line in lines if line[0] != "+")
    new = "".join(line[1:] for line in lines if line[0] != "-")
    if text.count(old) != 1 or old == new:
        raise Failure("what is changed stands there %d times:\n%s" % (text.count(old), old))
    return text.replace(old, new)


class Story:
    """A page that is followed from its first block to its last, as its reader would: files written,
    appended to and changed, commands run, every output and exit status as printed."""

    def __init__(self, root, caveat, page, folder):
        self.steps = [b for b in blocks(root / page) if self.action(b)]
        self.done = 0
        self.folder = folder / "kernel"
        (folder / "bin").mkdir()
        (folder / "caveat").mkdir()
        self.folder.mkdir()
        (folder / "bin/caveat").symlink_to(os.path.abspath(caveat))
        (folder / "caveat/rules").symlink_to(root / "rules")
        self.env = dict(ENV, PATH="%s:%s" % (folder / "bin", ENV["PATH"]))

    def action(self, block):
        word = block.argument.split(" ")[0]
        return getattr(self, "do_" + ("console" if block.mark == "console" else word), None)

    def named(self, block):
        path = self.folder / block.argument.split(" ")[1]
        path.parent.mkdir(exist_ok=True)
        return path

    def do_file(self, block):
        self.named(block).write_text(block.text, encoding="utf-8")

    def do_append(self, block):
        with self.named(block).open("a", encoding="utf-8") as file:
            file.write("\n" + block.text)

    def do_change(self, block):
        path = self.named(block)
        path.write_text(changed(path.read_text(encoding="utf-8"), block.text), encoding="utf-8")

    def do_console(self, block):
        status = int(block.argument.removeprefix("status ") or 0)
        commands = runs(block.text)
        for command, output in commands:
            got = self.run(command)
            if got.out != output:
                raise Failure("$ %s\n%s" % (command, difference(output, got.out)))
            if got.status != (status if (command, output) == commands[-1] else 0):
                raise Failure("$ %s\nended with status %d" % (command, got.status))

    def run(self, command):
        return call(["bash", "-c", "exec 2>&1; " + command], cwd=self.folder, env=self.env)

    def printed(self, block):
        """A console block as it would be printed now; any other block is followed and stays."""
        if block.mark != "console":
            self.action(block)(block)
            return block.text
        return "".join("$ %s\n%s" % (command, self.run(command).out) for command, _ in runs(block.text))

    def follow(self, index):
        """The step and those before it that were not followed yet; a failure ends the story."""
        if self.done > index:
            raise Failure("an earlier step failed")
        while self.done <= index:
            block, self.done = self.steps[self.done], self.done + 1
            try:
                self.action(block)(block)
            except Exception:
                self.done = len(self.steps) + 1
                raise


LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)|`(docs/[\w.-]+\.md|rules/[\w./-]+\.(?:cav|po))`")


def anchors(text):
    """The anchors that a forge gives the headings of a page."""
    heads = re.findall(r"^#+ (.*)$", FENCE.sub("", text), re.M)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in heads}


def check_links(root, page):
    """Every link of a page, and every manual or rule file it names, is there; anchors too."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    for link, named in LINK.findall(text):
        path, _, anchor = (link or named).partition("#")
        if "://" in path:
            continue
        goal = (root / named) if named else (page.parent / path if path else page)
        if not goal.is_file() and not (named and named.startswith("rules/po/")):
            raise Failure("%s: nothing is at %s" % (page.name, link or named))
        if anchor and anchor not in anchors(goal.read_text(encoding="utf-8")):
            raise Failure("%s: no heading for %s" % (page.name, link))


def update_story(root, caveat, page, folder):
    """Writes what the commands print now into the page; its exit statuses stay as somebody wrote them."""
    story = Story(root, caveat, page, folder)
    text = (root / page).read_text(encoding="utf-8")
    shown = {b.line: story.printed(b) for b in story.steps}

    def put(m):
        line = text.count("\n", 0, m.start()) + 1
        head = m.group(0)[:m.start(3) - m.start()]
        return head + shown.get(line, m.group(3)) + "```"

    (root / page).write_text(FENCE.sub(put, text), encoding="utf-8")


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
    for page in [root / "README.md", *sorted((root / "docs").glob("*.md"))]:
        yield "links of " + page.name, lambda page=page: check_links(root, page)
    story = Story(root, caveat, "docs/writing-a-pack.md", new_folder())
    for i, b in enumerate(story.steps):
        yield "docs/writing-a-pack.md:%d" % b.line, lambda i=i: story.follow(i)
    yield "docs/embedding.md", lambda: check_embedding(root, caveat, build, new_folder())
