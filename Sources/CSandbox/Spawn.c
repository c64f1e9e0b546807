#define _GNU_SOURCE
#include "CSandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

static void limit(int resource, uint64_t value) {
  if (value == 0) return;
  struct rlimit bound = {value, value};
  // Fails if the system already sets a lower limit, which will do as well.
  setrlimit(resource, &bound);
}

// fork without the handlers that libraries have registered for it: OpenBLAS's ends its threads,
// and waits forever if another thread is in the middle of a product. The child needs no library,
// since it runs another program at once.
static pid_t fork_silently(void) {
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 34)
  return _Fork();
#else
  return fork();
#endif
}

// Both ends are close-on-exec from the start: if a program that another thread is starting kept
// one open, the reader of this pipe would wait until that program ends.
int sandbox_pipe(int ends[2]) {
#ifdef __linux__
  return pipe2(ends, O_CLOEXEC);
#else
  if (pipe(ends) != 0) return -1;
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  return 0;
#endif
}

// Between fork and exec only functions that are safe in a signal handler may be called: other
// threads of the parent may have held any lock at the moment of the fork.
int sandbox_spawn(
    const char *program, char *const *arguments, char *const *environment, const char *folder,
    int input, int output, int log, const sandbox_limits *limits, pid_t *child) {
  int report[2];
  if (sandbox_pipe(report) != 0) return errno;
  pid_t parent = getpid();
  pid_t made = fork_silently();
  if (made < 0) {
    int error = errno;
    close(report[0]);
    close(report[1]);
    return error;
  }
  if (made == 0) {
    setsid();
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
#else
    (void)parent;
#endif
    // First moved above 9, since their own numbers may be among 0 to 3.
    int files[3] = {fcntl(input, F_DUPFD, 10), fcntl(output, F_DUPFD, 10), fcntl(log, F_DUPFD, 10)};
    int channel = fcntl(report[1], F_DUPFD, 10);
    for (int file = 0; file < 3; file++) dup2(files[file], file);
    dup2(channel, 3);
    fcntl(3, F_SETFD, FD_CLOEXEC);
#if defined(__linux__) && defined(SYS_close_range)
    if (syscall(SYS_close_range, 4u, ~0u, 0u) != 0)
#endif
      for (int file = 4; file < 4096; file++) close(file);
    for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    limit(RLIMIT_AS, limits->memory_bytes);
    limit(RLIMIT_CPU, limits->processor_seconds);
    limit(RLIMIT_FSIZE, limits->file_bytes);
    limit(RLIMIT_NOFILE, limits->open_files);
    struct rlimit none_of_it = {0, 0};
    setrlimit(RLIMIT_CORE, &none_of_it);
    // A process limit does not apply to root.
    int is_user = limits->user == 0 || geteuid() != 0 ||
                  (setgroups(0, NULL) == 0 && setgid(limits->user) == 0 &&
                   setuid(limits->user) == 0);
#ifdef __linux__
    // Changing the user has cleared the signal requested above.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (is_user && (folder == NULL || chdir(folder) == 0)) execve(program, arguments, environment);
    int error = errno;
    ssize_t written = write(3, &error, sizeof error);
    _exit(written == sizeof error ? 127 : 126);
  }
  close(report[1]);
  int error = 0;
  ssize_t got;
  do got = read(report[0], &error, sizeof error);
  while (got < 0 && errno == EINTR);
  close(report[0]);
  *child = made;
  return got == sizeof error ? error : 0;
}

void sandbox_limit_processes(uint64_t count) { limit(RLIMIT_NPROC, count); }

void sandbox_kill(pid_t child) {
  if (child <= 1) return;
  kill(-child, SIGKILL);
  kill(child, SIGKILL);
}
