/* source.h: the source files of a unit: their text, `use` paths, and offset -> line and column.
 *
 * Text is borrowed from the host. Refuses text over CAVC_SOURCE_MAX, invalid UTF-8, NUL and other
 * control characters (each at its own place), absolute `use` paths and paths that climb out of the
 * root file's folder, and cycles (shown). A file reached twice is read once.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include "arena.h"
#include "ast.h"
#include "caveatc.h"

struct diag_list;

typedef struct src_file {
    const char *name;       /* for diagnostics: as the host named it, used files beside it */
    const char *path;       /* in the image: relative to the root's folder */
    const char *bytes; size_t size;
    uint32_t *lines; uint32_t nlines; /* offset of each line */
    uint8_t sha256[32];
    uint8_t said_sha256[32]; bool said; /* of what it says (format_bare), once it was asked for */
    uint32_t used_by;       /* file whose `use` brought it; CAV_NONE for the root */
    bool catalogue;         /* of translations: no rule text */
    bool unused;            /* a catalogue that gives the image nothing */
} src_file;

typedef struct src_map { arena *arena; ARENA_VECTOR(src_file) files; } src_map;

typedef struct src_place { uint32_t line, column; } src_place; /* from 1; columns in characters */

/* `mark` to `mark_end`: bytes of `line`. All of it is in the arena. */
typedef struct src_shown { const char *line, *caret; uint32_t mark, mark_end; } src_shown;

/* Its index. */
uint32_t src_add(src_map *map, const char *name, const char *path, cavc_text text,
                 uint32_t used_by);
src_place src_locate(const src_map *map, uint32_t file, uint32_t offset);
/* For a diagnostic: the line of span.start without its end (of a very long line only the part
 * around the span), where in it the marked text stands, and the carets to print below it. */
src_shown src_excerpt(const src_map *map, ast_span span);
/* Reports what is no text (size, UTF-8, control characters); false: too large to scan. */
bool src_check(const src_map *map, uint32_t file, struct diag_list *diags);
/* One character at `bytes` (size > 0): its length, 1 and *code UINT32_MAX where it is no UTF-8. */
size_t src_decode(const char *bytes, size_t size, uint32_t *code);
/* Columns a NUL-terminated text takes in a terminal. */
size_t src_width(const char *text);
/* What the scanner reads: a copy in which bytes that are no text are 0x01; two NULs follow. */
char *src_clean(const src_map *map, uint32_t file);
/* "a/../b.cav" beside "x/y.cav" -> "x/b.cav"; NULL: absolute or climbs out. */
const char *src_resolve(arena *a, const char *from, const char *use);
/* Index of the file with this path; CAV_NONE: none yet. */
uint32_t src_find(const src_map *map, const char *path);

#endif
