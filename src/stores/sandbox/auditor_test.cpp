#include "stores/sandbox/auditor.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <functional>

#include "stores/sandbox/jail.hpp"

using namespace wardwatch;
using namespace wardwatch::stores;

namespace {

/// A folder of its own, gone at the end.
struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "wardwatch-auditor-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::filesystem::path write(std::string_view name, std::string_view text) const {
    std::ofstream{path / name, std::ios::binary} << text;
    return path / name;
  }
};

/// Runs `work` in a child that has entered the jail; its answer is the exit status.
int status_in_jail(const std::function<int()>& work, JailLimits limits = {}) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (!enter_jail(limits)) ::_exit(99);
    ::_exit(work());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1'000 + WTERMSIG(status);
}

Result<void> audit(Auditor& auditor, const std::filesystem::path& file, record::Batch<record::Datastore>& batch) {
  const std::atomic<bool> stop{false};
  return auditor.audit(std::span{&file, 1}, stop, batch);
}

constexpr std::string_view kPeople =
    "last_name,first_name,dob,ssn\nMiller,Anna,1950-02-03,912-01-0001\nSmith,Robert,1961-04-05,912-01-0002\n"
    "Jones,Mary,1972-06-07,912-01-0003\nBrown,John,1983-08-09,912-01-0004\n";

}  // namespace

TEST_CASE("what is shut in cannot open a file, reach a network, start a process or run what it wrote") {
  CHECK(status_in_jail([] { return ::open("/etc/hostname", O_RDONLY) < 0 ? 0 : 1; }) == 0);
  CHECK(status_in_jail([] { return ::open("/tmp/wardwatch-jail", O_WRONLY | O_CREAT, 0600) < 0 ? 0 : 1; }) == 0);
  CHECK(status_in_jail([] { return ::socket(AF_INET, SOCK_STREAM, 0) < 0 ? 0 : 1; }) == 0);
  CHECK(status_in_jail([] { return ::fork() < 0 ? 0 : 1; }) == 0);
  CHECK(status_in_jail([] { return ::kill(::getppid(), 0) < 0 ? 0 : 1; }) == 0);
  CHECK(status_in_jail([] { return ::access("/etc", F_OK) < 0 ? 0 : 1; }) == 0);
  CHECK(status_in_jail([] {
          void* memory = ::mmap(nullptr, 4'096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
          return memory == MAP_FAILED ? 0 : 1;
        }) == 0);
}

TEST_CASE("what never ends is ended when its processor time is used up") {
  JailLimits limits;
  limits.cpu = std::chrono::seconds{1};
  CHECK(status_in_jail(
            [] {
              for (volatile bool is_over = false; !is_over;) {
              }
              return 0;
            },
            limits) >= 1'000);
}

TEST_CASE("a file's stores come back as counts and classes, without a value") {
  const Folder folder;
  auto auditor = Auditor::start();
  REQUIRE(auditor);
  record::Batch<record::Datastore> batch;
  REQUIRE(audit(*auditor, folder.write("people.csv", kPeople), batch));
  REQUIRE(batch.rows().size() == 1);
  const record::Datastore& row = batch.rows()[0];
  CHECK(row.kind == "delimited");
  CHECK(row.contains_phi);
  CHECK(row.rows == 4);
  CHECK(row.individuals == 4);
}

TEST_CASE("what is no store has no record, and the next file is read as if nothing had been") {
  const Folder folder;
  auto auditor = Auditor::start();
  REQUIRE(auditor);
  record::Batch<record::Datastore> batch;
  CHECK(audit(*auditor, folder.write("letter.txt", "Dear colleague,\n"), batch));
  CHECK(audit(*auditor, folder.path / "not-there", batch));
  CHECK(batch.rows().empty());
  CHECK(audit(*auditor, folder.write("people.csv", kPeople), batch));
  CHECK(batch.rows().size() == 1);
}

TEST_CASE("two auditors work beside each other, and end with their objects") {
  auto auditors = start_auditors(2);
  REQUIRE(auditors);
  const Folder folder;
  const auto file = folder.write("people.csv", kPeople);
  record::Batch<record::Datastore> batch;
  CHECK(audit((*auditors)[0], file, batch));
  CHECK(audit((*auditors)[1], file, batch));
  CHECK(batch.rows().size() == 2);
}

TEST_CASE("a run that is stopped does not wait for a reader") {
  auto auditor = Auditor::start();
  REQUIRE(auditor);
  const Folder folder;
  const std::filesystem::path pipe = folder.path / "big.csv";
  {
    std::ofstream out{pipe};
    for (int i = 0; i < 400'000; ++i) out << "Miller,Anna,1950-02-03,912-01-" << i % 10'000 << "\n";
  }
  const std::atomic<bool> stop{true};
  record::Batch<record::Datastore> batch;
  const auto done = auditor->audit(std::span{&pipe, 1}, stop, batch);
  REQUIRE_FALSE(done);
  CHECK(done.error().what == "was not read: the run was stopped");
}
