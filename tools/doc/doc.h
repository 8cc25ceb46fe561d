/* doc.h: rules as a page for readers: a format-neutral outline, and one writer per format.
 *
 * pack.c, rules.c, facts.c and cond.c (parts.h) make the outline from a loaded program alone, so an
 * image does as well as rule text; a writer sees the outline only. All texts of the page's own
 * stand in words.def; all texts of the rules pass through doc_say, so that both can be had in
 * another language. Invariants: the same packs give the same outline; no text in it holds a control
 * character; an id is made of letters, digits, '.', ':', '_' and '-'.
 */
#ifndef DOC_H
#define DOC_H

#include "../caveat/load.h"

/* -- the outline ------------------------------------------------------------------------------- */

typedef enum doc_span_kind {
    DOC_TEXT,
    DOC_STRONG,
    DOC_CODE,
    DOC_LEVEL, /* a badge; `level` says which */
    DOC_VALUE  /* stands for a fact's value in a message */
} doc_span_kind;

typedef struct doc_span {
    doc_span_kind kind;
    const char *text;
    const char *to;   /* id of an anchor of this page; NULL: no link */
    const char *hint; /* what it is, said in more words; NULL: nothing */
    int level;        /* cav_level */
    struct doc_span *next;
} doc_span;

typedef struct doc_line {
    doc_span *first, *last;
} doc_line;

typedef enum doc_kind {
    DOC_SECTION, /* line: heading; children: anything */
    DOC_PARA,    /* line */
    DOC_LIST,    /* children: items */
    DOC_ITEM,    /* line, then children */
    DOC_TERMS,   /* children: terms */
    DOC_TERM,    /* line: what it is called; children: paragraphs and lists */
    DOC_MORE,    /* line: summary; children: what a reader may skip */
    DOC_COMMAND  /* line: to be typed */
} doc_kind;

typedef enum doc_role { /* for writers that show it */
                        DOC_PLAIN,
                        DOC_PACK,
                        DOC_INDEX, /* of packs or restrictions */
                        DOC_RULE,
                        DOC_STATEMENT,
                        DOC_FACT,
                        DOC_MESSAGE,
                        DOC_STEPS /* a list whose order matters */
} doc_role;

typedef struct doc_block {
    doc_kind kind;
    doc_role role;
    const char *id; /* NULL: no anchor */
    int level;      /* of a rule: cav_level; else -1 */
    doc_line line;
    struct doc_block *first, *last, *next;
} doc_block;

/* -- building it (outline.c) ------------------------------------------------------------------- */

typedef enum doc_word {
#define WORD(ID, english, spanish) WORD_##ID,
#include "words.def"
    DOC_WORDS
} doc_word;

typedef struct doc {
    app *app;
    const char *name; /* of a manual page */
    doc_line title;
    doc_block *root;
    const char *language; /* of words and texts, "en" */
    buf scratch;          /* for texts being made */
} doc;

doc_block *doc_add(doc *d, doc_block *parent, doc_kind kind); /* at the end of `parent` */
/* The same with a role, and a line of one word of the page's own. */
doc_block *doc_add_word(doc *d, doc_block *parent, doc_kind kind, doc_word word);

/* Spans at the end of a line. Texts are copied; hostile characters become visible escapes. */
doc_span *doc_put(doc *d, doc_line *line, doc_span_kind kind, const char *text);
void doc_hint(doc *d, doc_span *span, const char *text);
void doc_text(doc *d, doc_line *line, const char *text);
void doc_link(doc *d, doc_line *line, doc_span_kind kind, const char *text, const char *to);
void doc_level(doc *d, doc_line *line, int level); /* a badge */
void doc_append(doc_line *line, doc_line more);
/* A word whose text has slots {0}, {1} …: they take `slots` in the order the text wants them. */
void doc_fill(doc *d, doc_line *line, doc_word word, const doc_line *slots, size_t count);
/* "a, b or c" */
void doc_join(doc *d, doc_line *line, const doc_line *parts, size_t count);
doc_line doc_line_of(doc *d, doc_span_kind kind, const char *text);
const char *doc_plain(doc *d, doc_line line); /* its text without marks */

const char *doc_words(const doc *d, doc_word word);
const char *doc_level_name(int level); /* "note" too */

/* -- the parts of a page ----------------------------------------------------------------------- */

/* page.c: the outline of all packs. */
doc *doc_page(app *a, const packs *all);

/* -- writers ----------------------------------------------------------------------------------- */

typedef struct doc_format {
    const char *name; /* of -f */
    void (*write)(const doc *d, buf *out);
} doc_format;

extern const doc_format doc_formats[];
extern const size_t doc_formats_count;
void doc_write_markdown(const doc *d, buf *out);
void doc_write_asciidoc(const doc *d, buf *out);
void doc_write_html(const doc *d, buf *out);
void doc_write_man(const doc *d, buf *out);

#endif
