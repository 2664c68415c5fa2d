// Any bytes as a capture, through decoder, connection table and reassembly, with a reader on every connection that
// remembers what it was shown. Properties: never crashes, and a stream is shown in order and without overlap, as
// long as no SYN begins it anew.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "flow/connection_table.hpp"
#include "flow/decoder.hpp"
#include "source/capture_file/capture_file.hpp"

namespace {

using namespace wardwatch;

/// Checks that stream offsets only go forward, and now and then skips or ends.
class Reader final : public flow::StreamHandler {
 public:
  Reader(Transport transport, const std::uint64_t& syn_count)
      : tcp_{transport == Transport::tcp}, syn_count_{syn_count} {}
  flow::Want on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp, std::uint64_t) override {
    std::uint64_t& next = next_[index_of(direction)];
    std::uint64_t& syn_before = syn_before_[index_of(direction)];
    // A SYN inside a connection begins a new sequence space, and with it the offsets.
    if (tcp_ && stream_offset < next && syn_before == syn_count_) std::abort();
    syn_before = syn_count_;
    next = stream_offset + bytes.size();
    const auto first = bytes.empty() ? 0U : std::to_integer<unsigned>(bytes[0]);
    if (first == 0x7f) return {flow::Want::Kind::done, 0};
    if (first == 0x53) return {flow::Want::Kind::skip, 100};
    return {};
  }
  flow::Want on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp) override {
    if (missing_bytes == 0) std::abort();
    static_cast<void>(direction);
    return {};
  }
  void on_end(flow::EndReason, Timestamp) override {}
  [[nodiscard]] std::string_view services() const noexcept override { return {}; }

 private:
  bool tcp_;
  const std::uint64_t& syn_count_;
  std::array<std::uint64_t, 2> next_{};
  std::array<std::uint64_t, 2> syn_before_{};  ///< SYNs of the whole capture when this side last showed data.
};

class Sink final : public flow::Consumer {
 public:
  std::unique_ptr<flow::StreamHandler> open_stream(const record::ConnectionRef&, Transport transport) override {
    return std::make_unique<Reader>(transport, syn_count);
  }
  record::Batches& records() noexcept override { return batches_; }

  std::uint64_t syn_count = 0;

 private:
  record::Batches batches_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const int descriptor = memfd_create("capture", 0);
  if (descriptor < 0 || write(descriptor, data, size) != static_cast<ssize_t>(size)) std::abort();
  auto file = source::CaptureFile::open({"/proc/self/fd/" + std::to_string(descriptor), SourceId{0}});
  if (file) {
    Sink sink;
    flow::Decoder decoder;
    flow::ConnectionTable table{flow::TableLimits{.connections_max = 64, .reassembly_bytes_max = 1U << 16U}, sink};
    Packet packet;
    while (file->next(packet)) {
      const flow::Datagram* datagram = decoder.decode(packet);
      if (datagram == nullptr) continue;
      if ((datagram->tcp_flags & flow::tcp_flag::kSyn) != 0) ++sink.syn_count;
      table.on(*datagram);
    }
    table.finish();
  }
  close(descriptor);
  return 0;
}
