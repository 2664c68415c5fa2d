// Any bytes as a capture file, through decoder, connection table and reassembly, with a reader on every connection that
// now and then skips or has had enough, and:
//   - a TCP stream is shown in order, without overlap, and a gap is where the bytes are missing, as long as no SYN
//     begins it anew;
//   - every reader is told of the end exactly once.

#include <utility>

#include "flow/connection_table.hpp"
#include "flow/decoder.hpp"
#include "fuzz/memory_file.hpp"
#include "source/capture_file/capture_file.hpp"

namespace wardwatch::fuzz {
namespace {

/// Small limits, so that they are reached.
constexpr flow::TableLimits kLimits{.connections_max = 64, .reassembly_bytes_max = 1U << 16U};
/// First bytes of a piece that make the reader skip or stop; any would do.
constexpr unsigned kSkipsAt = 0x53;
constexpr unsigned kStopsAt = 0x7f;

class StreamChecker final : public flow::StreamHandler {
 public:
  StreamChecker(Transport transport, std::uint64_t& open_count, const std::uint64_t& syn_count)
      : is_tcp_{transport == Transport::tcp}, open_count_{open_count}, syn_count_{syn_count} {
    ++open_count_;
  }

  flow::Want on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp, std::uint64_t) override {
    must(!is_done_ && !is_ended_, "nothing is shown after the end");
    std::uint64_t& next = next_[index_of(direction)];
    std::uint64_t& syn_before = syn_before_[index_of(direction)];
    // A SYN inside a connection begins a new sequence space, and with it the offsets.
    const bool may_begin_anew = !is_tcp_ || syn_before != syn_count_;
    must(may_begin_anew || stream_offset >= next, "a stream is shown in order and without overlap");
    syn_before = syn_count_;
    next = stream_offset + bytes.size();
    const unsigned first = bytes.empty() ? 0U : std::to_integer<unsigned>(bytes[0]);
    is_done_ = first == kStopsAt;
    if (is_done_) return {flow::Want::Kind::done, 0};
    return first == kSkipsAt ? flow::Want{flow::Want::Kind::skip, 100} : flow::Want{};
  }
  flow::Want on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp) override {
    must(!is_done_ && !is_ended_, "no gap is told after the end");
    must(missing_bytes > 0, "a gap misses something");
    next_[index_of(direction)] += missing_bytes;
    return {};
  }
  void on_end(flow::EndReason, Timestamp) override {
    must(!is_ended_, "the end comes once");
    is_ended_ = true;
    --open_count_;
  }
  [[nodiscard]] std::string_view services() const noexcept override { return {}; }

 private:
  bool is_tcp_;
  bool is_done_ = false;
  bool is_ended_ = false;
  std::uint64_t& open_count_;
  const std::uint64_t& syn_count_;
  std::array<std::uint64_t, 2> next_{};
  std::array<std::uint64_t, 2> syn_before_{};  ///< SYNs of the whole capture when this side last showed data.
};

class Sink final : public flow::Consumer {
 public:
  std::unique_ptr<flow::StreamHandler> open_stream(const record::ConnectionRef&, Transport transport) override {
    return std::make_unique<StreamChecker>(transport, open_count, syn_count);
  }
  record::Batches& records() noexcept override { return batches_; }

  std::uint64_t open_count = 0;
  std::uint64_t syn_count = 0;

 private:
  record::Batches batches_;
};

}  // namespace
}  // namespace wardwatch::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wardwatch;
  const fuzz::MemoryFile memory{std::as_bytes(std::span{data, size})};
  auto capture = source::CaptureFile::open({memory.path(), SourceId{0}});
  fuzz::must(capture.has_value(), "a plain file can be opened");
  fuzz::Sink sink;
  flow::Decoder decoder;
  flow::ConnectionTable table{fuzz::kLimits, sink};
  Packet packet;
  while (capture->next(packet)) {
    const auto plain_hash = flow::Decoder::plain_flow_hash(packet);
    bool is_first = true;
    for (const flow::Datagram* datagram = decoder.decode(packet); datagram != nullptr; datagram = datagram->inner) {
      fuzz::must(!std::exchange(is_first, false) || !plain_hash || *plain_hash == datagram->flow_hash,
                 "a plain frame's hash is its datagram's");
      if ((datagram->tcp_flags & flow::tcp_flag::kSyn) != 0) ++sink.syn_count;
      table.on(*datagram);
    }
  }
  table.finish();
  fuzz::must(sink.open_count == 0, "every reader is told of the end");
  return 0;
}
