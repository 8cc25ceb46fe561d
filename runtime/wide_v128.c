/* wide_v128.c: the kernels over the compiler's 128-bit vectors (SSE2, NEON).
 * See wide_kernel.h and sweep_kernel.h. */
#if defined(__GNUC__) && (defined(__SSE2__) || defined(__ARM_NEON))
#define KERNEL_RUN wide_run_v128
#define KERNEL_SWEEP sweep_run_v128
#define KERNEL_BYTES 16
#define KERNEL_TARGET
#include "wide_kernel.h"
#include "sweep_kernel.h"
#else
typedef int wide_v128_is_not_here;
#endif
