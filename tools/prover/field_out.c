/* field_out.c: see field_out.h. It judges nothing. */
#include "field_out.h"
#include "../caveat/lang.h"

#include <stdlib.h>
#include <string.h>

static const char *state_name(unsigned state)
{
    return state == FIELD_OUTSIDE ? "not-applicable" : cav_level_name((cav_level)state);
}

const char *field_words(app *a, uint8_t states)
{
    buf b = {.pool = &a->pool};
    unsigned left = 0;
    put_end(&b);
    for (unsigned k = 0; k < FIELD_STATES; k++)
        left += states >> k & 1;
    for (unsigned k = 0; k < FIELD_STATES; k++) {
        if (!(states >> k & 1))
            continue;
        put_text(&b, say_word(a, state_name(k)));
        left--;
        put_text(&b, left == 0 ? "" : left == 1 ? say(a, " or ") : ", ");
    }
    return put_end(&b);
}

style field_style(uint8_t states)
{
    if (!field_single(states))
        return STYLE_UNKNOWN;
    return show_style(states >> FIELD_OUTSIDE ? "not-applicable"
                                              : cav_level_name((cav_level)field_best(states)));
}

void field_json_states(json_writer *w, uint8_t states)
{
    bool level = field_best(states) < CAV_LEVEL_COUNT;
    jw_string(w, "status",
              !states                   ? "impossible"
              : !field_single(states)   ? "unknown"
              : states >> FIELD_OUTSIDE ? "not-applicable"
                                        : cav_level_name((cav_level)field_best(states)));
    jw_string(w, "best", level ? cav_level_name((cav_level)field_best(states)) : NULL);
    jw_string(w, "worst", level ? cav_level_name((cav_level)field_worst(states)) : NULL);
    jw_open(w, "statuses", '[', true);
    for (unsigned k = 0; k < FIELD_STATES; k++)
        if (states >> k & 1)
            jw_string(w, NULL, state_name(k));
    jw_close(w, ']');
}

bool field_json_value(json_writer *w, const char *key, const field *f, uint32_t digit,
                      uint32_t class)
{
    const space_digit *d = &f->space.digits[digit];
    const char *value = d->classes[class].value;
    if (!value || (field_known(f, digit) && f->may[digit][class] &&
                   cav_facts_knowledge(f->ask.facts, d->fact[0]) != CAV_FACT_KNOWN))
        return false;
    if (d->type == CAV_FLAG)
        jw_bool(w, key, strcmp(value, "on") == 0);
    else if (d->type == CAV_NUMBER)
        jw_int(w, key, strtoll(value, NULL, 10));
    else
        jw_string(w, key, value);
    return true;
}

void field_title(const session *s, uint32_t k, uint32_t feature, uint8_t states)
{
    const pack *p = &s->packs.at[k];
    cav_feature f;
    const char *word = field_single(states)
                           ? field_words(s->app, states)
                           : say_word(s->app, states ? "unknown" : "contradiction");
    para text = show_para(s, &s->app->out, 0, 4);
    para_styled(&text, states ? field_style(states) : STYLE_BAD, word);
    para_text(&text, ": ");
    para_styled(&text, STYLE_STRONG, lang_text(p, p->info.title));
    if (cav_program_feature(p->program, feature, &f)) {
        para_text(&text, ": ");
        para_text(&text, f.name);
    }
    para_end(&text);
}
