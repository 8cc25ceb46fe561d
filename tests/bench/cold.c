/* cold.c ROUNDS COMMAND… [-- COMMAND…]…: starts the commands in turn and prints for each the median
 * and the least of the microseconds from start to end. Their output goes nowhere; 127 is a command
 * that is not there. */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { COMMANDS_MAX = 16, ROUNDS_MAX = 2000 };

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double run(char **argv, char **environment)
{
    posix_spawn_file_actions_t quiet;
    const double start = now();
    pid_t child;
    int status;

    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);
    if (posix_spawnp(&child, argv[0], &quiet, NULL, argv, environment) != 0 ||
        waitpid(child, &status, 0) != child || (WIFEXITED(status) && WEXITSTATUS(status) == 127)) {
        fprintf(stderr, "cold: cannot start %s\n", argv[0]);
        exit(1);
    }
    posix_spawn_file_actions_destroy(&quiet);
    return now() - start;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
    static double times[COMMANDS_MAX][ROUNDS_MAX];
    static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin", *none[] = {path, NULL};
    char **commands[COMMANDS_MAX] = {argv + 2};
    const int rounds = argc > 2 ? atoi(argv[1]) : 0;
    int n = 1;

    if (rounds < 1 || rounds > ROUNDS_MAX)
        return 64;
    for (int k = 2; k < argc; k++) {
        if (strcmp(argv[k], "--") == 0 && n < COMMANDS_MAX) {
            argv[k] = NULL;
            commands[n++] = argv + k + 1;
        }
    }
    for (int r = 0; r < rounds; r++)
        for (int k = 0; k < n; k++)
            times[k][r] = run(commands[k], none);
    for (int k = 0; k < n; k++) {
        qsort(times[k], (size_t)rounds, sizeof(double), ascending);
        printf("%.1f %.1f\n", times[k][rounds / 2], times[k][0]);
    }
    return 0;
}
