/* source.c: the texts of a unit, and where in them a byte is.
 *
 * It refuses, with a diagnostic at each place, text that is too large, not UTF-8 or holds control
 * characters; what it refuses reaches the scanner as the one byte 0x01. `use` paths are resolved as
 * text alone; no file is opened here.
 * Invariant: files keep their index; lines[0] is 0 and lines ascend.
 */
#include "source.h"

#include <string.h>

#include "../runtime/columns.h"
#include "../runtime/sha256.h"
#include "diag.h"

enum { REPORTS = 20 /* of bad bytes, per file */, LONG_LINE = 400, BEFORE = 150, AROUND = 300 };

/* -- characters -- */

static size_t utf8_length(unsigned char lead)
{
    return lead < 0x80   ? 1
           : lead < 0xC2 ? 0
           : lead < 0xE0 ? 2
           : lead < 0xF0 ? 3
           : lead < 0xF5 ? 4
                         : 0;
}

size_t src_decode(const char *bytes, size_t size, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char lead = (unsigned char)*bytes;
    size_t n = utf8_length(lead);
    uint32_t c = n == 1 ? lead : lead & (0x7Fu >> n);

    *code = UINT32_MAX;
    if (!n || n > size)
        return 1;
    for (size_t i = 1; i < n; i++) {
        if (((unsigned char)bytes[i] & 0xC0) != 0x80)
            return 1;
        c = c << 6 | ((unsigned char)bytes[i] & 0x3F);
    }
    if (c < least[n] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return 1;
    *code = c;
    return n;
}

static bool is_direction(uint32_t c)
{
    return c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

size_t src_width(const char *text)
{
    size_t size = strlen(text), width = 0;
    uint32_t c;

    for (size_t i = 0; i < size;) {
        i += src_decode(text + i, size - i, &c);
        width += c == UINT32_MAX ? 1 : columns_of(c);
    }
    return width;
}

/* -- files and paths -- */

static size_t bom(const src_file *f)
{
    return f->size >= 3 && !memcmp(f->bytes, "\xEF\xBB\xBF", 3) ? 3 : 0;
}

static void index_lines(arena *a, src_file *f)
{
    uint32_t n = 1;
    size_t size = f->size > CAVC_SOURCE_MAX ? 0 : f->size;
    const char *end = f->bytes + size;

    for (const char *p = f->bytes; p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++)
        n++;
    f->lines = arena_alloc(a, n * sizeof *f->lines);
    f->nlines = n;
    n = 1;
    for (const char *p = f->bytes; p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++)
        f->lines[n++] = (uint32_t)(p + 1 - f->bytes);
}

uint32_t src_add(src_map *map, const char *name, const char *path, cavc_text text, uint32_t used_by)
{
    src_file *f = ARENA_PUSH(map->arena, &map->files);

    f->name = arena_copy(map->arena, name, strlen(name));
    f->path = arena_copy(map->arena, path, strlen(path));
    f->bytes = text.bytes ? text.bytes : "";
    f->size = text.bytes ? text.size : 0;
    f->used_by = used_by;
    index_lines(map->arena, f);
    sha256(f->bytes, f->size, f->sha256);
    return (uint32_t)map->files.count - 1;
}

uint32_t src_find(const src_map *map, const char *path)
{
    for (size_t i = 0; i < map->files.count; i++)
        if (!strcmp(map->files.at[i].path, path))
            return (uint32_t)i;
    return CAV_NONE;
}

/* Appends one part of a path to out (of *size bytes); false: it climbs out. */
static bool add_part(char *out, size_t *size, const char *part, size_t length)
{
    if (!length || (length == 1 && *part == '.'))
        return true;
    if (length == 2 && part[0] == '.' && part[1] == '.') {
        if (!*size)
            return false;
        while (*size && out[*size - 1] != '/')
            --*size;
        if (*size)
            --*size;
        return true;
    }
    if (*size)
        out[(*size)++] = '/';
    memcpy(out + *size, part, length);
    *size += length;
    return true;
}

const char *src_resolve(arena *a, const char *from, const char *use)
{
    const char *slash = strrchr(from, '/');
    size_t folder = slash ? (size_t)(slash - from) : 0, size = 0;
    char *out = arena_alloc(a, folder + strlen(use) + 3);

    if (*use == '/')
        return NULL;
    if (folder) {
        memcpy(out, from, folder);
        size = folder;
    }
    for (const char *p = use, *next; p; p = next ? next + 1 : NULL) {
        next = strchr(p, '/');
        if (!add_part(out, &size, p, next ? (size_t)(next - p) : strlen(p)))
            return NULL;
    }
    out[size] = '\0';
    return size ? out : NULL;
}

/* -- places -- */

static uint32_t line_of(const src_file *f, uint32_t offset)
{
    uint32_t low = 0, high = f->nlines;

    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (f->lines[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Bytes [*start, *end) of a line (from 0), without BOM and line end. */
static void line_bytes(const src_file *f, uint32_t line, uint32_t *start, uint32_t *end)
{
    size_t size = f->size > CAVC_SOURCE_MAX ? 0 : f->size;

    *start = f->lines[line];
    *end = line + 1 < f->nlines ? f->lines[line + 1] - 1 : (uint32_t)size;
    if (*end > *start && f->bytes[*end - 1] == '\r')
        --*end;
    if (!line && size && bom(f))
        *start = 3;
}

src_place src_locate(const src_map *map, uint32_t file, uint32_t offset)
{
    const src_file *f = &map->files.at[file];
    src_place place = {line_of(f, offset), 1};
    uint32_t start, end, code;

    line_bytes(f, place.line, &start, &end);
    if (offset > f->size)
        offset = (uint32_t)f->size;
    for (uint32_t at = start; at < offset; place.column++)
        at += (uint32_t)src_decode(f->bytes + at, f->size - at, &code);
    place.line++;
    return place;
}

/* Copies a piece of a line for people: what is no text or would not show becomes U+FFFD. */
static char *printable(arena *a, const char *bytes, size_t size)
{
    char *out = arena_alloc(a, size * 3 + 1), *to = out;
    uint32_t c;

    for (size_t i = 0, n; i < size; i += n) {
        n = src_decode(bytes + i, size - i, &c);
        if (c == UINT32_MAX || (c < 32 && c != '\t') || (c >= 0x7F && c < 0xA0) ||
            is_direction(c)) {
            memcpy(to, "\xEF\xBF\xBD", 3);
            to += 3;
        } else {
            memcpy(to, bytes + i, n);
            to += n;
        }
    }
    *to = '\0';
    return out;
}

/* Blanks (tabs kept) up to start, carets up to end, at least one; none under what has no width. */
static const char *carets(arena *a, const char *bytes, size_t size, size_t start, size_t end,
                          size_t indent)
{
    char *out = arena_alloc(a, indent + size * 2 + 2), *to = out;
    bool any = false;
    uint32_t c;

    memset(to, ' ', indent);
    to += indent;
    for (size_t i = 0; i < size && i < end;) {
        bool tab = bytes[i] == '\t', under = i >= start;
        i += src_decode(bytes + i, size - i, &c);
        for (unsigned k = c == UINT32_MAX ? 1 : columns_of(c); k; k--, any |= under)
            *to++ = under ? '^' : tab ? '\t' : ' ';
    }
    if (!any)
        *to++ = '^';
    *to = '\0';
    return out;
}

/* The nearest offset not inside a character. */
static uint32_t settle(const src_file *f, uint32_t at, uint32_t low)
{
    while (at > low && ((unsigned char)f->bytes[at] & 0xC0) == 0x80)
        at--;
    return at;
}

static uint32_t clamp(uint32_t at, uint32_t low, uint32_t high)
{
    return at < low ? low : at > high ? high : at;
}

/* Printable text of bytes [from, to) of the file; its length is added to *size. */
static const char *piece(const src_map *map, const src_file *f, uint32_t from, uint32_t to,
                         uint32_t *size)
{
    const char *text = printable(map->arena, f->bytes + from, to - from);

    *size += (uint32_t)strlen(text);
    return text;
}

src_shown src_excerpt(const src_map *map, ast_span span)
{
    static const char dots[] = "\xE2\x80\xA6"; /* … */
    const src_file *f = &map->files.at[span.file];
    uint32_t start, end, from, to, first, last;
    const char *head, *mark, *tail;
    src_shown shown = {0};

    line_bytes(f, line_of(f, span.start), &start, &end);
    from = start;
    to = end;
    if (end - start > LONG_LINE) {
        if (span.start > start + BEFORE)
            from = settle(f, (span.start < end ? span.start : end) - BEFORE, start);
        if (end - from > AROUND)
            to = settle(f, from + AROUND, from);
    }
    first = clamp(span.start, from, to);
    last = clamp(span.end, first, to);
    shown.mark = from > start ? sizeof dots - 1 : 0;
    head = piece(map, f, from, first, &shown.mark);
    shown.mark_end = shown.mark;
    mark = piece(map, f, first, last, &shown.mark_end);
    tail = printable(map->arena, f->bytes + last, to - last);
    shown.line = arena_printf(map->arena, "%s%s%s%s%s", from > start ? dots : "", head, mark, tail,
                              to < end ? dots : "");
    shown.caret = carets(map->arena, f->bytes + from, to - from, first - from, last - from,
                         from > start);
    return shown;
}

/* -- what is no text -- */

static const char *why_not_utf8(const char *bytes, size_t size)
{
    unsigned char lead = (unsigned char)*bytes;
    size_t n = utf8_length(lead), have = 1;

    while (have < n && have < size && ((unsigned char)bytes[have] & 0xC0) == 0x80)
        have++;
    if ((lead & 0xC0) == 0x80)
        return "a continuation byte without a beginning";
    if (lead == 0xC0 || lead == 0xC1)
        return "an overlong form";
    if (lead >= 0xF5)
        return lead >= 0xFE ? "a byte that never occurs" : "a character beyond U+10FFFF";
    if (have < n)
        return have == size ? "a character cut off by the end of the file" : "a character cut off";
    return lead == 0xED   ? "a surrogate"
           : lead == 0xF4 ? "a character beyond U+10FFFF"
                          : "an overlong form";
}

static bool is_control(uint32_t c)
{
    return (c < 32 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7F && c < 0xA0);
}

/* Behind the plain characters at `at`, which most of every file is. */
static uint32_t skip_plain(const src_file *f, uint32_t at)
{
    while (at < f->size && ((f->bytes[at] >= 32 && f->bytes[at] < 127) || f->bytes[at] == '\n' ||
                            f->bytes[at] == '\t'))
        at++;
    return at;
}

/* Bytes of the run of text of one kind of badness at `at`; 0: it is fine. */
static uint32_t bad_run(const src_file *f, uint32_t at)
{
    uint32_t c, n = (uint32_t)src_decode(f->bytes + at, f->size - at, &c);

    if (c == '\r')
        return at + 1 < f->size && f->bytes[at + 1] == '\n' ? 0 : 1;
    return c == UINT32_MAX || is_control(c) ? n : 0;
}

static void report_bad(const src_file *f, ast_span span, diag_list *diags, arena *a)
{
    uint32_t c;

    src_decode(f->bytes + span.start, f->size - span.start, &c);
    if (c == UINT32_MAX)
        diag_report(diags, DIAG_NOT_UTF8, span,
                    !span.start && f->size > 1 && (unsigned char)f->bytes[0] >= 0xFE
                        ? "this looks like UTF-16: save the file as UTF-8"
                        : "save the file as UTF-8",
                    why_not_utf8(f->bytes + span.start, f->size - span.start));
    else if (c)
        diag_report(diags, DIAG_CONTROL, span, c == '\r' ? "end lines with LF or CR LF" : "delete it",
                    arena_printf(a, "control character U+%04X", (unsigned)c));
    else
        diag_report(diags, DIAG_CONTROL, span, "delete it; if there are many, save the file as UTF-8",
                    "a NUL byte");
}

bool src_check(const src_map *map, uint32_t file, diag_list *diags)
{
    const src_file *f = &map->files.at[file];
    ast_span span = {file, 0, 0};
    unsigned reports = 0;
    uint32_t c, n;

    if (f->size > CAVC_SOURCE_MAX) {
        diag_report(diags, DIAG_TOO_LARGE, span, NULL,
                    f->size > UINT32_MAX ? UINT32_MAX : (unsigned)f->size, CAVC_SOURCE_MAX);
        return false;
    }
    if (f->size > 1 && (unsigned char)f->bytes[0] + (unsigned char)f->bytes[1] == 0xFE + 0xFF) {
        span.end = 2; /* UTF-16: nothing of it can be read */
        report_bad(f, span, diags, map->arena);
        return false;
    }
    for (uint32_t at = skip_plain(f, (uint32_t)bom(f)); at < f->size && reports < REPORTS;
         at = skip_plain(f, at + n)) {
        n = bad_run(f, at);
        span.start = at;
        if (n) {
            while (at + n < f->size && bad_run(f, at + n))
                n += bad_run(f, at + n);
            span.end = at + n;
            report_bad(f, span, diags, map->arena);
            reports++;
            continue;
        }
        n = (uint32_t)src_decode(f->bytes + at, f->size - at, &c);
        span.end = at + n;
        if (is_direction(c) && ++reports)
            diag_report(diags, DIAG_DIRECTION, span, NULL, (unsigned)c);
    }
    return true;
}

char *src_clean(const src_map *map, uint32_t file)
{
    const src_file *f = &map->files.at[file];
    char *text = arena_alloc(map->arena, f->size + 2);
    uint32_t c, n;

    if (f->size)
        memcpy(text, f->bytes, f->size);
    memset(text, ' ', bom(f));
    for (uint32_t at = skip_plain(f, 0); at < f->size; at = skip_plain(f, at + n)) {
        n = bad_run(f, at);
        if (n)
            memset(text + at, 1, n);
        else
            n = (uint32_t)src_decode(f->bytes + at, f->size - at, &c);
    }
    return text;
}
