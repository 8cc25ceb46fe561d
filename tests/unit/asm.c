/* asm.c: see asm.h. */
#include "asm.h"

#include "../../compiler/write.h"
#include "../../runtime/ops.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS_MAX = 32, TEXT_MAX = 8192 };

typedef struct field_name { img_section section; const char *name; bool text, optional; } field_name;

enum { INT, TEXT, TEXT0, REF, REF0, VAL, VAL0, XVAL, RANGE, COUNT };

static const field_name fields[] = {
#define FIELD(ID, name, kind, arg) \
    {IMG_##ID, #name, kind == TEXT, kind == TEXT0 || kind == REF0 || kind == VAL0},
#include "../../runtime/image.def"
};

static const char *const sections[] = {
#define SECTION(ID, number, class) #ID,
#include "../../runtime/image.def"
};

static const char letters[] = {
#define KIND(name, letter, first_illegal) letter,
#include "../../runtime/ops.def"
};

typedef struct run { unsigned op; uint32_t first; uint32_t *operands; size_t count; } run;

typedef struct assembler {
    arena *arena;
    write_image *image;
    const char *p;              /* next character */
    img_section code;           /* IMG_SECTIONS: records */
    uint32_t results;
    ARENA_VECTOR(run) runs[2];  /* of CODE, of XCODE */
    unsigned width;
} assembler;

static void skip_blanks(assembler *m)
{
    while (*m->p == ' ')
        m->p++;
}

static bool at_end(assembler *m)
{
    skip_blanks(m);
    return *m->p == '\0' || *m->p == '\n' || *m->p == '#';
}

static size_t word_size(const char *p)
{
    size_t n = 0;

    while (isalnum((unsigned char)p[n]) || p[n] == '_')
        n++;
    return n;
}

static bool word_is(const char *p, size_t n, const char *word)
{
    return strlen(word) == n && memcmp(p, word, n) == 0;
}

static bool read_number(assembler *m, uint32_t *value)
{
    char *end;

    if (!isdigit((unsigned char)*m->p))
        return false;
    *value = (uint32_t)strtoull(m->p, &end, 0);
    m->p = end;
    return true;
}

/* "..." with \n, \\ and \". */
static bool read_text(assembler *m, uint32_t *value)
{
    char text[TEXT_MAX];
    size_t n = 0;

    for (m->p++; *m->p != '"'; m->p++) {
        if (*m->p == '\\')
            m->p++;
        if (*m->p == '\0' || n + 1 == sizeof text)
            return false;
        text[n++] = m->p[-1] == '\\' && *m->p == 'n' ? '\n' : *m->p;
    }
    m->p++;
    text[n] = '\0';
    *value = write_text(m->image, text);
    return true;
}

static bool read_value(assembler *m, uint32_t *value)
{
    const bool inverted = *m->p == '!';

    if (*m->p == '"')
        return read_text(m, value);
    if (strncmp(m->p, "none", 4) == 0) {
        m->p += 4;
        *value = CAV_NONE;
        return true;
    }
    m->p += inverted;
    if (*m->p == 'v') {
        m->p++;
        if (!read_number(m, value))
            return false;
        *value = 2 * *value + inverted;
        return true;
    }
    return !inverted && read_number(m, value);
}

static bool read_field(assembler *m, const field_name *first, uint32_t *record)
{
    const size_t n = word_size(m->p);

    for (uint32_t k = 0; first + k < fields + sizeof fields / sizeof *fields; k++) {
        if (first[k].section != first->section)
            return false;
        if (!word_is(m->p, n, first[k].name) || m->p[n] != '=')
            continue;
        m->p += n + 1;
        return read_value(m, &record[k]);
    }
    return false;
}

static bool read_record(assembler *m)
{
    const size_t n = word_size(m->p);
    uint32_t record[FIELDS_MAX];
    int s = 0;
    const field_name *first = fields;

    while (s < IMG_SECTIONS && !word_is(m->p, n, sections[s]))
        s++;
    if (s == IMG_SECTIONS)
        return false;
    while (first->section != (img_section)s)
        first++;
    for (const field_name *f = first; f < fields + sizeof fields / sizeof *fields; f++) {
        if (f->section == (img_section)s)
            record[f - first] = f->optional ? CAV_NONE : f->text ? write_text(m->image, "") : 0;
    }
    for (m->p += n; !at_end(m);) {
        if (!read_field(m, first, record))
            return false;
    }
    if (s == IMG_META)
        m->width = record[IMG_META_operand];
    write_record(m->image, (img_section)s, record);
    return true;
}

/* Starts a run where the instruction changes, or an operand is a result of this very run. */
static run *run_for(assembler *m, unsigned op, const uint32_t operands[2])
{
    const bool extra = m->code == IMG_XCODE;
    run *last = m->runs[extra].count ? &m->runs[extra].at[m->runs[extra].count - 1] : NULL;

    for (int k = 0; last && k < 2; k++) {
        if (letters[vm_rows[op].kind[k]] == 'v' && operands[k] >= last->first)
            last = NULL;
    }
    if (last && last->op == op)
        return last;
    last = ARENA_PUSH(m->arena, &m->runs[extra]);
    last->op = op;
    last->first = m->results;
    return last;
}

static bool read_instruction(assembler *m)
{
    const size_t n = word_size(m->p);
    uint32_t operands[2] = {0, 0};
    unsigned op = 0;
    run *r;

    while (op < VM_OPS && !word_is(m->p, n, vm_rows[op].name))
        op++;
    if (op == VM_OPS)
        return false;
    m->p += n;
    for (int k = 0; k < 2; k++) {
        const char letter = letters[vm_rows[op].kind[k]];

        skip_blanks(m);
        if (letter && (*m->p++ != letter || !read_number(m, &operands[k])))
            return false;
    }
    r = run_for(m, op, operands);
    r->operands = arena_grow(m->arena, r->operands, 8 * r->count, 8 * (r->count + 1));
    memcpy(r->operands + 2 * r->count++, operands, sizeof operands);
    m->results++;
    return at_end(m);
}

static void put(assembler *m, img_section section, uint32_t value)
{
    const uint8_t bytes[4] = {(uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16),
                              (uint8_t)(value >> 24)};

    write_raw(m->image, section, bytes, m->width == 2 ? 2 : 4);
}

static void put_code(assembler *m, img_section section)
{
    const int extra = section == IMG_XCODE;

    for (size_t r = 0; r < m->runs[extra].count; r++) {
        const run *one = &m->runs[extra].at[r];

        put(m, section, one->op);
        put(m, section, (uint32_t)one->count);
        for (size_t k = 0; k < 2 * one->count; k++)
            put(m, section, one->operands[k]);
    }
}

static bool read_line(assembler *m)
{
    const size_t n = (skip_blanks(m), word_size(m->p));

    if (at_end(m))
        return true;
    if (word_is(m->p, n, "code"))
        m->code = IMG_CODE;
    else if (word_is(m->p, n, "xcode"))
        m->code = IMG_XCODE;
    else if (word_is(m->p, n, "records"))
        m->code = IMG_SECTIONS;
    else
        return m->code == IMG_SECTIONS ? read_record(m) : read_instruction(m);
    m->p += n;
    return at_end(m);
}

uint8_t *asm_image(arena *a, const char *text, size_t *size, unsigned *line)
{
    assembler m = {.arena = a, .image = write_new(a), .p = text, .code = IMG_SECTIONS, .width = 4};

    for (*line = 1; *m.p; ++*line) {
        if (!read_line(&m))
            return NULL;
        m.p = strchr(m.p, '\n');
        if (!m.p)
            break;
        m.p++;
    }
    put_code(&m, IMG_CODE);
    put_code(&m, IMG_XCODE);
    return write_finish(m.image, size);
}

void asm_repair(uint8_t *image, size_t size)
{
    uint32_t crc;

    if (size < IMG_AT_SECTIONS)
        return;
    crc = img_crc32(0, image, IMG_AT_CRC);
    crc = img_crc32(crc, image + IMG_AT_SECTIONS, size - IMG_AT_SECTIONS);
    for (int k = 0; k < 4; k++)
        image[IMG_AT_CRC + k] = (uint8_t)(crc >> 8 * k);
}
