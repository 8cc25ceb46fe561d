/* planned.h: facts whose setting for the next start certainly differs from the active one. */
#ifndef PLANNED_H
#define PLANNED_H

#include "session.h"

typedef struct planned {
    uint32_t fact, plan; /* vocab indexes: L0.kvm.nested, L0.kvm.nested.planned */
} planned;

/* How many, and which, in the pool. */
size_t planned_find(const session *s, planned **out);
/* What pack k would say after a restart; false: it cannot be told. */
bool planned_verdict(session *s, const planned *list, size_t count, uint32_t k, cav_verdict *v);

#endif
