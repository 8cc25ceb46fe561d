/* open.c FILE…: reads the beginning of each file that is there. Linked without shared libraries it
 * is the least that any program costs which looks at the same files of a machine. */
#include <fcntl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    char text[65536];

    for (int k = 1; k < argc; k++) {
        const int file = open(argv[k], O_RDONLY | O_CLOEXEC);

        if (file < 0)
            continue;
        while (read(file, text, sizeof text) == (ssize_t)sizeof text)
            ;
        close(file);
    }
    return 0;
}
