// One protocol's session, alone. Properties: never crashes, always ends, and gives the same rows wherever the stream is
// cut. The input is a byte that chooses the transport and the cutting, then pieces: a byte of flags (bit 0 the
// direction, bit 7 a gap instead of data), a byte of length, the data.
#include <cstdio>
#include <cstdlib>

#include "protocol/common/table.hpp"
#include "protocol/common/test_context.hpp"
#include "record/json.hpp"

namespace {

using namespace wardwatch;
using namespace wardwatch::protocol;

constexpr std::size_t kInputBytesMax = 20'000;

const Protocol& fuzzed() {
  for (const Protocol* protocol : all_protocols()) {
    if (protocol->name == FUZZED_PROTOCOL) return *protocol;
  }
  std::abort();
}

/// Plays an input to a session, honouring what it wants to skip.
class Play {
 public:
  explicit Play(bool udp) : context_{udp ? Transport::udp : Transport::tcp}, udp_{udp} {
    for (const Protocol* protocol : all_protocols()) context_.child_protocols.emplace(protocol->name, protocol);
    session_ = fuzzed().open(context_);
  }

  std::string run(Bytes input, std::size_t cut_bytes) {
    std::uint64_t second = 1;
    while (input.size() >= 2 && !done_) {
      const auto flags = std::to_integer<unsigned>(input[0]);
      const std::size_t length = std::min<std::size_t>(std::to_integer<unsigned>(input[1]), input.size() - 2);
      const Bytes piece = input.subspan(2, length);
      input = input.subspan(2 + length);
      now_ = timestamp_of(++second, 0);
      const Direction direction = (flags & 1U) != 0 ? Direction::resp : Direction::orig;
      if ((flags & 0x80U) != 0 && !udp_) gap(direction, length);
      else if (cut_bytes == 0 || udp_) data(direction, piece);
      else
        for (Bytes rest = piece; !rest.empty(); rest = rest.subspan(std::min(cut_bytes, rest.size())))
          data(direction, at_most(rest, cut_bytes));
    }
    session_->on_end(EndReason::closed, timestamp_of(second + 1, 0));
    return rows();
  }

 private:
  void data(Direction direction, Bytes bytes) {
    const std::size_t side = index_of(direction);
    const auto skipped = static_cast<std::size_t>(std::min<std::uint64_t>(skip_[side], bytes.size()));
    skip_[side] -= skipped;
    offset_[side] += skipped;
    bytes = bytes.subspan(skipped);
    if (done_ || (bytes.empty() && !udp_)) return;
    take(direction, session_->on_data(direction, bytes, offset_[side], now_));
    offset_[side] += bytes.size();
  }
  void gap(Direction direction, std::uint64_t missing) {
    const std::size_t side = index_of(direction);
    const std::uint64_t skipped = std::min(skip_[side], missing);
    skip_[side] -= skipped;
    offset_[side] += missing;
    if (missing > skipped && !done_) take(direction, session_->on_gap(direction, missing - skipped, now_));
  }
  void take(Direction direction, Next next) {
    if (next.kind == Next::Kind::done) done_ = true;
    if (next.kind == Next::Kind::skip) skip_[index_of(direction)] = next.skip_bytes;
  }
  std::string rows() {
    std::string out;
    record::for_each_record([&]<class R>(std::type_identity<R>) {
      for (const R& row : context_.records().of<R>().rows()) {
        record::append_json(out, row);
        out += '\n';
      }
    });
    return out;
  }

  TestContext context_;
  bool udp_;
  std::unique_ptr<Session> session_;
  Timestamp now_;
  bool done_ = false;
  std::array<std::uint64_t, 2> skip_{}, offset_{};
};

void probe(Bytes bytes, bool udp) {
  if (fuzzed().probe == nullptr) return;
  for (const bool complete : {false, true}) {
    FirstBytes first{.orig = bytes,
                     .resp = {},
                     .transport = udp ? Transport::udp : Transport::tcp,
                     .resp_port = Port{3389},
                     .orig_complete = complete,
                     .resp_complete = complete};
    static_cast<void>(fuzzed().probe(first));
    std::swap(first.orig, first.resp);
    static_cast<void>(fuzzed().probe(first));
  }
}

/// rdp counts bytes until it has seen enough, x509 is shown whole certificates, and ssl reads malformed flights as far as
/// the piece at hand goes: what it tells of those depends on the cut, which is a known weakness.
bool is_independent_of_cuts() {
  const std::string_view name{FUZZED_PROTOCOL};
  return name != "rdp" && name != "x509" && name != "ssl";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2 || size > kInputBytesMax) return 0;
  const Bytes input = std::as_bytes(std::span{data, size}).subspan(1);
  const bool udp = fuzzed().over_udp && (!fuzzed().over_tcp || (data[0] & 1U) != 0);
  probe(input, udp);
  const std::string whole = Play{udp}.run(input, 0);
  if (udp || !is_independent_of_cuts()) return 0;
  const std::string cut = Play{udp}.run(input, 1U + (data[0] >> 1U) % 7U);
  if (whole == cut) return 0;
  std::fprintf(stderr, "the rows depend on where the stream is cut:\n%s---\n%s", whole.c_str(), cut.c_str());
  std::abort();
}
