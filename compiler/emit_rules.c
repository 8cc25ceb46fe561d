/* emit_rules.c: statements, rules and their messages, impossible combinations, files, source map.
 *
 * Refuses nothing. Invariant: records stand in source order; in a stripped image nothing depends on
 * how the sources are laid out: no places, and the hash of a file is that of what it says.
 */
#include "emit.h"

#include <string.h>

#include "../runtime/sha256.h"
#include "resolve.h"

#define INLINE_MAX 200 /* conditions of one owner, with what its defines and features stand for */

/* What a file says; of one that has no tree, a catalogue, its bytes. Made once: while a mutant is
 * compiled its condition is not what the file says. */
static const uint8_t *said_hash(emit *e, src_file *f, uint32_t file)
{
    for (size_t i = 0; i < e->unit->files.count && !f->said; i++)
        if (e->unit->files.at[i]->file == file) {
            const char *text = format_bare(e->arena, e->unit->files.at[i]);
            sha256(text, strlen(text), f->said_sha256);
            f->said = true;
        }
    return f->said ? f->said_sha256 : f->sha256;
}

static void emit_files(emit *e)
{
    for (size_t i = 0; i < e->unit->sources.files.count; i++) {
        src_file *f = &e->unit->sources.files.at[i];
        if (f->unused)
            continue;
        const uint8_t *hash = e->strip ? said_hash(e, f, (uint32_t)i) : f->sha256;
        uint32_t fields[IMG_FILES_FIELDS] = {write_text(e->w, f->path)};
        for (int k = 0; k < 8; k++)
            fields[1 + k] = (uint32_t)hash[4 * k] << 24 | (uint32_t)hash[4 * k + 1] << 16 |
                            (uint32_t)hash[4 * k + 2] << 8 | hash[4 * k + 3];
        write_record(e->w, IMG_FILES, fields);
    }
}

static src_place place_of(const emit *e, ast_span span)
{
    return e->strip ? (src_place){0, 0} : src_locate(&e->unit->sources, span.file, span.start);
}

static void emit_statements(emit *e)
{
    for (size_t i = 0; i < e->unit->sections.count; i++) {
        const ast_section *s = e->unit->sections.at[i];
        WRITE(e->w, HEADINGS, .name = write_text(e->w, s->name->text),
              .title = write_text(e->w, s->title->text));
        for (const ast_statement *st = s->statements; st; st = st->next)
            WRITE(e->w, STATEMENTS, .name = write_text(e->w, st->name->text), .heading = s->index,
                  .line = st->line_number, .gist = write_text(e->w, st->gist->text),
                  .no_rule = write_text(e->w, st->no_rule ? st->no_rule->text : NULL));
    }
}

/* -- rules -- */

static void emit_part(void *context, const char *text, ast_fact *fact, uint32_t layer)
{
    emit *e = context;

    if (*text || fact)
        WRITE(e->w, PARTS, .text = write_text(e->w, text),
              .fact = fact ? expr_fact_index(e->exprs, fact, layer) : CAV_NONE);
}

static void emit_effects(emit *e, const ast_rule *rule, const emit_rule *r)
{
    uint32_t parts = write_count(e->w, IMG_PARTS), nparts;

    resolve_message(e->unit, rule->effect->message, emit_part, e);
    nparts = write_count(e->w, IMG_PARTS) - parts;
    for (uint32_t k = 0; k < r->neffects; k++)
        WRITE(e->w, EFFECTS, .rule = rule->index, .level = (uint32_t)rule->level,
              .feature = r->features[k] ? r->features[k]->index : CAV_NONE, .parts = parts,
              .nparts = nparts, .fires = code_value(e->code, r->fires[k]),
              .bears = code_value(e->code, r->bears[k]));
}

static emit_reads rule_reads(emit *e, const ast_rule *rule)
{
    ast_cond *conds[4] = {rule->when, rule->require};

    for (int k = 0; rule->conflict && k < 2; k++)
        conds[2 + k] = rule->features[k]->in_use;
    return emit_read_facts(e, conds, 4);
}

static void emit_rule_record(emit *e, const ast_rule *rule)
{
    emit_rule r = emit_rule_exprs(e->exprs, rule);
    src_place place = place_of(e, rule->name->span);
    uint32_t cites = write_count(e->w, IMG_CITES), ncites = 0,
             effects = write_count(e->w, IMG_EFFECTS);
    emit_reads reads = rule_reads(e, rule);

    for (const ast_name *c = rule->cites; c; c = c->next, ncites++)
        WRITE(e->w, CITES,
              .statement =
                  ((ast_statement *)map_get(&e->unit->names[UNIT_STATEMENT], c->text))->index);
    emit_effects(e, rule, &r);
    WRITE(e->w, RULES, .name = write_text(e->w, rule->name->text),
          .kind = rule->conflict  ? CAV_CONFLICT
                  : rule->require ? CAV_REQUIRE
                                  : CAV_THEN,
          .scope = r.scope, .why = write_text(e->w, rule->why ? rule->why->text : NULL),
          .fix = write_text(e->w, rule->fix ? rule->fix->text : NULL), .cites = cites,
          .ncites = ncites, .effects = effects, .neffects = r.neffects, .reads = reads.first,
          .nreads = reads.count, .file = rule->name->span.file, .line = place.line,
          .column = place.column);
}

static void emit_impossible(emit *e)
{
    for (size_t i = 0; i < e->unit->impossible.count; i++) {
        ast_impossible *im = e->unit->impossible.at[i];
        src_place place = place_of(e, im->reason->span);
        emit_reads reads = emit_read_facts(e, &im->cond, 1);
        WRITE(e->w, IMPOSSIBLE, .reason = write_text(e->w, im->reason->text),
              .holds = code_value(e->code, emit_guarded(e->exprs, im->cond)), .reads = reads.first,
              .nreads = reads.count, .file = im->reason->span.file, .line = place.line,
              .column = place.column);
    }
}

/* -- the source map -- */

typedef struct owner {
    emit *e;
    cav_cond_owner kind;
    uint32_t index;
    cav_cond_role role;
    uint32_t count;
} owner;

static cav_cond_kind kind_of(const ast_cond *cond)
{
    switch (cond->kind) {
    case AST_EXISTS:
        return CAV_COND_EXISTS;
    case AST_IN_USE:
        return CAV_COND_IN_USE;
    case AST_DEFINED:
        return CAV_COND_DEFINE;
    case AST_NOT:
        return CAV_COND_NOT;
    case AST_AND:
        return CAV_COND_AND;
    case AST_OR:
        return CAV_COND_OR;
    default:
        return CAV_COND_ATOM;
    }
}

static void emit_cond(owner *o, const ast_cond *cond, uint32_t depth)
{
    emit *e = o->e;
    src_place place = src_locate(&e->unit->sources, cond->span.file, cond->span.start);
    const ast_cond *stands_for = cond->define    ? cond->define->cond
                                 : cond->feature ? cond->feature->in_use
                                                 : NULL;

    WRITE(e->w, CONDS, .owner = o->kind, .index = o->index, .role = o->role, .kind = kind_of(cond),
          .depth = depth, .text = write_text(e->w, format_cond(e->arena, cond)),
          .value = code_value(e->code, cond->more), .file = cond->span.file,
          .start = cond->span.start, .end = cond->span.end, .line = place.line,
          .column = place.column);
    o->count++;
    if (stands_for && o->count < INLINE_MAX)
        emit_cond(o, stands_for, depth + 1);
    for (const ast_cond *c = cond->children; c; c = c->next)
        emit_cond(o, c, depth + 1);
}

static void map_cond(emit *e, cav_cond_owner kind, uint32_t index, cav_cond_role role,
                     const ast_cond *cond)
{
    owner o = {e, kind, index, role, 0};

    if (cond)
        emit_cond(&o, cond, 0);
}

static void emit_map(emit *e)
{
    const cavc_unit *u = e->unit;

    if (u->pack->applies)
        map_cond(e, CAV_OWNER_APPLIES, 0, CAV_ROLE_WHEN, u->pack->applies->cond);
    for (size_t i = 0; i < u->features.count; i++)
        map_cond(e, CAV_OWNER_FEATURE, (uint32_t)i, CAV_ROLE_WHEN, u->features.at[i]->in_use);
    for (size_t i = 0; i < u->impossible.count; i++)
        map_cond(e, CAV_OWNER_IMPOSSIBLE, (uint32_t)i, CAV_ROLE_WHEN, u->impossible.at[i]->cond);
    for (size_t i = 0; i < u->rules.count; i++) {
        map_cond(e, CAV_OWNER_RULE, (uint32_t)i, CAV_ROLE_WHEN, u->rules.at[i]->when);
        map_cond(e, CAV_OWNER_RULE, (uint32_t)i, CAV_ROLE_REQUIRE, u->rules.at[i]->require);
    }
}

void emit_rules(emit *e)
{
    emit_files(e);
    emit_statements(e);
    for (size_t i = 0; i < e->unit->rules.count; i++)
        emit_rule_record(e, e->unit->rules.at[i]);
    emit_impossible(e);
    if (!e->strip)
        emit_map(e);
}
