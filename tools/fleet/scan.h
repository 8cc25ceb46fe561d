/* scan.h: one JSON object as the spelling of its keys and values; objects inside are scanned when
 * asked.
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

/* Spellings as they stand in the line: a key without its quotes, a value with them. A value that
 * begins with '{' is an object, to be scanned as the line was. */
typedef struct scan_item {
    const char *key, *value;
    uint32_t key_size, value_size;
} scan_item;

enum {
    SCAN_ITEMS_MAX = 512,     /* of one object; more: the slow way */
    SCAN_LINE_MAX = 64 << 10, /* bytes; longer: the slow way */
    SCAN_VERSION = 1,
    SCAN_PADDING = 64 /* bytes behind the line that may be read */
};

/* What a module offers, by the name CAVEAT_SCANNER. `object` writes at most SCAN_ITEMS_MAX items
 * and returns how many, or -1: not one for the fast way. Spellings stand in `bytes` or in memory of
 * the state that lives until `object` is called with `fresh`, which begins a line. One state
 * belongs to one thread. */
typedef struct scanner {
    unsigned version; /* SCAN_VERSION: a module of another build is not used */
    const char *name;
    void *(*open)(void); /* NULL: no memory */
    int (*object)(void *state, bool fresh, const char *bytes, size_t size, scan_item *items);
    void (*close)(void *state);
} scanner;

#ifdef __cplusplus
}
#endif
#endif
