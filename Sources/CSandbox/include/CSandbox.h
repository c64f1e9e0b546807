#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Limits of one process. 0 leaves the limit as it is.
typedef struct {
  uint64_t memory_bytes;      // of addresses, not of pages in use
  uint64_t processor_seconds;
  uint64_t file_bytes;
  uint64_t open_files;
  uint32_t user;              // the user and group that it runs as, if the parent is root
} sandbox_limits;

// A pipe whose ends no program inherits. Returns 0, or -1 with an error number in errno.
int sandbox_pipe(int ends[2]);

// Starts a program in its own session, with `input`, `output` and `log` as its descriptors 0, 1
// and 2 and no others; it dies with its parent. `folder` may be null. Returns 0, or the error
// number.
int sandbox_spawn(
    const char *program, char *const *arguments, char *const *environment, const char *folder,
    int input, int output, int log, const sandbox_limits *limits, pid_t *child);

// Kills a process and its process group.
void sandbox_kill(pid_t child);

enum { sandbox_files = 1, sandbox_calls = 2 };

// Restricts the calling process irrevocably: it may read only below `readable` and write nothing
// (Landlock); it may start no process, open no connection and touch no other process (seccomp);
// and root keeps no capability but that to read. Returns which of the first two are in force.
int sandbox_enter(const char *const *readable, size_t count);

// Ensures, irrevocably, that the limits of the calling process bound everything that it uses: it
// may make no copy of itself and no memory that belongs to no process, and may not raise a limit
// (seccomp). For a process that bubblewrap isolates; sandbox_enter includes it. Returns
// sandbox_calls if this is in force.
int sandbox_stay_counted(void);

// Limits how many processes and threads the calling process's user may have in its namespace.
void sandbox_limit_processes(uint64_t count);

// Makes standard output line-buffered, so that a crash loses no finished line.
void sandbox_buffer_lines(void);

// Writes the call stack to `log` when the process crashes, or is asked to by SIGUSR1: one line
// "\1signal N", then a line "\1frame OFFSET FILE" for each call. Call it before sandbox_enter.
void sandbox_report_crashes(int log);
