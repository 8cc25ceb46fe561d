"""Sectioned data files: many small cases in one file, each driven through the command.

    text before the first section is commentary
    -- use pack.cav            sections before the first case are shared by all cases of the file
    == name of a case
    -- rules main.cav          a rule file (main.cav is the root; more may be given)
    -- bytes main.cav          the same with \\xNN, \\{COUNT:TEXT} and a closing \\end decoded
    -- wrap                    a root file with %s, for `condition`
    -- condition               put in place of %s of `wrap`
    -- truth                   FACTS => true | false | unknown | out of scope: what the condition of
                               the rule `it` is
    -- same                    other spellings of `condition`, one a line: exactly the same program
    -- same rules              another root file that is exactly the same program
    -- code                    golden: the instructions of the program
    -- facts                   \\{COUNT:TEXT} decoded; JSON, or FACT VALUE; FACT {VALUE, VALUE}; use FEATURE; depth N
    -- verdict                 golden: the verdict on `facts`, in short lines
    -- error                   golden: [FILE:]LINE:COLUMN ID [words of the message] for each diagnostic
    -- run ARGUMENTS           another call of the command than the section needs
    -- output, -- messages     golden: its stdout, its stderr
    -- exit N                  its exit status

A case that checks nothing is an error. Golden sections can be rewritten (`run.py --update`);
what changed is then for the author to read, not for the runner to judge.
"""
import json
import re
import shlex
import shutil
from pathlib import Path

from command import Failure, call, difference, expect_status

GOLDEN = ("code", "verdict", "error", "output", "messages")
KNOWN = GOLDEN + ("rules", "bytes", "use", "wrap", "condition", "truth", "same", "facts", "run",
                  "exit")
PLACES = re.compile(r"\s+(; |\[)\S+\.cav(:\d+)?\S*$")  # at the end of a listing's line
PLACE = re.compile(r"^(?:(\S+?):(\d+):(\d+): )?(error|warning|note)\[([EWN]\d+)\]: (.*)$")


class Section:
    def __init__(self, kind, argument, line):
        self.kind, self.argument, self.line, self.lines = kind, argument, line, []

    @property
    def text(self):
        return "\n".join(self.trimmed()) + "\n"

    def trimmed(self):
        lines = list(self.lines)
        while lines and not lines[-1].strip():
            lines.pop()
        return lines


class Case:
    def __init__(self, path, name, line, shared):
        self.path, self.name, self.line = path, name, line
        self.sections = list(shared)

    def all(self, *kinds):
        return [s for s in self.sections if s.kind in kinds]

    def one(self, kind):
        found = self.all(kind)
        if len(found) > 1 and kind != "wrap":
            raise Failure("two '%s' sections" % kind)
        return found[-1] if found else None


def read_cases(path):
    """The cases of one data file."""
    shared, cases, section = [], [], None
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.startswith("== "):
            cases.append(Case(path, line[3:].strip(), number, shared))
            section = None
        elif line.startswith("-- "):
            kind, _, argument = line[3:].strip().partition(" ")
            if kind not in KNOWN:
                raise Failure("%s:%d: no section is called '%s'" % (path, number, kind))
            section = Section(kind, argument, number)
            (cases[-1].sections if cases else shared).append(section)
        elif section is not None:
            section.lines.append(line)
        elif cases and line.strip():
            raise Failure("%s:%d: text outside a section" % (path, number))
    if not cases:
        raise Failure("%s holds no case" % path)
    return cases


def repeat(text):
    return re.sub(r"\\\{(\d+):(.*?)\}", lambda m: m.group(2) * int(m.group(1)), text)


def decode_bytes(text):
    text = repeat(text)
    text = text.split("\\end", 1)[0]
    out = b""
    for part in re.split(r"(\\x[0-9a-fA-F]{2})", text):
        out += bytes([int(part[2:], 16)]) if part.startswith("\\x") else part.encode()
    return out


# -- facts ------------------------------------------------------------------------------------------

def read_value(text):
    text = text.strip()
    if text.startswith("{"):
        return [read_value(v) for v in text[1:-1].split(",") if v.strip()]
    if text.startswith('"'):
        return json.loads(text)
    if text in ("on", "off"):
        return text == "on"
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    return text


def read_facts(text):
    """JSON as it is; else the short notation, items ended by `;` or the line."""
    text = repeat(text)
    if text.lstrip().startswith(("{", "[", '"')):
        return text
    configuration = {}
    for item in re.split(r"[;\n]", text):
        item = item.strip()
        if not item or item == "nothing":
            continue
        name, _, value = item.partition(" ")
        if name == "depth":
            configuration["depth"] = int(value)
        elif name == "use":
            configuration.setdefault("uses", {})[value.strip()] = True
        else:
            layer, _, fact = name.partition(".")
            configuration.setdefault(layer, {})[fact] = read_value(value)
    return json.dumps(configuration)


# -- what is compared -------------------------------------------------------------------------------

def short_verdict(out):
    """The verdict's JSON in short lines, nothing left out but texts of facts and places."""
    lines = []
    for pack in json.loads(out)["packs"]:
        status = pack["status"]
        if status == "unknown":
            status += " between %s and %s" % (pack["best"], pack["worst"])
        if pack["missing"]:
            status += " missing " + ", ".join(pack["missing"])
        if pack["applies"] == "unknown":
            status += " (applies unknown)"
        lines.append(status)
        for f in pack["features"]:
            word = f["status"]
            if word == "unknown":
                word += " between %s and %s" % (f["best"], f["worst"])
            lines.append("feature %s %s, in use %s" % (f["feature"], word, f["in_use"]))
        for f in pack["findings"]:
            about = "%s is " % f["feature"] if f["feature"] else ""
            level = "" if f["outcome"] == "note" else f["level"] + " "
            line = "%s %s: %s%s\"%s\"" % (f["outcome"], f["rule"], about, level, f["message"])
            if f["missing"]:
                line += " missing " + ", ".join("%s (%s)" % (m["fact"], m["reason"])
                                                for m in f["missing"])
            lines.append(line)
        for c in pack.get("contradictions", []):
            lines.append("contradiction \"%s\"" % c["reason"])
        if pack["held"]:
            lines.append("held " + ", ".join(pack["held"]))
        if pack["out_of_scope"]:
            lines.append("out of scope " + ", ".join(pack["out_of_scope"]))
    return "\n".join(lines)


def outcome_of(pack, rule):
    """What became of the condition of a `when … then` rule."""
    for finding in pack["findings"]:
        if finding["rule"] == rule:
            return {"fired": "true", "undetermined": "unknown"}[finding["outcome"]]
    return "false" if rule in pack["held"] else "out of scope"


def diagnostics(err):
    """[(place, id, message)] in the order printed; the root file's name is left out."""
    found = []
    for line in err.splitlines():
        m = PLACE.match(line)
        if m:
            file, row, column, _, ident, message = m.groups()
            place = "-" if row is None else "%s:%s" % (row, column)
            if file not in (None, "main.cav"):
                place = "%s:%s" % (file, place)
            found.append((place, ident, message))
    return found


def updated_errors(wanted, found, err):
    """New lines of an `error` section; each diagnostic keeps the words that were written for it:
    of several at one place those that its own message holds, else the next that are still said."""
    left = [w for w in wanted if len(w) > 2]
    lines = []
    for place, ident, message in found:
        same = [w for w in left if w[:2] == [place, ident] and w[2] in err]
        mine = next((w for w in same if w[2] in message), same[0] if same else None)
        if mine:
            left.remove(mine)
        lines.append(" ".join(mine or (place, ident)))
    return lines


def code_lines(listing):
    """The instructions of a listing, each with what its operands stand for."""
    lines, inside = [], False
    for line in listing.splitlines():
        if line and not line.startswith(" "):
            inside = line == "code"
        elif inside:
            lines.append(PLACES.sub("", line).strip())
    return "\n".join(lines)


def program_lines(listing):
    """All that a listing says of the program itself: facts, classes, instructions, rules."""
    lines = listing.splitlines()
    start = lines.index("facts and their classes")
    return "\n".join(PLACES.sub("", line) for line in lines[start:])


# -- running one case --------------------------------------------------------------------------------

class Runner:
    """Runs one case in a folder of its own; `golden` collects what --update would write."""

    def __init__(self, caveat, root, case, folder, update):
        self.caveat, self.root, self.case, self.folder = caveat, root, case, folder
        self.update, self.golden, self.checked = update, [], 0

    def write_files(self):
        for section in self.case.all("use"):
            source = self.root / "tests/data/shared" / section.argument
            if not source.exists():
                source = self.root / "rules" / section.argument
            shutil.copy(source, self.folder / Path(section.argument).name)
        for section in self.case.all("rules", "bytes"):
            target = self.folder / (section.argument or "main.cav")
            target.parent.mkdir(parents=True, exist_ok=True)
            data = section.text.encode() if section.kind == "rules" else \
                decode_bytes("\n".join(section.trimmed()) + "\n")
            target.write_bytes(data)
        condition = self.case.one("condition")
        if condition is not None:
            self.write_condition("main.cav", " ".join(condition.text.split("\n")).strip())

    def write_condition(self, name, condition):
        wrap = self.case.one("wrap")
        if wrap is None or "%s" not in wrap.text:
            raise Failure("a condition needs a 'wrap' section with %s")
        (self.folder / name).write_text(wrap.text.replace("%s", condition))

    def command(self, *args, stdin=""):
        return call([self.caveat, *args], cwd=self.folder, stdin=stdin)

    def compare(self, section, got):
        self.checked += 1
        expected = "\n".join(section.trimmed())
        if self.update:
            self.golden.append((section, got))
        elif expected != got.rstrip("\n"):
            raise Failure("section '%s' of line %d\n%s"
                          % (section.kind, section.line, difference(expected, got)))

    def compile(self, name="main.cav", image="main.img"):
        expect_status(self.command("compile", name, "-o", image), 0)

    def check_error(self, section):
        exit_ = self.case.one("exit")
        answer = self.command("compile", "main.cav", "-o", "main.img")
        found = diagnostics(answer.err)
        errors = any(i[1].startswith("E") for i in found)
        expect_status(answer, int(exit_.argument) if exit_ else 3 if errors else 0)
        if errors and (self.folder / "main.img").exists():
            raise Failure("an image was written although there were errors")
        self.checked += 1
        wanted = [line.split(None, 2) for line in section.trimmed() if line.strip()]
        if self.update:
            self.golden.append((section, "\n".join(updated_errors(wanted, found, answer.err))))
            return
        same = [w[:2] for w in wanted] == [list(f[:2]) for f in found]
        words = same and all(len(w) < 3 or w[2] in answer.err for w in wanted)
        if same and words and updated_errors(wanted, found, answer.err) != [" ".join(w) for w in wanted]:
            raise Failure("--update would write other words than\n%s" % "\n".join(section.trimmed()))
        if not words:
            raise Failure("expected\n%s\ngot\n%s" % ("\n".join(section.trimmed()), answer.err))

    def check_truth(self, section):
        self.compile()
        wrong = []
        for line in section.trimmed():
            if not line.strip() or line.startswith("#"):
                continue
            facts, _, truth = line.rpartition("=>")
            answer = self.command("check", "-r", "main.img", "-", "--format", "json",
                                  stdin=read_facts(facts))
            if answer.status not in (0, 1, 2):
                raise Failure("%s\n%s" % (line, answer.shown()))
            got = outcome_of(json.loads(answer.out)["packs"][0], "it")
            self.checked += 1
            if got != truth.strip():
                wrong.append("%s, but it is %s" % (line.strip(), got))
        if wrong:
            raise Failure("\n".join(wrong))

    def listing(self, name):
        """Of the image without its source map: what only explanations show is left out."""
        expect_status(self.command("compile", name, "--strip", "-o", name + ".img"), 0)
        return expect_status(self.command("inspect", name + ".img"), 0).out

    def check_same(self, section):
        """Each line another condition, or with the argument `rules` the whole another root file."""
        expected = program_lines(self.listing("main.cav"))
        others = [section.text] if section.argument == "rules" else section.trimmed()
        for other in filter(str.strip, others):
            if section.argument == "rules":
                (self.folder / "other.cav").write_text(other)
            else:
                self.write_condition("other.cav", other)
            got = program_lines(self.listing("other.cav"))
            self.checked += 1
            if got != expected:
                raise Failure("'%s' gives another program\n%s" % (other, difference(expected, got)))

    def check_verdict(self, section):
        facts = self.case.one("facts")
        answer = self.command("check", "-r", "main.cav", "-", "--format", "json",
                              stdin=read_facts(facts.text if facts else ""))
        if not answer.out:
            raise Failure("no verdict\n" + answer.shown())
        self.compare(section, short_verdict(answer.out))
        exit_ = self.case.one("exit")
        if exit_ is not None:
            expect_status(answer, int(exit_.argument))

    def check_run(self, section):
        facts = self.case.one("facts")
        answer = self.command(*shlex.split(section.argument),
                              stdin=read_facts(facts.text) if facts else "")
        exit_ = self.case.one("exit")
        if exit_ is not None:
            self.checked += 1
            expect_status(answer, int(exit_.argument))
        for kind, got in (("output", answer.out), ("messages", answer.err)):
            golden = self.case.one(kind)
            if golden is not None:
                self.compare(golden, got)

    def run(self):
        self.write_files()
        for kind, check in (("error", self.check_error), ("truth", self.check_truth),
                            ("same", self.check_same), ("verdict", self.check_verdict),
                            ("run", self.check_run)):
            for section in self.case.all(kind):
                check(section)
        section = self.case.one("code")
        if section is not None:
            self.compare(section, code_lines(self.listing("main.cav")))
        if not self.checked:
            raise Failure("this case checks nothing")


def rewrite(path, golden):
    """Puts new goldens into a data file, from its end to its start."""
    lines = path.read_text(encoding="utf-8").split("\n")
    for section, text in sorted(golden, key=lambda g: -g[0].line):
        new = text.rstrip("\n").split("\n") if text.strip() else []
        start = section.line
        lines[start:start + len(section.trimmed())] = new
    path.write_text("\n".join(lines), encoding="utf-8")
