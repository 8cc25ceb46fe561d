/* module.c: see module.h.
 *
 * It looks beside this program and in its libexec folder, nowhere else. A module that cannot be
 * loaded is as one that is not there: lines are then scanned more slowly, with the same answers.
 */
#include "module.h"

#include "scan_jansson.h"

#include "../caveat/helper.h"

#include <dlfcn.h>

void module_open(fleet *f)
{
    const char *path = helper_find(f->app, "caveat-simdjson.so");
    f->scanner = scan_jansson;
    f->module = path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
    const scanner *found = f->module ? dlsym(f->module, "CAVEAT_SCANNER") : NULL;
    if (found && found->version == SCAN_VERSION)
        f->scanner = *found;
}

void module_close(fleet *f)
{
    if (f->module)
        dlclose(f->module);
}
