/* values.c: see values.h. */
#include "values.h"

#include "nearest.h"

#include <string.h>

int value_compare(const uint32_t a[KEY_WORDS], const uint32_t b[KEY_WORDS])
{
    for (int k = 0; k < KEY_WORDS; k++) {
        if (a[k] != b[k])
            return a[k] < b[k] ? -1 : 1;
    }
    return 0;
}

/* Numbers in ascending order as unsigned words: the sign bit turned over. */
static void number_key(uint64_t number, uint32_t key[KEY_WORDS])
{
    memset(key, 0, KEY_WORDS * sizeof *key);
    key[0] = (uint32_t)(number >> 32) ^ 0x80000000u;
    key[1] = (uint32_t)number;
}

void value_piece_key(const img *i, cav_type type, uint32_t record, uint32_t index,
                     uint32_t key[KEY_WORDS])
{
    memset(key, 0, KEY_WORDS * sizeof *key);
    if (type == CAV_NUMBER) {
        number_key((uint64_t)IMG_GET(i, PIECES, record, w1) << 32 | IMG_GET(i, PIECES, record, w0),
                   key);
    } else if (type == CAV_RELEASE) {
        key[0] = IMG_GET(i, PIECES, record, product);
        for (uint32_t k = 0; k < CAV_VERSION_PARTS; k++)
            key[1 + k] = img_field(i, IMG_PIECES, record, IMG_PIECES_w0 + k);
    } else {
        key[0] = index;
    }
}

void value_classes(const img *i, uint32_t fact, const value_range *range, uint32_t *words)
{
    const cav_type type = (cav_type)IMG_GET(i, FACTS, fact, type);
    const uint32_t first = IMG_GET(i, FACTS, fact, pieces), n = IMG_GET(i, FACTS, fact, npieces);
    uint32_t key[KEY_WORDS], next[KEY_WORDS];

    for (uint32_t k = 0; k < n; k++) {
        const uint32_t class = IMG_GET(i, PIECES, first + k, class);

        value_piece_key(i, type, first + k, k, key);
        if (value_compare(key, range->high) > 0)
            return;
        if (k + 1 < n) {
            value_piece_key(i, type, first + k + 1, k + 1, next);
            if (value_compare(next, range->low) <= 0)
                continue;
        }
        words[class / 32] |= (uint32_t)1 << class % 32;
    }
}

/* -- names ------------------------------------------------------------------------------------- */

static bool same(const char *name, const char *text, size_t size)
{
    return strncmp(name, text, size) == 0 && name[size] == '\0';
}

static void add_nearest(buf *why, const near *n)
{
    if (!n->name)
        return;
    buf_text(why, "; did you mean \"");
    buf_text(why, n->name);
    buf_text(why, "\"?");
}

enum { NAMES_SHOWN = 12 };

static void add_names(buf *why, const img *i, uint32_t fact)
{
    const uint32_t first = IMG_GET(i, FACTS, fact, pieces), n = IMG_GET(i, FACTS, fact, npieces);

    buf_text(why, n == 2 ? " is neither " : " is not one of ");
    for (uint32_t k = 0; k < n && k < NAMES_SHOWN; k++) {
        buf_text(why, k == 0 ? "" : n == 2 ? " nor " : ", ");
        buf_text(why, img_text(i, IMG_GET(i, PIECES, first + k, name)));
    }
    if (n > NAMES_SHOWN)
        buf_text(why, ", …");
}

static bool parse_named(const img *i, uint32_t fact, const char *text, size_t size,
                        value_range *range, buf *why)
{
    const uint32_t first = IMG_GET(i, FACTS, fact, pieces), n = IMG_GET(i, FACTS, fact, npieces);
    near nearest = near_start(text, size);

    for (uint32_t k = 0; k < n; k++) {
        if (same(img_text(i, IMG_GET(i, PIECES, first + k, name)), text, size)) {
            range->low[0] = range->high[0] = k;
            return true;
        }
    }
    for (uint32_t k = 0; k < n; k++)
        near_offer(&nearest, img_text(i, IMG_GET(i, PIECES, first + k, name)));
    buf_quoted(why, text, size);
    add_names(why, i, fact);
    add_nearest(why, &nearest);
    return false;
}

/* -- numbers ----------------------------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A whole signed number. NULL: fine; else the reason. */
static const char *scan_number(const char *text, size_t size, uint64_t *number)
{
    const bool negative = size && *text == '-';
    const uint64_t limit = (uint64_t)INT64_MAX + (negative ? 1 : 0);
    uint64_t n = 0;
    size_t k = negative;

    if (k == size)
        return " is not a number or a range such as 2..8";
    for (; k < size; k++) {
        const uint64_t digit = (uint64_t)((unsigned char)text[k] - '0');

        if (digit > 9)
            return " is not a number or a range such as 2..8";
        if (n > (limit - digit) / 10)
            return " does not fit a signed 64-bit integer";
        n = 10 * n + digit;
    }
    *number = negative ? 0 - n : n;
    return NULL;
}

/* Where ".." begins; `size` when it does not occur. */
static size_t find_dots(const char *text, size_t size)
{
    for (size_t k = 0; k + 1 < size; k++) {
        if (text[k] == '.' && text[k + 1] == '.')
            return k;
    }
    return size;
}

static const char *scan_range(const char *text, size_t size, value_range *range)
{
    const size_t before = find_dots(text, size);
    const bool dots = before < size;
    uint64_t low = (uint64_t)1 << 63, high = (uint64_t)INT64_MAX;
    const char *why = NULL;

    if (dots && size == 2)
        return " is a range without a bound";
    if (before || !dots)
        why = scan_number(text, before, &low);
    if (!dots)
        high = low;
    else if (!why && before + 2 < size)
        why = scan_number(text + before + 2, size - before - 2, &high);
    number_key(low, range->low);
    number_key(high, range->high);
    if (!why && value_compare(range->low, range->high) > 0)
        why = " is a range that holds nothing";
    range->lack = value_compare(range->low, range->high) ? LACK_POINT : LACK_NOTHING;
    return why;
}

static bool parse_number(const char *text, size_t size, value_range *range, buf *why)
{
    const char *reason = scan_range(text, size, range);

    if (!reason)
        return true;
    buf_quoted(why, text, size);
    buf_text(why, reason);
    return false;
}

/* -- releases ---------------------------------------------------------------------------------- */

bool value_release(const img *i, uint32_t product, const uint32_t *parts, uint32_t count,
                   value_range *range)
{
    const uint32_t complete = IMG_GET(i, PRODUCTS, product, parts);

    if (count > CAV_VERSION_PARTS || (complete == 0 && count > 0))
        return false;
    memset(range, 0, sizeof *range);
    range->low[0] = range->high[0] = product;
    for (uint32_t k = 0; k < CAV_VERSION_PARTS; k++) {
        if (k < count && parts[k] > CAV_VERSION_MAX)
            return false;
        range->low[1 + k] = k < count ? parts[k] : 0;
        range->high[1 + k] = k < count ? parts[k] : count < complete ? CAV_VERSION_MAX : 0;
    }
    range->lack = count < complete ? (value_lack)(LACK_VERSION + count) : LACK_NOTHING;
    return true;
}

/* "8", "8.10", "22.04". NULL: fine; else the reason. */
static const char *scan_version(const char *text, size_t size, uint32_t *parts, uint32_t *count)
{
    size_t k = 0;

    *count = 0;
    for (;;) {
        uint64_t part = 0;
        const size_t start = k;

        for (; k < size && is_digit(text[k]); k++) {
            part = 10 * part + (uint64_t)(text[k] - '0');
            if (part > CAV_VERSION_MAX)
                return " has a version part of more than nine digits";
        }
        if (k == start)
            return " has no version of dotted integers";
        if (*count == CAV_VERSION_PARTS)
            return " has a version of more than four parts";
        parts[(*count)++] = (uint32_t)part;
        if (k == size)
            return NULL;
        if (text[k++] != '.')
            return " has no version of dotted integers";
    }
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static const char *product_name(const img *i, uint32_t product)
{
    return img_text(i, IMG_GET(i, PRODUCTS, product, name));
}

static uint32_t find_product(const img *i, const char *text, size_t size)
{
    for (uint32_t k = 0; k < img_count(i, IMG_PRODUCTS); k++) {
        if (same(product_name(i, k), text, size))
            return k;
    }
    return CAV_NONE;
}

static bool refuse_product(const img *i, const char *text, size_t size, buf *why)
{
    near nearest = near_start(text, size);

    for (uint32_t k = 0; k < img_count(i, IMG_PRODUCTS); k++)
        near_offer(&nearest, product_name(i, k));
    buf_text(why, "no product ");
    buf_quoted(why, text, size);
    add_nearest(why, &nearest);
    return false;
}

static bool parse_release(const img *i, const char *text, size_t size, value_range *range, buf *why)
{
    size_t word = 0, version;
    uint32_t product, parts[CAV_VERSION_PARTS], count = 0;
    const char *reason = NULL;

    while (word < size && !is_blank(text[word]))
        word++;
    for (version = word; version < size && is_blank(text[version]);)
        version++;
    product = find_product(i, text, word);
    if (product == CAV_NONE)
        return refuse_product(i, text, word, why);
    if (version < size)
        reason = scan_version(text + version, size - version, parts, &count);
    if (!reason && !value_release(i, product, parts, count, range))
        reason = " names a product without versions";
    if (!reason)
        return true;
    buf_quoted(why, text, size);
    buf_text(why, reason);
    return false;
}

bool value_parse(const img *i, uint32_t fact, const char *text, size_t size, value_range *range,
                 buf *why)
{
    memset(range, 0, sizeof *range);
    switch ((cav_type)IMG_GET(i, FACTS, fact, type)) {
    case CAV_NUMBER:
        return parse_number(text, size, range, why);
    case CAV_RELEASE:
        return parse_release(i, text, size, range, why);
    case CAV_FLAG:
    case CAV_ONE_OF:
    case CAV_TEXT:
    case CAV_DEPTH:
    case CAV_WANTED:
        break;
    }
    return parse_named(i, fact, text, size, range, why);
}

/* -- what is lacking --------------------------------------------------------------------------- */

img_word value_lack_word(value_lack lack)
{
    static const img_word words[] = {IMG_WORDS,      IMG_WORD_VERSION, IMG_WORD_MINOR,
                                     IMG_WORD_PATCH, IMG_WORD_BUILD,   IMG_WORDS};

    return words[lack];
}

const char *value_lack_reason(value_lack lack)
{
    static const char *const texts[] = {NULL,
                                        "version unknown",
                                        "minor version unknown",
                                        "patch version unknown",
                                        "build number unknown",
                                        "a range"};

    return texts[lack];
}
