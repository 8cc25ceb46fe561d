/* space.c: the space of what is wanted of one or two programs: its digits, and which results read
 * them; see space.h.
 *
 * It refuses nothing: what the two sides declare differently becomes a note. Invariant: every fact
 * that a wanted result depends on is a digit, and digit 0 is the depth.
 */
#include "space_code.h"

#include <string.h>

/* -- what is asked ---------------------------------------------------------------------------- */

void space_want(app *a, space_list *list, uint32_t value)
{
    uint32_t *slot;
    if (value == CAV_NONE)
        return;
    slot = pool_push(&a->pool, &list->at, &list->count, &list->room, sizeof *slot);
    *slot = value;
}

void space_want_verdict(app *a, space_list *list, const cav_program *program, uint32_t feature)
{
    cav_pack info;
    cav_effect e;
    cav_program_pack(program, &info);
    for (uint32_t k = 0; cav_program_effect(program, k, &e); k++) {
        if (e.level == CAV_LEVEL_NOTE)
            continue;
        if (feature == CAV_NONE)
            space_want(a, list, cav_wide_value(program, CAV_WIDE_BEARS, k));
        else if (e.feature == feature)
            space_want(a, list, cav_wide_value(program, CAV_WIDE_FIRES, k));
    }
    for (uint32_t k = 0; k < info.impossible; k++)
        space_want(a, list, cav_wide_value(program, CAV_WIDE_IMPOSSIBLE, k));
    space_want(a, list, cav_wide_value(program, CAV_WIDE_APPLIES, 0));
}

/* -- results and what they read --------------------------------------------------------------- */

static bool reads_value(const space_code *c, uint32_t r, unsigned which)
{
    return vm_rows[c->rows->op[r]].kind[which] == VM_KIND_val;
}

/* A result of a walk, once. */
static void meet(space_code *c, uint32_t result, size_t *seen)
{
    if (!c->rows->mark[result])
        c->rows->stack[(*seen)++] = result;
    c->rows->mark[result] = 1;
}

/* Goes on from what was met to all that it depends on; *seen results, which keep their marks. */
static void walk(space_code *c, size_t *seen)
{
    for (size_t k = 0; k < *seen; k++) {
        uint32_t r = c->rows->stack[k];
        if (space_is_leaf(c, r))
            continue;
        if (reads_value(c, r, 0))
            meet(c, c->rows->a[r], seen);
        if (reads_value(c, r, 1))
            meet(c, c->rows->b[r], seen);
    }
}

static void unmark(space_code *c, size_t seen)
{
    while (seen)
        c->rows->mark[c->rows->stack[--seen]] = 0;
}

static bool declared_unlike(const cav_fact *x, const cav_fact *y)
{
    return x->type != y->type || x->layer != y->layer;
}

/* Facts are matched by name once for many spaces. */
static void match(app *a, space_rows *rows, const cav_program *program, const cav_program *other)
{
    size_t n = img_count(&program->image, IMG_FACTS);
    cav_fact x, y;
    rows->other = pool_alloc(&a->pool, n + 1, sizeof *rows->other);
    rows->unlike = pool_alloc(&a->pool, n + 1, sizeof *rows->unlike);
    for (uint32_t f = 0; cav_program_fact(program, f, &x); f++) {
        rows->other[f] = other ? cav_fact_find(other, x.name) : CAV_NONE;
        rows->unlike[f] = rows->other[f] != CAV_NONE &&
                          cav_program_fact(other, rows->other[f], &y) && declared_unlike(&x, &y);
    }
}

space_rows *space_rows_new(app *a, const cav_program *program, const cav_program *other)
{
    const img *i = &program->image;
    space_rows *rows = pool_alloc(&a->pool, 1, sizeof *rows);
    size_t n = (size_t)IMG_GET(i, META, 0, results) + IMG_GET(i, META, 0, xresults);
    match(a, rows, program, other);
    rows->mark = pool_alloc(&a->pool, n + 1, 1);
    rows->stack = pool_alloc(&a->pool, n + 1, sizeof *rows->stack);
    rows->next = pool_alloc(&a->pool, n + 1, sizeof *rows->next);
    rows->results = (uint32_t)n;
    rows->op = pool_alloc(&a->pool, n + 1, 1);
    rows->a = pool_alloc(&a->pool, n + 1, sizeof *rows->a);
    rows->b = pool_alloc(&a->pool, n + 1, sizeof *rows->b);
    wide_results(program, rows->op, rows->a, rows->b);
    return rows;
}

static space_code *code_new(app *a, const space_side *side, const cav_program *other)
{
    space_code *c = pool_alloc(&a->pool, 1, sizeof *c);
    size_t seen = 0;
    c->image = &side->program->image;
    c->rows = side->rows ? side->rows : space_rows_new(a, side->program, other);
    c->first = pool_alloc(&a->pool, (size_t)img_count(c->image, IMG_FACTS) + 1, sizeof *c->first);
    for (size_t k = 0; k < side->wanted.count; k++)
        meet(c, side->wanted.at[k] / 2, &seen);
    walk(c, &seen);
    for (size_t k = 0; k < seen; k++) {
        uint32_t r = c->rows->stack[k], fact = c->rows->a[r];
        if (!space_is_leaf(c, r))
            continue;
        c->rows->next[r] = c->first[fact];
        c->first[fact] = r + 1;
    }
    unmark(c, seen);
    return c;
}

static void open_digits(const space *s, uint32_t side, space_code *c)
{
    size_t facts = img_count(c->image, IMG_FACTS);
    if (c->digit)
        return;
    c->digit = pool_alloc(&s->app->pool, facts + 1, sizeof *c->digit);
    memset(c->digit, UINT8_MAX, facts * sizeof *c->digit);
    for (uint32_t d = 0; d < s->count; d++)
        if (s->digits[d].fact[side] != CAV_NONE)
            c->digit[s->digits[d].fact[side]] = d;
}

/* What a value reads is often little of a large program: a walk, and no look at all of it. */
void space_reads(const space *s, uint32_t side, uint32_t value, bool *digits)
{
    space_code *c = s->code[side];
    size_t seen = 0;
    if (value == CAV_NONE)
        return;
    open_digits(s, side, c);
    meet(c, value / 2, &seen);
    walk(c, &seen);
    for (size_t k = 0; k < seen; k++) {
        uint32_t r = c->rows->stack[k];
        if (space_is_leaf(c, r) && c->digit[c->rows->a[r]] != CAV_NONE)
            digits[c->digit[c->rows->a[r]]] = true;
    }
    unmark(c, seen);
}

/* -- digits ----------------------------------------------------------------------------------- */

void space_note_add(space *s, space_note note)
{
    space_note *slot = pool_push(&s->app->pool, &s->notes, &s->nnotes, &s->rnotes, sizeof *slot);
    *slot = note;
}

space_class *space_class_add(space *s, space_digit *d, size_t *room)
{
    size_t count = d->all;
    space_class *c = pool_push(&s->app->pool, &d->classes, &count, room, sizeof *c);
    d->all = (uint32_t)count;
    *c = (space_class){0};
    return c;
}

static bool fact_of(const space *s, uint32_t side, uint32_t index, cav_fact *fact)
{
    return index != CAV_NONE && cav_program_fact(s->side[side].program, index, fact);
}

static const char *type_name(cav_type type)
{
    static const char *const names[] = {"flag", "one of", "number", "text", "release", "", ""};
    return names[type];
}

/* Two declarations of one name that no configuration can satisfy both of. */
static bool unlike(space *s, const space_digit *d)
{
    cav_fact x, y;
    if (!fact_of(s, 0, d->fact[0], &x) || s->sides < 2 || !fact_of(s, 1, d->fact[1], &y) ||
        !declared_unlike(&x, &y))
        return false;
    const char *text =
        x.type != y.type
            ? pool_printf(&s->app->pool, "%s is declared as %s by %s, as %s by %s", d->name,
                          type_name(x.type), s->side[0].name, type_name(y.type), s->side[1].name)
            : pool_printf(&s->app->pool, "%s: its layer is number %u of %s and number %u of %s",
                          d->name, x.layer, s->side[0].name, y.layer, s->side[1].name);
    bool both = d->read[0] && d->read[1];
    s->comparable = s->comparable && !both;
    space_note_add(s, (space_note){SPACE_UNLIKE, both, CAV_NONE, text});
    return true;
}

static int add_digit(space *s, uint32_t side, uint32_t index)
{
    cav_fact fact;
    space_digit d = {.fact = {CAV_NONE, CAV_NONE}, .rest = CAV_NONE};
    fact_of(s, side, index, &fact);
    d.name = fact.name;
    d.base = fact.base;
    d.type = fact.type;
    d.fixed = fact.fixed;
    d.layer = fact.layer;
    for (uint32_t k = 0; k < s->sides; k++) {
        d.fact[k] = k == side ? index : s->code[side]->rows->other[index];
        d.read[k] = space_is_read(s->code[k], d.fact[k]);
    }
    if (unlike(s, &d)) { /* whoever reads it has it; read by both, nothing can be compared */
        d.fact[d.read[1] && !d.read[0] ? 0 : 1] = CAV_NONE;
        uint32_t keeps = d.fact[0] == CAV_NONE;
        fact_of(s, keeps, d.fact[keeps], &fact);
        d.type = fact.type;
        d.layer = fact.layer;
    }
    if (d.type != CAV_DEPTH && !d.read[0] && !d.read[1])
        return TOOL_OK;
    space_digit *slot = pool_push(&s->app->pool, &s->digits, &s->count, &s->room, sizeof *slot);
    *slot = d;
    if (d.type == CAV_TEXT)
        return space_texts(s, slot);
    if (d.type != CAV_DEPTH) /* which depths are alike depends on the others */
        space_cut(s, slot);
    return TOOL_OK;
}

/* Facts, questions among them, that only one side declares. */
static void note_alone(space *s, uint32_t side, uint32_t index, const cav_fact *fact)
{
    bool read = space_is_read(s->code[side], index);
    const char *text = fact->type == CAV_WANTED
                           ? pool_printf(&s->app->pool, "%s is a feature of %s alone", fact->base,
                                         s->side[side].name)
                           : pool_printf(&s->app->pool, "%s is a fact of %s alone", fact->name,
                                         s->side[side].name);
    space_note_add(s, (space_note){SPACE_ONE_ALONE, read, CAV_NONE, text});
}

static void note_layers(space *s)
{
    cav_layer layer;
    for (uint32_t side = 0; side < s->sides; side++)
        for (uint32_t k = 0; cav_program_layer(s->side[side].program, k, &layer); k++)
            if (cav_layer_find(s->side[!side].program, layer.name) == CAV_NONE)
                space_note_add(s,
                               (space_note){SPACE_ONE_ALONE, false, CAV_NONE,
                                            pool_printf(&s->app->pool, "%s is a layer of %s alone",
                                                        layer.name, s->side[side].name)});
}

/* One space of many has a few facts of a long list: the depth, what is read, what bars a proof. */
static bool is_passed_by(const space *s, uint32_t side, uint32_t fact)
{
    const space_rows *rows = s->side[side].rows;
    return rows && fact && !s->code[side]->first[fact] && !rows->unlike[fact] &&
           (s->sides < 2 || !space_is_read(s->code[!side], rows->other[fact]));
}

static int add_digits(space *s)
{
    cav_fact fact;
    int status = TOOL_OK;
    for (uint32_t side = 0; side < s->sides; side++) {
        uint32_t n = img_count(s->code[side]->image, IMG_FACTS);
        for (uint32_t f = 0; !status && f < n; f++) {
            if (is_passed_by(s, side, f))
                continue;
            bool alone = s->sides > 1 && s->code[side]->rows->other[f] == CAV_NONE;
            if (side == 0 || alone)
                status = add_digit(s, side, f);
            if (alone && fact_of(s, side, f, &fact))
                note_alone(s, side, f, &fact);
        }
    }
    return status;
}

int space_new(app *a, const space_side *side, uint32_t sides, space *out)
{
    *out = (space){.app = a, .sides = sides, .side = side, .comparable = true};
    for (uint32_t k = 0; k < sides; k++)
        out->code[k] = code_new(a, &side[k], sides > 1 ? side[!k].program : NULL);
    if (sides > 1)
        note_layers(out);
    int status = add_digits(out);
    if (!status)
        space_cut(out, &out->digits[0]);
    return status;
}

uint32_t space_find(const space *s, const char *name)
{
    for (uint32_t d = 0; d < s->count; d++)
        if (strcmp(s->digits[d].name, name) == 0)
            return d;
    return CAV_NONE;
}

bool space_has_unfound(const space *s)
{
    for (size_t d = 0; d < s->count; d++)
        if (s->digits[d].found < s->digits[d].count)
            return true;
    return false;
}

bool space_can_sweep(const space *s)
{
    for (size_t d = 0; d < s->count; d++)
        if (s->digits[d].count == 0)
            return false;
    return true;
}

/* -- parts ------------------------------------------------------------------------------------ */

static uint32_t root_of(uint32_t *up, uint32_t d)
{
    while (up[d] != d)
        d = up[d] = up[up[d]];
    return d;
}

uint32_t space_parts(const space *s, bool *const *groups, size_t ngroups, uint32_t *part)
{
    uint32_t *up = pool_alloc(&s->app->pool, s->count + 1, sizeof *up), parts = 0;
    bool *in = pool_alloc(&s->app->pool, s->count + 1, sizeof *in);
    for (uint32_t d = 0; d < s->count; d++)
        up[d] = d;
    for (size_t g = 0; g < ngroups; g++) {
        uint32_t first = CAV_NONE;
        for (uint32_t d = 0; d < s->count; d++) {
            if (!groups[g][d] || s->digits[d].layer == CAV_NONE)
                continue;
            in[d] = true;
            first = first == CAV_NONE ? d : first;
            up[root_of(up, d)] = root_of(up, first);
        }
    }
    for (uint32_t d = 0; d < s->count; d++)
        part[d] = in[d] && root_of(up, d) == d ? parts++ : CAV_NONE;
    for (uint32_t d = 0; d < s->count; d++)
        part[d] = in[d] ? part[root_of(up, d)] : CAV_NONE;
    return parts;
}
