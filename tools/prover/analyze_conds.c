/* analyze_conds.c: conditions that have one answer wherever they are looked at, and values of lists
 * that change nothing; see analyze.h and docs/analysis.md.
 *
 * A condition is looked at where the parts around it leave the answer to it. What stands in a
 * define or an `in use when` occurs once in the sources and in each rule that names it: it is
 * reported where all occurrences agree. It refuses nothing. Invariant: a part that was found idle
 * is left out when its neighbours are asked, so that of two that say the same one is reported.
 */
#include "analyze_ask.h"

#include <string.h>

enum { LOOKS_COMPILE = 512 }; /* what compiling the pack once takes, in looks at its program */

typedef enum answer {
    UNSEEN, /* nowhere looked at, or below one that is reported */
    VARIES,
    ALWAYS_TRUE,
    ALWAYS_FALSE,
    UNDECIDED,
    UNASKED /* there were too many questions before it */
} answer;

typedef struct node {
    cav_cond c;
    uint32_t parent, end; /* of a root CAV_NONE; the first behind its parts */
    uint32_t scope;       /* the deepest layer that must exist for it to be looked at */
    answer answer;
    const char *example;
    bool counted, reported;
    uint64_t size;
} node;

typedef struct conds {
    analyze *of;
    node *at;
    uint32_t count;
    analyze_ask q; /* of the tree in hand */
    analyze_among among;
    uint32_t guard; /* a result that must be true; CAV_NONE */
} conds;

/* -- the trees -------------------------------------------------------------------------------- */

static void list_nodes(conds *x)
{
    const cav_program *p = x->of->pack->program;
    uint32_t n = x->of->pack->info.conds, at = CAV_NONE;
    x->at = pool_alloc(&x->of->app->pool, n + 1, sizeof *x->at);
    for (x->count = 0; x->count < n; x->count++) {
        node *k = &x->at[x->count];
        cav_program_cond(p, x->count, &k->c);
        while (at != CAV_NONE && (x->at[at].c.depth >= k->c.depth || k->c.depth == 0)) {
            x->at[at].end = x->count;
            at = x->at[at].parent;
        }
        k->parent = at;
        at = x->count;
    }
    for (; at != CAV_NONE; at = x->at[at].parent)
        x->at[at].end = x->count;
}

static analyze_among among_of(cav_cond_owner owner)
{
    return owner == CAV_OWNER_RULE         ? ANALYZE_APPLYING
           : owner == CAV_OWNER_IMPOSSIBLE ? ANALYZE_ALL
                                           : ANALYZE_POSSIBLE;
}

/* The fact that an atom is about: its text begins with the name. */
static uint32_t layer_of(const conds *x, const node *atom)
{
    const char *name = atom->c.text + strspn(atom->c.text, "(");
    cav_fact fact;
    uint32_t at =
        cav_fact_find(x->of->pack->program, pool_copy(&x->of->app->pool, name, strcspn(name, " ")));
    return cav_program_fact(x->of->pack->program, at, &fact) && fact.layer != CAV_NONE ? fact.layer
                                                                                       : 0;
}

/* The deepest layer that these parts name, not through features. */
static uint32_t deepest(const conds *x, uint32_t first, uint32_t end)
{
    uint32_t found = 0;
    for (uint32_t k = first; k < end; k++) {
        const node *n = &x->at[k];
        uint32_t layer = n->c.kind == CAV_COND_ATOM ? layer_of(x, n) : 0;
        found = layer > found ? layer : found;
        if (n->c.kind == CAV_COND_IN_USE)
            k = n->end - 1;
    }
    return found;
}

/* Out of scope, a tree is not looked at; the same of a feature's clause within one. */
static void find_scopes(conds *x, uint32_t root)
{
    cav_rule rule;
    node *r = &x->at[root];
    r->scope = deepest(x, root, r->end);
    if (r->c.owner == CAV_OWNER_RULE && cav_program_rule(x->of->pack->program, r->c.index, &rule))
        r->scope = rule.scope == CAV_NONE ? 0 : rule.scope;
    for (uint32_t k = root + 1; k < r->end; k++) {
        const node *up = &x->at[x->at[k].parent];
        x->at[k].scope = up->scope;
        if (up->c.kind == CAV_COND_IN_USE) {
            uint32_t own = deepest(x, k, x->at[k].end);
            x->at[k].scope = own > up->scope ? own : up->scope;
        }
    }
}

/* -- one condition ---------------------------------------------------------------------------- */

static bool is_idle(const node *n)
{
    return n->answer == ALWAYS_TRUE || n->answer == ALWAYS_FALSE;
}

/* Adds the goals under which node k is looked at: its neighbours in every `and` around it are true,
 * those in every `or` false. */
static void look_at(conds *x, uint32_t k)
{
    ask_goals(&x->q, x->among);
    x->q.seek.depth = x->at[k].scope;
    seek_want(&x->q.seek, x->guard, true);
    for (uint32_t child = k, up = x->at[k].parent; up != CAV_NONE;
         child = up, up = x->at[up].parent) {
        cav_cond_kind kind = x->at[up].c.kind;
        if (kind != CAV_COND_AND && kind != CAV_COND_OR)
            continue;
        for (uint32_t n = up + 1; n < x->at[up].end; n = x->at[n].end)
            if (n != child && !is_idle(&x->at[n]))
                seek_want(&x->q.seek, x->at[n].c.value, kind == CAV_COND_AND);
    }
}

static int ask_node(conds *x, uint32_t k)
{
    node *n = &x->at[k];
    seek_answer yes, no;
    const char *when_yes = NULL;
    look_at(x, k);
    seek_want(&x->q.seek, n->c.value, true);
    int status = ask_run(&x->q, &yes);
    if (status)
        return status;
    if (yes == SEEK_FOUND)
        when_yes = ask_example(&x->q);
    look_at(x, k);
    seek_want(&x->q.seek, n->c.value, false);
    status = ask_run(&x->q, &no);
    if (status)
        return status;
    n->answer = yes == SEEK_FOUND && no == SEEK_FOUND ? VARIES
                : yes == SEEK_OPEN || no == SEEK_OPEN ? UNDECIDED
                : yes == SEEK_FOUND                   ? ALWAYS_TRUE
                : no == SEEK_FOUND                    ? ALWAYS_FALSE
                                                      : UNSEEN;
    n->example = n->answer == ALWAYS_TRUE ? when_yes : is_idle(n) ? ask_example(&x->q) : NULL;
    n->counted = x->q.counted;
    n->size = x->q.size;
    return TOOL_OK;
}

/* Parts from the last to the first: what stands first was meant, what follows says it again. */
static int ask_parts(conds *x, uint32_t up)
{
    int status = TOOL_OK;
    for (uint32_t k = x->at[up].end; !status && k-- > up + 1;)
        if (x->at[k].parent == up)
            status = ask_node(x, k);
    for (uint32_t k = up + 1; !status && k < x->at[up].end; k++)
        if (x->at[k].parent == up && (x->at[k].answer == VARIES || x->at[k].answer == UNDECIDED))
            status = ask_parts(x, k);
    return status;
}

static int ask_tree(conds *x, uint32_t root)
{
    node *r = &x->at[root];
    x->guard = CAV_NONE;
    for (uint32_t k = 0; r->c.role == CAV_ROLE_REQUIRE && k < x->count; k++)
        if (x->at[k].c.owner == CAV_OWNER_RULE && x->at[k].c.index == r->c.index &&
            x->at[k].c.role == CAV_ROLE_WHEN && x->at[k].parent == CAV_NONE)
            x->guard = x->at[k].c.value;
    x->among = among_of(r->c.owner);
    ask_begin(x->of, NULL, &x->q);
    for (uint32_t k = root; k < r->end; k++)
        ask_reads(&x->q, 0, x->at[k].c.value);
    ask_reads(&x->q, 0, x->guard);
    if (r->c.owner == CAV_OWNER_RULE) { /* where it is in scope */
        cav_rule rule;
        cav_program_rule(x->of->pack->program, r->c.index, &rule);
        ask_reads(&x->q, 0, cav_wide_value(x->of->pack->program, CAV_WIDE_FIRES, rule.effects));
    }
    int status = ask_open(&x->q, x->among);
    if (!status) {
        find_scopes(x, root);
        status = ask_node(x, root);
    }
    if (!status && (r->answer == VARIES || r->answer == UNDECIDED))
        status = ask_parts(x, root);
    ask_end(&x->q);
    return status;
}

/* -- what is reported ------------------------------------------------------------------------- */

static cavc_place place_of(const analyze *of, const char *path, uint32_t start, uint32_t end)
{
    cavc_file file;
    for (uint32_t k = 0; cavc_unit_file(of->pack->unit, k, &file); k++)
        if (strcmp(file.path, path) == 0)
            return (cavc_place){k, start, end};
    return (cavc_place){CAV_NONE, 0, 0};
}

static bool same_place(const node *a, const node *b)
{
    return a->c.start == b->c.start && a->c.end == b->c.end && strcmp(a->c.file, b->c.file) == 0;
}

static bool is_part_of_or(const conds *x, uint32_t k)
{
    return x->at[k].parent != CAV_NONE && x->at[x->at[k].parent].c.kind == CAV_COND_OR;
}

static void report(conds *x, uint32_t k)
{
    analyze *of = x->of;
    const node *n = &x->at[k];
    cavc_place place = place_of(of, n->c.file, n->c.start, n->c.end);
    bool alternative = n->answer == ALWAYS_FALSE && is_part_of_or(x, k);
    if (n->answer == UNDECIDED) {
        analyze_add_open(of, "W203", place, "whether this condition is always the same here");
        return;
    }
    analyze_finding *f = analyze_add(of, alternative ? "W204" : "W203", place);
    f->message = alternative ? "this alternative changes nothing: it is never what decides"
                             : pool_printf(&of->app->pool, "this condition is always %s here",
                                           n->answer == ALWAYS_TRUE ? "true" : "false");
    f->counted = n->counted;
    f->configurations = n->size;
    f->example[0] = n->example;
    f->hint = pool_printf(&of->app->pool, "%s; it is looked at in %s",
                          analyze_checked(of, n->counted, n->size), n->example);
}

/* The answer of all occurrences that are looked at, and one that shows it; VARIES: they differ. */
static answer answer_of(conds *x, uint32_t k, uint32_t *at)
{
    uint32_t of[UNASKED + 1] = {0}, first[UNASKED + 1];
    for (uint32_t n = k; n < x->count; n++) {
        node *o = &x->at[n];
        if (!same_place(&x->at[k], o))
            continue;
        o->reported = true;
        if (of[o->answer]++ == 0)
            first[o->answer] = n;
    }
    answer all = of[VARIES] || (of[ALWAYS_TRUE] && of[ALWAYS_FALSE]) ? VARIES
                 : of[UNDECIDED]                                     ? UNDECIDED
                 : of[UNASKED]                                       ? UNASKED
                 : of[ALWAYS_TRUE]                                   ? ALWAYS_TRUE
                 : of[ALWAYS_FALSE]                                  ? ALWAYS_FALSE
                                                                     : UNSEEN;
    *at = of[all] ? first[all] : k;
    return all;
}

static void report_place(conds *x, uint32_t k)
{
    uint32_t at;
    answer all = answer_of(x, k, &at);
    x->of->conditions++;
    if (all != UNSEEN && all != VARIES && all != UNASKED)
        report(x, at);
}

/* -- values of lists -------------------------------------------------------------------------- */

typedef struct change { /* a mutant: one value of a list is left out */
    cavc_mutant m;
    cav_program *program;
    answer answer; /* VARIES: it matters */
    bool counted;
    uint64_t size;
} change;

static bool owner_value(const cav_program *p, const node *root, uint32_t k, uint32_t *value)
{
    cav_rule rule;
    switch (root->c.owner) {
    case CAV_OWNER_RULE:
        cav_program_rule(p, root->c.index, &rule);
        *value = cav_wide_value(p, CAV_WIDE_FIRES, rule.effects + k);
        return k < rule.neffects;
    case CAV_OWNER_FEATURE:
        *value = cav_wide_value(p, CAV_WIDE_IN_USE, root->c.index);
        return k == 0;
    case CAV_OWNER_APPLIES:
        *value = cav_wide_value(p, CAV_WIDE_APPLIES, 0);
        return k == 0;
    default:
        *value = cav_wide_value(p, CAV_WIDE_IMPOSSIBLE, root->c.index);
        return k == 0;
    }
}

/* Does the tree's owner differ somewhere from what it is with the change? */
static int compare(conds *x, change *c, const node *root)
{
    const cav_program *p = x->of->pack->program;
    analyze_among among = among_of(root->c.owner);
    uint32_t mine, its;
    analyze_ask q;
    ask_begin(x->of, c->program, &q);
    for (uint32_t k = 0; owner_value(p, root, k, &mine); k++) {
        owner_value(c->program, root, k, &its);
        ask_reads(&q, 0, mine);
        ask_reads(&q, 1, its);
    }
    int status = ask_open(&q, among);
    for (uint32_t k = 0; !status && c->answer != VARIES && owner_value(p, root, k, &mine); k++) {
        seek_answer here;
        owner_value(c->program, root, k, &its);
        if (mine == CAV_NONE || its == CAV_NONE)
            continue;
        ask_goals(&q, among);
        seek_want_differ(&q.seek, mine, its);
        status = ask_run(&q, &here);
        c->answer = here == SEEK_FOUND ? VARIES : here == SEEK_OPEN ? UNDECIDED : c->answer;
    }
    c->counted = q.counted;
    c->size = q.size;
    ask_end(&q);
    return status;
}

static uint32_t root_of(const conds *x, uint32_t k)
{
    while (x->at[k].parent != CAV_NONE)
        k = x->at[k].parent;
    return k;
}

static bool holds_place(const conds *x, const node *n, const cavc_mutant *m)
{
    cavc_file file;
    return n->c.kind == CAV_COND_ATOM && n->c.start <= m->at_start && m->at_end <= n->c.end &&
           cavc_unit_file(x->of->pack->unit, m->at_file, &file) &&
           strcmp(file.path, n->c.file) == 0;
}

static void report_value(conds *x, const change *c)
{
    analyze *of = x->of;
    cavc_place place = {c->m.at_file, c->m.at_start, c->m.at_end};
    if (c->answer == UNDECIDED) {
        analyze_add_open(of, "W204", place, "whether this value changes anything");
        return;
    }
    analyze_finding *f = analyze_add(of, "W204", place);
    f->message = "this alternative changes nothing: without it all would be judged as now";
    f->counted = c->counted;
    f->configurations = c->size;
    f->hint = c->program ? analyze_checked(of, c->counted, c->size)
                         : "the others hold it: without it this is the same program";
}

static int judge_change(conds *x, change *c)
{
    int status = TOOL_OK;
    bool seen = false;
    c->answer = ALWAYS_TRUE;
    for (uint32_t k = 0; !status && c->answer != VARIES && k < x->count; k++) {
        const node *n = &x->at[k];
        if (n->answer != VARIES && n->answer != UNDECIDED && n->answer != UNASKED)
            continue; /* nowhere looked at, or reported itself */
        if (!holds_place(x, n, &c->m))
            continue;
        seen = true;
        if (c->program)
            status = compare(x, c, &x->at[root_of(x, k)]);
    }
    if (!status && seen && c->answer != VARIES)
        report_value(x, c);
    return status;
}

static int check_value(conds *x, uint32_t mutant, const cavc_mutant *m)
{
    app *a = x->of->app;
    cavc_unit *unit = x->of->pack->unit;
    cav_env env = tool_env(a);
    change c = {.m = *m};
    uint8_t *image;
    size_t size;
    cav_status made = cavc_mutant_compile(unit, mutant, &image, &size);
    if (!made && image)
        made = cav_program_load(&env, image, size, &c.program);
    int status = made ? tool_failed(a, made, m->after) : judge_change(x, &c);
    cav_program_free(c.program);
    if (image)
        cavc_image_free(unit, image, size);
    return status;
}

static int check_values(conds *x)
{
    cavc_mutant m;
    cavc_place cut = {0};
    uint32_t n, left = 0;
    cav_status listed = cavc_mutants(x->of->pack->unit, &n);
    int status = listed ? tool_failed(x->of->app, listed, x->of->pack->path) : TOOL_OK;
    for (uint32_t k = 0; !status && k < n; k++) {
        if (!cavc_mutant_get(x->of->pack->unit, k, &m) || !m.drops)
            continue;
        x->of->alternatives++;
        if (analyze_spent(x->of)) {
            cut = left++ ? cut : (cavc_place){m.at_file, m.at_start, m.at_end};
            continue;
        }
        analyze_spend(x->of, LOOKS_COMPILE);
        status = check_value(x, k, &m);
    }
    if (left)
        analyze_add_rest(x->of, "W204", cut, left, "whether values of lists change anything");
    return status;
}

/* -- all together ----------------------------------------------------------------------------- */

/* A tree that is not asked any more: counts its conditions, and those that are parts of an `or`. */
static void leave_tree(conds *x, uint32_t root, uint32_t *conditions, uint32_t *parts)
{
    for (uint32_t k = root; k < x->at[root].end; k++) {
        x->at[k].answer = UNASKED;
        ++*conditions;
        *parts += is_part_of_or(x, k);
    }
}

static int ask_trees(conds *x)
{
    int status = TOOL_OK;
    uint32_t left = 0, parts = 0, cut = 0;
    for (uint32_t k = 0; !status && k < x->count; k++) {
        const node *n = &x->at[k];
        if (n->parent != CAV_NONE || (n->c.owner == CAV_OWNER_RULE && x->of->never[n->c.index]))
            continue;
        if (!analyze_spent(x->of)) {
            status = ask_tree(x, k);
            continue;
        }
        cut = left ? cut : k;
        leave_tree(x, k, &left, &parts);
    }
    if (left) {
        const cav_cond *c = &x->at[cut].c;
        cavc_place place = place_of(x->of, c->file, c->start, c->end);
        analyze_add_rest(x->of, "W203", place, left, "whether conditions are always the same");
        if (parts)
            analyze_add_rest(x->of, "W204", place, parts, "whether parts of `or` ever decide");
    }
    return status;
}

int analyze_conditions(analyze *of)
{
    conds x = {.of = of};
    analyze_fund(of);
    list_nodes(&x);
    int status = ask_trees(&x);
    for (uint32_t k = 0; !status && k < x.count; k++)
        if (!x.at[k].reported)
            report_place(&x, k);
    analyze_fund(of);
    return status ? status : check_values(&x);
}
