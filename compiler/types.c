/* types.c: values and versions as keys, conditions on one fact as sets of keys (see types.h).
 *
 * Refuses, with a diagnostic: versions and numbers out of range, values of the wrong type or
 * outside the domain, sets and ranges that can hold nothing. Invariant: a type_set is ascending,
 * disjoint, never empty intervals, and no two touch.
 */
#include "types.h"

#include <string.h>

#include "habits.h"
#include "resolve.h"

const type_key TYPE_KEY_END = {{UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX}};

const char *type_name(ast_type type)
{
    static const char *const names[] = {"a flag", "one of a set of names", "a number", "a text",
                                        "a release"};

    return names[type];
}

/* -- sets of keys -- */

int type_key_compare(const type_key *a, const type_key *b)
{
    for (int i = 0; i < KEY_WORDS; i++)
        if (a->w[i] != b->w[i])
            return a->w[i] < b->w[i] ? -1 : 1;
    return 0;
}

static bool key_less(const type_key *a, const type_key *b)
{
    return type_key_compare(a, b) < 0;
}

/* Merges the borders of s and t: a border is kept where `keep` of the two memberships changes. */
static type_set combine(arena *a, type_set s, type_set t, bool (*keep)(bool, bool))
{
    type_set out = {arena_alloc(a, (s.count + t.count + 1) * sizeof *out.at), 0};
    uint32_t i = 0, j = 0; /* borders passed: even outside, odd inside */
    bool in = keep(false, false);
    type_key at = {{0}};

    if (in)
        out.at[out.count].low = at;
    for (;;) {
        const type_key *x = i < 2 * s.count ? (i & 1 ? &s.at[i / 2].high : &s.at[i / 2].low) : NULL;
        const type_key *y = j < 2 * t.count ? (j & 1 ? &t.at[j / 2].high : &t.at[j / 2].low) : NULL;
        int order = !x ? 1 : !y ? -1 : type_key_compare(x, y);
        bool now;

        if (!x && !y)
            break;
        at = order <= 0 ? *x : *y;
        i += order <= 0;
        j += order >= 0;
        now = keep(i & 1, j & 1);
        if (now == in)
            continue;
        if (now)
            out.at[out.count].low = at;
        else if (key_less(&out.at[out.count].low, &at))
            out.at[out.count++].high = at;
        in = now;
    }
    if (in && key_less(&out.at[out.count].low, &TYPE_KEY_END))
        out.at[out.count++].high = TYPE_KEY_END;
    return out;
}

static bool keep_and(bool s, bool t)
{
    return s && t;
}

static bool keep_or(bool s, bool t)
{
    return s || t;
}

static bool keep_not(bool s, bool t)
{
    (void)t;
    return !s;
}

type_set type_set_and(arena *a, type_set s, type_set t)
{
    return combine(a, s, t, keep_and);
}

type_set type_set_or(arena *a, type_set s, type_set t)
{
    return combine(a, s, t, keep_or);
}

type_set type_set_not(arena *a, type_set s)
{
    return combine(a, s, (type_set){NULL, 0}, keep_not);
}

static type_set one_interval(arena *a, type_key low, type_key high)
{
    type_set s = {arena_alloc(a, sizeof *s.at), 0};

    if (key_less(&low, &high))
        s.at[s.count++] = (type_interval){low, high};
    return s;
}

/* -- keys of values -- */

static type_key number_key(int64_t n)
{
    uint64_t u = (uint64_t)n ^ 0x8000000000000000u;

    return (type_key){{0, (uint32_t)(u >> 32), (uint32_t)u, 0, 0}};
}

/* The key just above a number. */
static type_key number_after(int64_t n)
{
    return n == INT64_MAX ? (type_key){{1, 0, 0, 0, 0}} : number_key(n + 1);
}

static type_key version_key(uint32_t product, const uint32_t part[CAV_VERSION_PARTS])
{
    return (type_key){{product, part[0], part[1], part[2], part[3]}};
}

/* The key just above every version that starts with these parts. Behind the greatest part comes the
 * part before it, one higher: no piece begins at a version that nobody can write. */
static type_key version_after(uint32_t product, const uint32_t part[CAV_VERSION_PARTS],
                              uint32_t count)
{
    type_key k = version_key(product, part);

    while (count && k.w[count] == CAV_VERSION_MAX)
        k.w[count--] = 0;
    k.w[count]++; /* count 0: the next product */
    return k;
}

type_key type_domain_end(const cavc_unit *unit, const ast_fact *fact)
{
    uint32_t n = 0;

    switch (fact->type) {
    case AST_FLAG:
        return (type_key){{2}};
    case AST_ONE_OF:
        for (const ast_value *v = fact->values; v; v = v->next)
            n++;
        return (type_key){{n}};
    case AST_NUMBER:
        return (type_key){{1}};
    case AST_RELEASE:
        return (type_key){{(uint32_t)unit->products.count}};
    case AST_TEXT:
        break;
    }
    return TYPE_KEY_END;
}

bool type_version(cavc_unit *unit, const ast_name *name, uint32_t part[CAV_VERSION_PARTS],
                  uint32_t *count)
{
    const char *p = name->text;

    memset(part, 0, CAV_VERSION_PARTS * sizeof *part);
    for (*count = 0; *p; ++*count) {
        const char *start = p;
        uint64_t value = 0;

        if (*count == CAV_VERSION_PARTS) {
            diag_report(unit->diags, DIAG_BAD_VERSION, name->span, NULL, name->text,
                        "more than four parts");
            return false;
        }
        for (; *p >= '0' && *p <= '9'; p++)
            value = value > CAV_VERSION_MAX ? value : value * 10 + (uint64_t)(*p - '0');
        if (p == start || (*p && *p != '.') || (*p == '.' && !p[1])) {
            if (*name->text == '-') /* all else was said of the token */
                diag_report(unit->diags, DIAG_BAD_VERSION, name->span,
                        "a version is numbers with dots between them, such as 8.10", name->text,
                        "a part that is not a number");
            return false;
        }
        if (value > CAV_VERSION_MAX) {
            diag_report(unit->diags, DIAG_BAD_VERSION, name->span, NULL, name->text,
                        "a part of more than nine digits");
            return false;
        }
        part[*count] = (uint32_t)value;
        p += *p == '.';
    }
    return true;
}

bool type_number(cavc_unit *unit, const char *digits, ast_span span, int64_t *out)
{
    bool minus = *digits == '-';
    uint64_t limit = minus ? (uint64_t)1 << 63 : INT64_MAX, value = 0;

    for (const char *p = digits + minus; *p; p++) {
        uint64_t digit = (uint64_t)(*p - '0');
        if (value > (limit - digit) / 10) {
            diag_report(unit->diags, DIAG_BAD_NUMBER, span, NULL, digits);
            return false;
        }
        value = value * 10 + digit;
    }
    *out = minus ? (int64_t)(0 - value) : (int64_t)value;
    return true;
}

/* -- sets of conditions; everything was checked before, so failures cannot occur here -- */

static type_set release_set(cavc_unit *unit, const ast_value *value)
{
    arena *a = &unit->arena;
    const ast_product *product = map_get(&unit->names[UNIT_PRODUCT], value->text);
    uint32_t part[CAV_VERSION_PARTS] = {0}, count = 0, p = product->index;
    type_key low = {{p}}, high = {{p + 1}};
    type_set set;

    if (value->version)
        type_version(unit, value->version, part, &count);
    if (value->version_kind == AST_VERSION_IS || value->version_kind == AST_VERSION_LATER)
        low = version_key(p, part);
    if (value->version_kind == AST_VERSION_IS)
        high = version_after(p, part, count);
    if (value->version_kind == AST_VERSION_BEFORE)
        high = version_key(p, part);
    set = one_interval(a, low, high);
    if (value->within) {
        type_version(unit, value->within, part, &count);
        set = type_set_and(a, set,
                           one_interval(a, version_key(p, part), version_after(p, part, count)));
    }
    return set;
}

static type_set name_set(cavc_unit *unit, const ast_fact *fact, const char *text)
{
    uint32_t k = 0;

    if (fact->type == AST_FLAG)
        k = !strcmp(text, "on");
    else
        for (const ast_value *v = fact->values; v && strcmp(v->text, text); v = v->next)
            k++;
    return one_interval(&unit->arena, (type_key){{k}}, (type_key){{k + 1}});
}

type_set type_set_value(cavc_unit *unit, const ast_fact *fact, const ast_value *value)
{
    int64_t n = 0;

    if (fact->type == AST_RELEASE)
        return release_set(unit, value);
    if (fact->type != AST_NUMBER)
        return name_set(unit, fact, value->text);
    type_number(unit, value->text, value->span, &n);
    return one_interval(&unit->arena, number_key(n), number_after(n));
}

static type_set compare_set(cavc_unit *unit, const ast_cond *cond)
{
    const type_key least = {{0}}, most = {{1}};
    int64_t n = 0;

    type_number(unit, cond->values->text, cond->values->span, &n);
    switch (cond->compare) {
    case AST_LT:
        return one_interval(&unit->arena, least, number_key(n));
    case AST_LE:
        return one_interval(&unit->arena, least, number_after(n));
    case AST_GT:
        return one_interval(&unit->arena, number_after(n), most);
    case AST_GE:
        break;
    }
    return one_interval(&unit->arena, number_key(n), most);
}

type_set type_set_of(cavc_unit *unit, const ast_cond *cond)
{
    arena *a = &unit->arena;
    type_set set = {NULL, 0};

    if (cond->kind == AST_COMPARE)
        return compare_set(unit, cond);
    for (const ast_value *v = cond->values; v; v = v->next)
        set = type_set_or(a, set, type_set_value(unit, cond->fact, v));
    if (cond->negated)
        set = type_set_and(a, type_set_not(a, set),
                           one_interval(a, (type_key){{0}}, type_domain_end(unit, cond->fact)));
    return set;
}

/* -- checks -- */

static bool wrong_type(cavc_unit *unit, const ast_fact *fact, const char *name, ast_span span,
                       const char *instead)
{
    diag_report(unit->diags, DIAG_WRONG_TYPE, span, NULL, name, type_name(fact->type), instead);
    return false;
}

/* The value it would be without its quotes, or NULL. */
static const char *unquoted(cavc_unit *unit, const ast_value *value, const char *what)
{
    return value->kind != AST_VALUE_STRING ? NULL
           : *value->text                  ? arena_printf(&unit->arena, "%s stands without quotes: `%s`",
                                                          what, value->text)
                                           : arena_printf(&unit->arena, "%s stands without quotes", what);
}

static bool wrong_value(cavc_unit *unit, const ast_fact *fact, const char *name,
                        const ast_value *value, const char *hint, const char *instead)
{
    diag_report(unit->diags, DIAG_WRONG_TYPE, value->span, hint, name, type_name(fact->type),
                instead);
    return false;
}

static const char *names_of(cavc_unit *unit, const ast_fact *fact)
{
    const char *list = "";

    if (fact->type == AST_FLAG)
        return "on, off";
    for (const ast_value *v = fact->values; v; v = v->next)
        list = arena_printf(&unit->arena, "%s%s%s", list, *list ? ", " : "", v->text);
    return list;
}

static bool check_name(cavc_unit *unit, const ast_fact *fact, const char *name,
                       const ast_value *value, bool told)
{
    static const char *const flag[] = {"on", "off"};
    const char *names[64], *near, *habit;
    size_t n = 0;

    if (fact->type == AST_FLAG) {
        memcpy(names, flag, sizeof flag);
        n = 2;
    }
    for (const ast_value *v = fact->values; v && n < 64; v = v->next)
        names[n++] = v->text;
    for (size_t i = 0; i < n; i++)
        if (!strcmp(names[i], value->text))
            return true;
    near = diag_nearest(value->text, names, n);
    habit = habit_hint(fact->type == AST_FLAG ? HABIT_FLAG | HABIT_ANY_VALUE : HABIT_ANY_VALUE,
                       value->text);
    diag_report(unit->diags, DIAG_UNKNOWN_VALUE, value->span,
                habit && told && habit_hint(HABIT_ANY_VALUE, value->text)
                    ? "leave the fact out: it is unknown then"
                : habit ? habit
                : near ? arena_printf(&unit->arena, "did you mean `%s`?", near)
                     : arena_printf(&unit->arena, "%s is one of: %s", name, names_of(unit, fact)),
                value->text, name);
    return false;
}

static bool check_range(cavc_unit *unit, const ast_value *value)
{
    int64_t low = INT64_MIN, high = INT64_MAX;

    if (value->text && !type_number(unit, value->text, value->span, &low))
        return false;
    if (value->high && !type_number(unit, value->high, value->span, &high))
        return false;
    if (low > high) {
        diag_report(unit->diags, DIAG_EMPTY_SET, value->span, "write the smaller number first",
                    "this range");
        return false;
    }
    return true;
}

static bool check_versions(cavc_unit *unit, const ast_value *value, const ast_product *product)
{
    uint32_t part[CAV_VERSION_PARTS], count;

    if (value->version && !type_version(unit, value->version, part, &count))
        return false;
    if (value->within && !type_version(unit, value->within, part, &count))
        return false;
    if (value->version && !product->nparts) {
        diag_report(unit->diags, DIAG_WRONG_TYPE, value->version->span, NULL, value->text,
                    "a product without versions",
                    "declare `version major` or more to compare versions");
        return false;
    }
    if (!release_set(unit, value).count) {
        diag_report(unit->diags, DIAG_EMPTY_SET, value->span,
                    value->within ? arena_printf(&unit->arena, "`within %s` ends before %s begins",
                                                 value->within->text, value->version->text)
                                  : NULL,
                    "this range of versions");
        return false;
    }
    return true;
}

static bool check_release(cavc_unit *unit, const ast_value *value, bool told)
{
    const ast_product *product = map_get(&unit->names[UNIT_PRODUCT], value->text);

    if (!product) {
        diag_report(unit->diags, DIAG_UNKNOWN_PRODUCT, value->span,
                    resolve_product_hint(unit, value->text), value->text);
        return false;
    }
    if (told && (value->version_kind == AST_VERSION_LATER ||
                 value->version_kind == AST_VERSION_BEFORE || value->within)) {
        diag_report(unit->diags, DIAG_TEST_BAD, value->span, "give one version, or several in {…}",
                    "a value is one release, not a range of them");
        return false;
    }
    return check_versions(unit, value, product);
}

bool type_check_value(cavc_unit *unit, const ast_fact *fact, const char *name,
                      const ast_value *value, bool told)
{
    int64_t n;

    switch (fact->type) {
    case AST_TEXT:
        return value->kind == AST_VALUE_STRING ||
               wrong_type(unit, fact, name, value->span, "write its value in double quotes");
    case AST_NUMBER:
        if (value->kind == AST_VALUE_RANGE && told)
            return check_range(unit, value);
        if (value->kind != AST_VALUE_NUMBER)
            return wrong_value(unit, fact, name, value, unquoted(unit, value, "a number"),
                               "write a whole number");
        if (strchr(value->text, '.'))
            return wrong_type(unit, fact, name, value->span,
                              "write a whole number; one with dots is a version");
        return type_number(unit, value->text, value->span, &n);
    case AST_RELEASE:
        if (value->kind != AST_VALUE_WORD)
            return wrong_value(unit, fact, name, value, unquoted(unit, value, "a release"),
                               "write a product, and a version if need be: rhel 8.2");
        return check_release(unit, value, told);
    case AST_FLAG:
    case AST_ONE_OF:
        break;
    }
    if (value->kind != AST_VALUE_WORD)
        return wrong_value(unit, fact, name, value,
                           value->kind == AST_VALUE_STRING ? unquoted(unit, value, "a name")
                           : fact->type == AST_FLAG        ? habit_hint(HABIT_FLAG, value->text)
                                                           : NULL,
                           arena_printf(&unit->arena, "write one of: %s", names_of(unit, fact)));
    if (value->version_kind != AST_VERSION_NONE)
        return wrong_type(unit, fact, name, value->span, "only a release has a version");
    return check_name(unit, fact, name, value, told);
}

static bool check_compare(cavc_unit *unit, const ast_cond *cond)
{
    if (cond->fact->type == AST_RELEASE && !cond->values->version) {
        diag_report(unit->diags, DIAG_WRONG_TYPE, cond->span,
                    cond->values->kind == AST_VALUE_NUMBER
                        ? arena_printf(&unit->arena,
                                       "write `%s is PRODUCT %s%s%s`", cond->subject->text,
                                       cond->compare < AST_GT ? "before " : "", cond->values->text,
                                       cond->compare < AST_GT ? "" : " or later")
                        : NULL,
                    cond->subject->text, type_name(AST_RELEASE),
                    "versions compare with `or later` and `before`");
        return false;
    }
    if (cond->fact->type != AST_NUMBER)
        return wrong_type(unit, cond->fact, cond->subject->text, cond->span,
                          cond->fact->type == AST_RELEASE
                              ? "versions compare with `or later` and `before`"
                              : "only numbers compare with < <= > >=");
    if (!type_check_value(unit, cond->fact, cond->subject->text, cond->values, false))
        return false;
    if (!compare_set(unit, cond).count) {
        diag_report(unit->diags, DIAG_EMPTY_SET, cond->span, NULL, "this comparison");
        return false;
    }
    return true;
}

static bool wrong_pattern(cavc_unit *unit, const ast_cond *cond)
{
    ast_type type = cond->fact->type;

    diag_report(unit->diags, DIAG_WRONG_TYPE, cond->span,
                type == AST_ONE_OF ? "list the names that are meant: `in {A, B}`" : NULL,
                cond->subject->text, type_name(type), "only a text is matched against a pattern");
    return false;
}

bool type_check_cond(cavc_unit *unit, const ast_cond *cond)
{
    bool fine = true;

    if (cond->kind == AST_COMPARE)
        return check_compare(unit, cond);
    if (cond->kind == AST_MATCHES)
        return cond->fact->type == AST_TEXT ||
               wrong_pattern(unit, cond);
    if (!cond->values) {
        diag_report(unit->diags, DIAG_EMPTY_SET, cond->span, "name at least one value",
                    "an empty set");
        return false;
    }
    for (const ast_value *v = cond->values; v; v = v->next)
        if (fine || v->kind != AST_VALUE_STRING) /* a list of quoted names is one mistake */
            fine &= type_check_value(unit, cond->fact, cond->subject->text, v, false);
    return fine;
}
