#include "protocol/hl7/hl7.hpp"

#include "protocol/hl7/conversation.hpp"
#include "protocol/hl7/segment_stream.hpp"

namespace wardwatch::protocol::hl7 {
namespace {

/// IANA has 2575 (hl7); 6661 and 6662 are those of interface engines.
constexpr std::array<std::uint16_t, 3> kUsualPorts{2575, 6661, 6662};

Probe probe_side(Bytes bytes, bool complete) noexcept {
  switch (begins_with_header(as_text(bytes))) {
    case Verdict::yes: return Probe::yes;
    case Verdict::no: return Probe::no;
    case Verdict::undecided: return complete ? Probe::no : Probe::need_more;
  }
  return Probe::no;
}

/// Either side may be the one that shows it: the other's beginning can be missing.
Probe probe(const FirstBytes& first) {
  const Probe orig = probe_side(first.orig, first.orig_complete);
  const Probe resp = probe_side(first.resp, first.resp_complete);
  if (orig == Probe::yes || resp == Probe::yes) return Probe::yes;
  return orig == Probe::need_more || (resp == Probe::need_more && !first.resp.empty()) ? Probe::need_more : Probe::no;
}

/// In the middle of a stream a message begins with its block, wherever in a segment of TCP that is.
bool resumes(Bytes piece) noexcept {
  const std::string_view text = as_text(piece);
  if (begins_with_header(text) == Verdict::yes) return true;
  for (std::size_t at = text.find(kStartBlock); at != std::string_view::npos; at = text.find(kStartBlock, at + 1)) {
    if (begins_with_header(text.substr(at)) == Verdict::yes) return true;
  }
  return false;
}

class Hl7Session final : public Session {
 public:
  explicit Hl7Session(Context& context) noexcept : conversation_{context} {}

  Next on_data(Direction direction, Bytes bytes, std::uint64_t /*stream_offset*/, Timestamp ts) override {
    conversation_.at(ts);
    side(direction).stream.consume(bytes);
    return Next::more();
  }
  Next on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp ts) override {
    conversation_.at(ts);
    conversation_.on_gap(direction, missing_bytes);
    side(direction).stream.miss();
    return Next::more();
  }
  void on_end(EndReason /*reason*/, Timestamp /*ts*/) override {
    orig_.stream.finish();
    resp_.stream.finish();
    conversation_.finish();
  }

 private:
  struct Side final : SegmentListener {
    Side(Conversation& all, Direction direction) noexcept : conversation{all}, from{direction} {}

    void on_start_block() override { conversation.on_start_block(from); }
    void on_segment(std::string_view segment) override { conversation.on_segment(from, segment); }
    void on_end_block() override { conversation.on_end_block(from); }
    void on_bytes(std::uint64_t count) override { conversation.on_bytes(from, count); }

    Conversation& conversation;
    Direction from;
    SegmentStream stream{*this};
  };

  Side& side(Direction direction) noexcept { return direction == Direction::orig ? orig_ : resp_; }

  Conversation conversation_;
  Side orig_{conversation_, Direction::orig};
  Side resp_{conversation_, Direction::resp};
};

std::unique_ptr<Session> open(Context& context) { return std::make_unique<Hl7Session>(context); }

}  // namespace

constinit const Protocol kProtocol{
    .name = "hl7",
    .over_tcp = true,
    .usual_ports = kUsualPorts,
    .probe = &probe,
    .resumes = &resumes,
    .open = &open,
    .robustness = Robustness::fuzzed,
};

}  // namespace wardwatch::protocol::hl7
