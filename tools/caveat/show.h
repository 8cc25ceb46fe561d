/* show.h: verdicts, facts and pieces of them for people to read, at most 80 columns wide. */
#ifndef SHOW_H
#define SHOW_H

#include "render.h"
#include "session.h"

/* The verdicts of all packs: the answer, why, what is unknown, features. */
void show_verdicts(session *s, buf *out);
/* Facts by layer: value, source, or why it is unknown. */
void show_facts(const session *s, buf *out);

/* Shared pieces. */
style show_style(const char *status_word);
para show_para(const session *s, buf *out, unsigned first, unsigned indent);
void show_heading(const session *s, buf *out, const char *words);
/* "L1.os = rhel 8.1   /etc/os-release:5  VERSION_ID=8.1" */
void show_fact(const session *s, buf *out, uint32_t k, uint32_t fact, unsigned indent);
/* " (pack.cav:12)"; line 0: the image was stripped, the file alone. */
void show_place(para *p, const char *file, uint32_t line);
/* "os.3 (Supported systems, line 12): gist" */
void show_statement(const session *s, buf *out, uint32_t k, uint32_t statement, unsigned indent);
/* Where a value came from: "/etc/os-release:5", "facts.json", "--set"; NULL: nowhere. */
const char *show_origin(const session *s, uint32_t k, uint32_t fact);
/* What speaks against what was asserted, one a paragraph. */
void show_conflicts(const session *s, buf *out, unsigned indent);
/* "this machine, taken for L1, a virtual machine on L0; --as says otherwise" */
void show_assumption(const session *s, buf *out, unsigned indent);

#endif
