/* resolve.c: names to nodes: declarations, the pack, its statements and rules.
 *
 * Declarations are entered first, in source order (a used file's where its `use` stands), then
 * everything that names them is looked up, so order does not matter to a writer. Every unknown name
 * is reported with the nearest valid one; what could not be resolved stays NULL.
 * It judges no meaning (check.c does). Invariant: a node in unit->names is in its list too.
 */
#include "resolve.h"

#include <string.h>
#include <strings.h>

#include "habits.h"
#include "types.h"

#define LAYERS_MAX 30

const char *resolve_hint(cavc_unit *unit, unit_name space, const char *word)
{
    const char *near = map_nearest(&unit->names[space], word);

    return near ? arena_printf(&unit->arena, "did you mean `%s`?", near) : NULL;
}

/* "the layers are L0, L1"; NULL where there are none or too many. */
#define LISTED 12
static const char *all_of(cavc_unit *unit, const char *what, size_t count,
                          const char *(*name)(const cavc_unit *, size_t))
{
    const char *list = "";

    if (!count || count > LISTED)
        return NULL;
    for (size_t i = 0; i < count; i++)
        list = arena_printf(&unit->arena, "%s%s%s", list, i ? ", " : "", name(unit, i));
    return count == 1 ? arena_printf(&unit->arena, "there is only the %s %s", what, list)
                      : arena_printf(&unit->arena, "the %ss are %s", what, list);
}

static const char *layer_name(const cavc_unit *unit, size_t i)
{
    return unit->layers.at[i]->name->text;
}

static const char *product_name(const cavc_unit *unit, size_t i)
{
    return unit->products.at[i]->name->text;
}

static const char *feature_name(const cavc_unit *unit, size_t i)
{
    return unit->features.at[i]->name->text;
}

static const char *rule_name(const cavc_unit *unit, size_t i)
{
    return unit->rules.at[i]->name->text;
}

const char *resolve_product_hint(cavc_unit *unit, const char *word)
{
    const char *near = resolve_hint(unit, UNIT_PRODUCT, word);

    return near ? near : all_of(unit, "product", unit->products.count, product_name);
}

/* Layers are called alike, so the nearest of a short name says nothing. */
static const char *layer_hint(cavc_unit *unit, const char *word)
{
    const char *near = strlen(word) > 3 || !strcasecmp(word, "L0") ? resolve_hint(unit, UNIT_LAYER, word) : NULL;

    for (size_t i = 0; i < unit->layers.count && !near; i++)
        if (!strcasecmp(word, layer_name(unit, i)))
            near = resolve_hint(unit, UNIT_LAYER, word);
    return near ? near : all_of(unit, "layer", unit->layers.count, layer_name);
}

static const char *feature_hint(cavc_unit *unit, const char *word)
{
    const char *near = resolve_hint(unit, UNIT_FEATURE, word);

    if (map_get(&unit->names[UNIT_QUALIFIED], word))
        return "`in use` asks for a feature; a fact is compared with a value";
    return near ? near : all_of(unit, "feature", unit->features.count, feature_name);
}

/* -- declarations -- */

/* Every named node begins with a pointer to its name (a test's is a string of the same head). */
static const ast_name *name_of(const void *node)
{
    return *(const ast_name *const *)node;
}

static const char *place_of(cavc_unit *unit, ast_span span)
{
    src_place place = src_locate(&unit->sources, span.file, span.start);

    return arena_printf(&unit->arena, "first declared at %s:%u:%u",
                        unit->sources.files.at[span.file].name, place.line, place.column);
}

static bool declare_as(cavc_unit *unit, unit_name space, const char *what, const char *key,
                       const ast_name *name, void *node)
{
    const void *old = map_put(&unit->names[space], key, node);

    if (old)
        diag_report(unit->diags, DIAG_DUPLICATE, name->span, place_of(unit, name_of(old)->span),
                    what, key);
    return !old;
}

static bool declare(cavc_unit *unit, unit_name space, const char *what, void *node)
{
    return declare_as(unit, space, what, name_of(node)->text, name_of(node), node);
}

static void declare_layer(cavc_unit *unit, ast_layer *layer)
{
    if (!declare(unit, UNIT_LAYER, "layer", layer))
        return;
    layer->index = (uint32_t)unit->layers.count;
    if (layer->index == LAYERS_MAX)
        diag_report(unit->diags, DIAG_TOO_MANY, layer->name->span, NULL, "layers", layer->index + 1,
                    LAYERS_MAX);
    *ARENA_PUSH(&unit->arena, &unit->layers) = layer;
}

static void product_parts(cavc_unit *unit, ast_product *product)
{
    static const char *const known[] = {"major", "major.minor", "major.minor.patch",
                                        "major.minor.patch.build"};
    const char *near;

    if (!product->parts)
        return;
    for (uint32_t i = 0; i < CAV_VERSION_PARTS; i++)
        if (!strcmp(product->parts->text, known[i]))
            product->nparts = i + 1;
    if (product->nparts)
        return;
    near = diag_nearest(product->parts->text, known, CAV_VERSION_PARTS);
    diag_report(
        unit->diags, DIAG_PRODUCT_SHAPE, product->parts->span,
        near ? arena_printf(&unit->arena, "did you mean `%s`?", near)
             : "write major, major.minor, major.minor.patch or major.minor.patch.build",
        "the parts of a version are named major.minor.patch.build, as far as the product goes");
}

static void declare_product(cavc_unit *unit, ast_product *product)
{
    if (!declare(unit, UNIT_PRODUCT, "product", product))
        return;
    product->index = (uint32_t)unit->products.count;
    *ARENA_PUSH(&unit->arena, &unit->products) = product;
}

static void declare_feature(cavc_unit *unit, ast_feature *feature)
{
    if (!declare(unit, UNIT_FEATURE, "feature", feature))
        return;
    feature->index = (uint32_t)unit->features.count;
    *ARENA_PUSH(&unit->arena, &unit->features) = feature;
}

static void declare_section(cavc_unit *unit, ast_section *section)
{
    if (!declare(unit, UNIT_SECTION, "section", section))
        return;
    section->index = (uint32_t)unit->sections.count;
    *ARENA_PUSH(&unit->arena, &unit->sections) = section;
    for (ast_statement *s = section->statements; s; s = s->next) {
        if (!declare(unit, UNIT_STATEMENT, "statement", s))
            continue;
        s->index = (uint32_t)unit->statements.count;
        *ARENA_PUSH(&unit->arena, &unit->statements) = s;
    }
}

static void declare_pack(cavc_unit *unit, ast_pack *pack, ast_span span)
{
    if (unit->pack) {
        unit->two_packs = true;
        diag_report(unit->diags, DIAG_TWO_PACKS, pack->name->span,
                    place_of(unit, unit->pack->name->span), pack->name->text);
        return;
    }
    unit->pack = pack;
    unit->pack_span = span;
}

static void declare_item(cavc_unit *unit, ast_item *item)
{
    switch (item->kind) {
    case AST_PACK:
        declare_pack(unit, item->as.pack, item->span);
        break;
    case AST_LAYER:
        declare_layer(unit, item->as.layer);
        break;
    case AST_PRODUCT:
        declare_product(unit, item->as.product);
        break;
    case AST_FEATURE:
        declare_feature(unit, item->as.feature);
        break;
    case AST_FACT:
        *ARENA_PUSH(&unit->arena, &unit->facts) = item->as.fact;
        break;
    case AST_DEFINE:
        if (declare(unit, UNIT_DEFINE, "define", item->as.define))
            *ARENA_PUSH(&unit->arena, &unit->defines) = item->as.define;
        break;
    case AST_IMPOSSIBLE:
        item->as.impossible->index = (uint32_t)unit->impossible.count;
        *ARENA_PUSH(&unit->arena, &unit->impossible) = item->as.impossible;
        break;
    case AST_SECTION:
        declare_section(unit, item->as.section);
        break;
    case AST_RULE:
        if (declare(unit, UNIT_RULE, "rule", item->as.rule)) {
            item->as.rule->index = (uint32_t)unit->rules.count;
            *ARENA_PUSH(&unit->arena, &unit->rules) = item->as.rule;
        }
        break;
    case AST_TEST:
        if (declare(unit, UNIT_TEST, "test", item->as.test))
            *ARENA_PUSH(&unit->arena, &unit->tests) = item->as.test;
        break;
    case AST_USE:
        break;
    }
}

/* Items in source order, used files' where their `use` stands; a stack instead of recursion. */
static void declare_all(cavc_unit *unit)
{
    ARENA_VECTOR(ast_item *) stack = {0};

    if (!unit->files.count)
        return;
    *ARENA_PUSH(&unit->arena, &stack) = unit->files.at[0]->items;
    while (stack.count) {
        ast_item *item = stack.at[stack.count - 1];
        if (!item) {
            stack.count--;
            continue;
        }
        stack.at[stack.count - 1] = item->next;
        if (item->kind == AST_USE && item->used)
            *ARENA_PUSH(&unit->arena, &stack) = item->used->items;
        else
            declare_item(unit, item);
    }
}

/* Facts need the layers, so they are entered last; one entry per layer. */
static void declare_at(cavc_unit *unit, ast_fact *fact, const ast_name *at)
{
    const ast_layer *layer = resolve_layer(unit, at);

    if (!layer || layer->index >= LAYERS_MAX)
        return;
    if (fact->layer_mask >> layer->index & 1)
        diag_report(unit->diags, DIAG_DUPLICATE, at->span, "name each layer once",
                    "the fact at layer", at->text);
    else if (declare_as(unit, UNIT_QUALIFIED, "fact",
                        arena_printf(&unit->arena, "%s.%s", at->text, fact->name->text), fact->name,
                        fact))
        fact->layer_mask |= (uint64_t)1 << layer->index;
}

static void declare_fact(cavc_unit *unit, ast_fact *fact)
{
    uint32_t n = 0;
    map seen;

    for (const ast_name *at = fact->layers; at; at = at->next)
        declare_at(unit, fact, at);
    map_put(&unit->names[UNIT_FACT], fact->name->text, fact);
    map_init(&seen, &unit->arena);
    for (const ast_value *v = fact->values; v; v = v->next, n++)
        if (map_put(&seen, v->text, fact))
            diag_report(unit->diags, DIAG_DUPLICATE, v->span, "delete one of the two", "value",
                        v->text);
    if (n > 64)
        diag_report(unit->diags, DIAG_TOO_MANY, fact->type_span, NULL, "values of a `one of`", n,
                    64);
    if (fact->type == AST_ONE_OF && !n)
        diag_report(unit->diags, DIAG_EMPTY_SET, fact->type_span, "name at least one value",
                    "an empty set");
}

static void check_define_name(cavc_unit *unit, const ast_define *define)
{
    bool layer = map_get(&unit->names[UNIT_LAYER], define->name->text) != NULL;

    if (layer || map_get(&unit->names[UNIT_FEATURE], define->name->text))
        diag_report(unit->diags, DIAG_DEFINE_SHADOWS, define->name->span,
                    "give the define another name", define->name->text,
                    layer ? "layer" : "feature");
}

/* -- look-ups -- */

ast_layer *resolve_layer(cavc_unit *unit, const ast_name *name)
{
    ast_layer *layer = map_get(&unit->names[UNIT_LAYER], name->text);

    if (!layer)
        diag_report(unit->diags, DIAG_UNKNOWN_LAYER, name->span,
                    map_get(&unit->names[UNIT_FEATURE], name->text)
                        ? "a feature is asked for by `in use`"
                        : layer_hint(unit, name->text),
                    name->text);
    return layer;
}

ast_feature *resolve_feature(cavc_unit *unit, const ast_name *name)
{
    ast_feature *feature = map_get(&unit->names[UNIT_FEATURE], name->text);

    if (!feature)
        diag_report(unit->diags, DIAG_UNKNOWN_FEATURE, name->span,
                    feature_hint(unit, name->text), name->text);
    return feature;
}

ast_rule *resolve_rule(cavc_unit *unit, const ast_name *name)
{
    ast_rule *rule = map_get(&unit->names[UNIT_RULE], name->text);

    if (!rule) {
        const char *near = resolve_hint(unit, UNIT_RULE, name->text);
        diag_report(unit->diags, DIAG_UNKNOWN_RULE, name->span,
                    near ? near : all_of(unit, "rule", unit->rules.count, rule_name), name->text);
    }
    return rule;
}

int resolve_level(cavc_unit *unit, const ast_name *name, bool note)
{
    static const char *const levels[] = {
#define LEVEL(ID, name, meaning, sarif, junit) name,
#include "../runtime/levels.def"
        "note"};
    const char *near, *habit;

    for (int i = 0; i < CAV_LEVEL_COUNT + note; i++)
        if (!strcmp(levels[i], name->text))
            return i;
    near = diag_nearest(name->text, levels, (size_t)CAV_LEVEL_COUNT + note);
    habit = habit_hint(HABIT_LEVEL, name->text);
    diag_report(unit->diags, DIAG_UNKNOWN_LEVEL, name->span,
                habit  ? habit
                : near ? arena_printf(&unit->arena, "did you mean `%s`?", near)
                       : note ? "the levels are preview, unsupported, untested and broken; or `note`"
                              : "the levels are supported, preview, unsupported, untested and broken",
                name->text);
    return -1;
}

static const char *layers_of(cavc_unit *unit, const ast_fact *fact)
{
    const char *list = "";

    for (size_t i = 0; i < unit->layers.count; i++)
        if (fact->layer_mask >> i & 1)
            list = arena_printf(&unit->arena, "%s%s%s", list, *list ? ", " : "",
                                unit->layers.at[i]->name->text);
    return list;
}

/* Do the dotted names share a part: `kernel` and `kernel.version`, `nested` and `kvm.nested`? */
static bool shares_part(const char *a, const char *b)
{
    for (; *a; a += strcspn(a, "."), a += *a == '.')
        for (const char *c = b; *c; c += strcspn(c, "."), c += *c == '.')
            if (strcspn(a, ".") == strcspn(c, ".") && !strncmp(a, c, strcspn(a, ".")))
                return true;
    return false;
}

/* The layer's facts that share a part with the name, or where none does, all of them. */
#define LISTED_FACTS 20
static const char *facts_hint(cavc_unit *unit, const ast_layer *layer, const char *name, bool all)
{
    const char *list = "";
    size_t count = 0;

    for (size_t i = 0; i < unit->facts.count; i++) {
        const ast_fact *fact = unit->facts.at[i];
        if (fact->layer_mask >> layer->index & 1 && (all || shares_part(fact->name->text, name)))
            list = arena_printf(&unit->arena, "%s%s%s.%s", list, count++ ? ", " : "",
                                layer->name->text, fact->name->text);
    }
    if (!count)
        return all ? NULL : facts_hint(unit, layer, name, true);
    if (count > LISTED_FACTS)
        return NULL;
    return all ? arena_printf(&unit->arena, "the facts of %s are %s", layer->name->text, list)
               : arena_printf(&unit->arena, "with that word there is %s", list);
}

/* Of a name that no fact bears: what it is instead, or what was meant. */
static const char *fact_hint(cavc_unit *unit, const char *full)
{
    const char *near = resolve_hint(unit, UNIT_QUALIFIED, full), *dot = strrchr(full, '.');
    ast_fact *fact = dot ? map_get(&unit->names[UNIT_QUALIFIED],
                                   arena_copy(&unit->arena, full, (size_t)(dot - full)))
                         : NULL;

    if (map_get(&unit->names[UNIT_LAYER], full))
        return arena_printf(&unit->arena, "a layer is asked for by `%s exists`", full);
    if (map_get(&unit->names[UNIT_FEATURE], full))
        return arena_printf(&unit->arena, "a feature is asked for by `%s in use`", full);
    if (map_get(&unit->names[UNIT_DEFINE], full))
        return arena_printf(&unit->arena, "a condition with a name stands alone: `%s`, or `not %s`",
                            full, full);
    if (fact && fact->type == AST_RELEASE)
        return arena_printf(&unit->arena, "the version stands behind the product: `%.*s is PRODUCT VERSION`",
                            (int)(dot - full), full);
    if (!near && dot) {
        size_t head = strcspn(full, ".");
        const ast_layer *layer = map_get(&unit->names[UNIT_LAYER], arena_copy(&unit->arena, full, head));
        return layer && layer->index < LAYERS_MAX ? facts_hint(unit, layer, full + head + 1, false) : NULL;
    }
    return near;
}

/* Neither the layer's fact nor anything near: say which half is wrong. */
static void unknown_fact(cavc_unit *unit, const char *full, ast_span span)
{
    const char *dot = strchr(full, '.');
    const char *layer = dot ? arena_copy(&unit->arena, full, (size_t)(dot - full)) : NULL;
    const ast_fact *base = map_get(&unit->names[UNIT_FACT], dot ? dot + 1 : full);

    if (layer && !map_get(&unit->names[UNIT_LAYER], layer) && base)
        diag_report(unit->diags, DIAG_UNKNOWN_LAYER, span, layer_hint(unit, layer), layer);
    else if (layer && base && base->layer_mask)
        diag_report(unit->diags, DIAG_FACT_LAYER, span, NULL, base->name->text, layer,
                    layers_of(unit, base));
    else if ((base = map_get(&unit->names[UNIT_FACT], full)) && base->layer_mask)
        diag_report(unit->diags, DIAG_UNKNOWN_FACT, span,
                    arena_printf(&unit->arena, "name the layer too: `%s.%s`",
                                 unit->layers.at[__builtin_ctzll(base->layer_mask)]->name->text,
                                 full),
                    full);
    else
        diag_report(unit->diags, DIAG_UNKNOWN_FACT, span, fact_hint(unit, full), full);
}

ast_fact *resolve_fact(cavc_unit *unit, const ast_name *name, uint32_t *layer)
{
    ast_fact *fact = map_get(&unit->names[UNIT_QUALIFIED], name->text);
    const char *dot = strchr(name->text, '.');

    if (!fact || !dot) {
        unknown_fact(unit, name->text, name->span);
        return NULL;
    }
    *layer =
        ((ast_layer *)map_get(&unit->names[UNIT_LAYER],
                              arena_copy(&unit->arena, name->text, (size_t)(dot - name->text))))
            ->index;
    return fact;
}

ast_fact *resolve_fact_at(cavc_unit *unit, const ast_name *base, const ast_layer *layer)
{
    const char *full = arena_printf(&unit->arena, "%s.%s", layer->name->text, base->text);
    ast_fact *fact = map_get(&unit->names[UNIT_QUALIFIED], full);

    if (!fact)
        unknown_fact(unit, full, base->span);
    return fact;
}

/* -- statements and rules -- */

static void resolve_cites(cavc_unit *unit, ast_name *cites)
{
    for (ast_name *c = cites; c; c = c->next) {
        ast_statement *s = map_get(&unit->names[UNIT_STATEMENT], c->text);
        if (s)
            s->cited++;
        else
            diag_report(unit->diags, DIAG_UNKNOWN_STATEMENT, c->span,
                        resolve_hint(unit, UNIT_STATEMENT, c->text), c->text);
    }
}

static void ignore_part(void *context, const char *text, ast_fact *fact, uint32_t layer)
{
    (void)context, (void)text, (void)fact, (void)layer;
}

static void resolve_effect(cavc_unit *unit, ast_rule *rule, ast_effect *effect)
{
    rule->effect = effect;
    if (effect->feature && map_get(&unit->names[UNIT_FEATURE], effect->level->text) &&
        !map_get(&unit->names[UNIT_FEATURE], effect->feature->text)) {
        rule->level = -1;
        diag_report(unit->diags, DIAG_UNKNOWN_FEATURE, effect->feature->span,
                    arena_printf(&unit->arena, "the feature stands first: `%s is %s`",
                                 effect->level->text, effect->feature->text),
                    effect->feature->text);
        return;
    }
    if (effect->feature)
        rule->feature = resolve_feature(unit, effect->feature);
    rule->level = resolve_level(unit, effect->level, true);
    if (effect->message)
        resolve_message(unit, effect->message, ignore_part, NULL);
}

static void resolve_clause(cavc_unit *unit, ast_rule *rule, ast_clause *clause)
{
    switch (clause->kind) {
    case AST_CITE:
        rule->cites = rule->cites ? rule->cites : clause->names;
        resolve_cites(unit, clause->names);
        break;
    case AST_WHY:
        rule->why = rule->why ? rule->why : clause->text;
        break;
    case AST_FIX:
        rule->fix = rule->fix ? rule->fix : clause->text;
        break;
    case AST_WHEN:
        rule->when = rule->when ? rule->when : clause->cond;
        break;
    case AST_REQUIRE:
        rule->require = rule->require ? rule->require : clause->cond;
        break;
    case AST_CONFLICT:
        rule->conflict = rule->conflict ? rule->conflict : clause;
        for (int i = 0; i < 2; i++) {
            const ast_name *name = i ? (clause->names ? clause->names->next : NULL) : clause->names;
            rule->features[i] = name ? resolve_feature(unit, name) : NULL;
        }
        break;
    case AST_THEN:
        break;
    }
    if (clause->cond)
        resolve_cond(unit, clause->cond);
    if (clause->effect)
        resolve_effect(unit, rule, clause->effect);
}

static void resolve_pack(cavc_unit *unit)
{
    if (!unit->pack)
        return;
    for (ast_field *f = unit->pack->fields; f; f = f->next)
        if (!unit->pack->keys[f->key])
            unit->pack->keys[f->key] = f->value;
    for (ast_applies *a = unit->pack->applies; a; a = a->next) {
        resolve_cond(unit, a->cond);
        resolve_cites(unit, a->cites);
    }
}

static void resolve_vocabulary(cavc_unit *unit)
{
    for (size_t i = 0; i < unit->products.count; i++) {
        ast_product *p = unit->products.at[i];
        uint32_t groups;
        product_parts(unit, p);
        for (const ast_matcher *m = p->matchers; m; m = m->next)
            resolve_pattern(unit, m->pattern, &groups);
    }
    for (size_t i = 0; i < unit->facts.count; i++)
        declare_fact(unit, unit->facts.at[i]);
    for (size_t i = 0; i < unit->facts.count; i++)
        resolve_sources(unit, unit->facts.at[i]);
    resolve_source_cycles(unit);
}

void resolve_unit(cavc_unit *unit)
{
    for (int i = 0; i < UNIT_NAMES; i++)
        map_init(&unit->names[i], &unit->arena);
    declare_all(unit);
    resolve_vocabulary(unit);
    for (size_t i = 0; i < unit->features.count; i++)
        if (unit->features.at[i]->in_use)
            resolve_cond(unit, unit->features.at[i]->in_use);
    for (size_t i = 0; i < unit->defines.count; i++) {
        check_define_name(unit, unit->defines.at[i]);
        resolve_cond(unit, unit->defines.at[i]->cond);
    }
    resolve_pack(unit);
    for (size_t i = 0; i < unit->impossible.count; i++)
        resolve_cond(unit, unit->impossible.at[i]->cond);
    for (size_t i = 0; i < unit->rules.count; i++)
        for (ast_clause *c = unit->rules.at[i]->clauses; c; c = c->next)
            resolve_clause(unit, unit->rules.at[i], c);
    for (size_t i = 0; i < unit->tests.count; i++)
        resolve_test(unit, unit->tests.at[i]);
}
