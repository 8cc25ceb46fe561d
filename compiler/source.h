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

typedef struct src_file {
    const char *name;       /* for diagnostics: as the host named it, used files beside it */
    const char *path;       /* in the image: relative to the root's folder; the root: its last component */
    const char *bytes; size_t size;
    uint32_t *lines; uint32_t nlines; /* offset of each line */
    uint8_t sha256[32];
    uint32_t used_by;       /* file whose `use` brought it; CAV_NONE for the root */
} src_file;

typedef struct src_map { arena *arena; ARENA_VECTOR(src_file) files; } src_map;

typedef struct src_place { uint32_t line, column; } src_place; /* from 1; columns in characters */

uint32_t src_add(src_map *map, const char *name, const char *path, cavc_text text, uint32_t used_by); /* index */
src_place src_locate(const src_map *map, uint32_t file, uint32_t offset);
/* The line without its end, and a caret line for [start, end) cut to that line; both in the arena. */
const char *src_line(const src_map *map, uint32_t file, uint32_t line);
const char *src_caret(const src_map *map, ast_span span);
/* "a/../b.cav" beside "x/y.cav" -> "x/b.cav"; NULL: absolute or climbs out. */
const char *src_resolve(arena *a, const char *from, const char *use);

#endif
