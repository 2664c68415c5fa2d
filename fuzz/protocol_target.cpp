// One target a protocol of src/protocol/CMakeLists.txt. Any conversation (conversation.hpp), and:
//   - the session never crashes and always comes to an end;
//   - what it records does not depend on where a stream that it recognises was cut, unless it is damaged: behind damage
//     a session looks for its place again at the beginning of a piece;
//   - a probe that has decided does not change its mind when it sees more.

#include <algorithm>
#include <array>

#include "fuzz/conversation.hpp"
#include "fuzz/property.hpp"
#include "fuzz/rows.hpp"
#include "protocol/common/table.hpp"
#include "protocol/common/test_context.hpp"

namespace wardwatch::fuzz {

/// Which protocol this program fuzzes; fuzzed_protocol.cpp says it.
extern const std::string_view fuzzed_protocol;

namespace {

using protocol::Next;
using protocol::Protocol;

const Protocol& tested() {
  for (const Protocol* candidate : protocol::all_protocols()) {
    if (candidate->name == fuzzed_protocol) return *candidate;
  }
  must(false, "the protocol is in the table");
  std::abort();
}

/// Where to cut: whole steps, or at places drawn from the input's seed.
class Cutter {
 public:
  explicit Cutter(std::optional<std::uint8_t> seed)
      : state_{seed.value_or(0) * 2654435761U + 1U}, cuts_{seed.has_value()} {}

  std::size_t next(std::size_t left_bytes) noexcept {
    if (!cuts_) return left_bytes;
    state_ = state_ * 1103515245U + 12345U;
    const std::uint32_t draw = state_ >> 8U;
    const std::size_t most_bytes = std::array<std::size_t, 4>{1, 7, 60, 1460}[draw & 3U];
    return std::min<std::size_t>(left_bytes, 1 + (draw >> 2U) % most_bytes);
  }

 private:
  std::uint32_t state_;
  bool cuts_;
};

/// One reading of a conversation: what the pipeline does, in small.
class Reading {
 public:
  protocol::TestContext context;

  Reading(const Conversation& conversation, Cutter cutter)
      : context{conversation.is_udp ? Transport::udp : Transport::tcp}, conversation_{conversation}, cutter_{cutter} {
    for (const Protocol* child : protocol::all_protocols()) context.child_protocols.emplace(child->name, child);
    if (conversation.has_argument) context.argument_text = "www.example.org";
  }

  void run() {
    session_ = tested().open(context);
    for (const Conversation::Step& step : conversation_.steps) {
      now_ +=
          step.kind == Conversation::Kind::silence ? Interval{std::chrono::minutes{10}} : std::chrono::milliseconds{1};
      if (step.kind == Conversation::Kind::data) data(step);
      if (step.kind == Conversation::Kind::gap) gap(step);
    }
    session_->on_end(protocol::EndReason::closed, now_);
    session_.reset();
  }

 private:
  struct Side {
    std::uint64_t offset_bytes = 0;
    std::uint64_t skip_bytes = 0;
  };

  void obey(Direction direction, Next next) {
    if (next.kind == Next::Kind::done) done_ = true;
    if (next.kind == Next::Kind::skip) sides_[index_of(direction)].skip_bytes = next.skip_bytes;
  }

  void data(const Conversation::Step& step) {
    Side& side = sides_[index_of(step.direction)];
    Bytes left = step.bytes;
    while (!done_ && !left.empty()) {
      const std::size_t skipped_bytes = std::min<std::uint64_t>(side.skip_bytes, left.size());
      side.skip_bytes -= skipped_bytes;
      side.offset_bytes += skipped_bytes;
      left = left.subspan(skipped_bytes);
      if (left.empty()) return;
      const std::size_t piece_bytes = conversation_.is_udp ? left.size() : cutter_.next(left.size());
      // A copy of exactly this size, gone after the call: reading beyond it, or later, is seen.
      const std::vector<std::byte> piece{left.begin(), left.begin() + static_cast<std::ptrdiff_t>(piece_bytes)};
      const Next next = session_->on_data(step.direction, piece, side.offset_bytes, now_);
      side.offset_bytes += piece_bytes;
      left = left.subspan(piece_bytes);
      obey(step.direction, next);
    }
  }

  void gap(const Conversation::Step& step) {
    Side& side = sides_[index_of(step.direction)];
    const std::uint64_t skipped_bytes = std::min(side.skip_bytes, step.missing_bytes);
    side.skip_bytes -= skipped_bytes;
    const std::uint64_t missing_bytes = step.missing_bytes - skipped_bytes;
    if (!done_ && missing_bytes > 0) obey(step.direction, session_->on_gap(step.direction, missing_bytes, now_));
    side.offset_bytes += step.missing_bytes;
  }

  const Conversation& conversation_;
  Cutter cutter_;
  std::array<Side, 2> sides_{};
  bool done_ = false;
  Timestamp now_ = timestamp_of(1'600'000'000, 0);
  std::unique_ptr<protocol::Session> session_;
};

/// Whether this is a stream that the protocol would be given. On others a session must only survive; and a protocol
/// without a probe is given whole messages by the one that opens it.
bool is_recognised_stream(const Conversation& conversation) {
  if (tested().probe == nullptr || conversation.is_udp) return false;
  std::array<std::string, 2> sides;
  for (const Conversation::Step& step : conversation.steps) {
    if (step.kind == Conversation::Kind::gap) break;
    sides[index_of(step.direction)].append(as_text(step.bytes));
  }
  const protocol::FirstBytes first{.orig = as_bytes(sides[0]),
                                   .resp = as_bytes(sides[1]),
                                   .transport = Transport::tcp,
                                   .resp_port = {},
                                   .orig_complete = true,
                                   .resp_complete = true};
  return tested().probe(first) == protocol::Probe::yes;
}

/// Shows a probe more and more of the first step.
void probe_decides_once(const Conversation& conversation) {
  if (tested().probe == nullptr || conversation.steps.empty() || conversation.is_udp || !tested().over_tcp) return;
  const Conversation::Step& first = conversation.steps.front();
  constexpr std::size_t kProbedBytesMax = 96;
  auto decided = protocol::Probe::need_more;
  for (std::size_t size = 1; size <= std::min(first.bytes.size(), kProbedBytesMax); ++size) {
    const std::vector<std::byte> seen{first.bytes.begin(), first.bytes.begin() + static_cast<std::ptrdiff_t>(size)};
    protocol::FirstBytes bytes{};
    (first.direction == Direction::orig ? bytes.orig : bytes.resp) = seen;
    const protocol::Probe verdict = tested().probe(bytes);
    must(decided == protocol::Probe::need_more || verdict == decided, "a probe that has decided keeps to it");
    decided = verdict;
  }
}

bool has_gap(const Conversation& conversation) {
  return std::any_of(conversation.steps.begin(), conversation.steps.end(),
                     [](const Conversation::Step& step) { return step.kind == Conversation::Kind::gap; });
}

/// RDP's counters are lower bounds: once the outcome is known, the stream is looked at in long steps only.
void forget_lower_bounds(record::Rdp& row) {
  row.orig_bytes = row.resp_bytes = 0;
  row.duration = {};
}
void forget_lower_bounds(auto&) {}

std::vector<std::string> comparable_rows(protocol::TestContext& context) {
  return rows_of(context.records(), [](auto& row) { forget_lower_bounds(row); });
}

void print(const char* title, protocol::TestContext& context) {
  print_rows(title, context.records());
  for (const auto& [name, count] : context.weirds)
    std::fprintf(stderr, "  %s x %llu\n", name.c_str(), static_cast<unsigned long long>(count));
}

}  // namespace
}  // namespace wardwatch::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wardwatch;
  fuzz::Conversation conversation = fuzz::read_conversation(std::as_bytes(std::span{data, size}));
  const auto& protocol = fuzz::tested();
  if (!protocol.over_udp) conversation.is_udp = false;
  if (!protocol.over_tcp && protocol.over_udp) conversation.is_udp = true;
  fuzz::probe_decides_once(conversation);

  fuzz::Reading whole{conversation, fuzz::Cutter{std::nullopt}};
  whole.run();
  if (!fuzz::is_recognised_stream(conversation) || fuzz::has_gap(conversation)) return 0;
  if (!whole.context.weirds.empty()) return 0;
  fuzz::Reading cut{conversation, fuzz::Cutter{conversation.cuts}};
  cut.run();
  const bool same_rows = fuzz::comparable_rows(whole.context) == fuzz::comparable_rows(cut.context);
  if (!same_rows || whole.context.weirds != cut.context.weirds) {
    fuzz::print("read whole", whole.context);
    fuzz::print("read in pieces", cut.context);
  }
  fuzz::must(same_rows, "rows do not depend on the cuts");
  fuzz::must(whole.context.weirds == cut.context.weirds, "oddities do not depend on the cuts");
  fuzz::must(whole.context.services == cut.context.services, "services do not depend on the cuts");
  return 0;
}
