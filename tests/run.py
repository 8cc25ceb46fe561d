#!/usr/bin/env python3
"""Runs every test of the project and closes with one line: N passed, N failed, N skipped.

    tests/run.py [--build DIR] [--only SUITE,...] [-k WORDS] [--update] [--list] [-j N]

Suites: data (tests/data/**.t), unit (programs made of tests/unit/test_*.c), scripts (Python and
shell tests of their own), packs (the tests inside rules/*.cav), manual (examples of docs/), docs
(reference pages), same (identical bytes everywhere), regex (the build without PCRE2), install, tree (dependency rules).
`make check` builds what they need first. The exit status is 1 when anything failed or nothing ran.
Invariant: a program that prints no count, or ends badly, is a failure of its own.
"""
import argparse
import os
import re
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import manual
from cases import Runner, read_cases, rewrite
from command import ENV, Failure, call, difference, expect_status

ROOT = Path(__file__).resolve().parent.parent
COUNT = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$")


class Report:
    """Counts, and prints what failed or was skipped as it comes."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def fail(self, name, text):
        self.failed += 1
        print("FAILED  %s\n%s\n" % (name, "\n".join("    " + x for x in text.rstrip().split("\n"))),
              flush=True)

    def skip(self, name, reason):
        self.skipped += 1
        print("skipped %s: %s" % (name, reason), flush=True)

    def check(self, name, function, *args):
        """Runs one test; it passed unless it raises."""
        try:
            counted = function(*args)
            self.passed += counted if isinstance(counted, int) and counted > 1 else 1
        except Failure as failure:
            self.fail(name, str(failure))
        except Exception as error:  # a broken test is a failed test
            self.fail(name, "%s: %s" % (type(error).__name__, error))


class Setting:
    """Where things are, for every suite."""

    def __init__(self, options, scratch):
        self.root, self.options, self.scratch = ROOT, options, scratch
        self.build = Path(options.build).resolve()
        self.caveat = Path(os.environ.get("CAVEAT", self.build / "caveat")).resolve()
        self.env = dict(ENV, CAVEAT=str(self.caveat), BUILD=str(self.build))

    def folder(self):
        return Path(tempfile.mkdtemp(dir=self.scratch))

    def wants(self, name):
        return all(word in name for word in (self.options.k or "").split())


# -- data files --------------------------------------------------------------------------------------

def run_case(setting, case):
    folder = setting.folder()
    runner = Runner(setting.caveat, ROOT, case, folder, setting.options.update)
    try:
        runner.run()
        return runner, None
    except Failure as failure:
        return runner, str(failure)
    except Exception as error:
        return runner, "%s: %s" % (type(error).__name__, error)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def suite_data(setting, report):
    cases = []
    for path in sorted((ROOT / "tests/data").glob("**/*.t")):
        try:
            cases += read_cases(path)
        except Failure as failure:
            report.fail(str(path.relative_to(ROOT)), str(failure))
    named = [(c, "%s:%d %s" % (c.path.relative_to(ROOT), c.line, c.name)) for c in cases]
    named = [(c, n) for c, n in named if setting.wants(n)]
    golden = {}
    with ThreadPoolExecutor(setting.options.jobs) as pool:
        results = pool.map(lambda n: run_case(setting, n[0]), named)
        for (case, name), (runner, failure) in zip(named, results):
            if failure:
                report.fail(name, failure)
            else:
                report.passed += runner.checked
            golden.setdefault(case.path, []).extend(runner.golden)
    if setting.options.update:
        for path, sections in golden.items():
            rewrite(path, sections)


# -- programs with tests of their own -----------------------------------------------------------------

def count_tap(out):
    """cmocka's TAP lines: passed, and the names of what failed."""
    passed = len(re.findall(r"^ok \d+", out, re.M))
    return passed, re.findall(r"^not ok \d+ - (.*)$", out, re.M)


def suite_unit(setting, report):
    programs = sorted(p for p in (setting.build / "tests").glob("test_*")
                      if p.is_file() and os.access(p, os.X_OK))
    sources = {p.stem for p in (ROOT / "tests/unit").glob("test_*.c")}
    for missing in sorted(sources - {p.name for p in programs}):
        report.fail("unit " + missing, "it was not built")
    chosen = [p for p in programs if p.name in sources and setting.wants("unit " + p.name)]
    with ThreadPoolExecutor(setting.options.jobs) as pool:
        for program, answer in zip(chosen, pool.map(lambda p: run_unit(setting, p), chosen)):
            judge_unit(report, "unit " + program.name, answer)


def run_unit(setting, program):
    try:
        env = dict(setting.env, CMOCKA_MESSAGE_OUTPUT="TAP")
        return call([program], cwd=ROOT, env=env, timeout=1800)
    except Failure as failure:
        return failure


def judge_unit(report, name, answer):
    if isinstance(answer, Failure):
        report.fail(name, str(answer))
        return
    passed, failed = count_tap(answer.out)
    report.passed += passed
    for test in failed:
        report.fail("%s %s" % (name, test), answer.out + answer.err)
    if not failed and (answer.status or not passed):
        report.fail(name, "exit %d, %d passed\n%s" % (answer.status, passed, answer.shown()))


def run_scripts(setting, report, scripts):
    """Each with its arguments; as many at once as there are jobs, reported in their order."""
    scripts = [s for s in scripts if setting.wants(script_name(s[0]))]

    def run(script):
        path, *args = script
        program = ["bash" if path.suffix == ".sh" else sys.executable, path, *args]
        try:
            return call(program, cwd=ROOT, env=setting.env,
                        timeout=7200 if setting.options.stress else 1800)
        except Failure as failure:
            return failure

    with ThreadPoolExecutor(setting.options.jobs) as pool:
        for script, answer in zip(scripts, pool.map(run, scripts)):
            report_script(report, script_name(script[0]), answer)


def script_name(path):
    return "script " + str(path.relative_to(ROOT))


def report_script(report, name, answer):
    if isinstance(answer, Failure):
        report.fail(name, str(answer))
        return
    counts = [m for m in map(COUNT.match, answer.out.splitlines()) if m]
    if len(counts) != 1 or (answer.status != 0) != (int(counts[0].group(2)) != 0):
        report.fail(name, "no closing count that agrees with its exit status\n" + answer.shown())
        return
    passed, failed, skipped = (int(n or 0) for n in counts[0].groups())
    if passed + failed + skipped == 0:
        report.fail(name, "nothing ran")
    report.passed += passed
    report.failed += failed
    report.skipped += skipped
    told = [x for x in answer.out.splitlines() if not COUNT.match(x)]
    if failed:
        print("FAILED  %s: %d of %d" % (name, failed, passed + failed))
        print("\n".join("    " + x for x in told + answer.err.splitlines()[-40:]), flush=True)
    for line in told:
        if skipped and "skipped" in line.lower():
            print(line if line.startswith("skipped") else "skipped " + line, flush=True)


# What a script of tests/ is given: always, under the sanitizers, under stress, under both.
CASES = {
    "documents.py": ((), (), ("--all",), ("--all",)),
    "fleet.py": (("-n", 400), ("-n", 150), ("-n", 3000, "--stress"), ("-n", 3000, "--stress")),
    "lsp_edits.py": (("-n", 400), ("-n", 400), ("-n", 10000), ("-n", 100000)),
    "reference_advise.py": (("--packs", 60), ("--packs", 20), ("--packs", 1500), ("--packs", 1500)),
    "reference_analyze.py": (("--packs", 40), ("--packs", 15), ("--packs", 3000), ("--packs", 3000)),
    "reference_diff.py": (("--pairs", 40), ("--pairs", 15), ("--pairs", 1500), ("--pairs", 1500)),
    "reference_forms.py": (("--texts", 300), ("--texts", 100), ("--texts", 10000), ("--texts", 10000)),
    "reference_language.py": (("--programs", 400), ("--programs", 120), ("--programs", 4000), ("--programs", 4000)),
    "reference_matrix.py": (("--packs", 40), ("--packs", 15), ("--packs", 1500), ("--packs", 1500)),
    "reference_settle.py": (("--packs", 60), ("--packs", 25), ("--packs", 2000), ("--packs", 2000)),
    "differential.py": (("-n", 3000), ("-n", 600), ("-n", 60000), ("-n", 60000)),
}
APART = {"run.py", "growth.py"}  # the runner; and what counts instructions, which the sanitizers would change


def suite_scripts(setting, report):
    """Every script in tests/ and tests/reference/; the other files there are modules of theirs."""
    tests = ROOT / "tests"
    stress = setting.options.stress
    sanitized = "sanitize" in setting.options.build or "debug" in setting.build.name
    scripts = []
    for path in [*sorted(tests.glob("*.py")), *sorted((tests / "reference").glob("*.py"))]:
        if path.name in APART or "__main__" not in path.read_text(encoding="utf-8"):
            continue
        scripts.append((path, *map(str, CASES.get(path.name, ((),) * 4)[2 * bool(stress) + sanitized])))
        if path.name == "trees.py":  # without words: captured machines beside the project, if any
            scripts.append((path, tests / "trees"))
    if not setting.options.debug_build:
        scripts.append((tests / "growth.py",))
        scripts.append((tests / "bench/bench.py", "--build", str(setting.build / "bench"),
                        "--caveat", str(setting.caveat), "--smoke"))
    if stress:
        scripts.append((tests / "foreign.sh",))
    run_scripts(setting, report, scripts)
    strace(setting, report)


def strace(setting, report):
    """A captured tree is a world of its own: checked from outside, where strace may run."""
    path = ROOT / "tests/host_strace.sh"
    parents = [ROOT / "tests/trees"]
    if not setting.options.debug_build:  # each start under the sanitizers costs a tenth of a second
        parents.append(ROOT.parent / "shared/trees")
    trees = [f for parent in parents for f in sorted(parent.glob("*/")) if f.is_dir()]

    def run(tree, *how):
        words = [*how, tree, setting.caveat] if tree else []
        return call(["sh", path, *words], cwd=ROOT, env=setting.env, timeout=300)

    def trapped(tree):
        return run(tree, "--plant")

    first = run(None)  # links that lead outside, a FIFO
    if first.status == 77:
        return report.skip(path.name, first.out.strip())
    report.check(path.name, expect_status, first, 0)
    with ThreadPoolExecutor(setting.options.jobs) as pool:
        for tree, answer in zip(trees, pool.map(run, trees)):
            report.check("%s %s" % (path.name, tree.name), expect_status, answer, 0)
        for tree, answer in zip(trees, pool.map(trapped, trees)):
            report.check("%s --plant %s" % (path.name, tree.name), expect_status, answer, 0)


def suite_regex(setting, report):
    """The runtime without PCRE2: patterns are refused when loaded, all else is judged."""
    judge = setting.build / "noregex/tests/judge"
    folder = setting.folder()

    def compiled(condition):
        text = ('layer L0 "host"\nfact a at L0: flag "A"\nfact t at L0: text "T"\n'
                'pack p { title "t" issuer "i" source "s" }\nsection s "s" { statement s.1 "x" }\n'
                'rule r { cite s.1 when %s then broken "x" }\n' % condition)
        (folder / "main.cav").write_text(text)
        expect_status(call([setting.caveat, "compile", "main.cav", "-o", "main.img"], cwd=folder), 0)

    def answered(condition, commands, wanted):
        compiled(condition)
        answer = call([judge], cwd=folder, stdin="image main.img\n" + commands)
        if wanted not in answer.out:
            raise Failure("expected '%s'\n%s" % (wanted, answer.shown()))

    report.check("without PCRE2: a pattern is refused", answered, "L0.t matches /a.*/", "judge\n",
                 "this build has no regular expressions")
    report.check("without PCRE2: the rest is judged", answered, "L0.a is on", "set L0.a\ton\njudge\n",
                 "pack decided broken broken yes")


def suite_tree(setting, report):
    run_scripts(setting, report, [(ROOT / "tests/check_tree.sh", setting.build)])


# -- rules and manuals --------------------------------------------------------------------------------

def count_rule_tests(setting, *args):
    answer = call([setting.caveat, "test", *args], cwd=ROOT, timeout=300)
    counts = [m for m in map(COUNT.match, answer.out.splitlines()) if m]
    if len(counts) != 1 or answer.status or int(counts[0].group(2)) or not int(counts[0].group(1)):
        raise Failure(answer.shown())
    return int(counts[0].group(1))


def suite_packs(setting, report):
    packs = [p for p in sorted((ROOT / "rules").glob("*.cav"))
             if re.search(r"^pack\b", p.read_text(encoding="utf-8"), re.M)]
    for pack in packs:
        report.check("rules " + pack.name, count_rule_tests, setting, pack.relative_to(ROOT))
    if not packs:
        report.fail("rules", "there is no pack in rules/")
    report.check("rules built in", count_rule_tests, setting)


def suite_manual(setting, report):
    if setting.options.update:
        manual.update_story(ROOT, setting.caveat, "docs/writing-a-pack.md", setting.folder())
    for name, check in manual.examples(ROOT, setting.caveat, setting.build, setting.folder):
        if setting.wants("manual " + name):
            report.check("manual " + name, check)


def suite_docs(setting, report):
    """The reference pages hold every row of the tables they are made from."""
    def holds(page, words):
        text = (setting.build / "docs" / page).read_text(encoding="utf-8").replace("\\-", "-")
        missing = [w for w in words if w not in text]
        if missing or not words:
            raise Failure("%s lacks %s" % (page, ", ".join(missing)))

    def rows(path, macro):
        text = (ROOT / path).read_text(encoding="utf-8")
        return re.findall(r'^%s\(\w+,.*?"([^"]+)"' % macro, text, re.M | re.S)

    ids = re.findall(r'^(?:DIAG|LINT|ANALYZE|TRANSLATION)\(\w+,(?: \w+,)? "(\w+)"',
                     (ROOT / "compiler/diag.def").read_text(), re.M)
    ops = re.findall(r"^(?:LEAF|LOGIC)\((\w+),", (ROOT / "runtime/ops.def").read_text(), re.M)
    sections = re.findall(r"^SECTION\((\w+),", (ROOT / "runtime/image.def").read_text(), re.M)
    report.check("docs diagnostics", holds, "diagnostics.md", ["## %s " % i for i in ids])
    report.check("docs instructions", holds, "instructions.md", ["| %s |" % o for o in ops])
    report.check("docs image", holds, "image.md", [" %s (" % s for s in sections])
    report.check("docs levels", holds, "levels.md", rows("runtime/levels.def", "LEVEL"))


# -- the same bytes everywhere ------------------------------------------------------------------------

def compile_in(setting, folder, env, umask):
    shutil.copytree(ROOT / "rules", folder / "rules")
    old = os.umask(umask)
    try:
        answer = call([setting.caveat, "compile", "rules/rhel8-nested.cav", "-o", "pack.img"],
                      cwd=folder, env=dict(setting.env, **env))
    finally:
        os.umask(old)
    expect_status(answer, 0)
    return folder / "pack.img"


def other_locale(setting):
    """A locale with other letters and numbers than C's, made here where localedef can."""
    folder = setting.folder()
    if shutil.which("localedef"):
        made = call(["localedef", "-i", "tr_TR", "-f", "UTF-8", folder / "tr_TR.UTF-8"])
        if made.status <= 1 and (folder / "tr_TR.UTF-8").is_dir():
            return {"LOCPATH": str(folder), "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}
    return {"LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}


def suite_same(setting, report):
    first = compile_in(setting, setting.folder(), {"LC_ALL": "C", "TZ": "UTC"}, 0o022)
    bytes_ = first.read_bytes()

    def identical(env, umask):
        folder = setting.folder() / "another" / "place"
        folder.mkdir(parents=True)
        if compile_in(setting, folder, env, umask).read_bytes() != bytes_:
            raise Failure("other bytes under %s" % env)

    def verified():
        expect_status(call([setting.caveat, "verify", first, ROOT / "rules/rhel8-nested.cav"]), 0)

    def changed():
        folder = setting.folder()
        shutil.copytree(ROOT / "rules", folder / "rules")
        pack = folder / "rules/rhel8-nested.cav"
        pack.write_text(pack.read_text(encoding="utf-8").replace("unsupported", "untested", 1),
                        encoding="utf-8")
        answer = call([setting.caveat, "verify", first, pack])
        expect_status(answer, 1)
        if "rhel8-nested.cav" not in answer.out + answer.err:
            raise Failure("the file that differs is not named\n" + answer.shown())

    def no_place():
        text = bytes_.decode("latin-1")
        for word in (str(first.parent), str(ROOT), os.path.expanduser("~")):
            if len(word) > 1 and word in text:
                raise Failure("the image holds the path %s" % word)

    locale = other_locale(setting)
    report.check("same bytes: %s" % locale["LC_ALL"], identical, locale, 0o077)
    report.check("same bytes: time zone", identical, {"LC_ALL": "C", "TZ": "Asia/Tokyo"}, 0o000)
    report.check("verify says so", verified)
    report.check("verify names a changed source", changed)
    report.check("no path of this machine in the image", no_place)


# -- install ------------------------------------------------------------------------------------------

def suite_install(setting, report):
    if setting.options.debug_build:
        return report.skip("install", "the sanitizer build is not for installing")
    stage = setting.folder()

    def installed():
        answer = call(["make", "-s", "install", "B=%s" % os.path.relpath(setting.build, ROOT), "PREFIX=/usr",
                       "DESTDIR=%s" % stage], cwd=ROOT, timeout=300)
        expect_status(answer, 0)
        for name in ("bin/caveat", "lib/libcaveat.a", "lib/libcaveatc.a",
                     "lib/pkgconfig/caveat.pc", "include/caveat/runtime/caveat.h",
                     "include/caveat/runtime/wide.h", "include/caveat/runtime/sweep.h",
                     "include/caveat/runtime/host/host.h", "include/caveat/compiler/caveatc.h",
                     "share/man/man1/caveat.1", "share/man/man1/caveat-check.1",
                     "share/caveat/rules/rhel8-nested.cav", "share/caveat/rules/po/es.po",
                     "share/caveat/rules/rhel8-nested.cav",
                     "share/man/man1/caveat.1", "share/man/man1/caveat-check.1", "share/caveat/rules/rhel8-nested.cav",
                     "share/vim/vimfiles/syntax/caveat.vim", "share/caveat/editors/vscode/package.json"):
            if not (stage / "usr" / name).is_file():
                raise Failure("not installed: " + name)

    def embedded():
        example = manual.embedding_example(ROOT)
        folder = setting.folder()
        (folder / "example.c").write_text(example.code)
        usr = stage / "usr"
        expect_status(call([os.environ.get("CC", "cc"), "-std=c11", "-Wall", "-Wextra", "-Werror",
                            "-I%s/include/caveat" % usr, "example.c", "-o", "example",
                            "-L%s/lib" % usr, "-lcaveat", "-lpcre2-8"], cwd=folder), 0)
        image = folder / "rhel8-nested.img"
        expect_status(call([usr / "bin/caveat", "compile",
                            usr / "share/caveat/rules/rhel8-nested.cav", "-o", image]), 0)
        got = expect_status(call([folder / "example", image]), 0).out
        if got != example.output:
            raise Failure(difference(example.output, got))

    report.check("install", installed)
    report.check("docs/embedding.md against what is installed", embedded)


SUITES = {"tree": suite_tree, "unit": suite_unit, "data": suite_data, "packs": suite_packs,
          "manual": suite_manual, "docs": suite_docs, "same": suite_same, "regex": suite_regex,
          "install": suite_install, "scripts": suite_scripts}


def read_options():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--build", default="build", help="folder that make built into")
    p.add_argument("--only", default="", help="suites, comma separated: " + ", ".join(SUITES))
    p.add_argument("-k", default="", help="only tests whose name holds these words")
    p.add_argument("--update", action="store_true", help="rewrite golden sections of data files, and what the tutorial's commands print")
    p.add_argument("--list", action="store_true", help="list the suites")
    p.add_argument("--stress", action="store_true", help="many more random cases")
    p.add_argument("-j", "--jobs", type=int, default=os.cpu_count() or 1)
    options = p.parse_args()
    options.debug_build = Path(options.build).name == "debug"
    return options


def main():
    options = read_options()
    if options.list:
        print("\n".join(SUITES))
        return 0
    chosen = [s for s in options.only.split(",") if s] or list(SUITES)
    unknown = [s for s in chosen if s not in SUITES]
    if unknown:
        print("no such suite: " + ", ".join(unknown), file=sys.stderr)
        return 64
    report = Report()
    with tempfile.TemporaryDirectory(prefix="caveat-tests-") as scratch:
        setting = Setting(options, scratch)
        for name in chosen:
            before = report.passed + report.failed + report.skipped
            try:
                SUITES[name](setting, report)
            except Exception as error:
                report.fail("suite " + name, "%s: %s" % (type(error).__name__, error))
            if not options.k and report.passed + report.failed + report.skipped == before:
                report.fail("suite " + name, "nothing ran")
    print("%d passed, %d failed, %d skipped" % (report.passed, report.failed, report.skipped))
    return 1 if report.failed or not report.passed else 0


if __name__ == "__main__":
    sys.exit(main())
