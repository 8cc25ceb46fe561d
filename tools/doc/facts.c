/* facts.c: the facts a pack turns on: what they may be, where they are read, what reads them.
 *
 * Facts of one name at several layers are one entry. Invariant: a fact that anything on the page
 * names has an entry, so no link is dangling.
 */
#include "parts.h"

#include <stdlib.h>
#include <string.h>

static const char *base_id(const doc_pack *p, uint32_t fact)
{
    cav_fact record;
    cav_program_fact(p->program, fact, &record);
    return doc_id(p, "fact.", record.base);
}

void doc_link_fact(const doc_pack *p, doc_line *line, uint32_t fact)
{
    cav_fact record;
    if (!cav_program_fact(p->program, fact, &record))
        return;
    doc_link(p->d, line, DOC_CODE, record.name, base_id(p, fact));
    doc_hint(p->d, line->last, doc_say(p, record.title));
}

/* -- what it may be ---------------------------------------------------------------------------- */

static void write_values(doc_pack *p, doc_line *line, uint32_t fact, const cav_fact *record)
{
    doc_line *parts = pool_alloc(&p->d->app->pool, record->values + 1, sizeof *parts), all = {0};
    for (uint32_t v = 0; v < record->values; v++)
        doc_put(p->d, &parts[v], DOC_CODE, cav_fact_value(p->program, fact, v));
    doc_join(p->d, &all, parts, record->values);
    doc_fill(p->d, line, WORD_KIND_ONE_OF, &all, 1);
}

static void write_release(doc_pack *p, doc_line *line)
{
    static const char *const versions[] = {"", " 8", " 8.2", " 8.2.1", " 8.2.1.4"};
    cav_product product;
    if (!cav_program_product(p->program, 0, &product)) {
        doc_text(p->d, line, doc_words(p->d, WORD_KIND_PRODUCT));
        return;
    }
    for (uint32_t i = 0; product.parts != 2 && cav_program_product(p->program, i, &product); i++)
        ;
    if (!product.name)
        cav_program_product(p->program, 0, &product);
    doc_line slot = doc_line_of(p->d, DOC_CODE,
                                pool_printf(&p->d->app->pool, "%s%s", product.name,
                                            versions[product.parts < 5 ? product.parts : 4]));
    slot.first->to = doc_id(p, "products.", "");
    doc_fill(p->d, line, WORD_KIND_RELEASE, &slot, 1);
}

static void write_kind(doc_pack *p, doc_block *terms, uint32_t fact, const cav_fact *record)
{
    doc_block *term = doc_add_word(p->d, terms, DOC_TERM, WORD_KIND);
    doc_block *para = doc_add(p->d, term, DOC_PARA);
    switch (record->type) {
    case CAV_FLAG:
        doc_text(p->d, &para->line, doc_words(p->d, WORD_KIND_FLAG));
        break;
    case CAV_ONE_OF:
        write_values(p, &para->line, fact, record);
        break;
    case CAV_NUMBER:
        doc_text(p->d, &para->line, doc_words(p->d, WORD_KIND_NUMBER));
        break;
    case CAV_RELEASE:
        write_release(p, &para->line);
        break;
    case CAV_TEXT:
    case CAV_DEPTH:
    case CAV_WANTED:
        doc_text(p->d, &para->line, doc_words(p->d, WORD_KIND_TEXT));
        break;
    }
    if (record->fixed)
        doc_add_word(p->d, term, DOC_PARA, WORD_FIXED);
}

/* -- where it is read -------------------------------------------------------------------------- */

static const char *pattern(doc *d, const char *text, uint32_t flags)
{
    buf b = {.pool = &d->app->pool};
    put_char(&b, '/');
    for (const char *p = text; *p; p++) {
        if (*p == '\\' && p[1])
            put_char(&b, *p++);
        else if (*p == '/')
            put_char(&b, '\\');
        put_char(&b, *p);
    }
    put_char(&b, '/');
    for (int i = 0; i < 4; i++)
        if (flags >> i & 1)
            put_char(&b, "imsx"[i]);
    return put_end(&b);
}

static void write_observers(doc_pack *p, doc_line *line, uint32_t observers)
{
    const uint32_t here = 1, any = 1u << 31;
    doc_word word = observers == here           ? WORD_BY_HERE
                    : observers == any          ? WORD_BY_ANY
                    : observers == (here | any) ? WORD_BY_HERE_ANY
                    : observers == 2            ? WORD_BY_GUEST
                    : observers & here          ? WORD_BY_SEVERAL
                                                : WORD_BY_GUESTS;
    buf b = {.pool = &p->d->app->pool};
    put_end(&b);
    for (unsigned k = 1; k < 31; k++)
        if (observers >> k & 1)
            put_printf(&b, "%s%u", b.size ? ", " : "", k);
    doc_line slot = doc_line_of(p->d, DOC_TEXT, put_end(&b));
    doc_fill(p->d, line, word, &slot, 1);
}

/* "/a:/b" as code, one by one. */
static doc_line paths(doc *d, const char *subject)
{
    doc_line out = {0};
    while (subject && *subject) {
        size_t n = strcspn(subject, ":");
        if (out.first)
            doc_text(d, &out, doc_words(d, WORD_COMMA));
        doc_put(d, &out, DOC_CODE, pool_copy(&d->app->pool, subject, n));
        subject += n + (subject[n] != '\0');
    }
    return out;
}

/* A derived fact is named as at one layer; its entry is that of all. */
static doc_line other_fact(doc_pack *p, const char *name)
{
    doc_line out = {0};
    uint32_t fact = cav_fact_find(p->program, name);
    if (fact == CAV_NONE)
        doc_put(p->d, &out, DOC_CODE, name);
    else {
        cav_fact record;
        cav_program_fact(p->program, fact, &record);
        doc_link(p->d, &out, DOC_CODE, record.base, base_id(p, fact));
    }
    return out;
}

static doc_word source_word(cav_source kind)
{
    switch (kind) {
    case CAV_SOURCE_FILE:
        return WORD_FROM_FILE;
    case CAV_SOURCE_FILES:
        return WORD_FROM_FILES;
    case CAV_SOURCE_EXISTS:
        return WORD_FROM_EXISTS;
    case CAV_SOURCE_OS_RELEASE:
        return WORD_FROM_RELEASE;
    case CAV_SOURCE_UNAME:
        return WORD_FROM_UNAME;
    case CAV_SOURCE_CPUID:
        return WORD_FROM_CPUID;
    case CAV_SOURCE_AUXV:
        return WORD_FROM_AUXV;
    case CAV_SOURCE_FACT:
        return WORD_FROM_FACT;
    case CAV_SOURCE_GUARD:
        break;
    }
    return WORD_FROM_GUARD;
}

/* The values of one case: "kvm or other", "rhel $1", "this is not a guest". */
static doc_line values(doc_pack *p, uint32_t fact, uint32_t k, uint32_t c, const cav_case *record)
{
    doc *d = p->d;
    doc_line *parts = pool_alloc(&d->app->pool, record->nvalues + 1, sizeof *parts), out = {0};
    for (uint32_t v = 0; v < record->nvalues; v++)
        doc_put(d, &parts[v], DOC_CODE, cav_case_value(p->program, fact, k, c, v));
    doc_join(d, &out, parts, record->nvalues);
    if (!record->nvalues)
        doc_text(d, &out, doc_words(d, WORD_NOT_GUEST));
    return out;
}

static bool said_before(const doc_line *said, size_t count, doc *d, doc_line line)
{
    const char *text = doc_plain(d, line);
    for (size_t i = 0; i < count; i++)
        if (strcmp(doc_plain(d, said[i]), text) == 0)
            return true;
    return false;
}

/* The same for a summary: what a pattern caught is "…", or alone "what stands there". */
static doc_line summary(doc_pack *p, uint32_t fact, uint32_t k, uint32_t c, const cav_case *record)
{
    doc *d = p->d;
    const char *first = record->nvalues == 1 ? cav_case_value(p->program, fact, k, c, 0) : "";
    const char *caught = strstr(first, "$1");
    if (!caught)
        return values(p, fact, k, c, record);
    if (caught == first)
        return doc_line_of(d, DOC_TEXT, doc_words(d, WORD_CAUGHT));
    return doc_line_of(d, DOC_CODE,
                       pool_printf(&d->app->pool, "%.*s…", (int)(caught - first), first));
}

/* Behind a source, what it can tell: each value or set once. */
static doc_line outcomes(doc_pack *p, uint32_t fact, uint32_t k, const cav_origin *origin)
{
    doc_line *said = pool_alloc(&p->d->app->pool, origin->ncases + 1, sizeof *said), out = {0};
    size_t count = 0;
    cav_case c;
    for (uint32_t i = 0; i < origin->ncases && cav_origin_case(p->program, fact, k, i, &c); i++) {
        doc_line line = summary(p, fact, k, i, &c);
        if (c.kind != CAV_CASE_PATTERN) {
            doc_line whole = {0};
            doc_fill(p->d, &whole,
                     c.kind == CAV_CASE_PRESENT ? WORD_WHERE_PRESENT : WORD_WHERE_ABSENT, &line, 1);
            line = whole;
        }
        if (!said_before(said, count, p->d, line))
            said[count++] = line;
    }
    for (size_t i = 0; i < count; i++) {
        if (i)
            doc_text(p->d, &out, "; ");
        doc_append(&out, said[i]);
    }
    return out;
}

/* Its patterns, for who wants to know exactly. */
static void write_patterns(doc_pack *p, doc_block *item, uint32_t fact, uint32_t k,
                           const cav_origin *origin)
{
    doc_block *more = NULL, *list = NULL;
    cav_case c;
    for (uint32_t i = 0; i < origin->ncases && cav_origin_case(p->program, fact, k, i, &c); i++) {
        if (c.kind != CAV_CASE_PATTERN)
            continue;
        if (!more) {
            more = doc_add_word(p->d, item, DOC_MORE, WORD_PATTERNS);
            list = doc_add(p->d, more, DOC_LIST);
            list->role = DOC_STEPS;
        }
        doc_line slots[2] = {doc_line_of(p->d, DOC_CODE, pattern(p->d, c.pattern, c.flags)),
                             values(p, fact, k, i, &c)};
        doc_fill(p->d, &doc_add(p->d, list, DOC_ITEM)->line, WORD_LINE_MEANS, slots, 2);
    }
}

static void write_origin(doc_pack *p, doc_block *item, uint32_t fact, uint32_t k,
                         const cav_origin *origin)
{
    doc *d = p->d;
    doc_line slots[2] = {{0}}, said[2] = {{0}};
    if (origin->kind == CAV_SOURCE_OS_RELEASE)
        slots[0] = paths(d, "/etc/os-release:/usr/lib/os-release");
    else if (origin->kind == CAV_SOURCE_FACT)
        slots[0] = other_fact(p, origin->subject);
    else if (origin->kind == CAV_SOURCE_FILES || origin->kind == CAV_SOURCE_FILE)
        slots[0] = paths(d, origin->subject);
    else
        slots[0] = doc_line_of(d, DOC_CODE, origin->subject);
    if (origin->pattern)
        slots[1] = doc_line_of(d, DOC_CODE, pattern(d, origin->pattern, origin->flags));
    doc_fill(d, &said[0], source_word(origin->kind), slots, 2);
    said[1] = outcomes(p, fact, k, origin);
    if (said[1].first)
        doc_fill(d, &item->line, WORD_GIVES, said, 2);
    else
        doc_append(&item->line, said[0]);
    write_patterns(p, item, fact, k, origin);
}

/* Sources from `k` on that stand as deep as this one or deeper, below `list`; returns the next. */
static uint32_t write_origins(doc_pack *p, doc_block *list, uint32_t fact, uint32_t k,
                              uint32_t block, uint32_t depth)
{
    cav_origin origin;
    doc_block *item = NULL;
    while (cav_fact_origin(p->program, fact, k, &origin) && origin.block == block &&
           origin.depth >= depth) {
        if (origin.depth > depth && item && depth < 64) {
            doc_block *below = doc_add(p->d, item, DOC_LIST);
            below->role = DOC_STEPS;
            k = write_origins(p, below, fact, k, block, depth + 1);
            continue;
        }
        item = doc_add(p->d, list, DOC_ITEM);
        write_origin(p, item, fact, k++, &origin);
    }
    return k;
}

static void write_sources(doc_pack *p, doc_block *terms, uint32_t fact)
{
    doc_block *term = doc_add_word(p->d, terms, DOC_TERM, WORD_READ_FROM);
    cav_origin origin;
    uint32_t k = 0;
    if (!cav_fact_origin(p->program, fact, 0, &origin)) {
        doc_add_word(p->d, term, DOC_PARA, WORD_TOLD_ONLY);
        return;
    }
    while (cav_fact_origin(p->program, fact, k, &origin)) {
        write_observers(p, &doc_add(p->d, term, DOC_PARA)->line, origin.observers);
        doc_block *list = doc_add(p->d, term, DOC_LIST);
        list->role = DOC_STEPS;
        uint32_t next = write_origins(p, list, fact, k, origin.block, 0);
        if (next > k + 1)
            doc_add_word(p->d, term, DOC_PARA, WORD_FIRST_WINS);
        k = next;
    }
}

/* -- the entries ------------------------------------------------------------------------------- */

/* A fact of a layer; sorted by name, those of one name stand together. */
typedef struct named {
    const char *base;
    uint32_t fact;
} named;

/* All layers of one name, in order; the first fact stands for them. */
typedef struct base {
    const named *at;
    size_t count;
    bool read;
} base;

typedef struct bases {
    base *at;
    size_t count, room;
} bases;

static int by_name(const void *a, const void *b)
{
    const named *x = a, *y = b;
    int order = strcmp(x->base, y->base);
    return order ? order : (x->fact > y->fact) - (x->fact < y->fact);
}

static int by_place(const void *a, const void *b)
{
    const base *x = a, *y = b;
    return (x->at->fact > y->at->fact) - (x->at->fact < y->at->fact);
}

static bases collect(doc_pack *p)
{
    pool *memory = &p->d->app->pool;
    named *all = pool_alloc(memory, p->pack->info.facts + 1, sizeof *all);
    size_t count = 0;
    bases out = {0};
    cav_fact record;
    for (uint32_t i = 0; cav_program_fact(p->program, i, &record); i++)
        if (record.layer != CAV_NONE)
            all[count++] = (named){record.base, i};
    qsort(all, count, sizeof *all, by_name);
    for (size_t i = 0; i < count; i++) {
        if (!i || strcmp(all[i].base, all[i - 1].base) != 0) {
            base *b = pool_push(memory, &out.at, &out.count, &out.room, sizeof *b);
            *b = (base){.at = &all[i]};
        }
        base *b = &out.at[out.count - 1];
        b->count++;
        b->read |= p->read[all[i].fact];
    }
    if (out.count)
        qsort(out.at, out.count, sizeof *out.at, by_place);
    return out;
}

/* Rules that read a fact of this name, each once, in order. */
static void write_readers(doc_pack *p, doc_block *terms, const base *b)
{
    doc_block *para = NULL;
    bool *reads = pool_alloc(&p->d->app->pool, p->pack->info.rules + 1, sizeof *reads);
    cav_rule rule;
    for (size_t i = 0; i < b->count; i++)
        for (const doc_reader *r = p->readers[b->at[i].fact]; r; r = r->next)
            reads[r->rule] = true;
    for (uint32_t i = 0; cav_program_rule(p->program, i, &rule); i++) {
        if (!reads[i])
            continue;
        if (para)
            doc_text(p->d, &para->line, doc_words(p->d, WORD_COMMA));
        else
            para = doc_add(p->d, doc_add_word(p->d, terms, DOC_TERM, WORD_READ_BY), DOC_PARA);
        doc_link(p->d, &para->line, DOC_TEXT, rule.name, doc_id(p, "", rule.name));
    }
}

static void write_layers(doc_pack *p, doc_block *terms, const base *b)
{
    doc_block *para = doc_add(p->d, doc_add_word(p->d, terms, DOC_TERM, WORD_AT_LAYERS), DOC_PARA);
    cav_fact record;
    cav_layer layer;
    for (size_t i = 0; i < b->count; i++) {
        cav_program_fact(p->program, b->at[i].fact, &record);
        cav_program_layer(p->program, record.layer, &layer);
        if (i)
            doc_text(p->d, &para->line, doc_words(p->d, WORD_COMMA));
        doc_link(p->d, &para->line, DOC_TEXT, layer.name, doc_id(p, "layer.", layer.name));
        doc_hint(p->d, para->line.last, doc_say(p, layer.title));
    }
}

static void write_entry(doc_pack *p, doc_block *parent, const base *b)
{
    doc *d = p->d;
    cav_fact record;
    cav_program_fact(p->program, b->at->fact, &record);
    doc_block *section = doc_add(d, parent, DOC_SECTION);
    section->role = DOC_FACT;
    section->id = base_id(p, b->at->fact);
    doc_line slots[2] = {doc_line_of(d, DOC_CODE, record.base),
                         doc_line_of(d, DOC_TEXT, doc_say(p, record.title))};
    doc_fill(d, &section->line, WORD_FACT_HEADING, slots, 2);
    doc_block *terms = doc_add(d, section, DOC_TERMS);
    write_kind(p, terms, b->at->fact, &record);
    write_layers(p, terms, b);
    write_sources(p, terms, b->at->fact);
    write_readers(p, terms, b);
}

/* What a fact that is read derives from is read too. */
static void mark_derived(doc_pack *p)
{
    bool more = true;
    cav_fact fact;
    cav_origin origin;
    while (more) {
        more = false;
        for (uint32_t i = 0; cav_program_fact(p->program, i, &fact); i++)
            for (uint32_t k = 0; p->read[i] && cav_fact_origin(p->program, i, k, &origin); k++) {
                uint32_t from = origin.kind == CAV_SOURCE_FACT && origin.subject
                                    ? cav_fact_find(p->program, origin.subject)
                                    : CAV_NONE;
                if (from != CAV_NONE && !p->read[from])
                    more = p->read[from] = true;
            }
    }
}

static void write_unread(doc_pack *p, doc_block *parent, const bases *all)
{
    doc_block *list = NULL;
    cav_fact record;
    for (size_t i = 0; i < all->count; i++) {
        if (all->at[i].read)
            continue;
        if (!list) {
            doc_block *more = doc_add_word(p->d, parent, DOC_MORE, WORD_UNREAD);
            doc_add_word(p->d, more, DOC_PARA, WORD_UNREAD_LEAD);
            list = doc_add(p->d, more, DOC_LIST);
        }
        cav_program_fact(p->program, all->at[i].at->fact, &record);
        doc_line slots[2] = {doc_line_of(p->d, DOC_CODE, record.base),
                             doc_line_of(p->d, DOC_TEXT, doc_say(p, record.title))};
        doc_block *item = doc_add(p->d, list, DOC_ITEM);
        item->id = base_id(p, all->at[i].at->fact);
        doc_fill(p->d, &item->line, WORD_FACT_HEADING, slots, 2);
    }
}

void doc_write_facts(doc_pack *p, doc_block *parent)
{
    mark_derived(p);
    bases all = collect(p);
    doc_block *section = doc_add_word(p->d, parent, DOC_SECTION, WORD_FACTS);
    section->id = doc_id(p, "facts.", "");
    doc_add_word(p->d, section, DOC_PARA, WORD_FACTS_LEAD);
    for (size_t i = 0; i < all.count; i++)
        if (all.at[i].read)
            write_entry(p, section, &all.at[i]);
    write_unread(p, section, &all);
}
