/* disassemble.c: see disassemble.h. */
#include "disassemble.h"

#include "values.h"

#include <string.h>

/* -- spans: pieces next to each other that belong together ------------------------------------- */

/* Which classes are meant: one, or those of a set; `but` turns the choice over. */
typedef struct choice {
    uint32_t class, set; /* the other is CAV_NONE */
    bool but;
} choice;

static bool chosen(const img *i, const choice *c, uint32_t piece)
{
    const uint32_t class = IMG_GET(i, PIECES, piece, class);
    bool in = class == c->class;

    if (c->set != CAV_NONE) {
        const uint32_t word = IMG_GET(i, SETS, c->set, words) + class / 32;

        in = IMG_GET(i, SETWORDS, word, bits) >> class % 32 & 1;
    }
    return in != c->but;
}

/* Keys [low, high) of type's domain; `last` where it goes on to the end. */
typedef struct span {
    uint32_t low[KEY_WORDS], high[KEY_WORDS];
    bool last;
} span;

/* The next span at or after piece *at of the fact; false when there is none. */
static bool next_span(const img *i, uint32_t fact, const choice *c, uint32_t *at, span *s)
{
    const cav_type type = (cav_type)IMG_GET(i, FACTS, fact, type);
    const uint32_t first = IMG_GET(i, FACTS, fact, pieces), n = IMG_GET(i, FACTS, fact, npieces);
    const bool named = type != CAV_NUMBER && type != CAV_RELEASE;

    while (*at < n && !chosen(i, c, first + *at))
        ++*at;
    if (*at == n)
        return false;
    value_piece_key(i, type, first + *at, *at, s->low);
    do
        ++*at;
    while (!named && *at < n && chosen(i, c, first + *at));
    s->last = *at == n;
    memset(s->high, 0, sizeof s->high);
    if (!s->last)
        value_piece_key(i, type, first + *at, *at, s->high);
    return true;
}

/* -- versions ---------------------------------------------------------------------------------- */

static uint32_t parts_used(const uint32_t *parts)
{
    uint32_t n = CAV_VERSION_PARTS;

    while (n > 1 && parts[n - 1] == 0)
        n--;
    return n;
}

static bool is_zero(const uint32_t *parts)
{
    return (parts[0] | parts[1] | parts[2] | parts[3]) == 0;
}

static void put_version(out *o, const uint32_t *parts, uint32_t n)
{
    for (uint32_t k = 0; k < n; k++)
        out_uint(o, k ? "." : " ", parts[k]);
}

/* How many parts make `low` a prefix of exactly the versions [low, high); 0: none do. */
static uint32_t prefix_parts(const uint32_t *low, const uint32_t *high)
{
    const uint32_t n = parts_used(high);

    for (uint32_t k = 0; k + 1 < n; k++) {
        if (low[k] != high[k])
            return 0;
    }
    for (uint32_t k = n; k < CAV_VERSION_PARTS; k++) {
        if (low[k])
            return 0;
    }
    return low[n - 1] + 1 == high[n - 1] ? n : 0;
}

/* Versions [low, high) of one product; high NULL: to the end. */
static void put_versions(out *o, const img *i, uint32_t product, const uint32_t *low,
                         const uint32_t *high)
{
    out_text(o, img_text(i, IMG_GET(i, PRODUCTS, product, name)));
    if (!high) {
        if (!is_zero(low)) {
            put_version(o, low, parts_used(low));
            out_text(o, " or later");
        }
    } else if (prefix_parts(low, high)) {
        put_version(o, low, prefix_parts(low, high));
    } else {
        if (!is_zero(low)) {
            put_version(o, low, parts_used(low));
            out_text(o, " to");
        }
        out_text(o, " before");
        put_version(o, high, parts_used(high));
    }
}

static void put_separator(out *o, uint32_t *n)
{
    if ((*n)++)
        out_text(o, ", ");
}

/* `o` NULL: counts only. */
static void put_release(out *o, const img *i, const span *s, uint32_t *n)
{
    const uint32_t end = s->last ? img_count(i, IMG_PRODUCTS) : s->high[0];
    const bool partly = !s->last && !is_zero(s->high + 1);

    for (uint32_t p = s->low[0]; p < end + partly; p++) {
        static const uint32_t start[CAV_VERSION_PARTS] = {0};

        if (!o) {
            ++*n;
            continue;
        }
        put_separator(o, n);
        put_versions(o, i, p, p == s->low[0] ? s->low + 1 : start, p == end ? s->high + 1 : NULL);
    }
}

/* -- numbers and names ------------------------------------------------------------------------- */

static int64_t key_number(const uint32_t *key)
{
    return (int64_t)((uint64_t)(key[0] ^ 0x80000000u) << 32 | key[1]);
}

static void put_number(out *o, const span *s)
{
    const int64_t low = key_number(s->low);
    const bool first = low == INT64_MIN;

    if (first && s->last) {
        out_text(o, "any");
    } else if (first) {
        out_text(o, "below ");
        out_int(o, key_number(s->high));
    } else {
        out_int(o, low);
        if (s->last) {
            out_text(o, " and above");
        } else if (key_number(s->high) - 1 != low) {
            out_text(o, "..");
            out_int(o, key_number(s->high) - 1);
        }
    }
}

/* The values of a choice, separated by commas; `o` NULL counts them only. */
static uint32_t put_choice(out *o, const img *i, uint32_t fact, const choice *c)
{
    const cav_type type = (cav_type)IMG_GET(i, FACTS, fact, type);
    uint32_t at = 0, n = 0;
    span s;

    while (next_span(i, fact, c, &at, &s)) {
        if (type == CAV_RELEASE) {
            put_release(o, i, &s, &n);
            continue;
        }
        if (!o) {
            n++;
            continue;
        }
        put_separator(o, &n);
        if (type == CAV_NUMBER)
            put_number(o, &s);
        else
            out_text(o, img_text(i, IMG_GET(i, PIECES, IMG_GET(i, FACTS, fact, pieces) + s.low[0],
                                            name)));
    }
    return n;
}

static bool spelled_out(const img *i, uint32_t fact)
{
    return IMG_GET(i, FACTS, fact, npieces) <= DIS_PIECES_MAX &&
           img_count(i, IMG_PRODUCTS) <= DIS_PIECES_MAX;
}

enum { ELSE_FROM = 5 }; /* values of a class that is called "anything else" */

/* A class of many values, more than any class before it and no fewer than any after. */
static bool is_rest(const img *i, uint32_t fact, uint32_t class)
{
    const uint32_t classes = IMG_GET(i, FACTS, fact, classes);
    choice c = {class, CAV_NONE, false};
    const uint32_t n = put_choice(NULL, i, fact, &c);

    if (n < ELSE_FROM || classes == 1)
        return false;
    for (c.class = 0; c.class < classes; c.class++) {
        const uint32_t other = put_choice(NULL, i, fact, &c);

        if (c.class != class && (other > n || (other == n && c.class < class)))
            return false;
    }
    return true;
}

void dis_class(out *o, const img *i, uint32_t fact, uint32_t class)
{
    const choice c = {class, CAV_NONE, false};

    if (!spelled_out(i, fact))
        out_text(o, "…");
    else if (IMG_GET(i, FACTS, fact, classes) == 1)
        out_text(o, "anything");
    else if (is_rest(i, fact, class))
        out_text(o, "anything else");
    else
        put_choice(o, i, fact, &c);
}

static void put_set(out *o, const img *i, uint32_t fact, uint32_t set)
{
    choice c = {CAV_NONE, set, false}, rest = {CAV_NONE, set, true};

    if (!spelled_out(i, fact)) {
        out_text(o, " in {…}");
        return;
    }
    c.but = put_choice(NULL, i, fact, &c) > put_choice(NULL, i, fact, &rest) + 1;
    out_text(o, c.but ? " not in {" : " in {");
    put_choice(o, i, fact, &c);
    out_text(o, "}");
}

/* -- tests and instructions -------------------------------------------------------------------- */

static void put_flags(out *o, uint32_t flags)
{
    static const char letters[] = "imsx";
    char text[5];
    size_t n = 0;

    for (uint32_t k = 0; k < 4; k++) {
        if (flags >> k & 1)
            text[n++] = letters[k];
    }
    text[n] = '\0';
    out_text(o, text);
}

void dis_test(out *o, const img *i, uint32_t test)
{
    const uint32_t a = IMG_GET(i, TESTS, test, a), b = IMG_GET(i, TESTS, test, b);

    switch ((cav_test)IMG_GET(i, TESTS, test, kind)) {
    case CAV_TEST_PATTERN:
        out_quoted(o, '/', img_text(i, a));
        put_flags(o, b);
        return;
    case CAV_TEST_LITERAL:
        out_quoted(o, '"', img_text(i, a));
        return;
    case CAV_TEST_NOT:
        out_uint(o, "not t", a);
        return;
    case CAV_TEST_AND:
    case CAV_TEST_OR:
        out_uint(o, "t", a);
        out_uint(o, IMG_GET(i, TESTS, test, kind) == CAV_TEST_AND ? " and t" : " or t", b);
    }
}

void dis_instruction(out *o, const img *i, const program_run *run, uint32_t k)
{
    out_text(o, vm_rows[run->op].name);
    for (unsigned which = 0; which < 2; which++) {
        const char before[3] = {' ', vm_letters[vm_rows[run->op].kind[which]], '\0'};

        if (before[1])
            out_uint(o, before, program_operand(i, run, k, which));
    }
}

uint32_t dis_fact(const img *i, const program_run *run, uint32_t k)
{
    for (unsigned which = 0; which < 2; which++) {
        if (vm_rows[run->op].kind[which] == VM_KIND_fact)
            return program_operand(i, run, k, which);
    }
    return CAV_NONE;
}

void dis_comment(out *o, const img *i, const program_run *run, uint32_t k)
{
    const uint32_t fact = dis_fact(i, run, k);

    if (fact == CAV_NONE)
        return;
    out_text(o, img_text(i, IMG_GET(i, FACTS, fact, name)));
    for (unsigned which = 0; which < 2; which++) {
        const uint32_t operand = program_operand(i, run, k, which);

        if (vm_rows[run->op].kind[which] == VM_KIND_set) {
            put_set(o, i, fact, operand);
        } else if (vm_rows[run->op].kind[which] == VM_KIND_test) {
            out_text(o, " passes ");
            dis_test(o, i, operand);
        }
    }
}

void dis_value(out *o, uint32_t value)
{
    out_uint(o, value & 1 ? "not v" : "v", value / 2);
}
