/* gather.c: what an NDJSON line tells, as values that are known already; the fast way.
 *
 * A line is a row of members, `"L0":{…}` for one, and fleets repeat theirs. Where a member ends is
 * guessed; a guess is believed when its bytes are those of a member that the scanner read before
 * (groups.h), or when the scanner reads them now, alone in braces, as one. JSON's grammar leaves
 * such bytes no other meaning, so the row of them is the line. Where a guess is wrong the scanner
 * reads the line as a whole.
 *
 * It refuses what may be wrong: the slow way tells. Invariant: no byte of a line is taken for JSON
 * that the scanner did not take for it; but an id of plain characters.
 */
#include "worker.h"

#include <string.h>

typedef enum reading {
    READ,
    UNREAD, /* it takes the slow way */
    UNCLEAR /* where its members end was guessed wrong */
} reading;

/* A member that was scanned, to be kept when the line is done: keeping may end other groups. */
typedef struct walked {
    const char *bytes;
    size_t size, first, count; /* of its values */
    uint32_t step;
    unsigned place;
} walked;

enum { WALKED_MAX = 16 };

typedef struct gathering {
    host *host;
    size_t count; /* of values */
    walked walked[WALKED_MAX];
    unsigned nwalked;
    int position; /* of the next item that is scanned: w->steps */
} gathering;

/* -- the host's name -------------------------------------------------------------------------- */

/* Whether all eight bytes are printable ASCII and neither '"' nor '\\'. */
static bool eight_plain(uint64_t x)
{
    const uint64_t ones = 0x0101010101010101u, high = 0x80 * ones;
    uint64_t quote = x ^ '"' * ones, slash = x ^ '\\' * ones;
    uint64_t bad = x | (x - 0x20 * ones) | (x + ones) | (quote - ones) | (slash - ones);
    return !(bad & high);
}

/* Its bytes can be written as they are. */
static bool is_plain_text(const char *bytes, size_t size)
{
    uint64_t word;
    for (; size >= 8; bytes += 8, size -= 8) {
        memcpy(&word, bytes, 8);
        if (!eight_plain(word))
            return false;
    }
    for (size_t i = 0; i < size; i++)
        if (bytes[i] < 0x20 || bytes[i] > 0x7e || bytes[i] == '"' || bytes[i] == '\\')
            return false;
    return true;
}

static bool is_plain_number(const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] < '0' || bytes[i] > '9')
            return false;
    return size == 1 || (size && size <= 15 && *bytes != '0');
}

/* Bytes that are not the line's own do not outlive it. */
bool gather_id(worker *w, host *h, const char *bytes, size_t size, bool cell)
{
    bool own = bytes >= h->line && bytes < h->line + h->line_size;
    h->id = own ? bytes : pool_copy(&w->batch, bytes, size);
    h->id_size = (uint32_t)size;
    h->id_is_cell = cell;
    if (cell)
        return is_plain_text(bytes, size);
    return *bytes == '"' ? is_plain_text(bytes + 1, size - 2) : is_plain_number(bytes, size);
}

/* -- what the scanner finds ------------------------------------------------------------------- */

/* Lines are mostly alike: the step of the same item of the line before is tried first. */
static const fleet_step *step_of(worker *w, int i, uint32_t node, const scan_item *item)
{
    const fleet_step *before = w->steps[i];
    if (!before || before->node != node || before->size != item->key_size ||
        !word_same(before->word, word_of(item->key, item->key_size)) ||
        (before->size > WORD_WHOLE && memcmp(before->key, item->key, before->size) != 0))
        before = w->steps[i] = fleet_find(w->fleet, node, item->key, item->key_size);
    return before;
}

/* A key that comes twice in an object is an error for the slow way to tell. */
static bool is_first(worker *w, uint32_t step)
{
    uint32_t *seen = &w->seen[step];
    bool first = *seen != w->seen_line;
    *seen = w->seen_line;
    return first;
}

/* And so is a fact told by two spellings of its name. */
static bool is_first_key(worker *w, uint32_t key)
{
    return is_first(w, (uint32_t)w->fleet->steps.count + key);
}

static bool gather_object(worker *w, gathering *g, uint32_t node, unsigned depth, const char *bytes,
                          size_t size);

/* The item's step; NULL: the slow way. */
static const fleet_step *gather_item(worker *w, gathering *g, uint32_t node, unsigned depth,
                                     const scan_item *item)
{
    int position = g->position < SCAN_ITEMS_MAX - 1 ? g->position++ : g->position;
    const fleet_step *step = step_of(w, position, node, item);
    if (!step || !is_first(w, (uint32_t)(step - w->fleet->steps.at)) || g->count == SCAN_ITEMS_MAX)
        return NULL;
    if (*item->value == '{') {
        bool known = step->into != CAV_NONE &&
                     gather_object(w, g, step->into, depth + 1, item->value, item->value_size);
        return known ? step : NULL;
    }
    if (step->leaf == FLEET_ID)
        return gather_id(w, g->host, item->value, item->value_size, false) ? step : NULL;
    if (step->leaf == CAV_NONE || !is_first_key(w, step->leaf))
        return NULL;
    const codes_value *v = codes_find(&w->codes, step->leaf, false, item->value, item->value_size);
    w->values[g->count++] = v;
    return v ? step : NULL;
}

/* All that an object tells, among w->values. False: the slow way. */
static bool gather_object(worker *w, gathering *g, uint32_t node, unsigned depth, const char *bytes,
                          size_t size)
{
    if (depth == LINE_DEPTH_MAX)
        return false;
    scan_item *items = w->items[depth];
    int n = w->fleet->scanner.object(w->scan, !depth, bytes, size, items);
    for (int i = 0; i < n; i++)
        if (!gather_item(w, g, node, depth, &items[i]))
            return false;
    return n >= 0;
}

/* -- a row of members ------------------------------------------------------------------------- */

/* Where the value of the member at `at` begins; lines are mostly alike, so its first bytes are
 * compared with those of the member that stood there before. May be `end` or behind it. */
static const char *value_of(member_guess *m, const char *at, const char *end)
{
    uint64_t word;
    const char *value = at;
    memcpy(&word, at, sizeof word); /* there is padding */
    if (m->size && !((word ^ m->word) & m->mask))
        return at + m->size;
    while (value < end && *value != ':')
        value++;
    do
        value++;
    while (value < end && *value == ' ');
    size_t size = (size_t)(value - at);
    *m = (member_guess){.word = word, .nested = m->nested};
    if (size <= sizeof word) {
        m->size = (uint32_t)size;
        m->mask = ~(uint64_t)0;
        if (size < sizeof word)
            memset((char *)&m->mask + size, 0, sizeof word - size);
    }
    return value;
}

/* Behind the brace that closes the object which begins at `at`, if its strings hold no braces;
 * NULL: there is none. */
static const char *object_end(const char *at, const char *end)
{
    size_t open = 1;
    at++;
    while (open) {
        const char *close = memchr(at, '}', (size_t)(end - at));
        if (!close)
            return NULL;
        for (; (at = memchr(at, '{', (size_t)(close - at))); at++)
            open++;
        at = close + 1;
        open--;
    }
    return at;
}

/* A guess at the end of the member `at`. `flat`: no object in its object, if that may be. */
static const char *member_end(member_guess *m, const char *at, const char *end, bool flat)
{
    at = value_of(m, at, end);
    if (at < end && *at == '{') {
        if (!flat)
            return object_end(at, end);
        const char *close = memchr(at, '}', (size_t)(end - at));
        return close ? close + 1 : NULL;
    }
    while (at < end && *at != ',' && *at != '}')
        at++;
    return at < end ? at : NULL;
}

/* Reads a member alone, in braces. */
static reading walk_member(worker *w, gathering *g, unsigned place, const char *bytes, size_t size)
{
    char *alone = w->scratch;
    *alone = '{';
    memcpy(alone + 1, bytes, size);
    alone[size + 1] = '}';
    if (w->fleet->scanner.object(w->scan, true, alone, size + 2, w->items[0]) != 1)
        return UNCLEAR;
    size_t first = g->count;
    const fleet_step *step = gather_item(w, g, 0, 0, w->items[0]);
    if (step && step->leaf != FLEET_ID && g->nwalked < WALKED_MAX)
        g->walked[g->nwalked++] = (walked){.bytes = bytes,
                                           .size = size,
                                           .first = first,
                                           .count = g->count - first,
                                           .step = (uint32_t)(step - w->fleet->steps.at),
                                           .place = place};
    return step ? READ : UNREAD;
}

/* The member at *at, which then is where it ends. Most objects hold no other. */
static reading gather_member(worker *w, gathering *g, unsigned place, const char **at,
                             const char *end)
{
    const char *bytes = *at;
    member_guess *m = &w->guesses[place < GROUP_PLACES ? place : GROUP_PLACES - 1];
    const codes_value *group = NULL;
    uint32_t step;
    bool flat = !m->nested;
    if (!(*at = member_end(m, bytes, end, flat)))
        return UNCLEAR;
    group = groups_find(w->groups, place, bytes, (size_t)(*at - bytes), &step);
    if (!group && flat) {
        const char *first = *at;
        if (!(*at = member_end(m, bytes, end, false)))
            return UNCLEAR;
        m->nested = *at != first;
    }
    if (!group)
        return walk_member(w, g, place, bytes, (size_t)(*at - bytes));
    if (!is_first(w, step) || g->count == SCAN_ITEMS_MAX)
        return UNREAD;
    w->values[g->count++] = group;
    return READ;
}

/* `"id":` was read: a string or a number. */
static reading gather_name(worker *w, gathering *g, const char **at, const char *end)
{
    const char *value = *at, *close = value + 1;
    if (*value == '"' && !(close = memchr(close, '"', (size_t)(end - close))))
        return UNCLEAR;
    if (*value == '"')
        close++;
    while (*value != '"' && close < end && *close != ',' && *close != '}' && *close != ' ')
        close++;
    *at = close;
    bool good =
        is_first(w, FLEET_ID_STEP) && gather_id(w, g->host, value, (size_t)(close - value), false);
    return good ? READ : UNREAD;
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && *at == ' ')
        at++;
    return at;
}

static reading gather_members(worker *w, gathering *g, const char *at, const char *end)
{
    static const char name[] = "\"id\":";
    enum { NAME = sizeof name - 1 };
    if (*at != '{')
        return UNCLEAR;
    for (unsigned place = 0;; place++) {
        reading read;
        at = skip_blanks(at + 1, end);
        if (end - at > NAME && memcmp(at, name, NAME) == 0) {
            at = skip_blanks(at + NAME, end);
            read = at < end ? gather_name(w, g, &at, end) : UNCLEAR;
        } else {
            read = gather_member(w, g, place, &at, end);
        }
        if (read != READ)
            return read;
        at = skip_blanks(at, end);
        if (at < end && *at == ',')
            continue;
        return at + 1 == end && *at == '}' ? READ : UNCLEAR;
    }
}

/* -- a line ----------------------------------------------------------------------------------- */

static void keep_walked(worker *w, const gathering *g)
{
    for (unsigned i = 0; i < g->nwalked; i++) {
        const walked *m = &g->walked[i];
        const group_about about = {m->place, m->step, m->bytes, m->size};
        groups_keep(w->groups, &about, w->values + m->first, m->count);
    }
}

bool gather_line(worker *w, host *h)
{
    gathering g = {.host = h};
    if (h->line_size > SCAN_LINE_MAX)
        return false;
    w->seen_line++;
    reading read = gather_members(w, &g, h->line, h->line + h->line_size);
    if (read == UNCLEAR) {
        w->seen_line++;
        h->id = NULL;
        g.count = g.nwalked = 0;
        read = gather_object(w, &g, 0, 0, h->line, h->line_size) ? READ : UNREAD;
    }
    if (read != READ || !codes_put(&w->codes, w->values, g.count, w->nhosts))
        return false;
    keep_walked(w, &g);
    return true;
}
