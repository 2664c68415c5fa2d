#include "stores/sandbox/nursery.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "record/wire.hpp"
#include "stores/audit/audit.hpp"
#include "stores/audit/record_maker.hpp"
#include "stores/pdf_file/pdf_file.hpp"
#include "stores/persons/row_reader.hpp"
#include "stores/sandbox/jail.hpp"
#include "stores/sandbox/pipe.hpp"
#include "stores/sandbox/sanitizer.hpp"

namespace wardwatch::stores {
namespace {

using Clock = std::chrono::steady_clock;  // How long a file has taken: not event time.

constexpr std::string_view kTokenPurpose = "token";  ///< The key has one purpose already.
constexpr int kStatusRefused = 3;                    ///< Of a child that could not be shut in.
constexpr int kLowestOwn = 3;                        ///< Descriptors below are the three that every process has.

constexpr std::chrono::seconds kTimeMin{60};
constexpr std::uint64_t kBytesPerSecond = 1'000'000;  ///< The slowest readers take some 10 MB a second.

std::chrono::seconds time_for(std::uint64_t size_bytes) noexcept {
  constexpr std::chrono::seconds kTimeMax{3'600};
  return std::min(kTimeMin + std::chrono::seconds{size_bytes / kBytesPerSecond}, kTimeMax);
}

/// These descriptors are needed from here on; whatever else this program had open is none of the reader's business.
void keep_only(std::vector<int> wanted) noexcept {
  std::sort(wanted.begin(), wanted.end());
  int next = kLowestOwn;
  for (const int descriptor : wanted) {
    if (next < descriptor)
      ::syscall(SYS_close_range, static_cast<unsigned>(next), static_cast<unsigned>(descriptor - 1), 0U);
    next = descriptor + 1;
  }
  ::syscall(SYS_close_range, static_cast<unsigned>(next), ~0U, 0U);
#if !defined(WARDWATCH_ADDRESS_SANITIZER)  // What a sanitizer says of a fault is wanted.
  // Libraries that complain would complain with what they read.
  const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int i = 0; i < kLowestOwn; ++i) ::dup2(nowhere, i);
#endif
}

/// Makes tokens of the people of each store of a file; nothing else of them leaves this process.
class PeopleOfStores {
 public:
  explicit PeopleOfStores(const std::optional<TokensWanted>& wanted) {
    if (wanted) hash_.emplace(wanted->key, kTokenPurpose);
    if (wanted) purpose_ = wanted->purpose;
  }

  [[nodiscard]] SecondReader second_reader() {
    if (!hash_) return {};
    return [this](std::size_t index, const StoreReport& report) -> std::unique_ptr<RowSink> {
      if (!report.content.contains_phi) return nullptr;
      auto& people = of_stores_[index];
      people = std::make_unique<persons::Collector>(*hash_, purpose_);
      return std::make_unique<persons::RowReader>(report.content, *people, purpose_);
    };
  }

  /// Behind the records of the stores, for each of them two sets; empty ones where nothing was asked for.
  void append_to(std::string& wire, std::size_t stores) {
    for (std::size_t i = 0; i < stores; ++i) {
      record::StorePersons found;
      if (const auto people = of_stores_.find(i); people != of_stores_.end()) found = people->second->finish();
      of_stores_.erase(i);
      record::encode(wire, found.people);
      record::encode(wire, found.decoys);
    }
  }

 private:
  std::optional<KeyedHash> hash_;
  persons::Purpose purpose_ = persons::Purpose::store;
  std::map<std::size_t, std::unique_ptr<persons::Collector>> of_stores_;
};

/// In the child: shut in first, then read. Several paths are DICOM objects of one folder.
[[noreturn]] void read_files(const std::vector<std::string>& paths, const ReaderOrders& orders, int answer) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::vector<RandomFile> files;
  std::vector<int> descriptors{answer};
  std::uint64_t size_bytes = 0;
  for (const std::string& path : paths) {
    auto file = RandomFile::open(path);
    if (!file) continue;  // Gone since it was found.
    descriptors.push_back(file->descriptor());
    size_bytes += file->size_bytes();
    files.push_back(std::move(*file));
  }
  if (files.empty()) ::_exit(0);
  // Rows that a database has not taken in yet are in a log beside it, which must be open before the door closes.
  std::optional<RandomFile> log;
  if (paths.size() == 1) {
    if (auto beside = RandomFile::open(paths.front() + "-wal")) log.emplace(std::move(*beside));
    if (log) descriptors.push_back(log->descriptor());
  }
  keep_only(descriptors);
  JailLimits limits;
  limits.cpu = time_for(size_bytes);
  if (!enter_jail(limits)) ::_exit(kStatusRefused);
  PeopleOfStores people{orders.tokens};
  record::Batch<record::Datastore> batch;
  if (paths.size() > 1) {
    make_record(audit_dicom_objects(files, people.second_reader()), batch);
  } else {
    for (const StoreReport& report : audit_store(files.front(), std::filesystem::path{paths.front()}.stem().string(),
                                                 orders.passwords, people.second_reader(), log ? &*log : nullptr))
      make_record(report, batch);
  }
  std::string wire(sizeof(std::uint64_t), '\0');
  for (const record::Datastore& row : batch.rows()) record::encode(wire, row);
  const std::uint64_t records_bytes = wire.size() - sizeof records_bytes;
  std::memcpy(wire.data(), &records_bytes, sizeof records_bytes);
  if (orders.tokens) people.append_to(wire, batch.rows().size());
  const bool told = write_all(answer, wire.data(), wire.size());
  ::_exit(told ? 0 : 1);
}

/// Reads what the child says until it has ended, its time is over, or it says too much.
class Watch {
 public:
  Watch(pid_t child, int answer, std::chrono::seconds time, std::size_t bytes_max) noexcept
      : child_{child}, answer_{answer}, bytes_max_{bytes_max}, time_{time}, end_{Clock::now() + time} {}

  Reply run() {
    Reply reply;
    while (true) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end_ - Clock::now()).count();
      pollfd wanted{answer_, POLLIN, 0};
      const int ready = left <= 0 ? 0 : ::poll(&wanted, 1, static_cast<int>(left));
      if (ready < 0 && errno == EINTR) continue;
      if (ready <= 0) {
        reply = {Reply::End::too_long, static_cast<std::uint32_t>(time_.count()), 0};
        break;
      }
      if (!take_piece()) break;
      if (bytes.size() > bytes_max_) {
        reply.end = Reply::End::over_limit;
        break;
      }
    }
    if (reply.end != Reply::End::answered) ::kill(child_, SIGKILL);
    return ended(reply);
  }

  std::string bytes;

 private:
  bool take_piece() {
    std::array<char, 1U << 16U> piece{};
    const ssize_t got = ::read(answer_, piece.data(), piece.size());
    if (got > 0) bytes.append(piece.data(), static_cast<std::size_t>(got));
    return got > 0 || (got < 0 && errno == EINTR);
  }

  /// The answer's end has come or was brought about; the child may close its end and live on, but not beyond its time.
  Reply ended(Reply reply) const {
    int status = 0;
    while (::waitpid(child_, &status, WNOHANG) == 0) {
      if (Clock::now() > end_ && reply.end == Reply::End::answered) {
        reply = {Reply::End::too_long, static_cast<std::uint32_t>(time_.count()), 0};
        ::kill(child_, SIGKILL);
      }
      ::poll(nullptr, 0, 1);
    }
    if (reply.end != Reply::End::answered) return reply;
    if (WIFSIGNALED(status)) {
      if (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL)
        return {Reply::End::too_long, static_cast<std::uint32_t>(time_.count()), 0};
      return {Reply::End::crashed, static_cast<std::uint32_t>(WTERMSIG(status)), 0};
    }
    if (WEXITSTATUS(status) == kStatusRefused) return {Reply::End::refused, 0, 0};
    if (WEXITSTATUS(status) != 0) return {Reply::End::crashed, 0, 0};
    return reply;
  }

  pid_t child_;
  int answer_;
  std::size_t bytes_max_;
  std::chrono::seconds time_;
  Clock::time_point end_;
};

std::chrono::seconds time_for_files(const std::vector<std::string>& paths) {
  std::uint64_t size_bytes = 0;
  for (const std::string& path : paths) {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    size_bytes += error ? 0 : size;
  }
  return time_for(size_bytes);
}

bool serve(const std::vector<std::string>& paths, const ReaderOrders& orders, int reply_to) {
  std::array<int, 2> answer{-1, -1};
  pid_t child = -1;
  if (::pipe2(answer.data(), O_CLOEXEC) == 0) child = ::fork();
  if (child == 0) read_files(paths, orders, answer[1]);
  ::close(answer[1]);
  Watch watch{child, answer[0], time_for_files(paths), answer_bytes_max(orders.tokens.has_value())};
  Reply reply{Reply::End::no_process, 0, 0};
  if (child > 0) reply = watch.run();
  ::close(answer[0]);
  if (reply.end == Reply::End::answered) reply.answer_bytes = watch.bytes.size();
  return write_all(reply_to, &reply, sizeof reply) && write_all(reply_to, watch.bytes.data(), reply.answer_bytes);
}

std::vector<std::string> parted(const std::string& request) {
  std::vector<std::string> paths(1);
  for (const char c : request) {
    if (c == '\0') paths.emplace_back();
    else paths.back().push_back(c);
  }
  return paths;
}

}  // namespace

void run_nursery(int request, int reply, const ReaderOrders& orders) noexcept {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  // Ctrl-C reaches all processes of a terminal; when the work ends is the parent's decision.
  ::signal(SIGINT, SIG_IGN);
  ::signal(SIGTERM, SIG_IGN);
  ::signal(SIGPIPE, SIG_IGN);
  pdf_file::prepare();
  for (;;) {
    std::uint32_t size = 0;
    if (!read_all(request, &size, sizeof size) || size > kRequestBytesMax) break;
    std::string paths(size, '\0');
    if (!read_all(request, paths.data(), paths.size()) || !serve(parted(paths), orders, reply)) break;
  }
  ::_exit(0);
}

}  // namespace wardwatch::stores
