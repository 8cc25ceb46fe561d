/* codes.h: what values mean, kept by their spelling: bytes of a line -> codes of the engines'
 * columns.
 *
 * Nearly every value of a fleet was seen before. A spelling that was not is read once, alone, by
 * the reader of fact files (record.h), and what it made of the facts is kept: the fact's codes,
 * those of facts derived from it, the depth it implies. One thread has one of these; its size is
 * bounded, and when it is full it is emptied.
 */
#ifndef FLEET_CODES_H
#define FLEET_CODES_H

#include "record.h"

typedef struct codes_write {
    uint32_t column, key; /* key: of a derived fact, which a told one replaces */
    uint16_t code;
    bool wide; /* the column's codes are two bytes */
} codes_write;

typedef struct codes_value {
    struct codes_value *next;
    uint32_t hash, key, size, name; /* name: of key and spelling together */
    word2 word;
    uint8_t csv;     /* spelled as a cell, not as JSON */
    bool told;       /* the fact is known, at least partly */
    bool subject;    /* and others may be derived from it */
    bool odd;        /* what it means depends on the rest of the line: the slow way */
    int depth;       /* stated; -1: not */
    uint32_t layer;  /* of a told fact */
    uint8_t *depths; /* implied, by pack; NULL: none above the usual one */
    uint32_t nown, nderived;
    const codes_write *writes; /* own, then derived */
    const char *bytes;
} codes_value;

typedef struct codes {
    const fleet *fleet;
    app *app; /* scratch memory, emptied by each reading */
    pool keep;
    cav_facts **facts;         /* one a pack */
    cav_wide_column **columns; /* one a fleet column */
    void **rows;               /* codes of FLEET_BATCH hosts */
    codes_value **table;
    char *memory; /* of the values */
    size_t used;
    uint32_t *told; /* by key: the line it was told in */
    uint32_t line;
    bool full; /* a column has no code left: renew */
} codes;

int codes_open(const fleet *f, app *a, codes *c);
void codes_close(codes *c);

/* NULL: it cannot be told from these bytes alone, or is wrong. The value lives until the next call
 * that adds one. */
const codes_value *codes_find(codes *c, uint32_t key, bool csv, const char *bytes, size_t size);

/* Room for the values of one line: ask before its first codes_find; false: c was emptied. */
void codes_reserve(codes *c);

/* Every host of the batch says nothing. */
void codes_clear(codes *c);
/* The codes of one host from its values; false: the slow way, nothing was written. */
bool codes_put(codes *c, const codes_value *const *values, size_t count, uint32_t host);
/* The same from a record; false: c->full. A failure of the facts is a status. */
int codes_put_record(codes *c, const record *r, uint32_t host);
/* New columns and no values; only between batches. */
int codes_renew(codes *c);
void codes_inputs(const codes *c, uint32_t k, cav_wide_input *inputs);

static inline uint32_t codes_at(const codes *c, size_t column, uint32_t host)
{
    return c->fleet->columns[column].width == 2 ? ((const uint16_t *)c->rows[column])[host]
                                                : ((const uint8_t *)c->rows[column])[host];
}

#endif
