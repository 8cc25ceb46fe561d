/* session.h: from the fact options to facts and verdicts: what check, facts and explain share.
 *
 * Order: gathered < fact files < --set. Nothing is judged unless every fact was understood.
 */
#ifndef SESSION_H
#define SESSION_H

#include "config.h"

typedef struct judged {
    cav_facts *facts;
    cav_result *result;
} judged;

typedef struct session {
    app *app;
    packs packs;
    vocab vocab;
    config config;
    bool gathered;
    bool live;                 /* from this machine, not from a tree */
    bool assumed;              /* its layer was found out, not told */
    const char *gathered_from; /* "this machine" or the tree */
    uint32_t layer;            /* vocab layer gathered at; CAV_NONE: nothing gathered */
    judged *at;                /* one a pack */
} session;

/* `files`: fact files, LAYER=FILE or "-". Close it in any case. */
int session_open(app *a, const option_list *files, session *out);
/* Facts and results of s->config into s->at, and away again: for a session that is a copy of another
 * with a configuration of its own. */
int session_facts(session *s);
void session_forget(session *s);
int session_judge(session *s, bool trace);
/* As cav_result_verdict, but a contradiction where something speaks against what was asserted. */
void session_verdict(const session *s, uint32_t k, uint32_t feature, cav_verdict *v);
void session_close(session *s);

/* gather.c: facts of this machine or of the tree of --root into s->config. */
int session_gather(session *s);

/* What is shown beside a fact of pack k: its evidence, or NULL; and why it is not fully known. */
const evidence *session_evidence(const session *s, uint32_t k, uint32_t fact);
const char *session_reason(const session *s, uint32_t k, uint32_t fact); /* never NULL */
const told *session_told(const session *s, uint32_t k, uint32_t fact);   /* NULL: a question */
/* As cav_facts_print_in, in the language wanted and the pool; messages likewise. */
const char *session_value(const session *s, uint32_t k, uint32_t fact);
const char *session_message(const session *s, uint32_t k, uint32_t effect);
/* Missing facts of the pack or a feature (effect CAV_NONE), or of an effect. In the pool. */
const uint32_t *session_missing(const session *s, uint32_t k, uint32_t feature, uint32_t effect,
                                uint32_t *count);

#endif
