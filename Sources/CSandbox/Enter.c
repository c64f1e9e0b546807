#define _GNU_SOURCE
#include "CSandbox.h"

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// Landlock's structures and numbers, spelled out: a system's headers may be older than its kernel.
struct ruleset { uint64_t files, network, scope; };
struct __attribute__((packed)) beneath { uint64_t allowed; int32_t folder; };
enum { create_ruleset = 444, add_rule = 445, restrict_self = 446, read_file = 4, read_folder = 8 };

static int restrict_files(const char *const *readable, size_t count) {
  long version = syscall(create_ruleset, NULL, 0, 1u);
  if (version < 1) return 0;
  struct ruleset rules = {(1 << 13) - 1, 0, 0};
  if (version >= 2) rules.files |= 1 << 13;       // links between folders
  if (version >= 3) rules.files |= 1 << 14;       // truncation
  if (version >= 4) rules.network = 3;            // bind and connect
  if (version >= 5) rules.files |= 1 << 15;       // control of devices
  if (version >= 6) rules.scope = 3;              // abstract sockets and signals
  int set = (int)syscall(create_ruleset, &rules, version >= 6 ? 24 : version >= 4 ? 16 : 8, 0u);
  if (set < 0) return 0;
  for (size_t index = 0; index < count; index++) {
    int file = open(readable[index], O_PATH | O_CLOEXEC);
    if (file < 0) continue;
    struct stat status;
    int is_folder = fstat(file, &status) == 0 && S_ISDIR(status.st_mode);
    struct beneath rule = {is_folder ? read_file | read_folder : read_file, file};
    syscall(add_rule, set, 1, &rule, 0u);
    close(file);
  }
  int failed = (int)syscall(restrict_self, set, 0u);
  close(set);
  return failed ? 0 : sandbox_files;
}

// Drops root's capabilities except that to read any file, which Landlock restricts. No program
// that could give them back is ever started.
static void drop_capabilities(void) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct sets[2];
  if (syscall(SYS_capget, &header, sets) != 0) return;
  const uint32_t kept = (1u << CAP_DAC_READ_SEARCH) & sets[0].permitted;
  sets[0] = (struct __user_cap_data_struct){kept, kept, 0};
  sets[1] = (struct __user_cap_data_struct){0, 0, 0};
  syscall(SYS_capset, &header, sets);
}

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

// Calls that escape the limits of a process: they make copies of it, each with limits of its own,
// memory that belongs to no process, or namespaces in which it has rights over others.
static const int uncounted[] = {
  SYS_memfd_create, 447 /* memfd_secret */, SYS_shmget, SYS_msgget, SYS_semget, SYS_mq_open,
  SYS_unshare, SYS_setns, SYS_mount, 428 /* open_tree */, 429 /* move_mount */, 430 /* fsopen */,
  425 /* io_uring_setup */, SYS_bpf, SYS_setrlimit,
#if defined(__x86_64__)
  SYS_fork, SYS_vfork,
#endif
};

// Calls that reach another process or the network, or gain rights. Calls in neither list are
// allowed: Landlock restricts files, and threads, memory and clocks do no harm.
static const int reaching[] = {
  SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_ptrace, SYS_process_vm_readv,
  SYS_process_vm_writev, SYS_execve, SYS_execveat, SYS_umount2,
  SYS_pivot_root, SYS_chroot, SYS_keyctl, SYS_add_key, SYS_request_key,
  SYS_perf_event_open, SYS_userfaultfd, SYS_kill, SYS_tkill, SYS_rt_sigqueueinfo,
  SYS_rt_tgsigqueueinfo, SYS_setsid,
  SYS_setpgid, SYS_setpriority, SYS_sched_setscheduler, SYS_sched_setattr, SYS_ioprio_set,
  SYS_kcmp, SYS_name_to_handle_at, SYS_open_by_handle_at, SYS_inotify_init1,
  SYS_fanotify_init, SYS_fchmod, SYS_fchmodat, SYS_fchown, SYS_fchownat,
  SYS_utimensat, SYS_setxattr, SYS_lsetxattr, SYS_fsetxattr, SYS_removexattr, SYS_lremovexattr,
  SYS_fremovexattr,
  SYS_reboot, SYS_kexec_load, SYS_init_module, SYS_finit_module, SYS_delete_module,
  SYS_settimeofday, SYS_clock_settime, SYS_clock_adjtime, SYS_adjtimex, SYS_sethostname,
  SYS_setdomainname, SYS_swapon, SYS_swapoff, SYS_acct, SYS_quotactl, SYS_syslog, SYS_vhangup,
  433 /* fspick */, 424 /* pidfd_send_signal */, 434 /* pidfd_open */,
  438 /* pidfd_getfd */, 440 /* process_madvise */, 448 /* process_mrelease */,
  452 /* fchmodat2 */,
#if defined(__x86_64__)
  SYS_chmod, SYS_chown, SYS_lchown, SYS_utime, SYS_utimes, SYS_futimesat,
  SYS_inotify_init, SYS_iopl, SYS_ioperm,
#endif
};

enum { longest = 400 };

struct program {
  struct sock_filter lines[longest];
  unsigned short count;
};

static void append(struct program *program, struct sock_filter line) {
  program->lines[program->count++] = line;
}

#define LOAD(field) \
  (struct sock_filter) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define LOAD_UPPER_HALF(field) \
  (struct sock_filter) \
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field) + sizeof(uint32_t))
#define RETURN(action) (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, action)
#define REFUSE RETURN(SECCOMP_RET_ERRNO | EPERM)
#define ALLOW RETURN(SECCOMP_RET_ALLOW)
// Jumps skip instructions if a comparison is true, or if it is false. Each of these is a jump over
// one instruction and that instruction, so that no distances have to be counted.
#define JUMP(comparison, value, if_true, if_false) \
  (struct sock_filter) BPF_JUMP(BPF_JMP | comparison | BPF_K, value, if_true, if_false)
#define ALLOW_IF_EQUAL(value) JUMP(BPF_JEQ, value, 0, 1), ALLOW
#define ALLOW_IF_ANY_BIT(value) JUMP(BPF_JSET, value, 0, 1), ALLOW
#define REFUSE_UNLESS_EQUAL(value) JUMP(BPF_JEQ, value, 1, 0), REFUSE

// Instructions for one call only; the last of them returns.
#define APPEND_FOR_CALL(program, call, ...) \
  append_for_call(program, call, (const struct sock_filter[]){__VA_ARGS__}, \
                  sizeof((const struct sock_filter[]){__VA_ARGS__}) / sizeof(struct sock_filter))

static void append_for_call(struct program *program, int call, const struct sock_filter *lines,
                            size_t count) {
  append(program, JUMP(BPF_JEQ, (uint32_t)call, 0, (unsigned char)count));
  for (size_t index = 0; index < count; index++) append(program, lines[index]);
}

static void refuse(struct program *program, const int *calls, size_t count) {
  for (size_t index = 0; index < count; index++) APPEND_FOR_CALL(program, calls[index], REFUSE);
}

static int restrict_calls(int also_reaching) {
  static struct program program;
  const uint32_t self = (uint32_t)getpid();
  program.count = 0;
  append(&program, LOAD(arch));
  append(&program, JUMP(BPF_JEQ, ARCHITECTURE, 1, 0));
  append(&program, RETURN(SECCOMP_RET_KILL_PROCESS));
  append(&program, LOAD(nr));
#if defined(__x86_64__)
  // The x32 calls have separate numbers, which would bypass the list.
  append(&program, JUMP(BPF_JGE, 0x40000000, 0, 1));
  append(&program, RETURN(SECCOMP_RET_KILL_PROCESS));
#endif
  refuse(&program, uncounted, sizeof uncounted / sizeof uncounted[0]);
  // The flags of clone3 lie in memory, where a filter cannot look. If the call does not seem to
  // exist, the C library falls back on clone.
  APPEND_FOR_CALL(&program, 435 /* clone3 */, RETURN(SECCOMP_RET_ERRNO | ENOSYS));
  APPEND_FOR_CALL(&program, SYS_clone, LOAD(args[0]), ALLOW_IF_ANY_BIT(CLONE_THREAD), REFUSE);
  // Limits of this process, which is also 0, may be read, but the pointer to new ones must be null:
  // root could raise them.
  APPEND_FOR_CALL(&program, SYS_prlimit64,
                  LOAD(args[2]), REFUSE_UNLESS_EQUAL(0),
                  LOAD_UPPER_HALF(args[2]), REFUSE_UNLESS_EQUAL(0),
                  LOAD(args[0]), ALLOW_IF_EQUAL(0), ALLOW_IF_EQUAL(self), REFUSE);
  if (also_reaching) {
    refuse(&program, reaching, sizeof reaching / sizeof reaching[0]);
    // On any file that it may read, a process could freeze the file system or make the file
    // immutable. Libraries need only the requests about terminals and waiting bytes.
    APPEND_FOR_CALL(&program, SYS_ioctl,
                    LOAD(args[1]), ALLOW_IF_EQUAL(TCGETS), ALLOW_IF_EQUAL(0x802c542a /* TCGETS2 */),
                    ALLOW_IF_EQUAL(TIOCGWINSZ), ALLOW_IF_EQUAL(FIONREAD), REFUSE);
    APPEND_FOR_CALL(&program, SYS_sched_setaffinity,
                    LOAD(args[0]), ALLOW_IF_EQUAL(0), ALLOW_IF_EQUAL(self), REFUSE);
    // A signal to itself is how a process aborts.
    APPEND_FOR_CALL(&program, SYS_tgkill, LOAD(args[0]), ALLOW_IF_EQUAL(self), REFUSE);
  }
  append(&program, ALLOW);
  struct sock_fprog filter = {program.count, program.lines};
  // For all threads at once, since libraries may have started some.
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter) == 0
             ? sandbox_calls
             : 0;
}

int sandbox_enter(const char *const *readable, size_t count) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return 0;
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  int layers = restrict_files(readable, count);
  drop_capabilities();
  return layers | restrict_calls(1);
}

int sandbox_stay_counted(void) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return 0;
  return restrict_calls(0);
}

#else

// macOS has neither Landlock nor seccomp; `course doctor` says so.
int sandbox_enter(const char *const *readable, size_t count) {
  (void)readable;
  (void)count;
  return 0;
}

int sandbox_stay_counted(void) { return 0; }

#endif
