/* nearest.c: see nearest.h. */
#include "nearest.h"

#include "caveat.h"

#include <string.h>

near near_start(const char *word, size_t size)
{
    const size_t third = size / 3 ? size / 3 : 1;

    return (near){word, size, size < 2 || size > NEAR_MAX ? 0 : third + 1, NULL};
}

static unsigned char least(unsigned a, unsigned b)
{
    return (unsigned char)(a < b ? a : b);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Both sizes at most NEAR_MAX. Three rows of the table: two above, one above, this one. */
static size_t distance(const char *a, size_t na, const char *b, size_t nb)
{
    unsigned char rows[3][NEAR_MAX + 1];

    for (size_t j = 0; j <= nb; j++)
        rows[0][j] = (unsigned char)j;
    for (size_t i = 1; i <= na; i++) {
        unsigned char *now = rows[i % 3];
        const unsigned char *up = rows[(i + 2) % 3], *upup = rows[(i + 1) % 3];

        now[0] = (unsigned char)i;
        for (size_t j = 1; j <= nb; j++) {
            now[j] = least(up[j - 1] + (lower(a[i - 1]) != lower(b[j - 1]) ? 1u : 0u),
                           least(up[j], now[j - 1]) + 1u);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], upup[j - 2] + 1u);
        }
    }
    return rows[na % 3][nb];
}

void near_offer(near *n, const char *name)
{
    const size_t size = strnlen(name, NEAR_MAX + 1);
    size_t d;

    if (n->distance == 0 || size > NEAR_MAX)
        return;
    if ((size > n->size ? size - n->size : n->size - size) >= n->distance)
        return;
    d = distance(n->word, n->size, name, size);
    if (d < n->distance) {
        n->distance = d;
        n->name = name;
    }
}

const char *cav_nearest(const char *word, const char *const *names, size_t count)
{
    near n = near_start(word, strnlen(word, NEAR_MAX + 1));

    for (size_t k = 0; k < count; k++)
        near_offer(&n, names[k]);
    return n.name;
}
