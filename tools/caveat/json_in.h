/* json_in.h: fact files, and values of --set written as JSON. */
#ifndef JSON_IN_H
#define JSON_IN_H

#include "config.h"

/* Reads one fact file into the configuration. `at`: the layer it is placed at (LAYER=FILE), or
 * NULL. */
int config_read_file(config *c, const char *path, const char *at);

/* One configuration of a stream, from memory; `place` is how messages name it. *id takes the value of
 * the key "id", a string or an integer, as JSON text; NULL: there is none. */
int config_read_record(config *c, const char *place, const char *bytes, size_t size,
                       const char **id);

/* The values of a JSON list given to --set. */
int config_read_list(config *c, uint32_t fact, const char *text, telling *t);

#endif
