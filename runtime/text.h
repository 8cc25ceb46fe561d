/* text.h: patterns: compile and match whole lines or texts. text.c is the only file with PCRE2.
 *
 * Patterns are PCRE2 with UTF, anchored at both ends by option. Refused: back-references,
 * recursion, callouts, (*VERBS), \C. No JIT. Subjects over CAV_TEXT_MAX and reached match or depth
 * limits are TEXT_LIMIT, which callers turn into unknown. Without PCRE2 (REGEX=no) text_compile
 * answers CAV_NO_REGEX.
 */
#ifndef CAV_TEXT_H
#define CAV_TEXT_H

#include "caveat.h"

typedef struct text_pattern text_pattern;
typedef enum text_answer { TEXT_NO, TEXT_YES, TEXT_LIMIT } text_answer;
typedef struct text_capture { size_t start, end; } text_capture; /* start > end: not set */

/* flags: CAV_PATTERN_*. On failure *error says what, *offset at which byte of the pattern. */
cav_status text_compile(const cav_env *env, const char *pattern, unsigned flags, text_pattern **out,
                        char error[128], size_t *offset);
void text_free(text_pattern *p);
bool text_is(const text_pattern *p, const char *pattern, unsigned flags); /* compiled from these */
uint32_t text_groups(const text_pattern *p);            /* capture groups */
/* captures[0..n): group 0 is the whole; may be NULL with n 0. */
text_answer text_match(const text_pattern *p, const char *subject, size_t size, text_capture *captures, uint32_t n);
/* The same with memory from `env` (text_match uses that of text_compile), so that threads which share
 * a pattern need not share an allocator. CAV_NO_MEMORY tells that failure from a limit. */
cav_status text_try(const cav_env *env, const text_pattern *p, const char *subject, size_t size,
                    text_capture *captures, uint32_t n, text_answer *answer);
size_t text_bytes(const text_pattern *p);               /* memory it holds */

/* A value with $0..$9 replaced by what the groups captured (unset: nothing); as snprintf. */
size_t text_expand(const char *value, const char *subject, const text_capture *captures, uint32_t n,
                   char *buffer, size_t size);

bool text_utf8(const char *bytes, size_t size);         /* valid UTF-8, NUL allowed */

#endif
