/* front.h: units parsed from texts, for the tests of the compiler's front; what was said is kept.
 *
 * The allocator counts, and fails on demand; freeing a front checks that nothing is left.
 * Works on compiler/'s private headers; the working folder is the project's (rules/ is read).
 */
#ifndef FRONT_H
#define FRONT_H

#include <setjmp.h>

#include "../../compiler/unit.h"

typedef struct said {
    char id[8], hint[160], message[200];
    uint32_t line, column, file;
} said;

typedef struct front {
    struct cavc_unit unit;
    jmp_buf out_of_memory;
    said said[300];
    size_t nsaid;
    const char *paths[8], *texts[8]; /* for `use` */
    long allocations, fail_at, live; /* of the allocator below */
    bool failed;
} front;

enum { FRONT_PACKS = 4 };
extern const char *const front_packs[FRONT_PACKS]; /* rule files of the project */

void front_run(front *f, const char *text, size_t size);
front *front_parse_sized(const char *text, size_t size);
front *front_parse(const char *text);
void front_free(front *f);
ast_item *front_items(front *f);
void front_expect(front *f, const char *text, const char *expected);
void front_check(const char *text, const char *expected);
char *front_read_file(const char *path, size_t *size);
void front_check_spans(front *f);
void front_check_form(const char *source, const char *expected);
char *front_repeated(const char *head, const char *piece, size_t count, const char *tail);

#endif
