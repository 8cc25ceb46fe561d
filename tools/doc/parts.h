/* parts.h: making the outline of a pack: shared by the files that do, unknown to the writers. */
#ifndef DOC_PARTS_H
#define DOC_PARTS_H

#include "doc.h"

typedef struct doc_reader { /* a rule, in a list */
    uint32_t rule;
    struct doc_reader *next;
} doc_reader;

/* One pack, with what has to be looked up backwards. */
typedef struct doc_pack {
    doc *d;
    const pack *pack;
    const cav_program *program;
    const char *prefix;   /* of its ids: "" or "NAME:" */
    uint32_t *first;      /* of a rule: its first condition; CAV_NONE */
    uint32_t *in_use;     /* of a feature */
    uint32_t *never;      /* of an impossible */
    uint32_t applies;     /* its first condition; CAV_NONE */
    bool *read;           /* of a fact: something of the pack reads or shows it */
    doc_reader **readers; /* of a fact: the rules that read it */
    doc_reader **citers;  /* of a statement: the rules that cite it, in order */
    uint32_t *heads;      /* of a statement: the first one of its section */
    doc_reader **homes;   /* of such a first one: the rules that stand in the section, in order */
} doc_pack;

/* "rhel8-nested:fact.os": `kind` is "" for rules, whose names have no dot, "fact." and so on else.
 */
const char *doc_id(const doc_pack *p, const char *kind, const char *name);

/* -- pieces.c -- */

void doc_index(doc_pack *p);                              /* fills in what is looked up */
const char *doc_say(const doc_pack *p, const char *text); /* a text of the rules; NULL stays NULL */
doc_block *doc_section(doc_pack *p, doc_block *parent, doc_word heading, const char *id);
doc_block *doc_term(doc_pack *p, doc_block *terms, doc_word word);
/* A term with a paragraph; none where `text` is NULL or empty. */
void doc_term_text(doc_pack *p, doc_block *terms, doc_word word, doc_span_kind kind,
                   const char *text);
void doc_level_link(doc_pack *p, doc_line *line, int which); /* a badge, linked to what it means */
const char *doc_level_meaning(const doc *d, int which);
/* The level a rule's heading shows: the worst of its effects, a note where none has one. */
int doc_rule_level(const doc_pack *p, const cav_rule *rule);
void doc_link_rule(doc_pack *p, doc_line *line, uint32_t index); /* "[broken] amd-migration" */
void doc_link_statement(doc_pack *p, doc_line *line, uint32_t index);
void doc_link_feature(doc_pack *p, doc_line *line, uint32_t index);
/* "The system of L0 is ‹os of L0›; …" */
void doc_message(doc_pack *p, doc_line *line, uint32_t effect);

/* -- the sections -- */

/* pack.c: one pack's sections below `parent`. */
void doc_write_pack(doc_pack *p, doc_block *parent);
/* rules.c: the source's sections */
void doc_write_source(doc_pack *p, doc_block *parent);
/* facts.c */
void doc_write_facts(doc_pack *p, doc_block *parent);
void doc_link_fact(const doc_pack *p, doc_line *line, uint32_t fact); /* "L0.os", linked */
/* cond.c: the condition at `index` in words, as paragraphs and lists below `parent`. */
void doc_write_cond(doc_pack *p, doc_block *parent, uint32_t index);
/* atom.c: a condition on one fact, as a sentence; false: its spelling is not one the language has.
 */
bool doc_write_atom(doc_pack *p, doc_line *line, const char *text);

#endif
