/* init.c: process 1 of an emulated machine: mounts, loads modules, runs what it is told, powers off.
 *
 *     /modules    one a line: PATH [PARAMETER...]
 *     /commands   one a line, parted by tabs: NAME, text or base64, PROGRAM, its arguments
 *
 * Everything it says stands on a console line that starts with "@@", so that a reader can tell it
 * from the kernel's own lines: "@@module PATH ok|ERROR", "@@begin NAME", the output of the program,
 * "@@end NAME STATUS", and "@@done" as the last. Output that is not text goes through base64,
 * because a console changes line ends. It refuses nothing: whatever fails is said, and the next step
 * follows. Invariant: the machine is always powered off, or told to be.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LINE_MAX_ = 1024, WORDS_MAX = 32 };

static void mounts(void)
{
    static const char *const kinds[][2] = { { "proc", "/proc" }, { "sysfs", "/sys" }, { "devtmpfs", "/dev" } };

    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        mkdir(kinds[k][1], 0755);
        if (mount(kinds[k][0], kinds[k][1], kinds[k][0], 0, NULL) != 0)
            printf("@@mount %s %s\n", kinds[k][1], strerror(errno));
    }
}

/* Kernel messages on the console would stand in the middle of a document. */
static void hush(void)
{
    int fd = open("/proc/sys/kernel/printk", O_WRONLY);

    if (fd >= 0 && write(fd, "1\n", 2) != 2)
        printf("@@printk %s\n", strerror(errno));
    close(fd);
}

static void load(char *line)
{
    char *parameters = strchr(line, ' ');
    int fd;
    long failed;

    if (parameters != NULL)
        *parameters++ = '\0';
    fd = open(line, O_RDONLY | O_CLOEXEC);
    failed = fd < 0 ? -1 : syscall(SYS_finit_module, fd, parameters == NULL ? "" : parameters, 0);
    printf("@@module %s %s\n", line, failed == 0 ? "ok" : strerror(errno));
    close(fd);
}

static void encode(FILE *from)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned char b[48];
    size_t n;

    while ((n = fread(b, 1, sizeof b, from)) > 0) {
        memset(b + n, 0, sizeof b - n);
        for (size_t k = 0; k < n; k += 3) {
            unsigned long v = (unsigned long)b[k] << 16 | (unsigned long)b[k + 1] << 8 | b[k + 2];

            putchar(digits[v >> 18]);
            putchar(digits[v >> 12 & 63]);
            putchar(k + 1 < n ? digits[v >> 6 & 63] : '=');
            putchar(k + 2 < n ? digits[v & 63] : '=');
        }
        putchar('\n');
    }
}

static void copy(FILE *from)
{
    int c, last = '\n';

    for (; (c = getc(from)) != EOF; last = c)
        putchar(c);
    if (last != '\n')
        putchar('\n');
}

static int run(char **argv, int base64)
{
    int ends[2], status = -1;
    pid_t child;
    FILE *from;

    if (pipe(ends) != 0)
        return -1;
    fflush(stdout);
    child = fork();
    if (child == 0) {
        dup2(ends[1], 1);
        close(ends[0]);
        close(ends[1]);
        execv(argv[0], argv);
        _exit(127);
    }
    close(ends[1]);
    from = fdopen(ends[0], "r");
    if (from != NULL) {
        (base64 ? encode : copy)(from);
        fclose(from);
    }
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void command(char *line)
{
    char *words[WORDS_MAX + 1], *next;
    int n = 0;

    for (char *word = strtok_r(line, "\t", &next); word != NULL && n < WORDS_MAX; word = strtok_r(NULL, "\t", &next))
        words[n++] = word;
    words[n] = NULL;
    if (n < 3)
        return;
    printf("@@begin %s\n", words[0]);
    printf("@@end %s %d\n", words[0], run(words + 2, strcmp(words[1], "base64") == 0));
    fflush(stdout);
}

static void each_line(const char *path, void (*act)(char *line))
{
    char line[LINE_MAX_];
    FILE *f = fopen(path, "re");

    while (f != NULL && fgets(line, sizeof line, f) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] != '\0')
            act(line);
    }
    if (f != NULL)
        fclose(f);
}

int main(void)
{
    mounts();
    hush();
    puts("\n@@start"); /* firmware may have left a line open */
    each_line("/modules", load);
    each_line("/commands", command);
    puts("@@done");
    fflush(stdout);
    sync();
    reboot(RB_POWER_OFF);
    for (;;) /* a firmware that does not switch off: whoever watches the console does */
        pause();
}
