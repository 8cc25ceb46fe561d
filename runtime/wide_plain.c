/* wide_plain.c: the kernels over 64-bit words, for every machine.
 * See wide_kernel.h and sweep_kernel.h. */
#define KERNEL_RUN wide_run_plain
#define KERNEL_SWEEP sweep_run_plain
#define KERNEL_BYTES 8
#define KERNEL_TARGET
#include "wide_kernel.h"
#include "sweep_kernel.h"
