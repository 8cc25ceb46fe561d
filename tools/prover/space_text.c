/* space_text.c: which answers the texts of a fact can give to its tests, with an example of each.
 *
 * Texts to try come from the tests' literals, from the tests of the rule file, and from the
 * patterns: words that they look as if they matched, alone and joined. Each is judged by the
 * runtime; nothing is concluded from the pattern's text. Combinations of patterns that no tried
 * text gives become classes without example: whether they can occur is not decided. It refuses
 * nothing. Invariant: the answers of every text that is no longer than CAV_TEXT_MAX are a class,
 * unless a note says that there were too many.
 */
#include "space_code.h"

#include "space_image.h"

#include <stdlib.h>
#include <string.h>

enum {
    TESTS_MAX = 64,    /* that a sweep takes */
    PATTERNS_MAX = 10, /* whose combinations are all made classes */
    WORDS_MAX = 48,    /* made of one pattern */
    JOINED_MAX = 60,   /* words that are joined with each other */
    TEXTS_MAX = 6000,
    TEXT_ROOM = 256
};

typedef struct base { /* a pattern or literal of either side */
    cav_test kind;
    const char *text;
    uint32_t flags;
    uint32_t test[SPACE_SIDES]; /* of the fact; CAV_NONE */
    const char *word;           /* of a pattern: the shortest that it looks as if it matched */
} base;

typedef struct texts {
    space *s;
    space_digit *d;
    cav_facts *facts[SPACE_SIDES];
    uint64_t mask[SPACE_SIDES]; /* tests that a wanted result depends on */
    base *bases;
    size_t nbases, rbases;
    const char **words;
    size_t nwords, rwords;
    size_t room; /* of classes */
    size_t tried;
} texts;

/* -- tests ------------------------------------------------------------------------------------ */

/* Patterns and literals below a test, as bits. */
static uint64_t below(const img *i, uint32_t first, uint32_t test)
{
    uint64_t need = UINT64_C(1) << (test - first), bases = 0;
    for (uint32_t t = test + 1; t-- > first;) {
        if (!(need >> (t - first) & 1))
            continue;
        cav_test kind = (cav_test)IMG_GET(i, TESTS, t, kind);
        if (kind == CAV_TEST_PATTERN || kind == CAV_TEST_LITERAL) {
            bases |= UINT64_C(1) << (t - first);
            continue;
        }
        need |= UINT64_C(1) << (IMG_GET(i, TESTS, t, a) - first);
        if (kind != CAV_TEST_NOT)
            need |= UINT64_C(1) << (IMG_GET(i, TESTS, t, b) - first);
    }
    return bases;
}

static void add_base(texts *x, uint32_t side, uint32_t first, uint32_t t)
{
    const img *i = x->s->code[side]->image;
    base b = {(cav_test)IMG_GET(i, TESTS, first + t, kind),
              img_text(i, IMG_GET(i, TESTS, first + t, a)),
              IMG_GET(i, TESTS, first + t, b),
              {CAV_NONE, CAV_NONE},
              NULL};
    for (size_t k = 0; k < x->nbases; k++)
        if (x->bases[k].kind == b.kind && x->bases[k].flags == b.flags &&
            strcmp(x->bases[k].text, b.text) == 0) {
            x->bases[k].test[side] = t;
            return;
        }
    b.test[side] = t;
    *(base *)pool_push(&x->s->app->pool, &x->bases, &x->nbases, &x->rbases, sizeof b) = b;
}

/* False: too many tests. */
static bool find_tests(texts *x, uint32_t side)
{
    const space_code *c = x->s->code[side];
    uint32_t fact = x->d->fact[side];
    if (fact == CAV_NONE || !x->d->read[side])
        return true;
    uint32_t first = IMG_GET(c->image, FACTS, fact, tests);
    if (IMG_GET(c->image, FACTS, fact, ntests) > TESTS_MAX)
        return false;
    for (uint32_t r = c->first[fact]; r; r = c->rows->next[r - 1])
        x->mask[side] |= below(c->image, first, c->rows->b[r - 1]);
    for (uint32_t t = 0; t < TESTS_MAX; t++)
        if (x->mask[side] >> t & 1)
            add_base(x, side, first, t);
    return true;
}

/* -- classes ---------------------------------------------------------------------------------- */

static const char *name_of(const texts *x, const uint64_t in[SPACE_SIDES])
{
    buf b = {.pool = &x->s->app->pool};
    put_end(&b);
    for (size_t k = 0; k < x->nbases; k++) {
        const base *t = &x->bases[k];
        bool yes = false;
        for (uint32_t side = 0; side < x->s->sides; side++)
            yes |= t->test[side] != CAV_NONE && (in[side] >> t->test[side] & 1);
        if (yes)
            put_printf(&b, t->kind == CAV_TEST_LITERAL ? "%s\"%s\"" : "%s/%s/",
                       b.size ? " and " : "", t->text);
    }
    return b.size ? put_end(&b) : "anything else";
}

static space_class *class_find(const texts *x, const uint64_t in[SPACE_SIDES])
{
    for (uint32_t c = 0; c < x->d->all; c++)
        if (x->d->classes[c].in[0] == in[0] && x->d->classes[c].in[1] == in[1])
            return &x->d->classes[c];
    return NULL;
}

static void class_add(texts *x, const uint64_t in[SPACE_SIDES], const char *value)
{
    space_class *c = space_class_add(x->s, x->d, &x->room);
    *c = (space_class){name_of(x, in), pool_string(&x->s->app->pool, value), {in[0], in[1]}};
    if (!in[0] && !in[1])
        x->d->rest = x->d->all - 1;
}

/* The text's answers on one side; false: not all are known. */
static bool answer(texts *x, uint32_t side, const char *text, uint64_t *answers)
{
    uint32_t fact = x->d->fact[side];
    *answers = 0;
    if (!x->facts[side])
        return true;
    if (cav_facts_set(x->facts[side], fact, &text, 1))
        return false;
    for (uint32_t t = 0; t < TESTS_MAX; t++) {
        if (!(x->mask[side] >> t & 1))
            continue;
        cav_truth yes = space_answer(x->s->code[side]->image, x->facts[side], fact, t);
        if (yes == CAV_UNKNOWN)
            return false;
        *answers |= (uint64_t)(yes == CAV_TRUE) << t;
    }
    return true;
}

static void try_text(texts *x, const char *text)
{
    uint64_t in[SPACE_SIDES];
    if (x->tried++ < TEXTS_MAX && answer(x, 0, text, &in[0]) && answer(x, 1, text, &in[1]) &&
        !class_find(x, in))
        class_add(x, in, text);
}

/* -- words that a pattern looks as if it matched ------------------------------------------------
 */

typedef struct guess {
    const char *at;
    char text[TEXT_ROOM];
    size_t size;
    uint32_t seed;
    unsigned depth;
} guess;

static uint32_t draw(guess *g, uint32_t below_this)
{
    g->seed = g->seed * 1664525u + 1013904223u;
    return (g->seed >> 16) % below_this;
}

static void put_guess(guess *g, char c)
{
    if (g->size + 1 < TEXT_ROOM)
        g->text[g->size++] = c;
}

static char of_escape(char c)
{
    return c == 'd'               ? '8'
           : c == 's'             ? ' '
           : c == 'w'             ? 'w'
           : c == 'S' || c == 'D' ? '-'
           : c == 'W'             ? ' '
                                  : c;
}

/* One character that a class such as [a-c\d] holds; of [^...] a guess. */
static char of_class(guess *g)
{
    char seen[64];
    uint32_t n = 0;
    bool inverted = *g->at == '^';
    g->at += inverted;
    for (bool first = true; *g->at && (first || *g->at != ']'); first = false, g->at++) {
        char c = *g->at;
        if (c == '-' && n && g->at[1] && g->at[1] != ']')
            c = *++g->at;
        else if (c == '\\' && g->at[1])
            c = of_escape(*++g->at);
        if (n < sizeof seen)
            seen[n++] = c;
    }
    g->at += *g->at == ']';
    if (!inverted)
        return n ? seen[draw(g, n)] : 'x';
    for (const char *c = "x0 -_A"; *c; c++)
        if (!memchr(seen, *c, n))
            return *c;
    return 'x';
}

static void guess_alternatives(guess *g);

/* How often what was just read is repeated: a quantifier is read. */
static uint32_t repeats(guess *g)
{
    uint32_t low = 1;
    switch (*g->at) {
    case '?':
    case '*':
        low = draw(g, 2);
        g->at++;
        break;
    case '+':
        low = 1 + draw(g, 2);
        g->at++;
        break;
    case '{':
        low = 0;
        for (g->at++; *g->at >= '0' && *g->at <= '9'; g->at++)
            low = low > 64 ? low : 10 * low + (uint32_t)(*g->at - '0');
        while (*g->at && *g->at != '}')
            g->at++;
        g->at += *g->at == '}';
        break;
    default:
        return 1;
    }
    g->at += *g->at == '?' || *g->at == '+';
    return low;
}

static void guess_item(guess *g)
{
    size_t from = g->size;
    char c = *g->at++;
    if (c == '(') {
        bool ahead = g->at[0] == '?' && (g->at[1] == '!' || g->at[1] == '<');
        if (*g->at == '?') {
            while (*g->at && !strchr(":!=>)", *g->at))
                g->at++;
            g->at += *g->at && *g->at != ')';
        }
        guess_alternatives(g);
        g->at += *g->at == ')';
        g->size = ahead ? from : g->size; /* what must not stand there */
    } else if (c == '[') {
        put_guess(g, of_class(g));
    } else if (c == '\\' && *g->at) {
        c = *g->at++;
        if (c != 'b' && c != 'B' && c != 'A' && c != 'z' && c != 'Z')
            put_guess(g, of_escape(c));
    } else if (c != '^' && c != '$') {
        put_guess(g, c == '.' ? "x8-"[draw(g, 3)] : c);
    }
    size_t size = g->size - from;
    uint32_t n = repeats(g);
    if (n == 0)
        g->size = from;
    for (uint32_t k = 1; k < n; k++)
        for (size_t i = 0; i < size; i++)
            put_guess(g, g->text[from + i]);
}

/* Up to a closing parenthesis or the end; one of the alternatives is kept. */
static void guess_alternatives(guess *g)
{
    size_t from = g->size;
    char kept[TEXT_ROOM];
    size_t nkept = 0;
    uint32_t seen = 0;
    bool deep = ++g->depth > 32;
    for (;;) {
        while (*g->at && *g->at != '|' && (*g->at != ')' || g->depth < 2) && !deep)
            guess_item(g);
        if (draw(g, ++seen) == 0) {
            nkept = g->size - from;
            memcpy(kept, g->text + from, nkept);
        }
        g->size = from;
        if (*g->at != '|' || deep)
            break;
        g->at++;
    }
    memcpy(g->text + from, kept, nkept);
    g->size = from + nkept;
    g->depth--;
}

static void add_word(texts *x, const char *word)
{
    for (size_t k = 0; k < x->nwords; k++)
        if (strcmp(x->words[k], word) == 0)
            return;
    *(const char **)pool_push(&x->s->app->pool, &x->words, &x->nwords, &x->rwords,
                              sizeof *x->words) = pool_string(&x->s->app->pool, word);
}

static void guess_words(texts *x, base *b)
{
    for (uint32_t seed = 0; seed < WORDS_MAX; seed++) {
        guess g = {.at = b->text, .seed = seed * 7919};
        guess_alternatives(&g);
        g.text[g.size] = '\0';
        add_word(x, g.text);
        if (!b->word || g.size < strlen(b->word))
            b->word = pool_string(&x->s->app->pool, g.text);
    }
}

/* -- all together ----------------------------------------------------------------------------- */

/* Texts that the rule file's own tests give. */
static void try_tests(texts *x, uint32_t side)
{
    const space_side *of = &x->s->side[side];
    const char *value;
    if (!of->unit || !x->facts[side])
        return;
    for (uint32_t t = 0; t < cavc_tests(of->unit); t++) {
        if (cavc_test_give(of->unit, t, of->program, x->facts[side]))
            continue;
        for (uint32_t k = 0; (value = cav_facts_value(x->facts[side], x->d->fact[side], k)) != NULL;
             k++)
            add_word(x, value);
    }
    cav_facts_clear(x->facts[side]);
}

static int by_length(const void *a, const void *b)
{
    size_t x = strlen(*(const char *const *)a), y = strlen(*(const char *const *)b);
    return x != y ? x < y ? -1 : 1 : strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The shortest words of each pattern of a set, one behind the other. */
static void try_set(texts *x, uint32_t mask)
{
    buf forth = {.pool = &x->s->app->pool}, back = {.pool = &x->s->app->pool};
    uint32_t p = 0;
    put_end(&forth);
    for (size_t k = 0; k < x->nbases; k++)
        if (x->bases[k].word && (mask >> p++ & 1))
            put_text(&forth, x->bases[k].word);
    for (size_t k = x->nbases; k-- > 0;)
        if (x->bases[k].word && (mask >> --p & 1))
            put_text(&back, x->bases[k].word);
    try_text(x, put_end(&forth));
    try_text(x, put_end(&back));
}

/* The shorter the word the more likely it combines. */
static void try_joined(texts *x)
{
    uint32_t patterns = 0;
    for (size_t k = 0; k < x->nbases; k++)
        patterns += x->bases[k].word != NULL;
    for (uint32_t mask = 0; patterns <= PATTERNS_MAX && mask < 1u << patterns; mask++)
        try_set(x, mask);
    qsort(x->words, x->nwords, sizeof *x->words, by_length);
    size_t n = x->nwords < JOINED_MAX ? x->nwords : JOINED_MAX;
    for (size_t a = 0; a < n; a++)
        for (size_t b = 0; b < n; b++)
            try_text(x, pool_printf(&x->s->app->pool, "%s%s", x->words[a], x->words[b]));
    n = n < 12 ? n : 12;
    for (size_t a = 0; a < n; a++)
        for (size_t b = 0; b < n; b++)
            for (size_t c = 0; c < n; c++)
                try_text(x, pool_printf(&x->s->app->pool, "%s%s%s", x->words[a], x->words[b],
                                        x->words[c]));
}

/* Combinations of patterns that no text gave. */
static void add_unfound(texts *x)
{
    uint32_t pattern[PATTERNS_MAX], n = 0, unfound = 0;
    for (size_t k = 0; k < x->nbases; k++) {
        if (x->bases[k].kind != CAV_TEST_PATTERN)
            continue;
        if (n == PATTERNS_MAX) {
            space_note_add(x->s, (space_note){SPACE_UNTRIED, true, (uint32_t)(x->d - x->s->digits),
                                              pool_printf(&x->s->app->pool,
                                                          "%s: more than %d patterns, not all of "
                                                          "their combinations were tried",
                                                          x->d->name, PATTERNS_MAX)});
            return;
        }
        pattern[n++] = (uint32_t)k;
    }
    for (uint32_t mask = 0; mask < 1u << n; mask++) {
        uint64_t in[SPACE_SIDES] = {0, 0};
        for (uint32_t p = 0; p < n; p++)
            for (uint32_t side = 0; side < x->s->sides; side++) {
                uint32_t t = x->bases[pattern[p]].test[side];
                if (t != CAV_NONE && (mask >> p & 1))
                    in[side] |= UINT64_C(1) << t;
            }
        if (class_find(x, in))
            continue;
        class_add(x, in, NULL);
        unfound++;
    }
    if (unfound)
        space_note_add(x->s, (space_note){SPACE_NO_EXAMPLE, true, (uint32_t)(x->d - x->s->digits),
                                          pool_printf(&x->s->app->pool,
                                                      "%s: no text was found for %u of %u "
                                                      "combinations of its patterns",
                                                      x->d->name, unfound, 1u << n)});
}

static int open_facts(texts *x)
{
    for (uint32_t side = 0; side < x->s->sides; side++) {
        cav_env env = tool_env(x->s->app);
        if (!x->d->read[side])
            continue;
        cav_status status = cav_facts_new(&env, x->s->side[side].program, &x->facts[side]);
        if (status)
            return tool_failed(x->s->app, status, "facts");
    }
    return TOOL_OK;
}

int space_texts(space *s, space_digit *d)
{
    texts x = {.s = s, .d = d};
    int status = open_facts(&x);
    bool fits = true;
    for (uint32_t side = 0; side < s->sides; side++)
        fits &= find_tests(&x, side);
    if (!status && !fits)
        space_note_add(
            s, (space_note){SPACE_UNTRIED, true, (uint32_t)(d - s->digits),
                            pool_printf(&s->app->pool, "%s: more than %d tests cannot be swept",
                                        d->name, TESTS_MAX)});
    if (!status && fits) {
        for (size_t k = 0; k < x.nbases; k++)
            if (x.bases[k].kind == CAV_TEST_LITERAL)
                try_text(&x, x.bases[k].text);
        for (uint32_t side = 0; side < s->sides; side++)
            try_tests(&x, side);
        add_word(&x, "");
        add_word(&x, "-");
        for (size_t k = 0; k < x.nbases; k++)
            if (x.bases[k].kind == CAV_TEST_PATTERN)
                guess_words(&x, &x.bases[k]);
        for (size_t k = 0; k < x.nwords; k++)
            try_text(&x, x.words[k]);
        if (x.nbases > 1)
            try_joined(&x);
        memcpy(d->tests, x.mask, sizeof d->tests);
        add_unfound(&x);
        space_finish(s, d);
    }
    for (uint32_t side = 0; side < s->sides; side++)
        cav_facts_free(x.facts[side]);
    return status;
}
