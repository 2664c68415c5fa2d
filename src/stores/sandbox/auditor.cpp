#include "stores/sandbox/auditor.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "record/wire.hpp"
#include "stores/audit/kind.hpp"
#include "stores/audit/protection.hpp"
#include "stores/common/phi_class.hpp"
#include "stores/common/row_sink.hpp"
#include "stores/sandbox/nursery.hpp"
#include "stores/sandbox/pipe.hpp"

namespace wardwatch::stores {
namespace {

constexpr std::string_view kStopped = "was not read: the run was stopped";

std::string reason_of(const Reply& reply) {
  switch (reply.end) {
    case Reply::End::answered: break;
    case Reply::End::crashed: {
      if (reply.detail == 0) return "broke its reader, which ended without an answer";
      const char* name = ::sigdescr_np(static_cast<int>(reply.detail));
      return std::string{"broke its reader: "} + (name != nullptr ? name : "a signal");
    }
    case Reply::End::too_long: return "was given up after " + std::to_string(reply.detail) + " s";
    case Reply::End::refused: return "was not read: this kernel lets no process be shut in (seccomp)";
    case Reply::End::over_limit: return "has more tables and columns than are told of one file";
    case Reply::End::no_process: return "was not read: no process could be started";
  }
  return {};
}

/// A reader that a file has taken over may answer anything: words must be ours, names short.
bool is_sound(const record::Datastore& row) {
  constexpr std::size_t kTextBytesMax = 4'096;
  const auto is_short = [](std::string_view text) { return text.size() <= kTextBytesMax; };
  if (!is_kind_name(row.kind) || !is_protection_name(row.protection) || !is_short(row.path)) return false;
  if (!is_short(row.problem.value_or("")) || !is_short(row.format_version.value_or(""))) return false;
  for (const std::string_view phi : row.phi_classes) {
    if (!phi_class_of(phi)) return false;
  }
  for (const record::DatastoreTable& table : row.tables) {
    if (table.name.size() > kNameBytesMax) return false;
    for (const record::DatastoreColumn& column : table.columns) {
      if (column.name.size() > kNameBytesMax || !phi_class_of(column.phi_class)) return false;
    }
  }
  return true;
}

}  // namespace

Result<Auditor> Auditor::start(const ReaderOrders& orders) {
  std::array<int, 2> request{-1, -1}, reply{-1, -1};
  if (::pipe2(request.data(), O_CLOEXEC) != 0 || ::pipe2(reply.data(), O_CLOEXEC) != 0)
    return fail(std::string{"no pipe can be made: "} + std::strerror(errno));
  const pid_t pid = ::fork();
  if (pid < 0) return fail(std::string{"no process can be started: "} + std::strerror(errno));
  if (pid == 0) {
    ::close(request[1]);
    ::close(reply[0]);
    run_nursery(request[0], reply[1], orders);
  }
  ::close(request[0]);
  ::close(reply[1]);
  return Auditor{pid, orders.tokens.has_value(), request[1], reply[0]};
}

Auditor::~Auditor() { end(); }

void Auditor::end() noexcept {
  if (pid_ < 0) return;
  ::close(request_);
  ::close(reply_);
  ::kill(pid_, SIGKILL);  // Its child goes with it.
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

bool Auditor::read(std::byte* to, std::size_t size, const std::atomic<bool>& stop) noexcept {
  constexpr int kLookEveryMs = 200;
  std::span<std::byte> left{to, size};
  while (!left.empty()) {
    pollfd wanted{reply_, POLLIN, 0};
    const int ready = ::poll(&wanted, 1, kLookEveryMs);
    if (ready == 0 || (ready < 0 && errno == EINTR)) {
      if (stop) return false;
      continue;
    }
    const ssize_t got = ready < 0 ? -1 : ::read(reply_, left.data(), left.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    left = left.subspan(static_cast<std::size_t>(got));
  }
  return true;
}

Result<void> Auditor::audit(std::span<const std::filesystem::path> files, const std::atomic<bool>& stop,
                            record::Batch<record::Datastore>& batch, std::vector<record::StorePersons>* people) {
  if (pid_ < 0) return fail("was not read: the process that has stores read is gone");
  std::string paths;
  for (const std::filesystem::path& file : files) paths.append(paths.empty() ? 0 : 1, '\0').append(file.native());
  if (paths.size() > kRequestBytesMax) return fail("was not read: its path is too long");
  const auto size = static_cast<std::uint32_t>(paths.size());
  Reply reply;
  std::string wire;
  bool is_told = write_all(request_, &size, sizeof size) && write_all(request_, paths.data(), paths.size()) &&
                 read(reinterpret_cast<std::byte*>(&reply), sizeof reply, stop);  // NOLINT: our own process's bytes.
  if (is_told && reply.answer_bytes <= answer_bytes_max(with_tokens_)) {
    wire.resize(reply.answer_bytes);
    is_told = read(reinterpret_cast<std::byte*>(wire.data()), wire.size(), stop);  // NOLINT: as above.
  }
  if (!is_told) {
    end();
    return fail(stop ? std::string{kStopped} : "was not read: the process that has stores read is gone");
  }
  if (reply.end != Reply::End::answered) return fail(reason_of(reply));
  const std::size_t before = batch.rows().size();
  Reader answer{as_bytes(wire)};
  const std::uint64_t records_bytes = answer.u64le("records_length");
  answer.require(records_bytes <= kAnswerBytesMax, "records_length");
  Reader records{answer.bytes(answer.ok() ? records_bytes : 0, "records")};
  bool sound = answer.ok() || wire.empty();  // Nothing at all is said of a file that is gone.
  while (sound && !records.empty()) sound = record::decode(records, batch) && is_sound(batch.rows().back());
  std::vector<record::StorePersons> found;
  for (std::size_t i = before; sound && with_tokens_ && i < batch.rows().size(); ++i) {
    record::StorePersons& store = found.emplace_back();
    sound = record::decode(answer, store.people) && record::decode(answer, store.decoys);
  }
  if (sound && people != nullptr && with_tokens_) *people = std::move(found);
  if (sound) return {};
  batch.rows().resize(before);
  return fail("broke its reader, whose answer makes no sense");
}

Result<std::vector<Auditor>> start_auditors(unsigned count, const ReaderOrders& orders) {
  std::vector<Auditor> auditors;
  for (unsigned i = 0; i < count; ++i) {
    auto started = Auditor::start(orders);
    if (!started) return tl::make_unexpected(started.error());
    auditors.push_back(std::move(*started));
  }
  return auditors;
}

}  // namespace wardwatch::stores
