/* matrix.c: sweeps the configurations of each cell of a matrix; see matrix.h.
 *
 * Where a cell has several statuses, a fact decides if changing it alone changes the status. Lines
 * with equal cells are joined. It refuses to sweep more than can be held: the cells are then bounds
 * from one evaluation with everything else unknown, and the matrix says that it is not exact.
 */
#include "matrix.h"

#include <stdlib.h>
#include <string.h>

#define CELL_MAX (UINT64_C(1) << 27) /* configurations: a byte each */
#define TOTAL_MAX (UINT64_C(1) << 33)
enum { IMPOSSIBLE = MATRIX_STATES, CELLS_MAX = 10000 };

typedef struct work {
    matrix *m;
    const config *config;
    cav_facts *given, *scratch;
    cav_result *result;
    uint32_t *choice;   /* the depth and the questions held; else open */
    uint32_t **classes; /* of an open digit: those that what is given allows */
    uint32_t *nclasses;
    matrix_cell *raw; /* before lines are joined: allowed classes of the two digits */
    uint32_t nrows, ncolumns;
    uint8_t *states; /* of a cell's configurations */
    size_t room;
} work;

const char *matrix_state_name(unsigned state)
{
    return state == MATRIX_NOT_APPLICABLE ? "not-applicable" : cav_level_name((cav_level)state);
}

/* -- what is given ---------------------------------------------------------------------------- */

/* The class of a question that a value is in. */
static uint32_t question_class(const space_digit *d, const char *value)
{
    for (uint32_t k = 0; k < d->npieces; k++)
        if (strcmp(d->pieces[k].name, value) == 0)
            return d->pieces[k].class;
    return 0;
}

static uint32_t least_depth(const matrix *m)
{
    return m->pack->info.layers < 3 ? m->pack->info.layers - 1 : 2;
}

/* The deepest layer that is named, at least 2; or what was asked. */
static int find_depth(work *w, uint32_t depth)
{
    matrix *m = w->m;
    const char *const facts[2] = {m->rows.fact, m->columns.fact};
    cav_fact fact;
    uint32_t named = least_depth(m), given = cav_facts_get_depth(w->given);
    named = given > named ? given : named;
    for (int k = 0; k < 2; k++) {
        cav_program_fact(m->pack->program, cav_fact_find(m->pack->program, facts[k]), &fact);
        if (depth != CAV_NONE && fact.layer > depth)
            return tool_fail(m->app, TOOL_FACTS, "%s: there is no such layer at --depth %u",
                             facts[k], (unsigned)depth);
        named = fact.layer > named ? fact.layer : named;
    }
    m->depth = depth == CAV_NONE ? named : depth;
    return TOOL_OK;
}

static void hold_questions(work *w)
{
    const space *s = &w->m->space;
    app *a = w->m->app;
    w->choice = space_choice(s);
    w->choice[0] = question_class(&s->digits[0], pool_printf(&a->pool, "%u", w->m->depth));
    for (uint32_t k = 1; k < s->count; k++) {
        const space_digit *d = &s->digits[k];
        uint32_t feature = d->type == CAV_WANTED ? vocab_feature(w->config->vocab, d->base) : 0;
        if (d->type == CAV_WANTED)
            w->choice[k] = question_class(d, w->config->wanted[feature] ? "on" : "off");
    }
}

static void list_classes(work *w)
{
    const space *s = &w->m->space;
    pool *p = &w->m->app->pool;
    w->classes = pool_alloc(p, s->count + 1, sizeof *w->classes);
    w->nclasses = pool_alloc(p, s->count + 1, sizeof *w->nclasses);
    for (uint32_t k = 0; k < s->count; k++) {
        bool *in = pool_alloc(p, (size_t)s->digits[k].all + 1, sizeof *in);
        space_may_be(s, 0, k, w->given, w->scratch, in);
        w->classes[k] = pool_alloc(p, (size_t)s->digits[k].count + 1, sizeof **w->classes);
        for (uint32_t c = 0; c < s->digits[k].count; c++)
            if (in[c])
                w->classes[k][w->nclasses[k]++] = c;
    }
}

/* Swept in a cell: a fact that exists, is no line, and has more than one class left. */
static bool is_open(const work *w, uint32_t k)
{
    return w->choice[k] == SPACE_OPEN && space_alive(&w->m->space, k, w->choice[0]) &&
           k != w->m->rows.digit && k != w->m->columns.digit;
}

static bool cell_size(const work *w, uint64_t *size)
{
    *size = 1;
    for (uint32_t k = 0; k < w->m->space.count; k++) {
        if (!is_open(w, k))
            continue;
        if (w->nclasses[k] && *size > (UINT64_C(1) << 63) / w->nclasses[k])
            return false;
        *size *= w->nclasses[k];
    }
    return true;
}

/* -- one cell --------------------------------------------------------------------------------- */

static void cell_digits(const work *w, const uint32_t *choice, cav_sweep_digit *digits)
{
    const space *s = &w->m->space;
    space_sweep(s, 0, choice, false, digits);
    for (uint32_t k = 0; k < s->count; k++) {
        if (!is_open(w, k))
            continue;
        uint64_t *values = pool_alloc(&w->m->app->pool, (size_t)w->nclasses[k] + 1, sizeof *values);
        for (uint32_t c = 0; c < w->nclasses[k]; c++)
            values[c] = s->digits[k].values[0][w->classes[k][c]];
        digits[k].count = w->nclasses[k];
        digits[k].values = values;
    }
}

static void read_block(work *w, const cav_sweep_block *b)
{
    for (uint32_t n = 0; n < b->lanes; n++) {
        uint32_t i = n / 64, bit = n % 64;
        unsigned level = 0;
        for (unsigned k = 0; k < 3; k++)
            level |= (unsigned)(b->level[k][i] >> bit & 1) << k;
        w->states[b->first + n] = (uint8_t)(!(b->possible[i] >> bit & 1)  ? IMPOSSIBLE
                                            : !(b->applies[i] >> bit & 1) ? MATRIX_NOT_APPLICABLE
                                                                          : level);
    }
}

/* Fills w->states, in the caller's order of digits, the first the slowest. */
static int sweep_cell(work *w, const uint32_t *choice, uint64_t size)
{
    app *a = w->m->app;
    cav_env env = tool_env(a);
    cav_sweep_digit *digits = pool_alloc(&a->pool, w->m->space.count + 1, sizeof *digits);
    cav_sweep *sweep = NULL;
    cav_sweep_info info;
    cav_sweep_block block;
    if (w->room < size) {
        free(w->states);
        w->states = malloc(size);
        w->room = w->states ? size : 0;
    }
    cell_digits(w, choice, digits);
    cav_status status =
        w->states ? cav_sweep_new(&env, w->m->pack->program,
                                  &(cav_sweep_options){.digits = digits,
                                                       .ndigits = (uint32_t)w->m->space.count,
                                                       .keep_order = true,
                                                       .verdict = true,
                                                       .feature = w->m->feature},
                                  &sweep)
                  : CAV_NO_MEMORY;
    if (status)
        return tool_failed(a, status, tool_name(a, w->m->pack->path));
    cav_sweep_get(sweep, &info);
    void *workspace = malloc(info.workspace);
    if (workspace)
        for (cav_sweep_start(sweep, workspace, 0); cav_sweep_next(sweep, workspace, &block);)
            read_block(w, &block);
    cav_sweep_free(sweep);
    free(workspace);
    return workspace ? TOOL_OK : tool_failed(a, CAV_NO_MEMORY, tool_name(a, w->m->pack->path));
}

/* Does changing this digit alone, `stride` configurations apart, change the status? Whether it
 * makes an impossible one possible counts only if `all`. */
static bool decides(const work *w, uint64_t size, uint64_t stride, uint32_t n, bool all)
{
    for (uint64_t high = 0; high < size; high += stride * n)
        for (uint64_t low = 0; low < stride; low++) {
            uint8_t first = IMPOSSIBLE;
            for (uint32_t v = 0; v < n; v++) {
                uint8_t state = w->states[high + v * stride + low];
                if (state == IMPOSSIBLE && !all)
                    continue;
                if (v && first != state && (first != IMPOSSIBLE || all))
                    return true;
                first = first == IMPOSSIBLE ? state : first;
            }
        }
    return false;
}

static bool find_deciding(work *w, matrix_cell *cell, uint64_t size, bool all)
{
    uint64_t stride = 1;
    bool any = false;
    for (uint32_t k = (uint32_t)w->m->space.count; k-- > 0;) {
        if (!is_open(w, k))
            continue;
        cell->matters[k] = w->nclasses[k] > 1 && decides(w, size, stride, w->nclasses[k], all);
        any |= cell->matters[k];
        stride *= w->nclasses[k];
    }
    return any;
}

static int fill_cell(work *w, const uint32_t *choice, matrix_cell *cell)
{
    uint64_t size;
    cell_size(w, &size);
    int status = size ? sweep_cell(w, choice, size) : TOOL_OK;
    for (uint64_t n = 0; !status && n < size; n++)
        if (w->states[n] < MATRIX_STATES)
            cell->count[w->states[n]]++;
    for (unsigned s = 0; s < MATRIX_STATES; s++)
        cell->states |= cell->count[s] ? 1u << s : 0;
    w->m->configurations += size;
    if (status || !(cell->states & (cell->states - 1)))
        return status;
    cell->matters = pool_alloc(&w->m->app->pool, w->m->space.count + 1, sizeof *cell->matters);
    if (!find_deciding(w, cell, size, false))
        find_deciding(w, cell, size, true); /* facts that only change together */
    return TOOL_OK;
}

/* Bounds, where the cell is too large: one evaluation that knows no more than the cell. */
static void bound_cell(work *w, const uint32_t *choice, matrix_cell *cell)
{
    matrix *m = w->m;
    uint32_t *facts = pool_alloc(&m->app->pool, m->pack->info.facts + 1, sizeof *facts);
    cav_verdict v;
    cell->matters = pool_alloc(&m->app->pool, m->space.count + 1, sizeof *cell->matters);
    if (!space_put(&m->space, 0, choice, w->scratch) ||
        cav_evaluate(m->pack->program, w->scratch, false, w->result)) {
        cell->states = (1u << MATRIX_STATES) - 1;
        return;
    }
    cav_result_verdict(w->result, m->feature, &v);
    if (v.kind == CAV_CONTRADICTION)
        return;
    if (v.applies != CAV_TRUE)
        cell->states |= 1u << MATRIX_NOT_APPLICABLE;
    for (unsigned level = v.best; v.kind != CAV_NOT_APPLICABLE && level <= v.worst; level++)
        cell->states |= 1u << level;
    uint32_t n = cav_result_missing(w->result, m->feature, facts, m->pack->info.facts);
    for (uint32_t k = 0; k < m->space.count; k++)
        for (uint32_t i = 0; i < n; i++)
            cell->matters[k] |= m->space.digits[k].fact[0] == facts[i];
}

/* -- lines ------------------------------------------------------------------------------------ */

static bool same_cell(const work *w, const matrix_cell *x, const matrix_cell *y)
{
    return x->states == y->states && (!x->matters == !y->matters) &&
           (!x->matters || memcmp(x->matters, y->matters, w->m->space.count) == 0);
}

static const matrix_cell *raw_at(const work *w, bool row, uint32_t line, uint32_t across)
{
    return row ? &w->raw[(size_t)line * w->ncolumns + across]
               : &w->raw[(size_t)across * w->ncolumns + line];
}

static bool same_line(const work *w, bool row, uint32_t x, uint32_t y)
{
    for (uint32_t k = 0; k < (row ? w->ncolumns : w->nrows); k++)
        if (!same_cell(w, raw_at(w, row, x, k), raw_at(w, row, y, k)))
            return false;
    return true;
}

/* Joins lines with equal cells; `first` gets a raw line of each. */
static void join_lines(work *w, bool row, matrix_axis *axis, uint32_t *first)
{
    pool *p = &w->m->app->pool;
    uint32_t lines = row ? w->nrows : w->ncolumns;
    const space_digit *d = axis->digit == CAV_NONE ? NULL : &w->m->space.digits[axis->digit];
    axis->of = pool_alloc(p, (d ? (size_t)d->all : 0) + 1, sizeof *axis->of);
    axis->names = pool_alloc(p, (size_t)lines + 1, sizeof *axis->names);
    axis->values = pool_alloc(p, (size_t)lines + 1, sizeof *axis->values);
    for (uint32_t c = 0; d && c < d->all; c++)
        axis->of[c] = CAV_NONE;
    for (uint32_t k = 0; k < lines; k++) {
        uint32_t at = 0;
        while (at < axis->count && !same_line(w, row, first[at], k))
            at++;
        if (at == axis->count)
            first[axis->count++] = k;
        if (d)
            axis->of[w->classes[axis->digit][k]] = at;
    }
    for (uint32_t at = 0; at < axis->count; at++) {
        bool *in = pool_alloc(p, (d ? (size_t)d->all : 0) + 1, sizeof *in);
        for (uint32_t c = 0; d && c < d->all; c++)
            in[c] = axis->of[c] == at;
        axis->names[at] = d ? space_name(w->m->app, d, in) : "any";
        axis->values[at] = d ? d->classes[w->classes[axis->digit][first[at]]].value : NULL;
    }
}

static void join(work *w)
{
    matrix *m = w->m;
    uint32_t *rows = pool_alloc(&m->app->pool, (size_t)w->nrows + 1, sizeof *rows);
    uint32_t *columns = pool_alloc(&m->app->pool, (size_t)w->ncolumns + 1, sizeof *columns);
    join_lines(w, true, &m->rows, rows);
    join_lines(w, false, &m->columns, columns);
    m->cells =
        pool_alloc(&m->app->pool, (size_t)m->rows.count * m->columns.count + 1, sizeof *m->cells);
    for (uint32_t r = 0; r < m->rows.count; r++)
        for (uint32_t c = 0; c < m->columns.count; c++)
            m->cells[(size_t)r * m->columns.count + c] = *raw_at(w, true, rows[r], columns[c]);
    for (uint32_t r = 0; r < w->nrows; r++) /* counts are those of all that were joined */
        for (uint32_t c = 0; c < w->ncolumns; c++) {
            uint32_t to = m->rows.digit == CAV_NONE ? 0 : m->rows.of[w->classes[m->rows.digit][r]];
            uint32_t at =
                m->columns.digit == CAV_NONE ? 0 : m->columns.of[w->classes[m->columns.digit][c]];
            matrix_cell *cell = &m->cells[(size_t)to * m->columns.count + at];
            const matrix_cell *raw = raw_at(w, true, r, c);
            for (unsigned s = 0; raw != raw_at(w, true, rows[to], columns[at]) && s < MATRIX_STATES;
                 s++)
                cell->count[s] += raw->count[s];
        }
}

/* -- all together ----------------------------------------------------------------------------- */

static uint32_t lines_of(const work *w, uint32_t digit)
{
    return digit == CAV_NONE ? 1 : w->nclasses[digit];
}

/* Are there texts whose answers are not all among the classes? */
static bool untried(const matrix *m)
{
    for (size_t k = 0; k < m->space.nnotes; k++)
        if (m->space.notes[k].kind == SPACE_UNTRIED)
            return true;
    return false;
}

static int fill(work *w)
{
    matrix *m = w->m;
    uint64_t size;
    w->nrows = lines_of(w, m->rows.digit);
    w->ncolumns = lines_of(w, m->columns.digit);
    if ((uint64_t)w->nrows * w->ncolumns > CELLS_MAX)
        return tool_fail(m->app, TOOL_UNKNOWN,
                         "%u rows and %u columns are too many; --given narrows them",
                         (unsigned)w->nrows, (unsigned)w->ncolumns);
    w->raw = pool_alloc(&m->app->pool, (size_t)w->nrows * w->ncolumns + 1, sizeof *w->raw);
    m->exact = cell_size(w, &size) && size <= CELL_MAX && !untried(m) &&
               (w->nrows * (uint64_t)w->ncolumns) <= TOTAL_MAX / (size ? size : 1);
    int status = TOOL_OK;
    for (uint32_t r = 0; r < w->nrows; r++)
        for (uint32_t c = 0; !status && c < w->ncolumns; c++) {
            matrix_cell *cell = &w->raw[(size_t)r * w->ncolumns + c];
            if (m->rows.digit != CAV_NONE)
                w->choice[m->rows.digit] = w->classes[m->rows.digit][r];
            if (m->columns.digit != CAV_NONE)
                w->choice[m->columns.digit] = w->classes[m->columns.digit][c];
            if (m->exact)
                status = fill_cell(w, w->choice, cell);
            else
                bound_cell(w, w->choice, cell);
        }
    if (!status)
        join(w);
    return status;
}

static int open_work(work *w, uint32_t k)
{
    cav_env env = tool_env(w->m->app);
    const cav_program *p = w->m->pack->program;
    cav_status status = cav_facts_new(&env, p, &w->given);
    if (!status)
        status = cav_facts_new(&env, p, &w->scratch);
    if (!status)
        status = cav_result_new(&env, p, &w->result);
    if (status)
        return tool_failed(w->m->app, status, tool_name(w->m->app, w->m->pack->path));
    return config_apply(w->config, k, w->given);
}

static int run(work *w, uint32_t k, uint32_t depth)
{
    matrix *m = w->m;
    int status = open_work(w, k);
    if (!status)
        status = find_depth(w, depth);
    if (!status) {
        m->side = (space_side){.program = m->pack->program, .unit = m->pack->unit};
        space_want_verdict(m->app, &m->side.wanted, m->pack->program, m->feature);
        status = space_new(m->app, &m->side, 1, &m->space);
    }
    if (status)
        return status;
    m->rows.digit = space_find(&m->space, m->rows.fact);
    m->columns.digit = space_find(&m->space, m->columns.fact);
    hold_questions(w);
    list_classes(w);
    return fill(w);
}

int matrix_make(app *a, const config *c, uint32_t k, const char *rows, const char *columns,
                const char *feature, matrix *m)
{
    work w = {.m = m, .config = c};
    *m = (matrix){.app = a, .pack = &c->vocab->packs->at[k], .feature = CAV_NONE};
    m->rows.fact = rows;
    m->columns.fact = columns;
    if (feature)
        m->feature = cav_feature_find(m->pack->program, feature);
    int status = run(&w, k, c->depth < 0 ? CAV_NONE : (uint32_t)c->depth);
    cav_facts_free(w.given);
    cav_facts_free(w.scratch);
    cav_result_free(w.result);
    free(w.states);
    return status;
}

const matrix_cell *matrix_at(const matrix *m, uint32_t row, uint32_t column)
{
    return &m->cells[(size_t)row * m->columns.count + column];
}

unsigned matrix_best(const matrix_cell *cell)
{
    for (unsigned s = 0; s < CAV_LEVEL_COUNT; s++)
        if (cell->states >> s & 1)
            return s;
    return CAV_LEVEL_COUNT;
}

unsigned matrix_worst(const matrix_cell *cell)
{
    for (unsigned s = CAV_LEVEL_COUNT; s-- > 0;)
        if (cell->states >> s & 1)
            return s;
    return CAV_LEVEL_COUNT;
}

const char *matrix_facts(const matrix *m, const matrix_cell *cell)
{
    buf b = {.pool = &m->app->pool};
    put_end(&b);
    for (size_t k = 0; cell->matters && k < m->space.count; k++)
        if (cell->matters[k])
            put_printf(&b, "%s%s", b.size ? ", " : "", m->space.digits[k].name);
    return put_end(&b);
}
