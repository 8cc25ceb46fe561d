"""peers.py: other engines, each with the rules of table.py in its own language.

A peer says whether it is there (`prepare`, which builds it under the build folder, or raises Skip with
the reason), judges hosts and gives ns per host (`measure`; its verdicts go to a file): of processor time, on one core. It is
warm then, has the rules compiled and the hosts in its own form in memory, unless its notes say else.
"""
import json
import os
import resource
import shutil
import subprocess
import time
from pathlib import Path

import table

HERE = Path(__file__).resolve().parent
TIME_LIMIT = 120       # seconds for one measurement
BUILD_LIMIT = 1500     # and for the first build of one
SECONDS = 0.4          # of judging in one measurement


class Skip(Exception):
    pass


def run(words, cwd=None, limit=TIME_LIMIT, env=None):
    done = subprocess.run([str(w) for w in words], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=limit, check=False, env={**os.environ, **(env or {})})
    if done.returncode != 0:
        raise Skip((done.stderr.strip() or done.stdout.strip() or "exit %d" % done.returncode).split("\n")[-1])
    return done.stdout


def children():
    """Seconds of processor time of the programs that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def need(*commands):
    for command in commands:
        if shutil.which(command):
            return shutil.which(command)
    raise Skip("%s is not installed" % commands[0])


def read_hosts(path, count):
    with open(path, encoding="ascii") as lines:
        return [json.loads(line) for line, _ in zip(lines, range(count))]


def write_if_new(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return path


class Peer:
    name, version, hosts, note, seconds = "", "", 2000, "", SECONDS
    values = "two"     # how many truth values its rules have

    def out(self, build):
        return build / ("verdicts." + self.name.replace(" ", "_"))

    def verdicts(self, build):
        return self.out(build).read_text(encoding="ascii").split()

    def write(self, build, verdicts):
        self.out(build).write_text("\n".join(verdicts) + "\n", encoding="ascii")

    def arguments(self, build, path):
        return [path, self.hosts, self.seconds, self.out(build)]


# -- SQL -----------------------------------------------------------------------------------------------

def sql_verdict(value):
    return "--" if value < 0 else "%d%d" % divmod(value, 8)


class Sqlite(Peer):
    name, hosts, values, note = "SQLite", 20000, "three", "CASE over columns, in memory"

    def prepare(self, _build):
        try:
            import sqlite3
        except ImportError as why:
            raise Skip("Python has no sqlite3") from why
        self.sqlite3, self.version = sqlite3, sqlite3.sqlite_version

    def measure(self, build, path):
        db = self.sqlite3.connect(":memory:")
        db.execute("CREATE TABLE hosts (h INTEGER PRIMARY KEY, %s)" % ", ".join(table.FACTS))
        db.executemany("INSERT INTO hosts VALUES (%s)" % ", ".join("?" * (len(table.FACTS) + 1)),
                       [[h["h"]] + [h.get(f) for f in table.FACTS] for h in read_hosts(path, self.hosts)])
        query = table.sql("hosts", "max")
        self.write(build, [sql_verdict(v) for v, in db.execute(query)])
        passes, start = 0, time.process_time()
        while True:
            db.execute("SELECT sum(v) FROM (%s)" % query).fetchall()
            passes, spent = passes + 1, time.process_time() - start
            if spent >= self.seconds:
                return spent * 1e9 / passes / self.hosts


class Duckdb(Peer):
    name, hosts, values, note = "DuckDB", 100000, "three", "CASE over columns (enumerations, small integers), one thread, into a table"

    def prepare(self, _build):
        try:
            import duckdb
        except ImportError as why:
            raise Skip("`pip install duckdb` was not run") from why
        self.duckdb, self.version = duckdb, duckdb.__version__

    def load(self, path, hosts):
        """A database of one thread with the first `hosts` of them in its memory."""
        db = self.duckdb.connect()
        db.execute("SET threads = 1")
        for name, values in {**table.NAMES, "product": table.PRODUCTS}.items():
            db.execute("CREATE TYPE e_%s AS ENUM (%s)" % (name, ", ".join("'%s'" % v for v in values)))
        kinds = {f: "BOOLEAN" for f in table.FLAGS}
        kinds.update({f: "USMALLINT" if f.endswith("major") else "UTINYINT" for f in table.NUMBERS})
        kinds.update({f: "e_product" if f.endswith("product") else "e_" + f for f in table.STRINGS})
        db.execute("CREATE TABLE hosts (h INTEGER, %s)" % ", ".join("%s %s" % (f, kinds[f]) for f in table.FACTS))
        types = ", ".join("%s: '%s'" % (f, "VARCHAR" if f in table.STRINGS else kinds[f]) for f in table.FACTS)
        db.execute("INSERT INTO hosts SELECT h, %s FROM read_json('%s', format='newline_delimited', "
                   "columns={h: 'INTEGER', %s}) WHERE h < %d" % (", ".join(table.FACTS), path, types, hosts))
        return db

    def judge(self, db):
        """Judges every host once, into a table of its memory: seconds."""
        start = time.process_time()
        db.execute("CREATE OR REPLACE TEMP TABLE verdicts AS " + table.sql("hosts").replace(" ORDER BY h", ""))
        return time.process_time() - start

    def verdicts_of(self, db):
        return [sql_verdict(v) for v, in db.execute("SELECT v FROM verdicts").fetchall()]

    def measure(self, build, path):
        db = self.load(path, self.hosts)
        self.judge(db)
        self.write(build, self.verdicts_of(db))
        return sorted(self.judge(db) for _ in range(5))[2] * 1e9 / self.hosts


# -- Lua -------------------------------------------------------------------------------------------------

class Lua(Peer):
    name, commands, hosts = "Lua", ("lua5.4", "lua", "lua5.3"), 20000
    note = "one function of ifs, facts in a table"

    def prepare(self, build):
        self.command = need(*self.commands)
        done = subprocess.run([self.command, "-v"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              check=False)
        self.version = done.stdout.split("--")[0].split("Copyright")[0].replace("LuaJIT", "").replace("Lua", "").strip()
        write_if_new(build / "rules.lua", table.lua())

    def measure(self, build, path):
        hosts = build / "hosts.lua"
        text = {True: "true", False: "false"}
        if not hosts.exists() or hosts.stat().st_mtime < path.stat().st_mtime:
            hosts.write_text("".join("{%s}\n" % ",".join(
                "%s=%s" % (k, text[v] if isinstance(v, bool) else json.dumps(v)) for k, v in host.items())
                for host in read_hosts(path, self.hosts)), encoding="ascii")
        return float(run([self.command, HERE / "judge.lua", build / "rules.lua", hosts, self.hosts, self.seconds,
                          self.out(build)]))


class LuaJit(Lua):
    name, commands = "LuaJIT", ("luajit",)


class Jq(Peer):
    name, note = "jq", "a function in its language; reading of JSON taken off"

    def prepare(self, build):
        self.command = need("jq")
        self.version = run([self.command, "--version"]).strip().replace("jq-", "")
        program = table.jq()
        write_if_new(build / "judge.jq", program + "judge\n")
        write_if_new(build / "many.jq", program + ". as $h | [range(11) | $h | judge] | add\n")

    def measure(self, build, path):
        few = build / "hosts.few"
        with open(path, encoding="ascii") as lines:
            few.write_text("".join(line for line, _ in zip(lines, range(self.hosts))), encoding="ascii")
        spent = []
        for program in ("judge.jq", "many.jq"):
            start = children()
            text = run([self.command, "-c", "-f", build / program, few])
            spent.append(children() - start)
            if program == "judge.jq":
                self.write(build, ["--" if v == "-1" else v * 2 for v in text.split()])
        return (spent[1] - spent[0]) * 1e9 / 10 / self.hosts


# -- Go ----------------------------------------------------------------------------------------------------

class Go(Peer):
    module, folder, rules, want = "", "", "", ""

    def text(self):
        raise NotImplementedError

    def prepare(self, build):
        go, folder = need("go"), build / "go" / self.folder
        self.rules_path = write_if_new(build / self.rules, self.text())
        write_if_new(folder / "main.go", (HERE / self.folder / "main.go").read_text(encoding="utf-8"))
        try:
            if not (folder / "go.mod").exists():
                run([go, "mod", "init", "bench"], cwd=folder)
                run([go, "get", self.want], cwd=folder, limit=BUILD_LIMIT)
                run([go, "mod", "tidy"], cwd=folder, limit=BUILD_LIMIT)
            run([go, "build", "-o", "peer", "."], cwd=folder, limit=BUILD_LIMIT)
        except (Skip, subprocess.TimeoutExpired) as why:
            raise Skip("its Go module does not build here: %s" % why) from why
        self.program, self.version = folder / "peer", self.want.rpartition("@v")[2]

    def measure(self, build, path):
        return float(run([self.program, self.rules_path, *self.arguments(build, path)]))


class Opa(Go):
    name, folder, rules, want = "OPA", "opa", "rules.rego", "github.com/open-policy-agent/opa@v1.4.2"
    note = "a prepared query of its Go library, input parsed before"

    def text(self):
        return table.rego()


class CelGo(Go):
    name, folder, rules, want, values = "cel-go", "celgo", "rules.cel.json", "github.com/google/cel-go@v0.26.1", "three"
    note = "an expression a rule, missing facts are unknowns of its partial evaluation"

    def text(self):
        return table.cel()


# -- npm ---------------------------------------------------------------------------------------------------

class JsonRules(Peer):
    name, hosts, note = "json-rules-engine", 500, "missing facts allowed"

    def prepare(self, build):
        self.node, npm, folder = need("node"), need("npm"), build / "npm"
        package = folder / "node_modules/json-rules-engine/package.json"
        folder.mkdir(parents=True, exist_ok=True)
        if not package.exists():
            try:
                run([npm, "install", "--no-audit", "--no-fund", "--prefix", folder, "json-rules-engine@7"], cwd=folder,
                    limit=BUILD_LIMIT)
            except (Skip, subprocess.TimeoutExpired) as why:
                raise Skip("npm does not install it here: %s" % why) from why
        self.version = json.loads(package.read_text(encoding="utf-8"))["version"]
        write_if_new(build / "rules.json", table.json_rules())

    def measure(self, build, path):
        return float(run([self.node, HERE / "json_rules.mjs", build / "rules.json", *self.arguments(build, path)],
                         cwd=build / "npm"))


# -- crates ------------------------------------------------------------------------------------------------

class Crate(Peer):
    folder, dependency, rules = "", "", ""

    def text(self):
        raise NotImplementedError

    def prepare(self, build):
        cargo, folder = need("cargo"), build / "rust" / self.folder
        self.rules_path = write_if_new(build / self.rules, self.text())
        write_if_new(folder / "src/main.rs", (HERE / self.folder / "main.rs").read_text(encoding="utf-8"))
        write_if_new(folder / "Cargo.toml", "[package]\nname = \"peer\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n"
                     "[dependencies]\n%s\n\n[profile.release]\ndebug = false\n" % self.dependency)
        try:
            run([cargo, "build", "--release", "--quiet"], cwd=folder, limit=BUILD_LIMIT,
                env={"CARGO_TARGET_DIR": str(build / "rust/target" / self.folder)})
        except (Skip, subprocess.TimeoutExpired) as why:
            raise Skip("its crate does not build here: %s" % why) from why
        self.program = build / "rust/target" / self.folder / "release/peer"
        lock = (folder / "Cargo.lock").read_text(encoding="utf-8")
        self.version = lock.split('name = "%s"\nversion = "' % self.crate)[1].split('"')[0]

    def measure(self, build, path):
        return float(run([self.program, self.rules_path, *self.arguments(build, path)]))


class Regorus(Crate):
    name, folder, crate, rules = "regorus", "regorus", "regorus", "rules.rego"
    dependency = 'regorus = { version = "=0.14.1", default-features = false, features = ["std", "arc", "rvm"] }'
    note = "the Rego of OPA, compiled for its virtual machine"

    def text(self):
        return table.rego()


class Cedar(Crate):
    name, folder, crate, rules = "Cedar", "cedar", "cedar-policy", "rules.cedar"
    dependency = 'cedar-policy = { version = "=4.14.1", features = ["partial-eval"] }'
    mode, note = "skip", "a policy a rule, is_authorized; one that fails on a missing fact is skipped, as its decision does"

    def text(self):
        return table.cedar()

    def arguments(self, build, path):
        return [*super().arguments(build, path), self.mode, *table.FACTS]


class CedarErrors(Cedar):
    name, mode, values = "Cedar errors", "errors", "errors"
    note = "the same; one that fails may fire"


class CedarPartial(Cedar):
    name, mode, values = "Cedar partial", "partial", "three"
    note = "is_authorized_partial (experimental), missing facts are its unknowns; a residual policy may fire"


ALL = [Duckdb(), Sqlite(), LuaJit(), Lua(), Jq(), CelGo(), Opa(), JsonRules(), Regorus(), Cedar(), CedarErrors(), CedarPartial()]
