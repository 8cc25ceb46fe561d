/* dump_image.c: dumps of what comes after the tree: classes, code, image (see dump.h).
 *
 * Refuses nothing; the unit has a pack and no errors. Invariant: it changes nothing.
 */
#include "dump.h"
#include "emit.h"

static const char *key_text(const emit *e, const expr_fact *f, const type_key *k)
{
    arena *a = e->arena;
    uint64_t number;

    switch (f->type) {
    case CAV_RELEASE:
        return arena_printf(a, "%s %u.%u.%u.%u", e->unit->products.at[k->w[0]]->name->text, k->w[1],
                            k->w[2], k->w[3], k->w[4]);
    case CAV_NUMBER:
        number = ((uint64_t)k->w[1] << 32 | k->w[2]) ^ (uint64_t)1 << 63;
        return arena_printf(a, "%lld", (long long)number);
    case CAV_ONE_OF: {
        const ast_value *v = f->fact->values;
        for (uint32_t i = k->w[0]; i; i--)
            v = v->next;
        return v->text;
    }
    case CAV_DEPTH:
        return e->unit->layers.at[k->w[0]]->name->text;
    default:
        return k->w[0] ? "on" : "off";
    }
}

static const char *fact_name(const emit *e, const expr_fact *f)
{
    if (f->fact)
        return arena_printf(e->arena, "%s.%s", e->unit->layers.at[f->layer]->name->text,
                            f->fact->name->text);
    return f->feature ? arena_printf(e->arena, "use %s", f->feature->name->text) : "depth";
}

void dump_classes(cavc_unit *unit, dump_line *line, void *context)
{
    emit e;

    emit_prepare(&e, unit, false);
    for (uint32_t i = 0; i < e.exprs->nfacts; i++) {
        const expr_fact *f = &e.exprs->facts[i];
        const class_cut *cut = code_classes(e.code, i);
        if (f->type == CAV_TEXT) {
            line(context, arena_printf(e.arena, "%s: text, %u tests", fact_name(&e, f),
                                       code_tests(e.code, i)));
            continue;
        }
        line(context, arena_printf(e.arena, "%s: %u classes", fact_name(&e, f), cut->nclasses));
        for (uint32_t k = 0; k < cut->npieces; k++)
            line(context, arena_printf(e.arena, "    from %-32s class %u",
                                       key_text(&e, f, &cut->pieces[k].low), cut->pieces[k].class));
    }
}

typedef struct passing {
    dump_line *line;
    void *context;
} passing;

static bool pass_line(void *context, const char *text)
{
    const passing *p = context;

    p->line(p->context, text);
    return true;
}

void dump_code(cavc_unit *unit, dump_line *line, void *context)
{
    passing p = {line, context};
    cav_program *program;
    size_t size;
    const uint8_t *image = emit_image(unit, false, &size);

    if (cav_program_load(&unit->host.env, image, size, &program) != CAV_OK)
        longjmp(*unit->arena.out_of_memory, 1);
    cav_program_list(program, pass_line, &p);
    cav_program_free(program);
}

void dump_image(cavc_unit *unit, dump_line *line, void *context)
{
    static const char *const names[] = {
#define SECTION(ID, number, class) [number] = #ID,
#include "../runtime/image.def"
    };
    size_t size;
    const uint8_t *image = emit_image(unit, false, &size), *entry = image + IMG_AT_TABLE;

    line(context, arena_printf(&unit->arena, "format %u, %zu bytes, crc %08x", CAV_FORMAT_VERSION,
                               size, img_get32(image + IMG_AT_CRC)));
    line(context, "section         number   offset     size  records");
    for (uint32_t n = img_get32(image + IMG_AT_SECTIONS); n; n--, entry += IMG_ENTRY) {
        uint32_t number = img_get32(entry);
        const bool language = (number & ~IMG_SKIP) >= IMG_LANGUAGE;
        line(context,
             arena_printf(&unit->arena, "%-14s %4u%s %8u %8u %8u",
                          language ? "LANGUAGE" : names[number & ~IMG_SKIP],
                          number & ~IMG_SKIP, number & IMG_SKIP ? " skip" : "     ",
                          img_get32(entry + 4), img_get32(entry + 8), img_get32(entry + 12)));
    }
}
