#include "stores/sandbox/jail.hpp"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <vector>

#include "stores/sandbox/sanitizer.hpp"

namespace wardwatch::stores {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "The jail knows the system calls of x86-64 and AArch64 only."
#endif

/// What computing, memory and open descriptors need, and no more.
constexpr auto kAllowed = std::to_array<long>({
  SYS_read, SYS_pread64, SYS_readv, SYS_write, SYS_writev, SYS_pwrite64, SYS_close, SYS_fstat, SYS_lseek, SYS_ftruncate,
      SYS_fcntl, SYS_munmap, SYS_mremap, SYS_madvise, SYS_brk, SYS_futex, SYS_getrandom, SYS_sched_yield,
      SYS_clock_gettime, SYS_gettimeofday, SYS_exit, SYS_exit_group, SYS_rt_sigreturn, SYS_rt_sigaction,
      SYS_rt_sigprocmask, SYS_sigaltstack, SYS_memfd_create, SYS_getpid, SYS_gettid, SYS_sysinfo, SYS_restart_syscall,
      SYS_clock_nanosleep,
#if defined(WARDWATCH_ADDRESS_SANITIZER)
      SYS_pipe2,  // By which the sanitizers find out whether an address can be read.
#if defined(SYS_pipe)
      SYS_pipe,
#endif
#endif
});

constexpr std::uint32_t kNumber = offsetof(seccomp_data, nr);
constexpr std::uint32_t kCpu = offsetof(seccomp_data, arch);
/// The lower half of a system call's third argument: what mmap and mprotect shall allow, in both.
constexpr std::uint32_t kProtection = offsetof(seccomp_data, args) + 2 * sizeof(std::uint64_t);
/// And of the fourth: the flags of newfstatat.
constexpr std::uint32_t kStatFlags = offsetof(seccomp_data, args) + 3 * sizeof(std::uint64_t);

class Filter {
 public:
  Filter() {
    load(kCpu);
    unless_equal(kArchitecture, SECCOMP_RET_KILL_PROCESS);
    load(kNumber);
    for (const long call : kAllowed) allow_if_equal(call);
    // Memory may be had, but none that can be executed.
    for (const long call : {SYS_mmap, SYS_mprotect}) {
      steps_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 4));
      load(kProtection);
      steps_.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1));
      give(SECCOMP_RET_ERRNO | EPERM);
      give(SECCOMP_RET_ALLOW);
    }
#if defined(SYS_newfstatat)
    // Of a descriptor that is open (glibc's fstat), not of a path.
    steps_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_newfstatat, 0, 4));
    load(kStatFlags);
    steps_.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, AT_EMPTY_PATH, 1, 0));
    give(SECCOMP_RET_ERRNO | EPERM);
    give(SECCOMP_RET_ALLOW);
#endif
    give(SECCOMP_RET_ERRNO | EPERM);
  }

  [[nodiscard]] bool set() noexcept {
    sock_fprog program{static_cast<unsigned short>(steps_.size()), steps_.data()};
    return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
  }

 private:
  void load(std::uint32_t offset) { steps_.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset)); }
  void give(std::uint32_t action) { steps_.push_back(BPF_STMT(BPF_RET | BPF_K, action)); }
  void unless_equal(std::uint32_t value, std::uint32_t action) {
    steps_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0));
    give(action);
  }
  void allow_if_equal(long call) {
    steps_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 1));
    give(SECCOMP_RET_ALLOW);
  }

  std::vector<sock_filter> steps_;
};

void limit(int what, std::uint64_t value) noexcept {
  const rlimit both{value, value};
  static_cast<void>(::setrlimit(static_cast<__rlimit_resource>(what), &both));
}

/// No file below any folder may be touched: a rule set that handles everything and grants nothing.
void close_file_system() noexcept {
  constexpr std::uint64_t kFirstVersion = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1U) - 1;  // All that the first one knows.
  landlock_ruleset_attr rules{};
  rules.handled_access_fs = kFirstVersion;
  const long descriptor = ::syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
  if (descriptor < 0) return;
  static_cast<void>(::syscall(SYS_landlock_restrict_self, descriptor, 0));
  ::close(static_cast<int>(descriptor));
}

}  // namespace

bool enter_jail(const JailLimits& limits) noexcept {
  limit(RLIMIT_CORE, 0);  // A dump would hold what was read.
  limit(RLIMIT_CPU, static_cast<std::uint64_t>(limits.cpu.count()));
  limit(RLIMIT_FSIZE, limits.spool_bytes);
#if !defined(WARDWATCH_ADDRESS_SANITIZER)  // Its shadow memory is larger than any limit.
  limit(RLIMIT_DATA, limits.memory_bytes);
#endif
  static_cast<void>(::prctl(PR_SET_DUMPABLE, 0));
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
  static_cast<void>(::unshare(CLONE_NEWUSER | CLONE_NEWNET));
  close_file_system();
  return Filter{}.set();
}

}  // namespace wardwatch::stores
