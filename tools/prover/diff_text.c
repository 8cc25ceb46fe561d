/* diff_text.c: what was reworded between two packs: messages, citations, advice, the source's
 * statements; which facts are read or derived otherwise, and which products recognized otherwise.
 * None of it changes the verdict on facts that are known, and release notes want to know.
 *
 * Rules, statements, facts and products are matched by name. Invariant: each list names what both sides have, but
 * the two of rules that one side alone has.
 */
#include "diff.h"

#include "../../runtime/program.h"

#include <string.h>

static bool same(const char *x, const char *y)
{
    return x == y || (x && y && strcmp(x, y) == 0);
}

static void add(diff *d, const char *what, const char *name)
{
    diff_text *list = NULL;
    for (size_t k = 0; k < d->ntexts; k++)
        if (strcmp(d->texts[k].what, what) == 0)
            list = &d->texts[k];
    if (!list) {
        list = pool_push(&d->app->pool, &d->texts, &d->ntexts, &d->rtexts, sizeof *list);
        *list = (diff_text){.what = what};
    }
    if (list->count && strcmp(list->of[list->count - 1], name) == 0)
        return; /* the rule's other effect */
    *(const char **)pool_push(&d->app->pool, &list->of, &list->count, &list->room,
                              sizeof *list->of) = name;
}

/* The message as the rule writes it. */
static const char *template_of(app *a, const cav_program *p, uint32_t effect)
{
    const img *i = &p->image;
    buf b = {.pool = &a->pool};
    put_end(&b);
    for (uint32_t k = 0; k < IMG_GET(i, EFFECTS, effect, nparts); k++) {
        uint32_t part = IMG_GET(i, EFFECTS, effect, parts) + k;
        cav_fact fact;
        put_text(&b, img_text(i, IMG_GET(i, PARTS, part, text)));
        if (cav_program_fact(p, IMG_GET(i, PARTS, part, fact), &fact))
            put_printf(&b, "{%s}", fact.name);
    }
    return put_end(&b);
}

static const char *cites_of(app *a, const cav_program *p, uint32_t rule)
{
    buf b = {.pool = &a->pool};
    cav_statement s;
    put_end(&b);
    for (uint32_t k = 0; cav_program_statement(p, cav_rule_cite(p, rule, k), &s); k++)
        put_printf(&b, "%s ", s.name);
    return put_end(&b);
}

static void compare_rule(diff *d, uint32_t x, uint32_t y)
{
    const cav_program *p = d->side[0].pack->program, *q = d->side[1].pack->program;
    cav_rule r, t;
    cav_program_rule(p, x, &r);
    cav_program_rule(q, y, &t);
    for (uint32_t k = 0; k < r.neffects && k < t.neffects; k++)
        if (!same(template_of(d->app, p, r.effects + k), template_of(d->app, q, t.effects + k)))
            add(d, "messages", r.name);
    if (!same(cites_of(d->app, p, x), cites_of(d->app, q, y)))
        add(d, "citations", r.name);
    if (!same(r.fix, t.fix))
        add(d, "advice", r.name);
    if (!same(r.why, t.why))
        add(d, "reasons", r.name);
}

static const char *const *statement_names(app *a, const pack *p)
{
    const char **names = pool_alloc(&a->pool, (size_t)p->info.statements + 1, sizeof *names);
    cav_statement s;
    for (uint32_t k = 0; cav_program_statement(p->program, k, &s); k++)
        names[k] = s.name;
    return names;
}

static void compare_statements(diff *d)
{
    const cav_program *p = d->side[0].pack->program, *q = d->side[1].pack->program;
    const size_t n = d->side[0].pack->info.statements, m = d->side[1].pack->info.statements;
    const char *const *old = statement_names(d->app, d->side[0].pack);
    const char *const *new = statement_names(d->app, d->side[1].pack);
    const uint32_t *twin = diff_twins(d->app, old, n, new, m);
    cav_statement s, t;
    for (uint32_t k = 0; cav_program_statement(p, k, &s); k++)
        if (!cav_program_statement(q, twin[k], &t))
            add(d, "statements of old alone", s.name);
        else if (!same(s.gist, t.gist) || !same(s.no_rule, t.no_rule))
            add(d, "statements", s.name);
    twin = diff_twins(d->app, new, m, old, n);
    for (uint32_t k = 0; cav_program_statement(q, k, &s); k++)
        if (twin[k] == CAV_NONE)
            add(d, "statements of new alone", s.name);
}

static const char *word(const char *text)
{
    return text ? text : "-";
}

/* Where a fact is read and what it is derived from, to be compared. */
static const char *origins_of(app *a, const cav_program *p, uint32_t fact)
{
    buf b = {.pool = &a->pool};
    cav_origin o;
    cav_case c;
    const char *value;
    put_end(&b);
    for (uint32_t k = 0; cav_fact_origin(p, fact, k, &o); k++) {
        put_printf(&b, "%d %u %u %u %s\n%s\n%u\n", o.kind, o.block, o.observers, o.depth,
                   word(o.subject), word(o.pattern), o.flags);
        for (uint32_t n = 0; cav_origin_case(p, fact, k, n, &c); n++) {
            put_printf(&b, "%d %u %s\n", c.kind, c.flags, word(c.pattern));
            for (uint32_t v = 0; (value = cav_case_value(p, fact, k, n, v)) != NULL; v++)
                put_printf(&b, " %s\n", value);
        }
    }
    return put_end(&b);
}

static void compare_origins(diff *d)
{
    const cav_program *p = d->side[0].pack->program, *q = d->side[1].pack->program;
    cav_fact fact;
    for (uint32_t k = 0; cav_program_fact(p, k, &fact); k++) {
        uint32_t other = fact.layer == CAV_NONE ? CAV_NONE : cav_fact_find(q, fact.name);
        if (other != CAV_NONE && !same(origins_of(d->app, p, k), origins_of(d->app, q, other)))
            add(d, "sources of facts", fact.name);
    }
}

/* What of os-release a product is recognized by, to be compared. */
static const char *recognition_of(app *a, const cav_program *p, uint32_t product)
{
    const img *i = &p->image;
    buf b = {.pool = &a->pool};
    put_end(&b);
    if (!IMG_GET(i, PRODUCTS, product, recognized))
        return put_end(&b);
    uint32_t version = IMG_GET(i, PRODUCTS, product, version);
    put_printf(&b, "%s\n", version == CAV_NONE ? "VERSION_ID" : img_text(i, version));
    for (uint32_t k = 0; k < IMG_GET(i, PRODUCTS, product, nmatchers); k++) {
        uint32_t m = IMG_GET(i, PRODUCTS, product, matchers) + k;
        put_printf(&b, "%s %u %s\n", img_text(i, IMG_GET(i, MATCHERS, m, field)),
                   IMG_GET(i, MATCHERS, m, flags), img_text(i, IMG_GET(i, MATCHERS, m, pattern)));
    }
    return put_end(&b);
}

static void compare_products(diff *d)
{
    const cav_program *p = d->side[0].pack->program, *q = d->side[1].pack->program;
    cav_product x, y;
    for (uint32_t k = 0; cav_program_product(p, k, &x); k++)
        for (uint32_t n = 0; cav_program_product(q, n, &y); n++)
            if (same(x.name, y.name) &&
                !same(recognition_of(d->app, p, k), recognition_of(d->app, q, n)))
                add(d, "recognition of products", x.name);
}

void diff_texts(diff *d)
{
    const cav_program *p = d->side[0].pack->program, *q = d->side[1].pack->program;
    cav_rule rule;
    for (uint32_t k = 0; cav_program_rule(p, k, &rule); k++)
        if (d->side[0].twin[k] == CAV_NONE)
            add(d, "rules of old alone", rule.name);
    for (uint32_t k = 0; cav_program_rule(q, k, &rule); k++)
        if (d->side[1].twin[k] == CAV_NONE)
            add(d, "rules of new alone", rule.name);
    for (uint32_t k = 0; cav_program_rule(p, k, &rule); k++)
        if (d->side[0].twin[k] != CAV_NONE)
            compare_rule(d, k, d->side[0].twin[k]);
    compare_statements(d);
    compare_origins(d);
    compare_products(d);
}
