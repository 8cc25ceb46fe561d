"""many.py RULES TEXT C [FACTS]: a pack of so many rules as rule text, and the same rules as C.

Two of three FACTS (300) are lists of eight values, the others flags; a rule looks at four of them. The C is what a
generator for C would write: three truth values as small numbers, a hundred rules in a function.
"""
import random
import sys

VALUES, CHUNK = 8, 100
LEVELS = ["preview", "unsupported", "untested", "broken"]

C_HEAD = """/* Made by many.py. */
#include <stdint.h>
typedef struct { int best, worst; } made_verdict;
const unsigned made_lists = %d, made_flags = %d, made_values = %d;
static inline int is(uint8_t v, uint8_t want) { return v ? 2 * (v == want) : 1; }
static inline int in(uint8_t v, unsigned set) { return v ? (int)(2 * (set >> v & 1)) : 1; }
static inline int both(int a, int b) { return a < b ? a : b; }
static inline int either(int a, int b) { return a > b ? a : b; }
static inline void fire(made_verdict *v, int t, int level)
{
    const int worst = t ? level : 0, best = t == 2 ? level : 0;

    v->worst = worst > v->worst ? worst : v->worst;
    v->best = best > v->best ? best : v->best;
}
"""


def make(count, facts):
    flags = facts // 3
    lists = facts - flags
    rng = random.Random(count)
    text = ['layer L0 "the host"']
    text += ["fact f%d at L0: one of {%s} \"List %d\"" % (i, ", ".join("v%d" % v for v in range(1, VALUES + 1)), i)
             for i in range(lists)]
    text += ['fact g%d at L0: flag "Flag %d"' % (i, i) for i in range(flags)]
    text.append('pack made { title "A made pack" issuer "nobody" source "none" }\nsection s "Statements" {')
    text += ['    statement s.%d line %d "Statement %d."' % (i, i + 1, i) for i in range((count + 9) // 10)]
    text.append("}")
    code = [C_HEAD % (lists, flags, VALUES)]
    for k in range(count):
        a, b, c = rng.sample(range(lists), 3)
        g, x, y, z = rng.randrange(flags), *(rng.randint(1, VALUES) for _ in range(3))
        u = rng.choice([v for v in range(1, VALUES + 1) if v != y])
        level = rng.choices(range(4), weights=[8, 4, 2, 1])[0]
        text.append("rule r%d {\n    cite s.%d\n    when L0.f%d is v%d and L0.f%d not in {v%d, v%d} and "
                    "(L0.g%d is on or L0.f%d is v%d)\n    then %s \"{L0.f%d} is too much.\"\n}"
                    % (k, k // 10, a, x, b, y, u, g, c, z, LEVELS[level], a))
        if k % CHUNK == 0:
            code.append(("}\n" if k else "") + "static __attribute__((noinline)) void part%d(const uint8_t *f, "
                        "made_verdict *v)\n{" % (k // CHUNK))
        code.append("    fire(v, both(is(f[%d], %d), both(2 - in(f[%d], %du), either(is(f[%d], 2), is(f[%d], %d)))), %d);"
                    % (a, x, b, 1 << y | 1 << u, lists + g, c, z, level + 1))
    code.append("}\nint made_judge(const uint8_t *f)\n{\n    made_verdict v = {0, 0};")
    code += ["    part%d(f, &v);" % k for k in range((count + CHUNK - 1) // CHUNK)]
    code.append("    return v.best | v.worst << 3;\n}")
    return "\n".join(text) + "\n", "\n".join(code) + "\n"


def main():
    for path, text in zip(sys.argv[2:4], make(int(sys.argv[1]), int((sys.argv[4:] or [300])[0]))):
        with open(path, "w", encoding="ascii") as out:
            out.write(text)


if __name__ == "__main__":
    main()
