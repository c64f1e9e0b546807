#define _GNU_SOURCE
#include "CSandbox.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int log_file = 2;
enum { deepest = 48 };

// No printf: it may be what crashed.
static void put(const char *text) {
  size_t left = strlen(text);
  while (left > 0) {
    ssize_t written = write(log_file, text, left);
    if (written <= 0) return;
    text += written;
    left -= (size_t)written;
  }
}

static void put_number(uint64_t number, unsigned base) {
  char digits[24];
  char *next = digits + sizeof digits;
  *--next = 0;
  do *--next = "0123456789abcdef"[number % base];
  while ((number /= base) > 0);
  put(next);
}

static void put_stack(void) {
  void *calls[deepest];
  int count = backtrace(calls, deepest);
  for (int index = 0; index < count; index++) {
    Dl_info call;
    if (dladdr(calls[index], &call) == 0 || call.dli_fname == NULL) continue;
    put("\1frame ");
    put_number((uint64_t)((char *)calls[index] - (char *)call.dli_fbase), 16);
    put(" ");
    put(call.dli_fname);
    put("\n");
  }
}

void sandbox_buffer_lines(void) { setvbuf(stdout, NULL, _IOLBF, 0); }

static void crashed(int number, siginfo_t *info, void *context) {
  (void)info;
  (void)context;
  put("\n\1signal ");
  put_number((uint64_t)number, 10);
  put("\n");
  put_stack();
  if (number == SIGUSR1) return;
  signal(number, SIG_DFL);
  raise(number);
}

void sandbox_report_crashes(int log) {
  log_file = log;
  void *call[1];
  backtrace(call, 1);  // the first call loads a library, which sandbox_enter may forbid
  // A separate stack, since the usual one may have overflowed.
  static char spare[128 * 1024];
  stack_t stack = {.ss_sp = spare, .ss_size = sizeof spare, .ss_flags = 0};
  sigaltstack(&stack, NULL);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = crashed;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  const int signals[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGXCPU, SIGUSR1};
  for (size_t index = 0; index < sizeof signals / sizeof signals[0]; index++)
    sigaction(signals[index], &action, NULL);
}
