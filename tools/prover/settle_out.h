/* settle_out.h: what settle found, for people or as JSON, into app->out. */
#ifndef SETTLE_OUT_H
#define SETTLE_OUT_H

#include "settle.h"

/* One for each pack of the session. */
void settle_write(session *s, const settle *all);

#endif
