/* support.c: see support.h. */
#include "support.h"

/* -- the allocator ----------------------------------------------------------------------------- */

typedef union head { size_t size; max_align_t align; } head;

static void *meter_resize(void *context, void *block, size_t old_size, size_t new_size)
{
    meter *m = context;
    head *h = block ? (head *)block - 1 : NULL, *grown;

    assert_int_equal(h ? h->size : 0, old_size);
    if (new_size == 0) {
        m->live -= old_size;
        free(h);
        return NULL;
    }
    m->calls++;
    if (m->fail_at && (m->calls == m->fail_at || (m->for_ever && m->calls > m->fail_at)))
        return NULL;
    grown = realloc(h, sizeof *h + new_size);
    assert_non_null(grown);
    m->live += new_size - old_size;
    grown->size = new_size;
    return grown + 1;
}

static void meter_report(void *context, cav_status status, const char *text)
{
    meter *m = context;

    assert_true(strlen(text) > 0 && strlen(text) < sizeof m->message);
    assert_null(strchr(text, '\n'));
    strcpy(m->message, text);
    m->status = status;
}

cav_env meter_env(meter *m)
{
    memset(m, 0, sizeof *m);
    return (cav_env){meter_resize, meter_report, m};
}

/* -- a program with everything in it ----------------------------------------------------------- */

/* Facts: 0 depth, 1 use x, 2 use y, 3 L0.platform, 4 L0.nested, 5 L1.vcpus, 6 L1.os, 7 L1.kernel,
 * 8 L1.variant (derived from 7), 9 L1.stream (derived from 8), 10 L3.os. */
const char sample_text[] =
    "META pack=\"sample\" title=\"A sample\" issuer=\"nobody\" source=\"none\" release=\"0\" operand=2"
    " results=19 xresults=2 applies=!v18 cites=0 ncites=1\n"
    "LAYERS name=\"L0\" title=\"host\"\n"
    "LAYERS name=\"L1\" title=\"guest\"\n"
    "LAYERS name=\"L2\" title=\"guest of guest\"\n"
    "LAYERS name=\"L3\" title=\"deeper\"\n"
    "PRODUCTS name=\"rhel\" title=\"R\" parts=2 recognized=1 matchers=0 nmatchers=1\n"
    "PRODUCTS name=\"windows\" title=\"W\" parts=1\n"
    "PRODUCTS name=\"esxi\" title=\"E\" parts=3\n"
    "PRODUCTS name=\"other\" title=\"O\" parts=0 recognized=1\n"
    "MATCHERS field=\"ID\" pattern=\"rhel\"\n"
    "FEATURES name=\"x\" title=\"X\" wanted=1 in_use=v2\n"
    "FEATURES name=\"y\" title=\"Y\" wanted=2 in_use=v14\n"
    "FACTS name=\"depth\" base=\"depth\" type=5 classes=2 pieces=0 npieces=4\n"
    "FACTS name=\"use x\" base=\"x\" type=6 classes=2 pieces=4 npieces=2\n"
    "FACTS name=\"use y\" base=\"y\" type=6 classes=2 pieces=6 npieces=2\n"
    "FACTS name=\"L0.platform\" base=\"platform\" layer=0 type=1 fixed=1 classes=3 pieces=8"
    " npieces=4\n"
    "FACTS name=\"L0.nested\" base=\"nested\" layer=0 type=0 classes=2 pieces=12 npieces=2\n"
    "FACTS name=\"L1.vcpus\" base=\"vcpus\" layer=1 type=2 classes=3 pieces=14 npieces=3\n"
    "FACTS name=\"L1.os\" base=\"os\" layer=1 type=4 classes=4 pieces=17 npieces=6 blocks=2"
    " nblocks=1\n"
    "FACTS name=\"L1.kernel\" base=\"kernel\" layer=1 type=3 tests=0 ntests=5\n"
    "FACTS name=\"L1.variant\" base=\"variant\" layer=1 type=1 classes=2 pieces=23 npieces=3"
    " blocks=0 nblocks=1\n"
    "FACTS name=\"L1.stream\" base=\"stream\" layer=1 type=3 tests=5 ntests=1 blocks=1 nblocks=1\n"
    "FACTS name=\"L3.os\" base=\"os\" layer=3 type=4 classes=1 pieces=26 npieces=1 blocks=2"
    " nblocks=1\n"
    /* depth: below 3, 3 */
    "PIECES class=0 name=\"L0\"\nPIECES class=0 name=\"L1\"\nPIECES class=0 name=\"L2\"\n"
    "PIECES class=1 name=\"L3\"\n"
    "PIECES class=0 name=\"off\"\nPIECES class=1 name=\"on\"\n"
    "PIECES class=0 name=\"off\"\nPIECES class=1 name=\"on\"\n"
    /* platform: intel | amd | the rest */
    "PIECES class=0 name=\"intel\"\nPIECES class=1 name=\"amd\"\nPIECES class=2 name=\"arm64\"\n"
    "PIECES class=2 name=\"other\"\n"
    "PIECES class=0 name=\"off\"\nPIECES class=1 name=\"on\"\n"
    /* vcpus: below -5 | -5..224 | 225 and above */
    "PIECES class=0 w0=0 w1=0x80000000\nPIECES class=1 w0=0xfffffffb w1=0xffffffff\n"
    "PIECES class=2 w0=225 w1=0\n"
    /* os: rhel below 7.8 | 7.8 to the end of 7 | 8 to before 8.2 | 8.2 to the end of 8 | the rest;
     * classes 0 1 0 1 2, and windows 2019 is 3 */
    "PIECES class=0 product=0\nPIECES class=1 product=0 w0=7 w1=8\n"
    "PIECES class=0 product=0 w0=8\nPIECES class=1 product=0 w0=8 w1=2\n"
    "PIECES class=2 product=0 w0=9\nPIECES class=3 product=1 w0=2019\n"
    "PIECES class=0 name=\"standard\"\nPIECES class=1 name=\"alt\"\nPIECES class=0 name=\"rt\"\n"
    "PIECES class=0 product=0\n"
    "SETS width=2 words=0 nwords=1\nSETS width=3 words=1 nwords=1\nSETS width=4 words=2 nwords=1\n"
    "SETS width=3 words=3 nwords=1\n"
    "SETWORDS bits=2\nSETWORDS bits=4\nSETWORDS bits=2\nSETWORDS bits=2\n"
    "TESTS kind=0 a=\".*\\\\.el7a\\\\..*\"\nTESTS kind=1 a=\"5.14\"\nTESTS kind=3 a=0 b=1\n"
    "TESTS kind=4 a=2\nTESTS kind=2 a=0 b=3\nTESTS kind=0 a=\"(a+)+[bc]\" b=1\n"
    "code\n"
    "IN f0 s0\n"     /* v0  depth is L3 */
    "IN f1 s0\n"     /* v1  x wanted */
    "IN f1 s0\n"     /* v2  x in use */
    "IN f3 s1\n"     /* v3  platform is of the rest */
    "IN f3 s3\n"     /* v4  platform is amd */
    "IN f4 s0\n"     /* v5  nested is on */
    "IN f5 s1\n"     /* v6  vcpus >= 225 */
    "IN f6 s2\n"     /* v7  os is in range */
    "IN f8 s0\n"     /* v8  variant is alt */
    "TEXT f7 t2\n"   /* v9  kernel is el7a or 5.14 */
    "TEXT f9 t5\n"   /* v10 stream matches */
    "IN f2 s0\n"     /* v11 y wanted */
    "AND v4 v5\n"    /* v12 amd and nested */
    "AND v6 v8\n"    /* v13 */
    "OR v11 v5\n"    /* v14 y in use */
    "OR v12 v13\n"   /* v15 */
    "AND v15 v14\n"  /* v16 rule b bears */
    "NOT v7\n"       /* v17 */
    "AND v3 v10\n"   /* v18 does not apply: other and stream */
    "xcode\n"
    "TEXT f7 t4\n"   /* v19: never true */
    "OR v19 v9\n"    /* v20 */
    "records\n"
    "CITES statement=0\nCITES statement=1\n"
    "HEADINGS name=\"s\" title=\"S\"\n"
    "STATEMENTS name=\"s.1\" gist=\"one\"\nSTATEMENTS name=\"s.2\" line=7 gist=\"two\" no_rule=\"r\"\n"
    "RULES name=\"a\" kind=0 scope=1 why=\"w\" ncites=2 effects=0 neffects=1 nreads=1 line=3 column=1\n"
    "RULES name=\"b\" kind=1 fix=\"f\" cites=1 ncites=1 effects=1 neffects=1 reads=1 nreads=2 line=9"
    " column=1\n"
    "RULES name=\"c\" kind=2 effects=2 neffects=2 line=15 column=1\n"
    "RULES name=\"d\" kind=1 scope=3 effects=4 neffects=1 line=20 column=1\n"
    "RULES name=\"e\" kind=1 effects=5 neffects=1 line=25 column=1\n"
    "EFFECTS rule=0 level=2 nparts=2 fires=v17 bears=v17\n"
    "EFFECTS rule=1 level=4 feature=1 parts=1 nparts=1 fires=v15 bears=v16\n"
    "EFFECTS rule=2 level=1 feature=0 fires=v14 bears=v2\n"
    "EFFECTS rule=2 level=1 feature=1 fires=v2 bears=v2\n"
    "EFFECTS rule=3 level=3 fires=v0 bears=v0\n"
    "EFFECTS rule=4 level=5 fires=v9 bears=v9\n"
    "PARTS text=\"L1 runs \" fact=6\nPARTS text=\"; vcpus \" fact=5\n"
    "IMPOSSIBLE reason=\"no such thing\" holds=v13 reads=1 nreads=1 line=30 column=2\n"
    "READS fact=6\nREADS fact=5\nREADS fact=8\n"
    "FILES name=\"sample.cav\" h0=0x01020304\n"
    "BLOCKS observers=1 sources=0 nsources=1\nBLOCKS observers=1 sources=1 nsources=2\n"
    "BLOCKS observers=0x80000001 sources=3 nsources=5\n"
    "SOURCES kind=6 subject=\"L1.kernel\" cases=0 ncases=2\n"
    "SOURCES kind=6 subject=\"L1.variant\" cases=2 ncases=1\n"
    "SOURCES kind=6 subject=\"L1.kernel\" cases=3 ncases=1\n"
    "SOURCES kind=7 subject=\"/proc/x\" pattern=\".*\" end=7\n"
    "SOURCES kind=7 subject=\"/proc/y\" pattern=\"a\" flags=15 end=6\n"
    "SOURCES kind=2\n"
    "SOURCES kind=0 subject=\"/etc/x\" cases=4 ncases=1 absent=4 nabsent=1\n"
    "SOURCES kind=1 subject=\"/etc/y\" present=4 npresent=1 absent=4 nabsent=1\n"
    "CASES pattern=\".*\\\\.el7a\\\\..*\" values=0 nvalues=1\n"
    "CASES pattern=\"\\\\d.*\" values=1 nvalues=2\n"
    "CASES pattern=\"(.)(.*)\" values=3 nvalues=1\n"
    "CASES pattern=\".+\" values=5 nvalues=1\n"
    "CASES pattern=\"(\\\\d+)\" values=4 nvalues=1\n"
    "VALUES text=\"alt\"\nVALUES text=\"standard\"\nVALUES text=\"rt\"\nVALUES text=\"$2-$1$9\"\n"
    "VALUES text=\"rhel $1\"\nVALUES text=\"late\"\n"
    "CONDS owner=0 index=0 role=1 kind=0 text=\"os in range\" value=v7 start=1 end=9 line=3 column=5\n"
    "CONDS owner=0 index=1 kind=2 text=\"or\" value=v15 line=9 column=5\n"
    "CONDS owner=0 index=1 kind=1 depth=1 text=\"and\" value=v12 line=9 column=5\n"
    "CONDS owner=1 index=1 kind=2 text=\"y or nested\" value=v14 line=2 column=5\n"
    "CONDS owner=0 index=4 kind=3 text=\"never\" value=!v19 line=25 column=5\n";

uint8_t *sample_image(const char *text, size_t *size)
{
    jmp_buf out_of_memory;
    arena a;
    unsigned line;
    uint8_t *image, *copy;

    arena_init(&a, NULL, &out_of_memory);
    if (setjmp(out_of_memory))
        fail();
    image = asm_image(&a, text, size, &line);
    if (!image)
        fail_msg("line %u cannot be assembled", line);
    copy = malloc(*size);
    assert_non_null(copy);
    memcpy(copy, image, *size);
    arena_free(&a);
    return copy;
}

cav_program *load(const cav_env *env, const uint8_t *image, size_t size)
{
    cav_program *program;

    if (cav_program_load(env, image, size, &program) != CAV_OK)
        fail_msg("not loaded: %s", env ? ((meter *)env->context)->message : "");
    return program;
}

/* -- everything -------------------------------------------------------------------------------- */

static bool take_line(void *context, const char *text)
{
    size_t *bytes = context;
    unsigned columns = 0;

    for (const char *p = text; *p; p++) {
        assert_true((unsigned char)*p >= 0x20);
        columns += ((unsigned char)*p & 0xC0) != 0x80;
    }
    assert_true(columns <= 100);
    *bytes += columns;
    return *bytes < 1000000;
}

static void read_records(const cav_program *p)
{
    cav_pack pack;
    union {
        cav_layer layer; cav_product product; cav_feature feature; cav_fact fact; cav_rule rule;
        cav_effect effect; cav_statement statement; cav_file file; cav_impossible impossible;
        cav_cond cond;
    } r;

    cav_program_pack(p, &pack);
    for (uint32_t k = 0; cav_program_layer(p, k, &r.layer); k++)
        assert_true(cav_layer_find(p, r.layer.name) <= k);
    for (uint32_t k = 0; cav_program_product(p, k, &r.product); k++)
        assert_true(strlen(r.product.name) + strlen(r.product.title) < 100000);
    for (uint32_t k = 0; cav_program_feature(p, k, &r.feature); k++)
        assert_true(cav_feature_find(p, r.feature.name) <= k);
    for (uint32_t k = 0; cav_program_fact(p, k, &r.fact); k++) {
        assert_int_equal(cav_fact_find(p, r.fact.name), k);
        for (uint32_t v = 0; cav_fact_value(p, k, v); v++)
            assert_true(v < 64);
    }
    for (uint32_t k = 0; cav_program_rule(p, k, &r.rule); k++) {
        assert_true(cav_rule_find(p, r.rule.name) <= k);
        for (uint32_t n = 0; n <= r.rule.ncites && n < 1000; n++)
            assert_true(cav_rule_cite(p, k, n) < pack.statements || n == r.rule.ncites);
        for (uint32_t n = 0; n <= r.rule.nreads && n < 1000; n++)
            assert_true(cav_rule_read(p, k, n) < pack.facts || n == r.rule.nreads);
    }
    for (uint32_t k = 0; cav_program_effect(p, k, &r.effect); k++)
        assert_true(r.effect.rule < pack.rules && r.effect.level <= CAV_LEVEL_NOTE);
    for (uint32_t k = 0; cav_program_statement(p, k, &r.statement); k++)
        assert_non_null(r.statement.heading);
    for (uint32_t k = 0; cav_program_file(p, k, &r.file); k++)
        assert_non_null(r.file.name);
    for (uint32_t k = 0; cav_program_impossible(p, k, &r.impossible); k++)
        assert_true(cav_impossible_read(p, k, 0) < pack.facts || r.impossible.nreads == 0);
    for (uint32_t k = 0; cav_program_cond(p, k, &r.cond); k++)
        assert_non_null(r.cond.text);
    for (uint32_t k = 0; k < cav_applies_cites(p) && k < 1000; k++)
        assert_true(cav_applies_cite(p, k) < pack.statements);
}

/* Gives every fact something it may be, whatever its type. */
static cav_status tell(const cav_program *p, cav_facts *facts, uint32_t variant)
{
    static const char *const texts[] = {"4.14.0-115.el7a.0.1", "5.14", "aaaaaaa"};
    static const char *const numbers[] = {"7", "-9..300", "9223372036854775807"};
    cav_fact fact;
    cav_product product;
    char release[64];

    for (uint32_t k = 0; cav_program_fact(p, k, &fact); k++) {
        const char *value = fact.type == CAV_TEXT ? texts[variant] : numbers[variant];
        cav_status status;

        if (fact.layer == CAV_NONE)
            continue;
        if (fact.type == CAV_FLAG || fact.type == CAV_ONE_OF)
            value = cav_fact_value(p, k, variant % fact.values);
        if (fact.type == CAV_RELEASE) {
            cav_program_product(p, variant, &product);
            snprintf(release, sizeof release, "%.40s", product.name ? product.name : "x");
            value = release;
        }
        status = cav_facts_set(facts, k, &value, 1);
        if (status == CAV_NO_MEMORY)
            return status;
    }
    return CAV_OK;
}

static void read_facts(const cav_program *p, const cav_facts *facts)
{
    char text[64];
    cav_fact fact;

    for (uint32_t k = 0; cav_program_fact(p, k, &fact); k++) {
        cav_facts_print(facts, k, text, sizeof text);
        assert_true(strlen(text) < sizeof text);
        for (uint32_t v = 0; cav_facts_value(facts, k, v); v++)
            assert_true(v < 1024);
        if (cav_facts_knowledge(facts, k) == CAV_FACT_KNOWN)
            assert_null(cav_facts_reason(facts, k));
        assert_true(!cav_facts_derived(facts, k) || fact.layer != CAV_NONE);
    }
}

static void read_result(const cav_program *p, const cav_facts *facts, const cav_result *result)
{
    uint32_t missing[4];
    char text[64];
    cav_verdict verdict;
    cav_pack pack;
    cav_cond cond;
    size_t bytes = 0;

    cav_program_pack(p, &pack);
    for (uint32_t f = 0; f <= pack.features && f < 1000; f++) {
        const uint32_t feature = f == pack.features ? CAV_NONE : f;

        cav_result_verdict(result, feature, &verdict);
        assert_true(verdict.best <= verdict.worst);
        assert_true(cav_result_missing(result, feature, missing, 4) <= pack.facts);
    }
    for (uint32_t e = 0; e < pack.effects; e++) {
        cav_result_effect(result, e);
        cav_result_bears(result, e);
        cav_result_effect_missing(result, e, missing, 4);
        cav_result_message(result, facts, e, text, sizeof text);
        assert_true(strlen(text) < sizeof text);
    }
    for (uint32_t r = 0; r < pack.rules; r++)
        cav_result_rule(result, r);
    for (uint32_t k = 0; k < pack.impossible; k++)
        cav_result_impossible(result, k);
    for (uint32_t k = 0; cav_program_cond(p, k, &cond); k++)
        cav_result_value(result, cond.value, NULL);
    cav_result_trace(result, facts, take_line, &bytes);
}

cav_status exercise(const cav_env *env, const cav_program *program)
{
    cav_facts *facts = NULL;
    cav_result *result = NULL;
    size_t bytes = 0;
    cav_status status = cav_facts_new(env, program, &facts);

    if (status == CAV_OK)
        status = cav_result_new(env, program, &result);
    for (uint32_t variant = 0; variant < 4 && status == CAV_OK; variant++) {
        if (variant < 3)
            status = tell(program, facts, variant);
        else
            cav_facts_clear(facts);
        cav_facts_want(facts, 0, variant & 1);
        if (status == CAV_OK)
            status = cav_evaluate(program, facts, variant & 1, result);
        if (status == CAV_OK)
            read_result(program, facts, result);
        read_facts(program, facts);
    }
    if (status == CAV_OK) {
        read_records(program);
        cav_program_list(program, take_line, &bytes);
    }
    cav_result_free(result);
    cav_facts_free(facts);
    return status;
}

/* -- small things ------------------------------------------------------------------------------ */

uint32_t fact_of(const cav_program *program, const char *name)
{
    const uint32_t fact = cav_fact_find(program, name);

    assert_int_not_equal(fact, CAV_NONE);
    return fact;
}

uint32_t next_random(uint64_t *state, uint32_t below)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (uint32_t)((*state >> 32) % below);
}
