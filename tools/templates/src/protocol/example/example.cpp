#include "protocol/example/example.hpp"

#include <array>

#include "protocol/common/stream_buffer.hpp"

namespace wardwatch::protocol::example {
namespace {

constexpr std::array<std::uint16_t, 1> kUsualPorts{9999};
constexpr std::uint16_t kMagic = 0x4558;
constexpr std::size_t kHeaderBytes = 6;
/// Longest body that is buffered. Say here what the specification allows and what is met in practice.
constexpr std::size_t kBodyMaxBytes = 16'384;

Probe probe_side(Bytes first, bool complete) {
  const auto message = parse_message(first);
  if (message) return Probe::yes;
  return message.error().fault == ParseFault::truncated && !complete ? Probe::need_more : Probe::no;
}

Probe probe(const FirstBytes& first) {
  return first.orig.empty() ? probe_side(first.resp, first.resp_complete) : probe_side(first.orig, first.orig_complete);
}

class ExampleSession final : public Session {
 public:
  explicit ExampleSession(Context& context) noexcept : context_{context} {}

  Next on_data(Direction direction, Bytes bytes, std::uint64_t /*stream_offset*/, Timestamp /*ts*/) override {
    StreamBuffer& buffer = buffers_[index_of(direction)];
    const Bytes all = buffer.append(bytes);
    std::size_t used_bytes = 0;
    while (used_bytes < all.size()) {
      const auto message = parse_message(all.subspan(used_bytes));
      if (!message) {
        if (message.error().fault == ParseFault::truncated) break;
        context_.weird("example_malformed", "EXAMPLE", message.error());
        return Next::done();
      }
      used_bytes += message->size_bytes;
      // Here the message becomes a row: context_.records().of<record::X>().add({.at = connection_at(context_, ts)}).
    }
    buffer.keep_from(used_bytes);
    return Next::more();
  }

  Next on_gap(Direction /*direction*/, std::uint64_t /*missing_bytes*/, Timestamp /*ts*/) override {
    // Nothing marks the start of a message, so there is no way back in.
    return Next::done();
  }

  void on_end(EndReason /*reason*/, Timestamp /*ts*/) override {}

 private:
  Context& context_;
  std::array<StreamBuffer, 2> buffers_{StreamBuffer{kHeaderBytes + kBodyMaxBytes},
                                       StreamBuffer{kHeaderBytes + kBodyMaxBytes}};
};

std::unique_ptr<Session> open(Context& context) { return std::make_unique<ExampleSession>(context); }

}  // namespace

Parsed<Message> parse_message(Bytes stream) {
  Reader in{stream};
  in.require(in.u16be("magic") == kMagic, "magic");
  const std::uint16_t kind = in.u16be("kind");
  const std::uint16_t length_bytes = in.u16be("length");
  in.require_limit(length_bytes <= kBodyMaxBytes, "length");
  const Bytes body = in.bytes(length_bytes, "body");
  return in.finish([&] { return Message{.kind = kind, .body = body, .size_bytes = in.offset_bytes()}; });
}

constinit const Protocol kProtocol{
    .name = "example",
    .over_tcp = true,
    .usual_ports = kUsualPorts,
    .probe = &probe,
    .open = &open,
    .robustness = Robustness::fresh,
};

}  // namespace wardwatch::protocol::example
