/* source.h: the lines of all inputs, in order, in blocks that threads take one after another.
 *
 * A block holds whole lines of one file, and the number of its first; or rows of Arrow, which
 * become lines in the thread that has taken them. What is read ahead is kept here, so memory does
 * not grow with the inputs.
 */
#ifndef FLEET_SOURCE_H
#define FLEET_SOURCE_H

#include "arrow.h"
#include "scan.h"

#include "../caveat/vocab.h"

#include <pthread.h>

enum {
    SOURCE_BLOCK = 256 << 10,  /* bytes read at a time */
    SOURCE_LINE_MAX = 1 << 20, /* bytes of one line; longer ones are skipped */
    SOURCE_ROWS = 1024         /* of Arrow, at most, in a block */
};

typedef enum source_format { SOURCE_GUESS, SOURCE_NDJSON, SOURCE_CSV, SOURCE_ARROW } source_format;

typedef struct source_file {
    const char *name; /* as messages call it */
    source_format format;
    const uint32_t *columns; /* of CSV: codes.h's key of each */
    uint32_t ncolumns;
    const arrow_module *arrow; /* of Arrow: its reader, NULL when it is closed */
    void *reader;
} source_file;

/* What names of columns mean, by whoever knows the facts. Each returns a status, with a message. */
typedef struct source_reader {
    int (*header)(void *context, app *a, source_file *file, const char *line, size_t size);
    bool (*is_header)(void *context, const char *line, size_t size); /* does a line look like one */
    int (*arrow)(void *context, app *a, source_file *file);          /* sets file->arrow */
    int (*columns)(void *context, app *a, source_file *file);        /* of file->reader */
    void *context;
} source_reader;

typedef struct source {
    app *app;
    pthread_mutex_t lock;
    const option_list *paths; /* none: standard input */
    source_format format;
    source_reader reader;
    size_t at;  /* next path */
    int fd;     /* -1: none open */
    bool fresh; /* the file's beginning was not looked at yet */
    bool ended; /* no more bytes in this file */
    source_file *file;
    char *carry; /* the beginning of a line that was read with the block before */
    size_t carried;
    uint64_t line, sequence;
    int status; /* of the first failure; its message is in `failure` */
    buf failure;
} source;

typedef struct source_block {
    char *bytes; /* room for SOURCE_BLOCK + SOURCE_LINE_MAX + SCAN_PADDING */
    size_t size;
    const source_file *file;
    uint64_t first;    /* number of its first line */
    uint64_t sequence; /* of the block: 0, 1, 2 … */
    bool too_long;     /* it stands for one line that was skipped */
    void *rows;        /* of Arrow, not lines yet; NULL: none */
} source_block;

/* Looks at every path, so that a misspelt one is found before anything is judged. */
int source_open(app *a, const option_list *paths, source_format format, source *out);
/* The next block; false: there is none, or s->status says why not. Any thread may ask. */
bool source_next(source *s, source_block *block);
void source_close(source *s);

void source_block_new(pool *p, source_block *block);
/* The line of a block's next row, put behind those that are in its bytes, where there is room for
 * one while they are less than SOURCE_BLOCK; and its values. Its size; 0: there is none. */
size_t source_row(source_block *block, const char **line, arrow_value *values, uint32_t *count);
/* Lets go of rows that were not asked for. */
void source_drop(source_block *block);

#endif
