/* arrow.h: the rows of an Arrow stream or file as lines of NDJSON; what the module offers that
 * reads them.
 *
 * The module knows the format, and spells each value as JSON does; it is told where in a line a
 * column stands (arrow.c), and judges nothing: a value is looked up by its spelling, as those of
 * NDJSON are, and what takes the slow way is read as a line. So a host means what it means as
 * NDJSON, by construction.
 *
 * It is a module of its own so that a C++ library is loaded for such an input alone.
 */
#ifndef FLEET_ARROW_H
#define FLEET_ARROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { ARROW_VERSION_HERE = 1 };

/* Bytes of the input, what there is at once, at most `room`; 0: its end, or a failure that its
 * owner knows of. */
typedef size_t arrow_read(void *input, char *to, size_t room);

/* A column of the schema; a field F of a column S of structs is one, named S.F. */
typedef struct arrow_column {
    const char *name;
    size_t size;
    const char *refused; /* its type, where its values are not read; NULL: they are */
    bool empty;          /* its type has no values */
} arrow_column;

/* A member of each line. Those of one object follow each other. */
typedef struct arrow_member {
    uint32_t column, key; /* key: comes back with each value */
    const char *object;   /* `"L0":{`, or "": it stands in the line's own */
    const char *name;     /* `"os":` */
} arrow_member;

/* A value that is not null, where it stands in its line. */
typedef struct arrow_value {
    const char *bytes;
    uint32_t size, key;
} arrow_value;

/* What the module offers, by the name CAVEAT_ARROW. A reader belongs to one thread at a time, and
 * so do rows; rows live on when their reader is closed. */
typedef struct arrow_module {
    unsigned version; /* ARROW_VERSION_HERE: a module of another build is not used */
    /* Reads the schema; NULL: no memory. Then, and after `members` and `next`, `why` tells what
     * failed; NULL: nothing did. */
    void *(*open)(arrow_read *read, void *input);
    const char *(*why)(const void *reader);
    uint32_t (*columns)(const void *reader);
    arrow_column (*column)(const void *reader, uint32_t i);
    /* What the lines are made of. */
    void (*members)(void *reader, const arrow_member *members, uint32_t count);
    /* The next rows, at most `most`, and how many; NULL: there are none, or a failure. */
    void *(*next)(void *reader, uint64_t most, uint64_t *count);
    /* The line of the first row that is left, without its end, and its values, at most one a
     * member, and how many; `to` has room for `room` bytes, and what does not fit is cut off.
     * Returns its size; 0: none is left. */
    size_t (*line)(void *rows, char *to, size_t room, arrow_value *values, uint32_t *count);
    void (*drop)(void *rows);
    void (*close)(void *reader);
} arrow_module;

#ifdef __cplusplus
}
#endif
#endif
