/* wide_avx2.c: the kernels over 256-bit vectors of x86 processors.
 * See wide_kernel.h and sweep_kernel.h. */
#if defined(__GNUC__) && (defined(__x86_64__) || defined(__i386__))
#define KERNEL_RUN wide_run_avx2
#define KERNEL_SWEEP sweep_run_avx2
#define KERNEL_BYTES 32
#define KERNEL_TARGET __attribute__((target("avx2")))
#include "wide_kernel.h"
#include "sweep_kernel.h"
#else
typedef int wide_avx2_is_not_here;
#endif
