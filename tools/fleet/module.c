/* module.c: see module.h.
 *
 * It looks beside this program and in its libexec folder, nowhere else. A module that cannot be
 * loaded is as one that is not there: lines are then scanned more slowly, with the same answers.
 * That of Arrow has no other to stand in for it, so what is wrong with it is told.
 */
#include "module.h"

#include "scan_jansson.h"

#include "../caveat/helper.h"

#include <dlfcn.h>

void module_hand_over(app *a)
{
    (void)a;
}

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

/* It stays until the program ends: its library has threads and memory of its own. */
const arrow_module *module_arrow(fleet *f, const char **why)
{
    const char *path = f->arrow ? NULL : helper_find(f->app, "caveat-arrow.so");
    if (!path)
        return f->arrow;
    void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    const arrow_module *found = module ? dlsym(module, "CAVEAT_ARROW") : NULL;
    if (!module)
        *why = dlerror();
    else if (!found || found->version != ARROW_VERSION_HERE)
        *why = "it is of another build";
    else
        f->arrow = found;
    return f->arrow;
}
