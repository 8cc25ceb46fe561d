/* judge.c: judges many configurations in one process, for tests that need thousands.
 *
 * Reads commands, one a line, and answers each `judge` with a block of lines ended by ".":
 *     image FILE | clear | depth N | want FEATURE | set FACT<tab>VALUE<tab>VALUE… | judge
 * It knows runtime/caveat.h and nothing else; anything refused is answered by one "error" line.
 * Invariant: what it prints is what the library said, unjudged.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../runtime/caveat.h"

#define LINE 65536
#define VALUES 256
#define MISSING 1024

typedef struct judge {
    uint8_t *image;
    cav_program *program;
    cav_facts *facts;
    cav_result *result;
    cav_env env;
    char message[512];
} judge;

static void keep_message(void *context, cav_status status, const char *text)
{
    judge *j = context;
    (void)status;
    snprintf(j->message, sizeof j->message, "%s", text);
}

static void *resize(void *context, void *block, size_t old_size, size_t new_size)
{
    (void)context;
    (void)old_size;
    if (new_size)
        return realloc(block, new_size);
    free(block);
    return NULL;
}

static void unload(judge *j)
{
    cav_result_free(j->result);
    cav_facts_free(j->facts);
    cav_program_free(j->program);
    free(j->image);
    j->result = NULL;
    j->facts = NULL;
    j->program = NULL;
    j->image = NULL;
}

static cav_status load(judge *j, const char *path)
{
    unload(j);
    FILE *f = fopen(path, "rb");
    if (!f)
        return CAV_FAILED;
    fseek(f, 0, SEEK_END);
    long end = ftell(f);
    rewind(f);
    size_t size = end > 0 ? (size_t)end : 0;
    j->image = malloc(size ? size : 1);
    size_t got = j->image ? fread(j->image, 1, size, f) : 0;
    fclose(f);
    if (got != size)
        return CAV_FAILED;
    cav_status status = cav_program_load(&j->env, j->image, size, &j->program);
    if (status == CAV_OK)
        status = cav_facts_new(&j->env, j->program, &j->facts);
    if (status == CAV_OK)
        status = cav_result_new(&j->env, j->program, &j->result);
    return status;
}

static cav_status set(judge *j, char *text)
{
    const char *values[VALUES];
    uint32_t count = 0;
    char *name = text, *value = strchr(text, '\t');
    for (char *next; value && count < VALUES; value = next) { /* a value may be empty */
        *value++ = '\0';
        next = strchr(value, '\t');
        values[count++] = value;
    }
    uint32_t fact = cav_fact_find(j->program, name);
    return fact == CAV_NONE ? CAV_BAD_NAME : cav_facts_set(j->facts, fact, values, count);
}

static void print_missing(const judge *j, const uint32_t *facts, uint32_t count)
{
    cav_fact fact;
    printf(" missing");
    for (uint32_t i = 0; i < count && i < MISSING; i++) {
        cav_program_fact(j->program, facts[i], &fact);
        printf(" %s", fact.name);
    }
    printf("\n");
}

static const char *truth_name(cav_truth truth)
{
    return truth == CAV_TRUE ? "yes" : truth == CAV_FALSE ? "no" : "unknown";
}

static void print_verdict(const judge *j, const char *name, uint32_t feature)
{
    static const char *const kinds[] = {"decided", "undecided", "not-applicable", "contradiction"};
    cav_verdict v;
    uint32_t facts[MISSING];
    cav_result_verdict(j->result, feature, &v);
    uint32_t count = cav_result_missing(j->result, feature, facts, MISSING);
    bool plain = v.kind == CAV_DECIDED || v.kind == CAV_UNDECIDED;
    printf("%s %s %s %s %s", name, kinds[v.kind], plain ? cav_level_name(v.best) : "-",
           plain ? cav_level_name(v.worst) : "-",
           truth_name(feature == CAV_NONE ? v.applies : v.in_use));
    print_missing(j, facts, count);
}

static void print_judgement(const judge *j)
{
    static const char *const outcomes[] = {"held", "fired", "undetermined", "out-of-scope"};
    cav_pack pack;
    cav_feature feature;
    cav_rule rule;
    cav_effect effect;
    uint32_t facts[MISSING];
    cav_program_pack(j->program, &pack);
    print_verdict(j, "pack", CAV_NONE);
    for (uint32_t i = 0; cav_program_feature(j->program, i, &feature); i++)
        print_verdict(j, feature.name, i);
    for (uint32_t i = 0; cav_program_effect(j->program, i, &effect); i++) {
        cav_program_rule(j->program, effect.rule, &rule);
        printf("effect %s %s %s", rule.name, outcomes[cav_result_effect(j->result, i)],
               truth_name(cav_result_bears(j->result, i)));
        print_missing(j, facts, cav_result_effect_missing(j->result, i, facts, MISSING));
    }
    for (uint32_t i = 0; i < pack.impossible; i++)
        printf("impossible %s\n", truth_name(cav_result_impossible(j->result, i)));
}

static cav_status obey(judge *j, char *line)
{
    char *rest = strchr(line, ' ');
    if (rest)
        *rest++ = '\0';
    if (strcmp(line, "image") == 0 && rest)
        return load(j, rest);
    if (!j->program || !j->result)
        return CAV_BAD_ARGUMENT;
    if (strcmp(line, "clear") == 0) {
        cav_facts_clear(j->facts);
        return CAV_OK;
    }
    if (strcmp(line, "depth") == 0 && rest)
        return cav_facts_depth(j->facts, (uint32_t)strtoul(rest, NULL, 10));
    if (strcmp(line, "want") == 0 && rest)
        return cav_facts_want(j->facts, cav_feature_find(j->program, rest), true);
    if (strcmp(line, "set") == 0 && rest)
        return set(j, rest);
    if (strcmp(line, "judge") != 0)
        return CAV_BAD_ARGUMENT;
    cav_status status = cav_evaluate(j->program, j->facts, false, j->result);
    if (status == CAV_OK) {
        print_judgement(j);
        printf(".\n");
    }
    return status;
}

int main(void)
{
    static char line[LINE];
    judge j = {0};
    j.env = (cav_env){.resize = resize, .report = keep_message, .context = &j};
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        j.message[0] = '\0';
        cav_status status = obey(&j, line);
        if (status != CAV_OK)
            printf("error %s %s\n", cav_status_name(status), j.message);
    }
    unload(&j);
    return fflush(stdout) || ferror(stdout);
}
