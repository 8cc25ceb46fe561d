/* emit_vocabulary.c: layers, products, features, facts with their pieces and sources.
 *
 * Refuses nothing. Invariant: a fact's sources are written once and shared by its layers, unless
 * one of them derives from another fact, whose name holds the layer.
 */
#include "emit.h"

#include <stdlib.h>

#include "resolve.h"

static void emit_products(emit *e)
{
    for (size_t i = 0; i < e->unit->products.count; i++) {
        const ast_product *p = e->unit->products.at[i];
        uint32_t first = write_count(e->w, IMG_MATCHERS), n = 0;
        for (const ast_matcher *m = p->matchers; m; m = m->next, n++)
            WRITE(e->w, MATCHERS, .field = write_text(e->w, m->field->text),
                  .pattern = write_text(e->w, m->pattern->text), .flags = m->pattern->flags);
        WRITE(e->w, PRODUCTS, .name = write_text(e->w, p->name->text),
              .title = write_text(e->w, p->title->text), .parts = p->nparts,
              .recognized = p->recognized,
              .version = write_text(e->w, p->version_field ? p->version_field->text : NULL),
              .matchers = first, .nmatchers = n);
    }
}

static void emit_features(emit *e)
{
    for (size_t i = 0; i < e->unit->features.count; i++) {
        ast_feature *f = e->unit->features.at[i];
        WRITE(e->w, FEATURES, .name = write_text(e->w, f->name->text),
              .title = write_text(e->w, f->title->text), .wanted = 1 + f->index,
              .in_use = code_value(e->code, expr_in_use(e->exprs, f)));
    }
}

/* -- sources -- */

static uint32_t emit_values(emit *e, const ast_value *values)
{
    uint32_t n = 0;

    for (; values; values = values->next, n++)
        WRITE(e->w, VALUES, .text = write_text(e->w, resolve_value_text(e->unit, values)));
    return n;
}

static void emit_cases(emit *e, const ast_case *cases, write_SOURCES *out)
{
    for (const ast_case *c = cases; c; c = c->next) {
        uint32_t first = write_count(e->w, IMG_VALUES), n = emit_values(e, c->values);
        if (c->kind == AST_CASE_PRESENT) {
            out->present = first;
            out->npresent = n;
        } else if (c->kind == AST_CASE_ABSENT) {
            out->absent = first;
            out->nabsent = n;
        }
    }
    out->cases = write_count(e->w, IMG_CASES);
    for (const ast_case *c = cases; c; c = c->next) {
        uint32_t first = write_count(e->w, IMG_VALUES);
        if (c->kind != AST_CASE_PATTERN)
            continue;
        WRITE(e->w, CASES, .pattern = write_text(e->w, c->pattern->text),
              .flags = c->pattern->flags, .values = first, .nvalues = emit_values(e, c->values));
        out->ncases++;
    }
}

static uint32_t subject_of(emit *e, const ast_source *s, uint32_t layer)
{
    const char *paths = s->path ? s->path->text : NULL;

    for (const ast_string *p = s->path ? s->path->next : NULL; p; p = p->next)
        paths = arena_printf(e->arena, "%s:%s", paths, p->text);
    if (paths)
        return write_text(e->w, paths);
    if (s->kind == AST_FACT_SOURCE)
        return write_text(
            e->w,
            arena_printf(e->arena, "%s.%s", e->unit->layers.at[layer]->name->text, s->field->text));
    return write_text(e->w, s->field ? s->field->text : NULL);
}

/* Preorder; a guard learns where it ends when its children stand. */
static void emit_sources(emit *e, const ast_source *list, uint32_t layer)
{
    for (const ast_source *s = list; s; s = s->next) {
        write_SOURCES out = {
            .kind = (uint32_t)s->kind, .subject = subject_of(e, s, layer), .pattern = CAV_NONE};
        uint32_t record;
        if (s->kind == AST_GUARD) {
            out.pattern = write_text(e->w, s->pattern->text);
            out.flags = s->pattern->flags;
        }
        emit_cases(e, s->cases, &out);
        record = write_record(e->w, IMG_SOURCES, (const uint32_t *)&out);
        emit_sources(e, s->children, layer);
        if (s->kind == AST_GUARD)
            write_set(e->w, IMG_SOURCES, record, IMG_SOURCES_end, write_count(e->w, IMG_SOURCES));
    }
}

static uint32_t observers_of(const ast_block *b)
{
    uint32_t bits = 0;

    for (const ast_observer *o = b->observers; o; o = o->next)
        bits |= o->here  ? 1u
                : o->any ? 1u << 31
                         : 1u << (o->count ? strtoul(o->count->text, NULL, 10) : 1);
    return bits;
}

static uint32_t emit_blocks(emit *e, const ast_fact *fact, uint32_t layer, uint32_t *count)
{
    const ast_block *b;
    uint32_t *first_source, n = 0, first;

    for (b = fact->blocks; b; b = b->next)
        n++;
    first_source = arena_alloc(e->arena, (n + 1) * sizeof *first_source);
    for (b = fact->blocks, n = 0; b; b = b->next) {
        first_source[n++] = write_count(e->w, IMG_SOURCES);
        emit_sources(e, b->sources, layer);
    }
    first_source[n] = write_count(e->w, IMG_SOURCES);
    first = write_count(e->w, IMG_BLOCKS);
    for (b = fact->blocks, *count = 0; b; b = b->next, ++*count)
        WRITE(e->w, BLOCKS, .observers = observers_of(b), .sources = first_source[*count],
              .nsources = first_source[*count + 1] - first_source[*count]);
    return first;
}

static bool names_fact(const ast_source *list)
{
    for (const ast_source *s = list; s; s = s->next)
        if (s->kind == AST_FACT_SOURCE || names_fact(s->children))
            return true;
    return false;
}

static bool blocks_shared(const ast_fact *fact)
{
    for (const ast_block *b = fact->blocks; b; b = b->next)
        if (names_fact(b->sources))
            return false;
    return true;
}

/* -- facts -- */

static const char *value_name(const emit *e, const expr_fact *f, uint32_t k)
{
    const ast_value *v;

    switch (f->type) {
    case CAV_FLAG:
    case CAV_WANTED:
        return k ? "on" : "off";
    case CAV_DEPTH:
        return e->unit->layers.at[k]->name->text;
    case CAV_ONE_OF:
        for (v = f->fact->values; k; k--)
            v = v->next;
        return v->text;
    default:
        return NULL;
    }
}

static void emit_piece(emit *e, const expr_fact *f, const class_piece *p)
{
    const uint32_t *w = p->low.w;
    bool release = f->type == CAV_RELEASE, number = f->type == CAV_NUMBER;
    write_PIECES out = {.class = p->class,
                        .name = write_text(e->w, value_name(e, f, w[0])),
                        .product = release ? w[0] : CAV_NONE};

    if (release) {
        out.w0 = w[1];
        out.w1 = w[2];
        out.w2 = w[3];
        out.w3 = w[4];
    } else if (number) {
        out.w0 = w[2];
        out.w1 = w[1] ^ 0x80000000u;
    }
    write_record(e->w, IMG_PIECES, (const uint32_t *)&out);
}

static const char *fact_title(const expr_fact *f)
{
    return f->fact      ? f->fact->title ? f->fact->title->text : ""
           : f->feature ? f->feature->title->text
                        : "Deepest layer in use or planned";
}

static void emit_fact(emit *e, uint32_t i, uint32_t first_block, uint32_t nblocks)
{
    const expr_fact *f = &e->exprs->facts[i];
    const class_cut *cut = code_classes(e->code, i);
    const char *base = f->fact      ? f->fact->name->text
                       : f->feature ? f->feature->name->text
                                    : "depth";
    const char *name =
        f->fact ? arena_printf(e->arena, "%s.%s", e->unit->layers.at[f->layer]->name->text, base)
        : f->feature ? arena_printf(e->arena, "use %s", base)
                     : "depth";
    uint32_t pieces = write_count(e->w, IMG_PIECES);

    for (uint32_t k = 0; k < cut->npieces; k++)
        emit_piece(e, f, &cut->pieces[k]);
    WRITE(e->w, FACTS, .name = write_text(e->w, name), .base = write_text(e->w, base),
          .title = write_text(e->w, fact_title(f)), .layer = f->layer, .type = f->type,
          .fixed = f->fact && f->fact->fixed, .classes = cut->nclasses, .pieces = pieces,
          .npieces = cut->npieces, .tests = code_first_test(e->code, i),
          .ntests = code_tests(e->code, i), .blocks = first_block, .nblocks = nblocks);
}

typedef struct block_range {
    const ast_fact *fact;
    uint32_t first, count;
} block_range;

static void emit_facts(emit *e)
{
    map shared;

    map_init(&shared, e->arena);
    for (uint32_t i = 0; i < e->exprs->nfacts; i++) {
        const expr_fact *f = &e->exprs->facts[i];
        block_range *range = f->fact ? map_get(&shared, f->fact->name->text) : NULL;
        if (!range || range->fact != f->fact || !blocks_shared(f->fact)) {
            range = ARENA_NEW(e->arena, block_range);
            range->fact = f->fact;
            if (f->fact) {
                range->first = emit_blocks(e, f->fact, f->layer, &range->count);
                map_put(&shared, f->fact->name->text, range);
            }
        }
        emit_fact(e, i, range->first, range->count);
    }
}

void emit_vocabulary(emit *e)
{
    for (size_t i = 0; i < e->unit->layers.count; i++)
        WRITE(e->w, LAYERS, .name = write_text(e->w, e->unit->layers.at[i]->name->text),
              .title = write_text(e->w, e->unit->layers.at[i]->title->text));
    emit_products(e);
    emit_features(e);
    emit_facts(e);
}
