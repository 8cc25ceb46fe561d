/* complete.c: what may stand where the cursor is.
 *
 * Names come from the unit as it was last read, words from the tables below; both are chosen by the
 * tokens before the cursor, so text that does not parse yet is no hindrance. Where nothing is known
 * to fit, nothing is offered. Invariant: every item replaces the word being written, no more.
 */
#include "context.h"

#include <string.h>

typedef struct offers {
    lsp_server *server;
    const lsp_unit *unit;
    lsp_context c;
    json_t *list, *range;
} offers;

/* The protocol's kinds of items. */
enum {
    KIND_FIELD = 5,
    KIND_CLASS = 7,
    KIND_MODULE = 9,
    KIND_VALUE = 12,
    KIND_ENUM_MEMBER = 20,
    KIND_KEYWORD = 14,
    KIND_REFERENCE = 18,
    KIND_EVENT = 23,
    KIND_FUNCTION = 3
};

/* -- one item -- */

static void add(offers *o, const char *label, int kind, const char *detail)
{
    const char *written = o->c.text.bytes + o->c.prefix;
    size_t n = o->c.offset - o->c.prefix;
    /* the client narrows further; a dotted word it would not take apart */
    const char *dot = n ? memrchr(written, '.', n) : NULL;
    if (dot && strncmp(label, written, (size_t)(dot - written) + 1) != 0)
        return;
    json_t *item = json_pack("{s:o, s:i, s:{s:O, s:o}}", "label", lsp_string(label), "kind", kind,
                             "textEdit", "range", o->range, "newText", lsp_string(label));
    if (detail)
        json_object_set_new(item, "detail", lsp_string(detail));
    json_array_append_new(o->list, item);
}

static void add_words(offers *o, const char *const *words)
{
    for (; *words; words++)
        add(o, *words, KIND_KEYWORD, NULL);
}

/* -- names -- */

static void add_declared(offers *o, cavc_symbol_kind kind, int item, const char *what)
{
    cavc_symbol at;
    for (uint32_t i = 0; lsp_symbol(o->unit, i, &at); i++)
        if (at.declares && at.kind == kind)
            add(o, at.name, item, lsp_detail(o->unit, i, what));
}

static void add_layers(offers *o)
{
    add_declared(o, CAVC_SYMBOL_LAYER, KIND_MODULE, "title");
}

static void add_features(offers *o)
{
    add_declared(o, CAVC_SYMBOL_FEATURE, KIND_EVENT, "title");
}

static void add_statements(offers *o)
{
    add_declared(o, CAVC_SYMBOL_STATEMENT, KIND_REFERENCE, "gist");
}

static void add_rules(offers *o)
{
    add_declared(o, CAVC_SYMBOL_RULE, KIND_FUNCTION, "message");
}

/* Facts by layer and name, or (layer not NULL) by name at that layer; "": at any. */
static void add_facts(offers *o, const char *layer)
{
    cavc_symbol fact, at;
    for (uint32_t i = 0; lsp_symbol(o->unit, i, &fact); i++) {
        if (!fact.declares || fact.kind != CAVC_SYMBOL_FACT)
            continue;
        const char *title = lsp_detail(o->unit, i, "title");
        if (layer && !*layer)
            add(o, fact.name, KIND_FIELD, title);
        /* the layers after `at` come right behind the name */
        for (uint32_t k = i + 1;
             lsp_symbol(o->unit, k, &at) && at.kind == CAVC_SYMBOL_LAYER && at.owner == i; k++) {
            if (!layer)
                add(o, pool_printf(&o->server->scratch, "%s.%s", at.name, fact.name), KIND_FIELD,
                    title);
            else if (strcmp(layer, at.name) == 0)
                add(o, fact.name, KIND_FIELD, title);
        }
    }
}

static void add_levels(offers *o, bool supported)
{
    for (int i = supported ? 0 : 1; i < CAV_LEVEL_COUNT; i++)
        add(o, cav_level_name((cav_level)i), KIND_ENUM_MEMBER, cav_level_meaning((cav_level)i));
}

/* The fact called `name`, at the layer (NULL: any); CAV_NONE. */
static uint32_t find_fact(const offers *o, const char *layer, const char *name)
{
    cavc_symbol fact, at;
    for (uint32_t i = 0; lsp_symbol(o->unit, i, &fact); i++) {
        if (!fact.declares || fact.kind != CAVC_SYMBOL_FACT || strcmp(fact.name, name) != 0)
            continue;
        if (!layer)
            return i;
        for (uint32_t k = i + 1;
             lsp_symbol(o->unit, k, &at) && at.kind == CAVC_SYMBOL_LAYER && at.owner == i; k++)
            if (strcmp(at.name, layer) == 0)
                return i;
    }
    return CAV_NONE;
}

/* "L0.kvm.nested". */
static uint32_t find_path(const offers *o, const char *path)
{
    const char *dot = strchr(path, '.');
    if (!dot)
        return CAV_NONE;
    return find_fact(o, pool_copy(&o->server->scratch, path, (size_t)(dot - path)), dot + 1);
}

static void add_values(offers *o, uint32_t fact)
{
    cavc_symbol at;
    const char *type = fact == CAV_NONE ? "" : lsp_detail(o->unit, fact, "type");
    static const char *const flags[] = {"on", "off", NULL};
    if (strcmp(type, "a flag") == 0)
        for (const char *const *f = flags; *f; f++)
            add(o, *f, KIND_ENUM_MEMBER, NULL);
    else if (strcmp(type, "a release") == 0)
        add_declared(o, CAVC_SYMBOL_PRODUCT, KIND_CLASS, "title");
    else
        for (uint32_t i = fact + 1;
             fact != CAV_NONE && lsp_symbol(o->unit, i, &at) && at.owner == fact; i++)
            if (at.declares && at.kind == CAVC_SYMBOL_VALUE)
                add(o, at.name, KIND_ENUM_MEMBER, NULL);
}

static bool is_declared(const offers *o, cavc_symbol_kind kind, const char *name)
{
    cavc_symbol at;
    for (uint32_t i = 0; lsp_symbol(o->unit, i, &at); i++)
        if (at.declares && at.kind == kind && strcmp(at.name, name) == 0)
            return true;
    return false;
}

/* -- conditions -- */

static void add_operand(offers *o)
{
    static const char *const words[] = {"not", NULL};
    add_facts(o, NULL);
    add_declared(o, CAVC_SYMBOL_DEFINE, KIND_FUNCTION, "condition");
    if (!memchr(o->c.text.bytes + o->c.prefix, '.', o->c.offset - o->c.prefix)) {
        add_layers(o);
        add_features(o);
    }
    add_words(o, words);
}

static void add_comparison(offers *o, uint32_t fact)
{
    static const char *const equal[] = {"is", "is not", NULL},
                             *const sets[] = {"in", "not in", NULL},
                             *const order[] = {"<", "<=", ">", ">=", NULL},
                             *const pattern[] = {"matches", NULL};
    const char *type = lsp_detail(o->unit, fact, "type");
    add_words(o, equal);
    if (strcmp(type, "a number") == 0)
        add_words(o, order);
    else if (strcmp(type, "a text") == 0)
        add_words(o, pattern);
    else
        add_words(o, sets);
}

/* What may follow a complete condition. */
static void add_connective(offers *o, const char *const *after)
{
    static const char *const both[] = {"and", "or", NULL}, *const later[] = {"or later", "before",
                                                                             "within", NULL};
    const char *last = lsp_back(&o->c, 1);
    add_words(o, both);
    if ((*last >= '0' && *last <= '9') || is_declared(o, CAVC_SYMBOL_PRODUCT, last))
        add_words(o, later);
    add_words(o, after);
}

/* The set the cursor is in: of the fact before `in`, or of a source's case. */
static void add_set(offers *o)
{
    static const char *const starts[] = {"{", ",", NULL}, *const between[] = {"in", "is", "not",
                                                                              NULL};
    size_t k = o->c.count - o->c.open + 1; /* the token before `{` */
    if (!lsp_is_back(&o->c, 1, starts))
        return;
    if (strcmp(lsp_back(&o->c, k), "=>") == 0 && strcmp(o->c.item, "fact") == 0) {
        add_values(o, find_fact(o, NULL, lsp_token_text(&o->c, o->c.item_at + 1)));
        return;
    }
    while (lsp_is_back(&o->c, k, between))
        k++;
    const char *subject = lsp_back(&o->c, k);
    uint32_t fact = find_path(o, subject);
    add_values(o, fact == CAV_NONE && strcmp(o->c.item, "test") == 0 ? find_fact(o, NULL, subject)
                                                                     : fact);
}

static void add_condition(offers *o, const char *const *after)
{
    static const char *const begins[] = {"when", "require", "and", "or", "(", ":", NULL},
                             *const use[] = {"use", NULL}, *const exists[] = {"exists", NULL},
                             *const in_use[] = {"in use", NULL};
    const char *last = lsp_back(&o->c, 1), *before = lsp_back(&o->c, 2);
    uint32_t fact = find_path(o, last);
    bool is = strcmp(last, "is") == 0, not_ = strcmp(last, "not") == 0;
    if (is || (not_ && strcmp(before, "is") == 0))
        add_values(o, find_path(o, is ? before : lsp_back(&o->c, 3)));
    else if (lsp_is_back(&o->c, 1, begins) || not_)
        add_operand(o);
    else if (strcmp(last, "in") == 0)
        add_words(o, is_declared(o, CAVC_SYMBOL_FEATURE, before) ? use : use + 1);
    else if (fact != CAV_NONE)
        add_comparison(o, fact);
    else if (is_declared(o, CAVC_SYMBOL_LAYER, last))
        add_words(o, exists);
    else if (is_declared(o, CAVC_SYMBOL_FEATURE, last))
        add_words(o, in_use);
    else
        add_connective(o, after);
}

/* -- bodies -- */

static const char *const no_words[] = {NULL};
static const char *const rule_words[] = {"cite", "why",      "when", "require",
                                         "then", "conflict", "fix",  NULL};

static void add_effect(offers *o, size_t distance)
{
    static const char *const is[] = {"is", NULL}, *const note[] = {"note", NULL};
    if (distance == 1) {
        add_levels(o, false);
        add_words(o, note);
        add_features(o);
    } else if (distance == 2 && is_declared(o, CAVC_SYMBOL_FEATURE, lsp_back(&o->c, 1)))
        add_words(o, is);
    else if (distance == 3 && strcmp(lsp_back(&o->c, 1), "is") == 0)
        add_levels(o, false);
    else if (distance > 1)
        add_words(o, rule_words);
}

static void add_list(offers *o, size_t distance, void (*names)(offers *), const char *const *after)
{
    if (distance == 1 || strcmp(lsp_back(&o->c, 1), ",") == 0)
        names(o);
    else
        add_words(o, after);
}

static void complete_rule(offers *o)
{
    static const char *const clauses[] = {"cite",     "why",  "when", "require", "then",
                                          "conflict", "else", "fix",  NULL},
                             *const else_[] = {"else", NULL};
    size_t distance = 0;
    const char *clause = lsp_last_of(&o->c, clauses, &distance);
    if (!clause)
        add_words(o, rule_words);
    else if (strcmp(clause, "cite") == 0)
        add_list(o, distance, add_statements, rule_words);
    else if (strcmp(clause, "when") == 0)
        add_condition(o, rule_words);
    else if (strcmp(clause, "require") == 0)
        add_condition(o, else_);
    else if (strcmp(clause, "conflict") == 0)
        add_list(o, distance, add_features, else_);
    else if (strcmp(clause, "then") == 0 || strcmp(clause, "else") == 0)
        add_effect(o, distance);
    else if (distance > 1)
        add_words(o, rule_words);
}

static void complete_pack(offers *o)
{
    static const char *const words[] = {"title",    "issuer",       "source", "edition",
                                        "captured", "applies when", NULL},
                             *const clauses[] = {"title",    "issuer", "source", "edition",
                                                 "captured", "when",   "cite",   NULL},
                             *const cite[] = {"cite", NULL}, *const when[] = {"when", NULL};
    size_t distance = 0;
    const char *clause = lsp_last_of(&o->c, clauses, &distance);
    if (strcmp(lsp_back(&o->c, 1), "applies") == 0)
        add_words(o, when);
    else if (clause && strcmp(clause, "when") == 0)
        add_condition(o, cite);
    else if (clause && strcmp(clause, "cite") == 0)
        add_list(o, distance, add_statements, words);
    else if (!clause || distance > 1)
        add_words(o, words);
}

static void complete_section(offers *o)
{
    static const char *const words[] = {"statement", NULL},
                             *const more[] = {"no rule", "statement", NULL},
                             *const line[] = {"line", NULL};
    const char *last = lsp_back(&o->c, 1);
    if (strcmp(last, "{") == 0)
        add_words(o, words);
    else if (*last == '"')
        add_words(o, more);
    else if (strcmp(lsp_back(&o->c, 2), "statement") == 0)
        add_words(o, line);
}

/* -- tests -- */

static void complete_given(offers *o, size_t distance)
{
    static const char *const kinds[] = {"depth", "use", NULL},
                             *const more[] = {"given", "expect", NULL}, *const in[] = {"in", NULL};
    const char *what = lsp_back(&o->c, distance - 1), *last = lsp_back(&o->c, 1);
    bool starts = strcmp(last, ":") == 0 || strcmp(last, ",") == 0;
    if (distance == 1) {
        add_layers(o);
        add_words(o, kinds);
    } else if (strcmp(what, "use") == 0) {
        if (distance == 2)
            add_features(o);
        else
            add_words(o, more);
    } else if (distance > 2 && starts) {
        add_facts(o, what);
    } else if (distance > 3 && find_fact(o, what, last) != CAV_NONE) {
        add_values(o, find_fact(o, what, last));
        add_words(o, in);
    } else if (distance > 3) {
        add_words(o, more);
    }
}

static void complete_expect(offers *o, size_t distance)
{
    static const char *const outcomes[] = {"unknown", "note", "not-applicable", "contradiction",
                                           NULL},
                             *const unknown[] = {"unknown", NULL},
                             *const more[] = {"by", "between", "missing", "given", "expect", NULL};
    if (distance == 1) {
        add_levels(o, true);
        add_features(o);
        add_words(o, outcomes);
    } else if (distance == 2 && is_declared(o, CAVC_SYMBOL_FEATURE, lsp_back(&o->c, 1))) {
        add_levels(o, true);
        add_words(o, unknown);
    } else {
        add_words(o, more);
    }
}

static void add_paths(offers *o)
{
    add_facts(o, NULL);
}

static void complete_between(offers *o, size_t distance)
{
    static const char *const and_[] = {"and", NULL}, *const missing[] = {"missing", "given",
                                                                         "expect", NULL};
    if (distance == 1 || distance == 3)
        add_levels(o, true);
    else
        add_words(o, distance == 2 ? and_ : missing);
}

static void complete_test(offers *o)
{
    static const char *const clauses[] = {"given", "expect", "by", "between", "missing", NULL},
                             *const words[] = {"given", "expect", NULL};
    size_t distance = 0;
    const char *clause = lsp_last_of(&o->c, clauses, &distance);
    if (!clause)
        add_words(o, words);
    else if (strcmp(clause, "given") == 0)
        complete_given(o, distance);
    else if (strcmp(clause, "expect") == 0)
        complete_expect(o, distance);
    else if (strcmp(clause, "by") == 0)
        add_list(o, distance, add_rules, words);
    else if (strcmp(clause, "missing") == 0)
        add_list(o, distance, add_paths, words);
    else
        complete_between(o, distance);
}

/* -- vocabulary -- */

static void complete_fact_head(offers *o)
{
    static const char *const at_word[] = {"at", NULL}, *const of[] = {"of", NULL},
                             *const fixed[] = {"fixed", NULL},
                             *const types[] = {"flag", "one of", "number", "text", "release", NULL};
    const char *last = lsp_back(&o->c, 1);
    size_t distance = o->c.count - o->c.item_at;
    if (strcmp(last, "at") == 0 || (strcmp(last, ",") == 0 && distance > 3))
        add_layers(o);
    else if (strcmp(last, ":") == 0)
        add_words(o, types);
    else if (strcmp(last, "one") == 0)
        add_words(o, of);
    else if (*last == '"')
        add_words(o, fixed);
    else if (distance == 2)
        add_words(o, at_word);
}

static void complete_product(offers *o)
{
    static const char *const words[] = {"version", "from", NULL},
                             *const os[] = {"os-release", NULL},
                             *const parts[] = {"major", "major.minor", "major.minor.patch",
                                               "major.minor.patch.build", NULL};
    const char *last = lsp_back(&o->c, 1);
    if (strcmp(last, "version") == 0)
        add_words(o, parts);
    else if (strcmp(last, "from") == 0)
        add_words(o, os);
    else
        add_words(o, words);
}

static void complete_item(offers *o)
{
    static const char
        *const items[] = {"pack",   "use",        "layer",   "product", "feature", "fact",
                          "define", "impossible", "section", "rule",    "test",    NULL},
               *const in_use[] = {"in use when", NULL}, *const when_word[] = {"when", NULL};
    const char *when[] = {"when", ":", NULL};
    size_t distance = 0;
    bool condition = lsp_last_of(&o->c, when, &distance) != NULL;
    bool begins = lsp_first_on_line(&o->c) &&
                  (!o->c.count || o->c.prefix == 0 || o->c.text.bytes[o->c.prefix - 1] == '\n');
    if (begins || !*o->c.item)
        add_words(o, items);
    else if (strcmp(o->c.item, "fact") == 0)
        complete_fact_head(o);
    else if (strcmp(o->c.item, "product") == 0)
        complete_product(o);
    else if (condition)
        add_condition(o, no_words);
    else if (*lsp_back(&o->c, 1) == '"' && strcmp(o->c.item, "feature") == 0)
        add_words(o, in_use);
    else if (*lsp_back(&o->c, 1) == '"' && strcmp(o->c.item, "impossible") == 0)
        add_words(o, when_word);
}

static void complete_sources(offers *o)
{
    static const char *const words[] = {"file",  "files", "exists", "os-release",     "uname",
                                        "cpuid", "auxv",  "fact",   "only when file", NULL},
                             *const uname[] = {"sysname", "release", "version", "machine", NULL},
                             *const auxv[] = {"platform", "base-platform", NULL},
                             *const after[] = {"{", "}", "os-release", NULL};
    const char *last = lsp_back(&o->c, 1);
    if (strcmp(last, "fact") == 0)
        add_facts(o, "");
    else if (strcmp(last, "uname") == 0)
        add_words(o, uname);
    else if (strcmp(last, "auxv") == 0)
        add_words(o, auxv);
    else if (lsp_is_back(&o->c, 1, after) || lsp_first_on_line(&o->c))
        add_words(o, words);
}

static void complete_cases(offers *o)
{
    static const char *const words[] = {"present", "absent", NULL};
    if (strcmp(lsp_back(&o->c, 1), "=>") == 0)
        add_values(o, find_fact(o, NULL, lsp_token_text(&o->c, o->c.item_at + 1)));
    else if (lsp_first_on_line(&o->c))
        add_words(o, words);
}

static void complete_observers(offers *o)
{
    static const char *const who[] = {"here", "guest", NULL}, *const any[] = {"any", NULL};
    add_words(o, strcmp(lsp_back(&o->c, 1), "guest") == 0 ? any : who);
}

/* -- texts and comments -- */

/* {LAYER.fact} in a message: the word being written begins behind the brace. */
static void complete_string(offers *o)
{
    uint32_t at = o->c.offset;
    while (at > o->c.string && !strchr(" \"{}", o->c.text.bytes[at - 1]))
        at--;
    if (at == o->c.string || o->c.text.bytes[at - 1] != '{' ||
        (at > 1 && o->c.text.bytes[at - 2] == '{'))
        return;
    o->c.prefix = at;
    lsp_measure m = {.text = o->c.text, .utf8 = o->server->utf8};
    json_decref(o->range);
    o->range = lsp_range(&m, at, o->c.offset);
    add_facts(o, NULL);
}

/* `# allow W007: reason` */
static void complete_comment(offers *o)
{
    uint32_t from = o->c.offset;
    cavc_diagnostic_kind kind;
    while (from && o->c.text.bytes[from - 1] != '\n' && o->c.text.bytes[from - 1] != '#')
        from--;
    const char *text = pool_copy(&o->server->scratch, o->c.text.bytes + from, o->c.offset - from);
    if (strncmp(text + strspn(text, " "), "allow ", 6) != 0 || strchr(text, ':'))
        return;
    while (o->c.prefix && o->c.text.bytes[o->c.prefix - 1] != ' ')
        o->c.prefix--;
    lsp_measure m = {.text = o->c.text, .utf8 = o->server->utf8};
    json_decref(o->range);
    o->range = lsp_range(&m, o->c.prefix, o->c.offset);
    for (uint32_t i = 0; cavc_diagnostic_kind_get(i, &kind); i++)
        if (kind.severity == CAVC_WARNING)
            add(o, kind.id, KIND_VALUE, kind.name);
}

static void complete(offers *o)
{
    static void (*const bodies[])(offers *) = {[LSP_BODY_FILE] = complete_item,
                                               [LSP_BODY_PACK] = complete_pack,
                                               [LSP_BODY_SECTION] = complete_section,
                                               [LSP_BODY_RULE] = complete_rule,
                                               [LSP_BODY_TEST] = complete_test,
                                               [LSP_BODY_FACT] = complete_observers,
                                               [LSP_BODY_SOURCES] = complete_sources,
                                               [LSP_BODY_CASES] = complete_cases,
                                               [LSP_BODY_SET] = add_set,
                                               [LSP_BODY_OTHER] = NULL};
    if (o->c.in_comment)
        complete_comment(o);
    else if (o->c.in_string)
        complete_string(o);
    else if (!o->c.in_pattern && bodies[o->c.body])
        bodies[o->c.body](o);
}

json_t *lsp_completion(lsp_server *s, const json_t *params)
{
    lsp_place p;
    if (!lsp_param_place(s, params, &p))
        return NULL;
    cavc_text text = {p.document->text, p.document->size};
    offers o = {.server = s, .unit = p.unit, .c = lsp_context_at(&s->scratch, text, p.offset)};
    lsp_measure m = {.text = text, .utf8 = s->utf8};
    o.list = json_array();
    o.range = lsp_range(&m, o.c.prefix, o.c.offset);
    complete(&o);
    json_decref(o.range);
    return json_pack("{s:b, s:o}", "isIncomplete", 0, "items", o.list);
}
