/* sosreport.c: what the folder of a sosreport tells of uname, where a captured tree has no probes.
 *
 * Its files lie below it as on the machine (etc, proc, sys), so only the answers of commands differ:
 * the line that `uname -a` printed is taken apart here. Refused: a line that is not of that form.
 */
#include "lines.h"
#include "root.h"
#include <string.h>

#define UNAME_FILE "/sos_commands/kernel/uname_-a"

enum { WORDS_MAX = 64, MACHINE_WORDS = 3 /* machine, processor, platform */ };

typedef struct words {
    const char *at[WORDS_MAX];
    size_t size[WORDS_MAX];
    uint32_t count;
} words;

static void split(const host_line *line, words *w)
{
    const char *end = line->text + line->size;

    w->count = 0;
    for (const char *p = line->text; p < end && w->count < WORDS_MAX; w->count++) {
        const char *from = p;

        while (p < end && *p != ' ')
            p++;
        w->at[w->count] = from;
        w->size[w->count] = (size_t)(p - from);
        while (p < end && *p == ' ')
            p++;
    }
}

/* A machine's name, unlike the end of a build's date: a small letter first, no sign but '_'. */
static bool is_machine(const char *word, size_t size)
{
    for (size_t k = 0; k < size; k++) {
        bool letter = word[k] >= 'a' && word[k] <= 'z';
        bool other = (word[k] >= '0' && word[k] <= '9') || word[k] == '_' || word[k] == '-';

        if (!letter && (k == 0 || !other))
            return false;
    }
    return size > 0;
}

/* "Linux NODE RELEASE VERSION… MACHINE [PROCESSOR PLATFORM] GNU/Linux": the word of the machine. */
static uint32_t machine_word(const words *w)
{
    uint32_t last = w->count - 1, k = last;

    while (k > 3 && last - k < MACHINE_WORDS && is_machine(w->at[k - 1], w->size[k - 1]))
        k--;
    return k == last ? 0 : k;
}

static cav_reason take(const words *w, uint32_t from, uint32_t to, char answer[CAV_PROBE_MAX])
{
    return host_answer(w->at[from], (size_t)(w->at[to - 1] + w->size[to - 1] - w->at[from]), answer);
}

static cav_reason take_field(const words *w, const char *field, char answer[CAV_PROBE_MAX])
{
    uint32_t machine;

    if (w->count < 6 || w->count == WORDS_MAX || w->size[0] != 5 ||
        memcmp(w->at[0], "Linux", 5) != 0)
        return CAV_REASON_NO_PROBE;
    machine = machine_word(w);
    if (strcmp(field, "sysname") == 0)
        return take(w, 0, 1, answer);
    if (strcmp(field, "release") == 0)
        return take(w, 2, 3, answer);
    if (machine == 0)
        return CAV_REASON_NO_PROBE;
    if (strcmp(field, "machine") == 0)
        return take(w, machine, machine + 1, answer);
    return strcmp(field, "version") == 0 ? take(w, 3, machine, answer) : CAV_REASON_NO_PROBE;
}

cav_reason host_sos_uname(host_root *root, const char *field, char answer[CAV_PROBE_MAX])
{
    char buffer[1024];
    size_t size, at = 0;
    host_line line = {0};
    words w;
    cav_reason reason = host_root_read(root, UNAME_FILE, buffer, sizeof buffer, &size);

    if (reason != CAV_REASON_FOUND)
        return reason == CAV_REASON_NO_FILE ? CAV_REASON_NO_PROBE : reason;
    if (!host_line_next(buffer, size, &at, &line))
        return CAV_REASON_NO_PROBE;
    split(&line, &w);
    return take_field(&w, field, answer);
}
