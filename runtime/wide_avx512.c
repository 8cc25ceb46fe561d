/* wide_avx512.c: the kernels over 512-bit vectors of x86 processors.
 * See wide_kernel.h and sweep_kernel.h. */
#if defined(__GNUC__) && (defined(__x86_64__) || defined(__i386__))
#define KERNEL_RUN wide_run_avx512
#define KERNEL_SWEEP sweep_run_avx512
#define KERNEL_BYTES 64
#define KERNEL_TARGET __attribute__((target("avx512f,avx512bw")))
#include "wide_kernel.h"
#include "sweep_kernel.h"
#else
typedef int wide_avx512_is_not_here;
#endif
