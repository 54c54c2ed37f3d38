/* Stands between a program and the C library and lets calls fail that never fail on a good disk.
 * FAILING names them: "sync file" and "sync directory" let fsync answer EIO for that sort of file, "no
 * sync" lets fsync of a directory answer EINVAL, as file systems do that know no such wish. Built and
 * preloaded by tests/system.rs; part of no program. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int failing(const char *what) {
    const char *named = getenv("FAILING");
    return named != NULL && strcmp(named, what) == 0;
}

static int refuse(int error) {
    errno = error;
    return -1;
}

int fsync(int fd) {
    struct stat found;
    int directory = fstat(fd, &found) == 0 && S_ISDIR(found.st_mode);
    if (!directory && failing("sync file")) return refuse(EIO);
    if (directory && failing("sync directory")) return refuse(EIO);
    if (directory && failing("no sync")) return refuse(EINVAL);
    int (*next)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    return next(fd);
}
