/* code.c: see code.h.
 *
 * Expressions are ranked by height and content, chains become balanced trees of two-operand nodes,
 * and nodes are numbered by depth, then opcode, then operands, which makes long runs of one opcode.
 * Refuses nothing (img_verify judges the result). Invariant: a node's operands have lower depth.
 */
#include "code.h"

#include <stdlib.h>
#include <string.h>

#include "../runtime/ops.h"

typedef struct node {
    vm_op op;
    uint32_t a, b;   /* leaves: fact and set or test; logic: nodes */
    int depth;       /* explanation only: -1 is everything numbered before */
    uint32_t x, y;   /* final operands */
    uint32_t result; /* final number; CAV_NONE: not yet */
    uint32_t self;
} node;

typedef ARENA_VECTOR(expr *) expr_list;

struct code {
    expr_table *t;
    arena *arena;
    expr_list main, more;         /* by first need */
    class_cut *cuts;              /* per fact */
    uint32_t *first_test, **test; /* per fact: its first, and each of its tests' place after that */
    struct {
        uint32_t width, nwords, *words;
    } * sets;
    uint32_t nsets;
    ARENA_VECTOR(node) nodes;
    uint32_t *slots, room; /* nodes by content, + 1 */
    uint32_t *order;       /* nodes by result */
    uint32_t nmain, nall;
};

code *code_new(expr_table *t)
{
    code *c = ARENA_NEW(t->arena, code);

    c->t = t;
    c->arena = t->arena;
    return c;
}

/* -- collecting -- */

static void collect(code *c, expr *e, expr_list *list)
{
    if (e->seen)
        return;
    e->seen = true;
    for (uint32_t i = 0; i < e->nkids; i++) {
        collect(c, e->kids[i], list);
        if (e->kids[i]->height >= e->height)
            e->height = e->kids[i]->height + 1;
    }
    e->node = CAV_NONE;
    *ARENA_PUSH(c->arena, list) = e;
}

void code_root(code *c, expr *e)
{
    if (!e->negation || !e->negation->seen)
        collect(c, e, &c->main);
}

void code_explain(code *c, expr *e)
{
    if (!e->negation || !e->negation->seen)
        collect(c, e, &c->more);
}

/* -- classes and sets -- */

static int set_order(const type_set *s, const type_set *t)
{
    uint32_t n = s->count < t->count ? s->count : t->count;

    for (uint32_t i = 0; i < n; i++) {
        int order = type_key_compare(&s->at[i].low, &t->at[i].low);
        order = order ? order : type_key_compare(&s->at[i].high, &t->at[i].high);
        if (order)
            return order;
    }
    return s->count < t->count ? -1 : s->count > t->count;
}

static int by_fact_set(const void *a, const void *b)
{
    const expr *x = *(expr *const *)a, *y = *(expr *const *)b;

    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->fact != y->fact)
        return x->fact < y->fact ? -1 : 1;
    return x->kind == EXPR_SET ? set_order(&x->set, &y->set)
           : x->test < y->test ? -1
                               : x->test > y->test;
}

static uint32_t list_leaves(const code *c, const expr_list *from, expr **out)
{
    uint32_t n = 0;

    (void)c;
    for (size_t i = 0; i < from->count; i++)
        if (from->at[i]->kind == EXPR_SET)
            out[n++] = from->at[i];
    return n;
}

static void cut_facts(code *c, expr **leaves, uint32_t n)
{
    const type_set **sets = arena_alloc(c->arena, (n + 1) * sizeof *sets);

    c->cuts = arena_alloc(c->arena, c->t->nfacts * sizeof *c->cuts);
    for (uint32_t i = 0; i < n; i++)
        sets[i] = &leaves[i]->set;
    for (uint32_t f = 0, i = 0; f < c->t->nfacts; f++) {
        uint32_t from = i;
        while (i < n && leaves[i]->fact == f)
            i++;
        if (c->t->facts[f].type != CAV_TEXT)
            c->cuts[f] = classes_cut(c->arena, &c->t->facts[f], sets + from, i - from);
    }
}

typedef struct set_bits {
    uint32_t width, nwords, *words;
    expr *leaf;
} set_bits;

static int by_bits(const void *a, const void *b)
{
    const set_bits *x = a, *y = b;

    if (x->width != y->width)
        return x->width < y->width ? -1 : 1;
    for (uint32_t i = x->nwords; i-- > 0;)
        if (x->words[i] != y->words[i])
            return x->words[i] < y->words[i] ? -1 : 1;
    return 0;
}

/* Equal bits are one set; a leaf keeps its set's number in `node` until it has a node. */
static void number_sets(code *c, expr **leaves, uint32_t n)
{
    set_bits *bits = arena_alloc(c->arena, (n + 1) * sizeof *bits);

    for (uint32_t i = 0; i < n; i++) {
        const class_cut *cut = &c->cuts[leaves[i]->fact];
        bits[i] = (set_bits){cut->nclasses, (cut->nclasses + 31) / 32, NULL, leaves[i]};
        bits[i].words = arena_alloc(c->arena, bits[i].nwords * sizeof(uint32_t));
        classes_bits(cut, &leaves[i]->set, bits[i].words);
    }
    if (n)
        qsort(bits, n, sizeof *bits, by_bits);
    c->sets = arena_alloc(c->arena, (n + 1) * sizeof *c->sets);
    for (uint32_t i = 0; i < n; i++) {
        if (!i || by_bits(&bits[i - 1], &bits[i])) {
            c->sets[c->nsets].width = bits[i].width;
            c->sets[c->nsets].nwords = bits[i].nwords;
            c->sets[c->nsets++].words = bits[i].words;
        }
        bits[i].leaf->node = c->nsets - 1;
    }
}

/* Tests that an instruction needs, and what they are made of; CAV_NONE for the others. */
static uint32_t number_tests(const expr_fact *fact, uint32_t *place)
{
    uint32_t n = 0;

    for (size_t i = fact->tests.count; i-- > 0;) {
        const expr_test *o = &fact->tests.at[i];
        if (place[i] == CAV_NONE || o->kind == CAV_TEST_PATTERN || o->kind == CAV_TEST_LITERAL)
            continue;
        place[o->a] = 0;
        if (o->kind != CAV_TEST_NOT)
            place[o->b] = 0;
    }
    for (size_t i = 0; i < fact->tests.count; i++)
        if (place[i] != CAV_NONE)
            place[i] = n++;
    return n;
}

static void mark_tests(code *c, const expr_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->at[i]->kind == EXPR_TEXT)
            c->test[list->at[i]->fact][list->at[i]->test] = 0;
}

static void make_tests(code *c)
{
    c->first_test = arena_alloc(c->arena, (c->t->nfacts + 1) * sizeof *c->first_test);
    c->test = arena_alloc(c->arena, c->t->nfacts * sizeof *c->test);
    for (uint32_t f = 0; f < c->t->nfacts; f++) {
        size_t bytes = c->t->facts[f].tests.count * sizeof(uint32_t);
        c->test[f] = memset(arena_alloc(c->arena, bytes + 1), 0xff, bytes);
    }
    mark_tests(c, &c->main);
    mark_tests(c, &c->more);
    for (uint32_t f = 0; f < c->t->nfacts; f++)
        c->first_test[f + 1] = c->first_test[f] + number_tests(&c->t->facts[f], c->test[f]);
}

static void make_classes(code *c)
{
    expr **leaves = arena_alloc(c->arena, (c->main.count + c->more.count + 1) * sizeof *leaves);
    uint32_t n = list_leaves(c, &c->main, leaves);

    n += list_leaves(c, &c->more, leaves + n);
    if (n)
        qsort(leaves, n, sizeof *leaves, by_fact_set);
    cut_facts(c, leaves, n);
    number_sets(c, leaves, n);
}

/* -- ranks: an order by content alone -- */

static int by_height(const void *a, const void *b)
{
    const expr *x = *(expr *const *)a, *y = *(expr *const *)b;

    if (x->height != y->height)
        return x->height < y->height ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

static int by_rank(const void *a, const void *b)
{
    const expr *x = *(expr *const *)a, *y = *(expr *const *)b;

    return x->rank < y->rank ? -1 : x->rank > y->rank;
}

static int by_kids(const void *a, const void *b)
{
    const expr *x = *(expr *const *)a, *y = *(expr *const *)b;

    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->nkids != y->nkids)
        return x->nkids < y->nkids ? -1 : 1;
    for (uint32_t i = 0; i < x->nkids; i++)
        if (x->ranked[i] != y->ranked[i])
            return x->ranked[i]->rank < y->ranked[i]->rank ? -1 : 1;
    return 0;
}

/* A sorted copy: the kids' own order is what the table finds them by. */
static void sort_kids(code *c, expr *e)
{
    expr **kids = arena_alloc(c->arena, e->nkids * sizeof *kids);

    memcpy(kids, e->kids, e->nkids * sizeof *kids);
    qsort(kids, e->nkids, sizeof *kids, by_rank);
    e->ranked = kids;
}

static void rank(code *c, expr_list *list, uint32_t *next)
{
    size_t i = 0;

    if (list->count)
        qsort(list->at, list->count, sizeof *list->at, by_height);
    while (i < list->count) {
        size_t from = i;
        for (; i < list->count && list->at[i]->height == list->at[from]->height; i++)
            if (list->at[i]->nkids)
                sort_kids(c, list->at[i]);
        qsort(list->at + from, i - from, sizeof *list->at,
              list->at[from]->height ? by_kids : by_fact_set);
        for (size_t k = from; k < i; k++)
            list->at[k]->rank = (*next)++;
    }
}

/* -- nodes -- */

static uint32_t hash_node(vm_op op, uint32_t a, uint32_t b)
{
    uint32_t h = (uint32_t)op * 0x9e3779b1u;

    h = (h ^ a) * 0x85ebca6bu;
    h = (h ^ h >> 13 ^ b) * 0xc2b2ae35u;
    return h ^ h >> 16;
}

static void grow_nodes(code *c)
{
    uint32_t *old = c->slots, room = c->room;

    c->room = room ? 2 * room : 256;
    c->slots = arena_alloc(c->arena, c->room * sizeof *c->slots);
    for (uint32_t i = 0; i < room; i++) {
        const node *n = old[i] ? &c->nodes.at[old[i] - 1] : NULL;
        uint32_t at;
        if (!n)
            continue;
        for (at = hash_node(n->op, n->a, n->b) & (c->room - 1); c->slots[at];)
            at = (at + 1) & (c->room - 1);
        c->slots[at] = old[i];
    }
}

static uint32_t make_node(code *c, vm_op op, uint32_t a, uint32_t b)
{
    uint32_t at;
    node *n;

    if (2 * (c->nodes.count + 1) > c->room)
        grow_nodes(c);
    for (at = hash_node(op, a, b) & (c->room - 1); c->slots[at]; at = (at + 1) & (c->room - 1)) {
        n = &c->nodes.at[c->slots[at] - 1];
        if (n->op == op && n->a == a && n->b == b)
            return n->self;
    }
    n = ARENA_PUSH(c->arena, &c->nodes);
    *n = (node){.op = op, .a = a, .b = b, .result = CAV_NONE, .self = (uint32_t)c->nodes.count - 1};
    c->slots[at] = n->self + 1;
    return n->self;
}

static int node_depth(const code *c, uint32_t n)
{
    return c->nodes.at[n].result != CAV_NONE ? -1 : c->nodes.at[n].depth;
}

static uint32_t join(code *c, vm_op op, uint32_t a, uint32_t b)
{
    uint32_t n = make_node(c, op, a < b ? a : b, a < b ? b : a);
    int da = node_depth(c, a), db = node_depth(c, b);

    if (c->nodes.at[n].result == CAV_NONE)
        c->nodes.at[n].depth = 1 + (da > db ? da : db);
    return n;
}

/* Pairs up the operands, lowest depth first, in rank order. */
static uint32_t tree(code *c, vm_op op, uint32_t *at, uint32_t n)
{
    for (int depth = -1; n > 1; depth++) {
        uint32_t kept = 0, waiting = CAV_NONE;
        for (uint32_t i = 0; i < n; i++) {
            if (node_depth(c, at[i]) > depth) {
                at[kept++] = at[i];
            } else if (waiting == CAV_NONE) {
                waiting = kept;
                at[kept++] = at[i];
            } else {
                at[waiting] = join(c, op, at[waiting], at[i]);
                waiting = CAV_NONE;
            }
        }
        n = kept;
    }
    return at[0];
}

static uint32_t test_record(const code *c, uint32_t fact, uint32_t test)
{
    return c->first_test[fact] + c->test[fact][test];
}

static void build(code *c, const expr_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        expr *e = list->at[i];
        if (e->kind == EXPR_SET) {
            e->node = make_node(c, VM_IN, e->fact, e->node);
        } else if (e->kind == EXPR_TEXT) {
            e->node = make_node(c, VM_TEXT, e->fact, test_record(c, e->fact, e->test));
        } else {
            uint32_t *at = arena_alloc(c->arena, e->nkids * sizeof *at);
            for (uint32_t k = 0; k < e->nkids; k++)
                at[k] = e->ranked[k]->node;
            e->node = tree(c, e->kind == EXPR_AND ? VM_AND : VM_OR, at, e->nkids);
        }
    }
}

/* -- results -- */

static int by_depth(const void *a, const void *b)
{
    const node *x = *(node *const *)a, *y = *(node *const *)b;

    if (x->depth != y->depth)
        return x->depth < y->depth ? -1 : 1;
    return x->self < y->self ? -1 : x->self > y->self;
}

static int by_operands(const void *a, const void *b)
{
    const node *x = *(node *const *)a, *y = *(node *const *)b;

    if (x->op != y->op)
        return x->op < y->op ? -1 : 1;
    if (x->x != y->x)
        return x->x < y->x ? -1 : 1;
    return x->y < y->y ? -1 : x->y > y->y;
}

static void final_operands(const code *c, node *n)
{
    n->x = n->op <= VM_TEXT ? n->a : c->nodes.at[n->a].result;
    n->y = n->op <= VM_TEXT ? n->b : c->nodes.at[n->b].result;
    if (n->op > VM_TEXT && n->x > n->y) {
        uint32_t x = n->x;
        n->x = n->y;
        n->y = x;
    }
}

/* Numbers the nodes that have no number yet, level by level. */
static void number(code *c)
{
    node **list = arena_alloc(c->arena, (c->nodes.count + 1) * sizeof *list);
    size_t n = 0, i = 0;

    for (size_t k = 0; k < c->nodes.count; k++)
        if (c->nodes.at[k].result == CAV_NONE)
            list[n++] = &c->nodes.at[k];
    if (n)
        qsort(list, n, sizeof *list, by_depth);
    while (i < n) {
        size_t from = i;
        for (; i < n && list[i]->depth == list[from]->depth; i++)
            final_operands(c, list[i]);
        qsort(list + from, i - from, sizeof *list, by_operands);
        for (size_t k = from; k < i; k++)
            list[k]->result = c->nall++;
    }
}

void code_finish(code *c)
{
    uint32_t next = 0;

    make_classes(c);
    make_tests(c);
    rank(c, &c->main, &next);
    build(c, &c->main);
    number(c);
    c->nmain = c->nall;
    rank(c, &c->more, &next);
    build(c, &c->more);
    number(c);
    c->order = arena_alloc(c->arena, (c->nall + 1) * sizeof *c->order);
    for (size_t k = 0; k < c->nodes.count; k++)
        c->order[c->nodes.at[k].result] = (uint32_t)k;
}

static uint32_t result_of(const code *c, const expr *e)
{
    return e && e->seen ? c->nodes.at[e->node].result : CAV_NONE;
}

/* The earlier of the expression's own result and its negation's: never one of XCODE for a root. */
uint32_t code_value(const code *c, const expr *e)
{
    uint32_t own = result_of(c, e), negated = result_of(c, e->negation);

    return own <= negated ? 2 * own : 2 * negated + 1;
}

const class_cut *code_classes(const code *c, uint32_t fact)
{
    return &c->cuts[fact];
}

uint32_t code_first_test(const code *c, uint32_t fact)
{
    return c->first_test[fact];
}

uint32_t code_tests(const code *c, uint32_t fact)
{
    return c->first_test[fact + 1] - c->first_test[fact];
}

uint32_t code_results(const code *c)
{
    return c->nmain;
}

uint32_t code_explain_results(const code *c)
{
    return c->nall - c->nmain;
}

uint32_t code_operand(const code *c)
{
    uint32_t ntests = c->first_test[c->t->nfacts];

    return c->nall < 65536 && c->t->nfacts < 65536 && c->nsets < 65536 && ntests < 65536 ? 2 : 4;
}

/* -- the sections -- */

static void put(const code *c, write_image *w, img_section section, uint32_t value)
{
    uint8_t bytes[4] = {(uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16),
                        (uint8_t)(value >> 24)};

    write_raw(w, section, bytes, code_operand(c));
}

static void write_runs(const code *c, write_image *w, img_section section, uint32_t from,
                       uint32_t to)
{
    while (from < to) {
        const node *first = &c->nodes.at[c->order[from]];
        uint32_t end = from;
        while (end < to && c->nodes.at[c->order[end]].op == first->op &&
               c->nodes.at[c->order[end]].depth == first->depth)
            end++;
        put(c, w, section, first->op);
        put(c, w, section, end - from);
        for (; from < end; from++) {
            put(c, w, section, c->nodes.at[c->order[from]].x);
            put(c, w, section, c->nodes.at[c->order[from]].y);
        }
    }
}

static void write_tests(const code *c, write_image *w)
{
    for (uint32_t f = 0; f < c->t->nfacts; f++) {
        const expr_fact *fact = &c->t->facts[f];
        for (size_t i = 0; i < fact->tests.count; i++) {
            const expr_test *o = &fact->tests.at[i];
            bool text = o->kind == CAV_TEST_PATTERN || o->kind == CAV_TEST_LITERAL;
            bool two = o->kind == CAV_TEST_AND || o->kind == CAV_TEST_OR;
            if (c->test[f][i] == CAV_NONE)
                continue;
            WRITE(w, TESTS, .kind = o->kind,
                  .a = text ? write_text(w, o->text) : test_record(c, f, o->a),
                  .b = two ? test_record(c, f, o->b) : o->b);
        }
    }
}

void code_write(const code *c, write_image *w)
{
    for (uint32_t i = 0; i < c->nsets; i++) {
        uint32_t first = write_count(w, IMG_SETWORDS);
        for (uint32_t k = 0; k < c->sets[i].nwords; k++)
            WRITE(w, SETWORDS, .bits = c->sets[i].words[k]);
        WRITE(w, SETS, .width = c->sets[i].width, .words = first, .nwords = c->sets[i].nwords);
    }
    write_tests(c, w);
    write_runs(c, w, IMG_CODE, 0, c->nmain);
    write_runs(c, w, IMG_XCODE, c->nmain, c->nall);
}
