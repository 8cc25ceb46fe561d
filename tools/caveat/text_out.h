/* text_out.h: verdicts, facts and pieces of them for people to read, at most 80 columns wide. */
#ifndef TEXT_OUT_H
#define TEXT_OUT_H

#include "render.h"
#include "session.h"

/* The verdicts of all packs: the answer, why, what is unknown, features. */
void text_verdicts(session *s, buf *out);
/* Facts by layer: value, source, or why it is unknown. */
void text_facts(const session *s, buf *out);

/* Shared pieces. */
style text_style(const char *status_word);
para text_para(const session *s, buf *out, unsigned first, unsigned indent);
void text_heading(const session *s, buf *out, const char *words);
/* "L1.os = rhel 8.1   /etc/os-release:5  VERSION_ID=8.1" */
void text_fact(const session *s, buf *out, uint32_t k, uint32_t fact, unsigned indent);
/* "os.3 (Supported systems, line 12): gist" */
void text_statement(const session *s, buf *out, uint32_t k, uint32_t statement, unsigned indent);
/* Where a value came from: "/etc/os-release:5", "facts.json", "--set"; NULL: nowhere. */
const char *text_origin(const session *s, uint32_t k, uint32_t fact);
/* "this machine, taken for L1, a virtual machine on L0; --as says otherwise" */
void text_assumption(const session *s, buf *out);

#endif
