/* field_out.h: words and JSON that settle and advise share. */
#ifndef FIELD_OUT_H
#define FIELD_OUT_H

#include "../caveat/show.h"
#include "field.h"

/* "supported", "preview or broken"; in the language, each word followed by its translation. */
const char *field_words(app *a, uint8_t states);
style field_style(uint8_t states);
/* "status", "best", "worst", "statuses": as verdicts are told elsewhere. */
void field_json_states(json_writer *w, uint8_t states);
/* A value that stands for the class, as a fact file writes it. False: none is known, or it need not
 * be one that is left of a fact partly known. */
bool field_json_value(json_writer *w, const char *key, const field *f, uint32_t digit,
                      uint32_t class);
/* The head of a pack's part of the text: "unknown: TITLE" */
void field_title(const session *s, uint32_t k, uint32_t feature, uint8_t states);

#endif
