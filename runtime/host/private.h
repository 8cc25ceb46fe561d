/* private.h: keeps what identifies one machine out of captures; private to runtime/host/. */
#ifndef CAV_HOST_PRIVATE_H
#define CAV_HOST_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

bool host_private_path(const char *path);         /* a file of this name is never captured */
void host_private_blank(char *text, size_t size); /* serial numbers and the like become zeros */

#endif
