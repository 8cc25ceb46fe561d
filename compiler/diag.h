/* diag.h: diagnostics: collected by every pass, given to the host in source order.
 *
 * The registry is diag.def; ids are never reused. A report names the kind and fills its text; the
 * place is a span. Invariant: the list keeps every report once; at most DIAG_MAX are kept (then
 * one says that there were more).
 */
#ifndef DIAG_H
#define DIAG_H

#include "arena.h"
#include "ast.h"
#include "caveatc.h"

#define DIAG_MAX 200

typedef enum diag_kind {
#define ROW(ID, stage, severity, id, name, text, explanation) DIAG_##ID,
#include "diag.def"
    DIAG_COUNT
} diag_kind;

typedef struct diag_list diag_list;
struct src_map;

diag_list *diag_list_new(arena *a, struct src_map *sources);
/* The kind's text is a printf format for the arguments. Hint: NULL or a finished sentence. Both are
 * copied. */
void diag_report(diag_list *list, diag_kind kind, ast_span span, const char *hint, ...);
/* The same with a finished message and a severity of the caller's choice. */
void diag_finding(diag_list *list, diag_kind kind, ast_span span, cavc_severity severity,
                  const char *message, const char *hint);
uint32_t diag_count(const diag_list *list, cavc_severity severity);
/* The same with the kind's text as format. */
void diag_vfinding(diag_list *list, diag_kind kind, ast_span span, cavc_severity severity,
                   const char *hint, va_list args);
/* Shown every comment: `# allow W007: reason`, or the kind's name for its id, silences it on its
 * line, or on the next. */
void diag_comment(diag_list *list, const ast_comment *comment);
/* Nobody looks for this kind in this run (file CAV_NONE: anywhere): its silences there are not
 * judged by the next diag_flush. */
void diag_skip(diag_list *list, diag_kind kind, uint32_t file);
/* Sorts by file (order of first use) and offset; applies the silences; reports those of this stage
 * that were not needed; hands all over. How many, notes aside. */
uint32_t diag_flush(diag_list *list, const cavc_host *host, cavc_stage stage);

/* The kind with this id or name; DIAG_COUNT: none. */
diag_kind diag_find(const char *word);
cavc_stage diag_stage(diag_kind kind);

/* The nearest of `names` within a third of the length in edits (a swap counts one); NULL: none. */
const char *diag_nearest(const char *word, const char *const *names, size_t count);

#endif
