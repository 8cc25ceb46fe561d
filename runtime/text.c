/* text.c: see text.h. The only file with PCRE2.
 *
 * It refuses what has no bounded cost before PCRE2 sees it, by a scan that knows nothing of classes
 * or comments: there it may refuse too much ("[(*]" must be written "[*(]"), never too little.
 * Invariant: a compiled pattern is constant, so threads share it; each match has memory of its own.
 */
#include "text.h"

#include "buffer.h"
#include "ends.h"
#include "env.h"

#include <string.h>

/* Behind eights of ASCII, which is what most texts are. */
static const unsigned char *pass_ascii(const unsigned char *p, const unsigned char *end)
{
    const uint64_t high = 0x8080808080808080u;
    uint64_t eight[4];

    for (; end - p >= 32; p += 32) {
        memcpy(eight, p, sizeof eight);
        if ((eight[0] | eight[1] | eight[2] | eight[3]) & high)
            break;
    }
    for (; end - p >= 8; p += 8) {
        memcpy(eight, p, 8);
        if (eight[0] & high)
            break;
    }
    return p;
}

bool text_utf8(const char *bytes, size_t size)
{
    const unsigned char *p = (const unsigned char *)bytes, *end = p + size;

    while (p < end) {
        p = pass_ascii(p, end);
        if (p == end)
            break;

        const unsigned lead = *p++;
        const unsigned follow = lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        unsigned low = 0x80, high = 0xBF;

        if (follow == 0)
            continue;
        if (lead < 0xC2 || lead > 0xF4 || (size_t)(end - p) < follow)
            return false;
        if (lead == 0xE0)
            low = 0xA0;
        else if (lead == 0xED)
            high = 0x9F;
        else if (lead == 0xF0)
            low = 0x90;
        else if (lead == 0xF4)
            high = 0x8F;
        if (*p < low || *p > high)
            return false;
        for (unsigned k = 1; k < follow; k++) {
            if ((p[k] & 0xC0) != 0x80)
                return false;
        }
        p += follow;
    }
    return true;
}

size_t text_expand(const char *value, const char *subject, const text_capture *captures, uint32_t n,
                   char *buffer, size_t size)
{
    buf b = buf_start(buffer, size);

    for (const char *p = value; *p; p++) {
        const uint32_t group = (uint32_t)(unsigned char)p[1] - '0';

        if (*p != '$' || group > 9) {
            buf_bytes(&b, p, 1);
            continue;
        }
        p++;
        if (group < n && captures[group].start <= captures[group].end)
            buf_bytes(&b, subject + captures[group].start,
                      captures[group].end - captures[group].start);
    }
    return buf_end(&b);
}

#ifdef CAV_NO_PCRE2

cav_status text_compile(const cav_env *env, const char *pattern, unsigned flags, text_pattern **out,
                        char error[128], size_t *offset)
{
    static const char none[] = "this build has no regular expressions";

    (void)env;
    (void)pattern;
    (void)flags;
    *out = NULL;
    memcpy(error, none, sizeof none);
    *offset = 0;
    return CAV_NO_REGEX;
}

void text_free(text_pattern *p)
{
    (void)p;
}

bool text_is(const text_pattern *p, const char *pattern, unsigned flags)
{
    (void)p;
    (void)pattern;
    (void)flags;
    return false;
}

uint32_t text_groups(const text_pattern *p)
{
    (void)p;
    return 0;
}

size_t text_bytes(const text_pattern *p)
{
    (void)p;
    return 0;
}

cav_status text_try(const cav_env *env, const text_pattern *p, const char *subject, size_t size,
                    text_capture *captures, uint32_t n, text_answer *answer)
{
    (void)env;
    (void)p;
    (void)subject;
    (void)size;
    (void)captures;
    (void)n;
    *answer = TEXT_LIMIT;
    return CAV_NO_REGEX;
}

text_answer text_match(const text_pattern *p, const char *subject, size_t size,
                       text_capture *captures, uint32_t n)
{
    text_answer answer;

    text_try(NULL, p, subject, size, captures, n, &answer);
    return answer;
}

#else

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum {
    PATTERN_MAX = 4096,     /* bytes of a pattern */
    NEST_MAX = 100,         /* parentheses */
    MATCH_MAX = 1000000,    /* calls of the matcher's inner function */
    HEAP_MAX = 16384        /* KiB of one match */
};

/* What PCRE2's allocations go through. */
typedef struct memory {
    cav_env env;
    bool counting;
    size_t counted;
    unsigned char *near; /* a caller's own bytes, handed out first and never given back */
    size_t nnear;
} memory;

struct text_pattern {
    memory memory;
    size_t bytes; /* allocated now, this struct included; constant once compiled */
    size_t own;   /* of these, this struct and its text */
    ends ends;    /* where they decide, there is no code and all below is NULL */
    pcre2_general_context *general;
    pcre2_match_context *limits;
    pcre2_code *code;
    unsigned flags;
    char text[];
};

/* PCRE2 frees without a size, so each block carries its own in front. */
typedef union block_head {
    size_t size;
    max_align_t align;
} block_head;

static void *block_new(size_t size, void *context)
{
    memory *m = context;
    block_head *head;

    if (size > SIZE_MAX / 2)
        return NULL;
    if (size + sizeof *head <= m->nnear) {
        const size_t whole = (size / sizeof *head + 2) * sizeof *head;

        head = (block_head *)(void *)m->near;
        head->size = 0;
        m->near += whole < m->nnear ? whole : m->nnear;
        m->nnear -= whole < m->nnear ? whole : m->nnear;
        return head + 1;
    }
    head = env_resize(&m->env, NULL, 0, size + sizeof *head);
    if (!head)
        return NULL;
    head->size = size;
    if (m->counting)
        m->counted += size + sizeof *head;
    return head + 1;
}

static void block_free(void *block, void *context)
{
    const memory *m = context;
    block_head *head = block;

    if (!block)
        return;
    head--;
    if (head->size)
        env_free(&m->env, head, head->size + sizeof *head);
}

/* What is refused by name; NULL: nothing. `at` is just after an opening parenthesis. */
static const char *refused_group(const char *at)
{
    if (*at == '*')
        return "(*VERBS) are not allowed";
    if (*at != '?')
        return NULL;
    at++;
    if (*at == '(')
        return "conditional groups are not allowed";
    if (*at == 'C')
        return "callouts are not allowed";
    if (*at == 'P' && at[1] == '=')
        return "back-references are not allowed";
    if (*at == 'R' || *at == '&' || (*at == 'P' && at[1] == '>'))
        return "recursion is not allowed";
    if (*at == '+' || *at == '-')
        at++;
    return *at >= '0' && *at <= '9' ? "recursion is not allowed" : NULL;
}

static const char *refused_escape(char c)
{
    if ((c >= '1' && c <= '9') || c == 'k' || c == 'g')
        return "back-references are not allowed";
    if (c == 'C' || c == 'c')
        return c == 'C' ? "\\C is not allowed" : "\\c is not allowed";
    return NULL;
}

static const char *refused(const char *pattern, size_t *offset)
{
    const char *why = NULL;
    const char *p = pattern;

    while (*p && !why) {
        *offset = (size_t)(p - pattern);
        if (*p == '\\' && p[1]) {
            why = refused_escape(p[1]);
            p += 2;
            continue;
        }
        if (*p == '(')
            why = refused_group(p + 1);
        p++;
    }
    return why;
}

static uint32_t options(unsigned flags)
{
    uint32_t o = PCRE2_UTF | PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_NEVER_BACKSLASH_C;

    o |= flags & CAV_PATTERN_I ? PCRE2_CASELESS : 0;
    o |= flags & CAV_PATTERN_M ? PCRE2_MULTILINE : 0;
    o |= flags & CAV_PATTERN_S ? PCRE2_DOTALL : 0;
    o |= flags & CAV_PATTERN_X ? PCRE2_EXTENDED : 0;
    return o;
}

/* The code, or NULL with *number the library's error, 0 for no memory. */
static pcre2_code *compile(const text_pattern *p, const char *pattern, unsigned flags, int *number,
                           size_t *offset)
{
    pcre2_compile_context *context = pcre2_compile_context_create(p->general);
    pcre2_code *code;

    *number = 0;
    if (!context)
        return NULL;
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    pcre2_set_bsr(context, PCRE2_BSR_UNICODE);
    pcre2_set_parens_nest_limit(context, NEST_MAX);
    code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, options(flags), number, offset,
                         context);
    if (!code && *number == PCRE2_ERROR_HEAP_FAILED)
        *number = 0;
    pcre2_compile_context_free(context);
    return code;
}

static bool set_limits(text_pattern *p)
{
    p->limits = pcre2_match_context_create(p->general);
    if (!p->limits)
        return false;
    pcre2_set_match_limit(p->limits, MATCH_MAX);
    pcre2_set_depth_limit(p->limits, MATCH_MAX);
    pcre2_set_heap_limit(p->limits, HEAP_MAX);
    return true;
}

static size_t code_size(const text_pattern *p)
{
    size_t size = 0;

    pcre2_pattern_info(p->code, PCRE2_INFO_SIZE, &size);
    return size + sizeof(block_head);
}

/* CAV_NO_REGEX with *error and *offset, or CAV_NO_MEMORY. */
static cav_status fill(text_pattern *p, const char *pattern, unsigned flags, char error[128],
                       size_t *offset)
{
    uint32_t references = 0;
    int number;

    p->general = pcre2_general_context_create(block_new, block_free, &p->memory);
    if (!p->general || !set_limits(p))
        return CAV_NO_MEMORY;
    p->memory.counting = false;
    p->code = compile(p, pattern, flags, &number, offset);
    if (!p->code && number == 0)
        return CAV_NO_MEMORY;
    if (!p->code) {
        pcre2_get_error_message(number, (PCRE2_UCHAR *)error, 128);
        return CAV_NO_REGEX;
    }
    p->bytes = p->own + p->memory.counted + code_size(p);
    pcre2_pattern_info(p->code, PCRE2_INFO_BACKREFMAX, &references);
    if (references) {
        strcpy(error, "back-references are not allowed");
        return CAV_NO_REGEX;
    }
    return CAV_OK;
}

cav_status text_compile(const cav_env *env, const char *pattern, unsigned flags, text_pattern **out,
                        char error[128], size_t *offset)
{
    const cav_env own = env_copy(env);
    const size_t size = strnlen(pattern, PATTERN_MAX + 1);
    const char *why;
    text_pattern *p;
    cav_status status = CAV_OK;

    *out = NULL;
    *error = '\0';
    *offset = 0;
    why = size > PATTERN_MAX ? "longer than 4096 bytes" : refused(pattern, offset);
    if (why) {
        buf b = buf_start(error, 128);

        buf_text(&b, why);
        return CAV_NO_REGEX;
    }
    p = env_alloc(&own, sizeof *p + size + 1);
    if (!p)
        return CAV_NO_MEMORY;
    memcpy(p->text, pattern, size + 1);
    p->memory = (memory){.env = own, .counting = true};
    p->bytes = p->own = sizeof *p + size + 1;
    p->flags = flags;
    p->ends = ends_of(p->text, flags);
    if (!ends_decide(&p->ends))
        status = fill(p, pattern, flags, error, offset);
    if (status == CAV_OK)
        *out = p;
    else
        text_free(p);
    return status;
}

void text_free(text_pattern *p)
{
    if (!p)
        return;
    pcre2_code_free(p->code);
    pcre2_match_context_free(p->limits);
    pcre2_general_context_free(p->general);
    env_free(&p->memory.env, p, p->own);
}

bool text_is(const text_pattern *p, const char *pattern, unsigned flags)
{
    return p->flags == flags && strcmp(p->text, pattern) == 0;
}

uint32_t text_groups(const text_pattern *p)
{
    uint32_t groups = 0;

    if (p->code)
        pcre2_pattern_info(p->code, PCRE2_INFO_CAPTURECOUNT, &groups);
    return groups;
}

size_t text_bytes(const text_pattern *p)
{
    return p->bytes;
}

static void take_whole(size_t size, text_capture *captures, uint32_t n)
{
    for (uint32_t k = 0; k < n; k++)
        captures[k] = (text_capture){k > 0, k > 0 ? 0 : size};
}

static void take_captures(pcre2_match_data *data, uint32_t set, text_capture *captures, uint32_t n)
{
    const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(data);

    for (uint32_t k = 0; k < n; k++) {
        captures[k] = (text_capture){1, 0};
        if (k < set && offsets[2 * k] != PCRE2_UNSET)
            captures[k] = (text_capture){offsets[2 * k], offsets[2 * k + 1]};
    }
}

/* One match with memory of `general`. */
static cav_status match(pcre2_general_context *general, const text_pattern *p, const char *subject,
                        size_t size, text_capture *captures, uint32_t n, text_answer *answer)
{
    pcre2_match_data *data = pcre2_match_data_create(n ? n : 1, general);
    int found;

    if (!data)
        return CAV_NO_MEMORY;
    found = pcre2_match(p->code, (PCRE2_SPTR)subject, size, 0, PCRE2_NO_UTF_CHECK, data, p->limits);
    if (found >= 0)
        take_captures(data, found ? (uint32_t)found : n, captures, n);
    pcre2_match_data_free(data);
    *answer = found >= 0 ? TEXT_YES : found == PCRE2_ERROR_NOMATCH ? TEXT_NO : TEXT_LIMIT;
    return found == PCRE2_ERROR_NOMEMORY ? CAV_NO_MEMORY : CAV_OK;
}

cav_status text_try(const cav_env *env, const text_pattern *p, const char *subject, size_t size,
                    text_capture *captures, uint32_t n, text_answer *answer)
{
    union {
        block_head align;
        unsigned char bytes[1024]; /* what a match with few groups needs */
    } near;
    memory own = {env_copy(env), false, 0, near.bytes, sizeof near};
    pcre2_general_context *general;
    cav_status status;

    *answer = TEXT_LIMIT;
    if (size > CAV_TEXT_MAX)
        return CAV_OK;
    switch (ends_match(&p->ends, subject, size)) {
    case ENDS_NO:
        *answer = TEXT_NO;
        return CAV_OK;
    case ENDS_YES:
        if (p->code)
            break; /* with its groups */
        take_whole(size, captures, n);
        *answer = TEXT_YES;
        return CAV_OK;
    case ENDS_ASK:
        break;
    }
    if (!text_utf8(subject, size)) {
        *answer = TEXT_NO;
        return CAV_OK;
    }
    general = pcre2_general_context_create(block_new, block_free, &own);
    if (!general)
        return CAV_NO_MEMORY;
    status = match(general, p, subject, size, captures, n, answer);
    pcre2_general_context_free(general);
    return status;
}

text_answer text_match(const text_pattern *p, const char *subject, size_t size,
                       text_capture *captures, uint32_t n)
{
    text_answer answer;

    text_try(&p->memory.env, p, subject, size, captures, n, &answer);
    return answer;
}

#endif
