/* scan.h: one line of JSON as the spelling of its keys and values.
 *
 * A scanner finds where things stand and judges nothing: a value is known by its bytes, which were
 * read by the reader of fact files once before (codes.h). So a scanner may refuse any line, which
 * is then read slowly, and may never accept one that is not JSON in the places it reports.
 *
 * Two scanners exist: simdjson's, in a module of its own so that no other verb loads a C++ library,
 * and jansson's, which is always there.
 */
#ifndef FLEET_SCAN_H
#define FLEET_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum scan_kind { SCAN_VALUE, SCAN_OPEN, SCAN_CLOSE } scan_kind;

/* Spellings as they stand in the line: a key without its quotes, a value with them. */
typedef struct scan_item {
    const char *key, *value;
    uint32_t key_size, value_size;
    scan_kind kind; /* OPEN: an object begins under `key`; CLOSE: the innermost ends */
} scan_item;

enum {
    SCAN_ITEMS_MAX = 512,     /* of one line; more: the slow way */
    SCAN_DEPTH_MAX = 16,      /* of objects */
    SCAN_LINE_MAX = 64 << 10, /* bytes; longer: the slow way */
    SCAN_PADDING = 64         /* bytes behind the line that may be read */
};

/* What a module offers, by the name CAVEAT_SCANNER. `line` writes at most SCAN_ITEMS_MAX items and
 * returns how many, or -1: not a line for the fast way. Items are valid until the next call. One
 * state belongs to one thread. */
typedef struct scanner {
    const char *name;
    void *(*open)(void); /* NULL: no memory */
    int (*line)(void *state, const char *bytes, size_t size, scan_item *items);
    void (*close)(void *state);
} scanner;

#ifdef __cplusplus
}
#endif
#endif
