/* wide_build.c: from a loaded program to the wide engine's operations.
 *
 * Only what the wanted answers need is kept. Results are computed depth first from the answers, so
 * that few live at a time; a fact's leaves are computed together, where the first of them is
 * needed, because its column is read once. A result's slot is free again after its last use. No
 * recursion: the walk keeps its own stack. Refuses facts with more classes than a code can name.
 * Invariant: an operation reads only planes that earlier operations of the block wrote.
 */
#include "sweep_code.h"
#include "wide_code.h"

#include "env.h"

#include <string.h>

/* A value an answer needs, and the operation that takes it. */
typedef struct root {
    uint32_t value, op, out, c;
} root;

typedef struct build {
    cav_wide *wide;
    const img *image;
    uint32_t results; /* of CODE and XCODE */
    uint8_t *op;      /* of a result; what follows: likewise per result */
    uint32_t *a, *b;
    uint32_t *uses;
    uint32_t *slot; /* CAV_NONE: not computed */
    uint32_t *leaf; /* of a leaf: its place in leaf_what */
    uint32_t *stack;
    uint32_t *leaf_result; /* of a place in leaf_what */
    uint32_t *free;        /* slots */
    uint32_t nfree, nslots;
    root *roots;
    size_t nroots, room_roots;
    wide_op *parts; /* operations of facts, planes counted from their scratch */
    size_t nparts, room_parts;
    uint32_t scratch, scratch_at, slots_at;
    uint64_t looks; /* at words of sets */
    bool endless;   /* more than an engine may cost */
    bool failed;    /* no memory, or endless */
} build;

static bool is_leaf(const build *b, uint32_t result)
{
    return vm_rows[b->op[result]].kind[0] == VM_KIND_fact;
}

static bool reads(const build *b, uint32_t result, unsigned which)
{
    return vm_rows[b->op[result]].kind[which] == VM_KIND_val;
}

/* -- what is wanted --------------------------------------------------------------------------- */

static void add_root(build *b, uint32_t value, uint32_t op, uint32_t out, uint32_t c)
{
    root *roots = wide_grow(&b->wide->env, b->roots, &b->room_roots, b->nroots + 1, sizeof *roots);

    b->failed |= !roots;
    if (!roots)
        return;
    b->roots = roots;
    b->roots[b->nroots++] = (root){value, op, out, c};
}

/* Planes that gather the levels of the pack (0) or a feature (from 1). */
static uint32_t levels_at(uint32_t who, uint32_t level)
{
    return WIDE_LEVELS * who + 2 * (level - 1);
}

static void want_effect(build *b, uint32_t e)
{
    const cav_wide *wide = b->wide;
    const uint32_t level = IMG_GET(b->image, EFFECTS, e, level);
    const uint32_t feature = IMG_GET(b->image, EFFECTS, e, feature);
    const uint32_t fires = IMG_GET(b->image, EFFECTS, e, fires);

    if (wide->wants & CAV_WIDE_EFFECTS)
        add_root(b, fires, WIDE_FIRE, wide->fire_at + e, wide->fire_at + wide->effects + e);
    if (level == CAV_LEVEL_NOTE || level == CAV_SUPPORTED)
        return;
    if (wide->wants & CAV_WIDE_VERDICT)
        add_root(b, IMG_GET(b->image, EFFECTS, e, bears), WIDE_BEAR, levels_at(0, level),
                 levels_at(0, level) + 1);
    if ((wide->wants & CAV_WIDE_FEATURES) && feature != CAV_NONE)
        add_root(b, fires, WIDE_BEAR, levels_at(feature + 1, level),
                 levels_at(feature + 1, level) + 1);
}

/* Contradiction; not applicable and perhaps not applicable, which are how `not applies` fires. */
static void want_scope(build *b)
{
    const uint32_t applies = IMG_GET(b->image, META, 0, applies), at = b->wide->scope_at;

    for (uint32_t k = 0; k < img_count(b->image, IMG_IMPOSSIBLE); k++)
        add_root(b, IMG_GET(b->image, IMPOSSIBLE, k, holds), WIDE_BEAR, at, at + 3);
    if (applies != CAV_NONE)
        add_root(b, applies ^ 1, WIDE_FIRE, at + 1, at + 2);
}

static void want_all(build *b, const cav_wide_options *options)
{
    cav_wide *wide = b->wide;
    const uint32_t who = wide->wants & CAV_WIDE_FEATURES ? wide->features + 1 : 1;

    wide->scope_at = WIDE_LEVELS * who;
    wide->nzero = wide->fire_at = wide->scope_at + 4;
    wide->codes_at = wide->fire_at + (wide->wants & CAV_WIDE_EFFECTS ? 2 * wide->effects : 0);
    for (uint32_t e = 0; e < wide->effects; e++)
        want_effect(b, e);
    if (wide->wants & (CAV_WIDE_VERDICT | CAV_WIDE_FEATURES))
        want_scope(b);
    for (uint32_t k = 0; k < options->nvalues; k++)
        add_root(b, options->values[k], WIDE_VALUE, 0, k);
}

/* Counts uses, from the last result to the first: operands are earlier. */
static void count_uses(build *b)
{
    for (size_t k = 0; k < b->nroots; k++)
        b->uses[b->roots[k].value / 2]++;
    for (uint32_t r = b->results; r-- > 0;) {
        if (!b->uses[r] || is_leaf(b, r))
            continue;
        b->uses[b->a[r]] += reads(b, r, 0);
        b->uses[b->b[r]] += reads(b, r, 1);
    }
}

/* -- facts that are read ---------------------------------------------------------------------- */

static cav_status size_fact(build *b, wide_fact *f)
{
    f->classes = IMG_GET(b->image, FACTS, f->fact, classes);
    f->base = 1;
    if (f->classes > WIDE_CLASSES_MAX)
        return env_fail(&b->wide->env, CAV_BAD_ARGUMENT, "%s has more than %d classes",
                        img_text(b->image, IMG_GET(b->image, FACTS, f->fact, name)),
                        WIDE_CLASSES_MAX);
    while (f->classes >= f->base)
        f->base *= 2;
    while (f->classes && f->base >> f->bits > 1)
        f->bits++;
    return CAV_OK;
}

/* Numbers the facts that are read and places their leaves. */
static cav_status find_facts(build *b)
{
    cav_wide *wide = b->wide;
    const uint32_t nfacts = img_count(b->image, IMG_FACTS);
    cav_status status = CAV_OK;

    memset(wide->use, UINT8_MAX, nfacts * sizeof *wide->use);
    for (uint32_t r = 0; r < b->results; r++) {
        if (!b->uses[r] || !is_leaf(b, r))
            continue;
        if (wide->use[b->a[r]] == CAV_NONE) {
            wide->facts[wide->nfacts].fact = b->a[r];
            wide->use[b->a[r]] = wide->nfacts++;
        }
        wide->facts[wide->use[b->a[r]]].nleaves++;
    }
    for (uint32_t k = 0; k < wide->nfacts && status == CAV_OK; k++) {
        wide_fact *f = &wide->facts[k];

        f->leaves = wide->nleaves;
        f->groups = (f->nleaves + 3) / 4;
        f->unknown = wide->nunknown;
        wide->nleaves += f->nleaves;
        wide->nunknown += f->groups;
        f->nleaves = 0;
        status = size_fact(b, f);
    }
    return status;
}

static void place_leaves(build *b)
{
    cav_wide *wide = b->wide;

    for (uint32_t r = 0; r < b->results; r++) {
        wide_fact *f;

        if (!b->uses[r] || !is_leaf(b, r))
            continue;
        f = &wide->facts[wide->use[b->a[r]]];
        b->leaf[r] = f->leaves + f->nleaves++;
        b->leaf_result[b->leaf[r]] = r;
        wide->leaf_what[b->leaf[r]] = b->b[r];
    }
}

/* -- operations of one fact ------------------------------------------------------------------- */

static void add_part(build *b, wide_op op)
{
    wide_op *parts =
        wide_grow(&b->wide->env, b->parts, &b->room_parts, b->nparts + 1, sizeof *parts);

    b->failed |= !parts;
    if (!parts)
        return;
    b->parts = parts;
    b->parts[b->nparts++] = op;
}

/* Whether the set has classes inside (1) and outside (2): what it may be when nothing is known. */
static unsigned trivial(const img *i, uint32_t set)
{
    const uint32_t first = IMG_GET(i, SETS, set, words), width = IMG_GET(i, SETS, set, width);
    unsigned found = 0;

    for (uint32_t k = 0; k < (width + 31) / 32; k++) {
        const uint32_t bits = IMG_GET(i, SETWORDS, first + k, bits);
        const uint32_t all = width - 32 * k >= 32 ? UINT32_MAX : (1u << (width - 32 * k)) - 1;

        found |= (bits ? 1u : 0) | (bits != all ? 2u : 0);
    }
    return found;
}

static void write_unknown(build *b, const wide_fact *f)
{
    uint8_t *row = b->wide->unknown + f->unknown;

    for (uint32_t l = 0; l < f->nleaves; l++) {
        const unsigned bits = f->classes ? trivial(b->image, b->wide->leaf_what[f->leaves + l]) : 3;

        row[l / 4] |= (uint8_t)(bits << 2 * (l % 4));
    }
}

static wide_op node_op(const wide_node *items, const wide_node *n)
{
    const uint32_t high = n->high < WIDE_NODES ? 0 : items[n->high].plane;
    const uint32_t low = n->low < WIDE_NODES ? 0 : items[n->low].plane;

    if (n->high == WIDE_FALSE)
        return n->low == WIDE_TRUE ? (wide_op){WIDE_NOT, n->plane, n->bit, 0, 0}
                                   : (wide_op){WIDE_ANDN, n->plane, n->bit, low, 0};
    if (n->high == WIDE_TRUE)
        return (wide_op){WIDE_OR, n->plane, n->bit, low, 0};
    if (n->low == WIDE_FALSE)
        return (wide_op){WIDE_AND, n->plane, n->bit, high, 0};
    if (n->low == WIDE_TRUE)
        return (wide_op){WIDE_ORN, n->plane, n->bit, high, 0};
    return (wide_op){WIDE_MUX, n->plane, n->bit, high, low};
}

/* Nodes of the fact's graph made since `from`; one that is just its bit needs no operation. */
static void add_nodes(build *b, wide_nodes *nodes, size_t from, uint32_t *planes)
{
    for (size_t k = from; k < nodes->count; k++) {
        wide_node *n = &nodes->items[k];

        n->plane = n->bit;
        if (n->high == WIDE_TRUE && n->low == WIDE_FALSE)
            continue;
        n->plane = (*planes)++;
        add_part(b, node_op(nodes->items, n));
    }
}

static void add_leaf(build *b, wide_nodes *nodes, uint32_t leaf, uint32_t unknown, uint32_t *planes)
{
    const uint32_t set = b->wide->leaf_what[leaf];
    const unsigned may = trivial(b->image, set);
    const size_t from = nodes->count;
    uint32_t node;

    if (may != 3) {
        add_part(b, (wide_op){may == 1 ? WIDE_ALWAYS : WIDE_NEVER, leaf, 0, 0, 0});
        return;
    }
    node = wide_nodes_set(nodes, b->image, set);
    if (nodes->failed)
        return;
    add_nodes(b, nodes, from, planes);
    if (!b->failed)
        add_part(b, (wide_op){WIDE_LEAF, leaf, nodes->items[node].plane,
                              nodes->items[unknown].plane, 0});
}

static void add_classes(build *b, uint32_t index)
{
    const wide_fact *f = &b->wide->facts[index];
    uint32_t planes = f->bits, unknown;
    wide_nodes nodes;

    add_part(b, (wide_op){WIDE_SLICE, 0, 0, 0, index});
    wide_nodes_start(&nodes, &b->wide->env, f->classes, f->bits);
    nodes.looks = b->looks;
    unknown = wide_nodes_unknown(&nodes);
    if (!nodes.failed)
        add_nodes(b, &nodes, WIDE_NODES, &planes);
    for (uint32_t l = 0; l < f->nleaves && !nodes.failed && !b->failed; l++)
        add_leaf(b, &nodes, f->leaves + l, unknown, &planes);
    add_part(b, (wide_op){WIDE_PATCH, 0, 0, 0, index});
    b->looks = nodes.looks;
    b->endless |= nodes.endless;
    b->failed |= nodes.failed;
    b->scratch = planes > b->scratch ? planes : b->scratch;
    wide_nodes_end(&nodes);
}

static void add_facts(build *b)
{
    for (uint32_t k = 0; k < b->wide->nfacts && !b->failed; k++) {
        wide_fact *f = &b->wide->facts[k];

        f->ops = (uint32_t)b->nparts;
        if (f->classes)
            add_classes(b, k);
        else
            add_part(b, (wide_op){WIDE_TEXTS, 0, 0, 0, k});
        f->nops = (uint32_t)b->nparts - f->ops;
        write_unknown(b, f);
    }
}

/* -- order and slots -------------------------------------------------------------------------- */

static void emit(build *b, wide_op op)
{
    cav_wide *wide = b->wide;
    wide_op *ops =
        wide_grow(&wide->env, wide->ops, &wide->room_ops, (size_t)wide->nops + 1, sizeof *ops);

    b->failed |= !ops;
    if (!ops)
        return;
    wide->ops = ops;
    wide->ops[wide->nops++] = op;
}

static void take_slot(build *b, uint32_t result)
{
    b->slot[result] = b->nfree ? b->free[--b->nfree] : b->nslots++;
}

static void drop_use(build *b, uint32_t result)
{
    if (--b->uses[result] == 0)
        b->free[b->nfree++] = b->slot[result];
}

static uint32_t plane_of(const build *b, uint32_t result)
{
    return b->slots_at + 2 * b->slot[result];
}

/* A fact's operations, moved to where scratch and slots are. */
static void emit_fact(build *b, const wide_fact *f)
{
    cav_wide *wide = b->wide;

    for (uint32_t l = f->leaves; l < f->leaves + f->nleaves; l++) {
        take_slot(b, b->leaf_result[l]);
        wide->leaf_out[l] = plane_of(b, b->leaf_result[l]);
    }
    for (uint32_t k = f->ops; k < f->ops + f->nops; k++) {
        wide_op op = b->parts[k];

        if (op.op == WIDE_LEAF || op.op == WIDE_ALWAYS || op.op == WIDE_NEVER)
            op.out = wide->leaf_out[op.out];
        else
            op.out += b->scratch_at;
        op.a += b->scratch_at;
        op.b += b->scratch_at;
        if (op.op == WIDE_MUX)
            op.c += b->scratch_at;
        emit(b, op);
    }
}

static void emit_logic(build *b, uint32_t result)
{
    const uint32_t x = b->a[result], y = reads(b, result, 1) ? b->b[result] : x;
    wide_op op = {b->op[result], 0, plane_of(b, x), plane_of(b, y), 0};

    drop_use(b, x);
    if (reads(b, result, 1))
        drop_use(b, y);
    take_slot(b, result);
    op.out = plane_of(b, result);
    emit(b, op);
}

/* The operand that has to be computed before `result`; CAV_NONE: none. */
static uint32_t pending(const build *b, uint32_t result)
{
    if (is_leaf(b, result))
        return CAV_NONE;
    if (b->slot[b->a[result]] == CAV_NONE)
        return b->a[result];
    if (reads(b, result, 1) && b->slot[b->b[result]] == CAV_NONE)
        return b->b[result];
    return CAV_NONE;
}

static void compute(build *b, uint32_t result)
{
    uint32_t depth = 0;

    if (b->slot[result] != CAV_NONE)
        return;
    for (b->stack[depth++] = result; depth && !b->failed;) {
        const uint32_t top = b->stack[depth - 1], next = pending(b, top);

        if (next != CAV_NONE) {
            b->stack[depth++] = next;
            continue;
        }
        depth--;
        if (is_leaf(b, top))
            emit_fact(b, &b->wide->facts[b->wide->use[b->a[top]]]);
        else
            emit_logic(b, top);
    }
}

static void emit_all(build *b)
{
    cav_wide *wide = b->wide;

    b->scratch_at = wide->codes_at + WIDE_BITS_MAX;
    b->slots_at = b->scratch_at + b->scratch;
    for (size_t k = 0; k < b->nroots && !b->failed; k++) {
        const root *r = &b->roots[k];
        const uint32_t result = r->value / 2, inverted = r->value & 1;

        compute(b, result);
        emit(b, (wide_op){r->op, r->out, plane_of(b, result) + inverted,
                          plane_of(b, result) + 1 - inverted, r->c});
        drop_use(b, result);
    }
    wide->nplanes = b->slots_at + 2 * b->nslots;
}

/* -- all together ----------------------------------------------------------------------------- */

void wide_results(const cav_program *program, uint8_t *op, uint32_t *a, uint32_t *b)
{
    for (uint32_t r = 0; r < program->more->nruns; r++) {
        const program_run *run = &program->more->runs[r];

        for (uint32_t k = 0; k < run->count; k++) {
            op[run->first + k] = (uint8_t)run->op;
            a[run->first + k] = program_operand(&program->image, run, k, 0);
            b[run->first + k] = program_operand(&program->image, run, k, 1);
        }
    }
}

/* One block for all that is per result; see the fields of `build`. */
static uint64_t lay_out(build *b, uint8_t *block)
{
    const uint64_t n = b->results;
    uint64_t used = 0;

    b->a = env_carve(block, &used, n, sizeof *b->a);
    b->b = env_carve(block, &used, n, sizeof *b->b);
    b->uses = env_carve(block, &used, n, sizeof *b->uses);
    b->slot = env_carve(block, &used, n, sizeof *b->slot);
    b->leaf = env_carve(block, &used, n, sizeof *b->leaf);
    b->leaf_result = env_carve(block, &used, n, sizeof *b->leaf_result);
    b->stack = env_carve(block, &used, n, sizeof *b->stack);
    b->free = env_carve(block, &used, n, sizeof *b->free);
    b->op = env_carve(block, &used, n, sizeof *b->op);
    return used;
}

static cav_status allocate_leaves(cav_wide *wide)
{
    wide->room_leaves = wide->room_outs = (size_t)wide->nleaves + 1;
    wide->room_unknown = (size_t)wide->nunknown + 1;
    wide->leaf_what = env_alloc(&wide->env, wide->room_leaves * sizeof *wide->leaf_what);
    wide->leaf_out = env_alloc(&wide->env, wide->room_outs * sizeof *wide->leaf_out);
    wide->unknown = env_alloc(&wide->env, wide->room_unknown);
    return wide->leaf_what && wide->leaf_out && wide->unknown ? CAV_OK : CAV_NO_MEMORY;
}

/* The workspace must have a size. */
static bool too_large(const cav_wide *wide)
{
    return ((uint64_t)wide->nplanes + 1) * WIDE_PLANE + WIDE_SCRATCH > SIZE_MAX / 2;
}

static cav_status run(build *b, const cav_wide_options *options)
{
    cav_status status;

    wide_results(b->wide->program, b->op, b->a, b->b);
    memset(b->slot, UINT8_MAX, b->results * sizeof *b->slot);
    want_all(b, options);
    if (b->failed)
        return CAV_NO_MEMORY;
    count_uses(b);
    status = find_facts(b);
    if (status == CAV_OK)
        status = allocate_leaves(b->wide);
    if (status != CAV_OK)
        return status;
    place_leaves(b);
    add_facts(b);
    if (!b->failed)
        emit_all(b);
    if (b->endless)
        return env_fail(&b->wide->env, CAV_BAD_ARGUMENT, "its sets take too long to prepare");
    return b->failed || too_large(b->wide) ? CAV_NO_MEMORY : CAV_OK;
}

cav_status wide_build(cav_wide *wide, const cav_wide_options *options)
{
    const img *i = &wide->program->image;
    build b = {.wide = wide, .image = i};
    uint64_t size;
    uint8_t *block;
    cav_status status = CAV_NO_MEMORY;

    b.results = IMG_GET(i, META, 0, results) + IMG_GET(i, META, 0, xresults);
    size = lay_out(&b, NULL) + 8;
    block = env_alloc(&wide->env, size);
    if (block) {
        lay_out(&b, block);
        status = run(&b, options);
    }
    env_free(&wide->env, block, (size_t)size);
    env_free(&wide->env, b.roots, b.room_roots * sizeof *b.roots);
    env_free(&wide->env, b.parts, b.room_parts * sizeof *b.parts);
    return status == CAV_NO_MEMORY ? env_fail(&wide->env, status, "no memory for a wide engine")
                                   : status;
}
