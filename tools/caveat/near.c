/* near.c: the nearest name, for "did you mean". Transpositions count as one edit.
 *
 * It suggests nothing further away than a third of the word's length.
 */
#include "tool.h"

#include <string.h>

enum { NEAR_MAX = 63 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Restricted Damerau-Levenshtein distance of two words of at most NEAR_MAX bytes. */
static size_t distance(const char *a, size_t n, const char *b, size_t m)
{
    unsigned char row[3][NEAR_MAX + 2];
    for (size_t j = 0; j <= m; j++)
        row[0][j] = (unsigned char)j;
    for (size_t i = 1; i <= n; i++) {
        unsigned char *now = row[i % 3], *up = row[(i + 2) % 3], *upup = row[(i + 1) % 3];
        now[0] = (unsigned char)i;
        for (size_t j = 1; j <= m; j++) {
            size_t d = least((size_t)up[j] + 1, (size_t)now[j - 1] + 1);
            d = least(d, (size_t)up[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d = least(d, (size_t)upup[j - 2] + 1);
            now[j] = (unsigned char)d;
        }
    }
    return row[n % 3][m];
}

const char *tool_nearest(const char *word, const char *const *names, size_t count)
{
    size_t n = strlen(word);
    size_t best = (n > 2 ? n / 3 : n ? 1 : 0) + 1;
    const char *nearest = NULL;
    if (!n || n > NEAR_MAX)
        return NULL;
    if (best < 2)
        best = 2;
    for (size_t i = 0; i < count; i++) {
        size_t m = names[i] ? strlen(names[i]) : 0;
        if (!m || m > NEAR_MAX)
            continue;
        size_t d = distance(word, n, names[i], m);
        if (d < best) {
            best = d;
            nearest = names[i];
        }
    }
    return nearest;
}
