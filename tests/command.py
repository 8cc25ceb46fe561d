"""Running programs for the tests: one place for time limits, sanitizer settings and signals.

Refuses to let a crash pass for an exit status: a signal or a sanitizer report is a Failure,
whatever the test expected.
"""
import os
import subprocess

# 99 is no exit status of caveat's, so a report never looks like a verdict.
ENV = dict(os.environ, LC_ALL="C.UTF-8", NO_COLOR="1",
           ASAN_OPTIONS="exitcode=99:detect_leaks=1:allocator_may_return_null=1",
           UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1:exitcode=99")
for knob in ("CAVEAT_RULES", "CAVEAT_FORMAT", "CLICOLOR_FORCE", "FORCE_COLOR"):
    ENV.pop(knob, None)


class Failure(Exception):
    """A test that did not hold; the text says what was expected and what came."""


class Answer:
    def __init__(self, args, status, out, err):
        self.args, self.status, self.out, self.err = args, status, out, err

    def shown(self):
        return "\n".join(["$ " + " ".join(self.args), "exit %d" % self.status,
                          self.out.rstrip(), self.err.rstrip()])


def call(args, cwd=None, stdin="", env=None, timeout=120):
    """Runs a program to its end; text in, text out."""
    if isinstance(stdin, str):
        stdin = stdin.encode()
    try:
        done = subprocess.run([str(a) for a in args], cwd=cwd, input=stdin, env=env or ENV,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout)
    except FileNotFoundError:
        raise Failure("there is no program %s" % args[0])
    except subprocess.TimeoutExpired:
        raise Failure("no end within %d s: %s" % (timeout, " ".join(str(a) for a in args)))
    answer = Answer([str(a) for a in args], done.returncode,
                    done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))
    if done.returncode < 0:
        raise Failure("ended by signal %d\n%s" % (-done.returncode, answer.shown()))
    if done.returncode == 99 or "Sanitizer" in answer.err or "runtime error:" in answer.err:
        raise Failure("sanitizer report\n" + answer.shown())
    return answer


def expect_status(answer, wanted):
    if answer.status != wanted:
        raise Failure("expected exit %d\n%s" % (wanted, answer.shown()))
    return answer


def difference(expected, got):
    """Expected against got, line by line, short."""
    import difflib
    lines = difflib.unified_diff(expected.splitlines(), got.splitlines(), "expected", "got",
                                 lineterm="", n=2)
    return "\n".join(lines)
