// Any bytes as a capture file, through everything that decodes: link layer to reassembly, recogniser, every protocol.
//   - decoding never crashes and always comes to an end;
//   - the same bytes give the same rows;
//   - two workers that share the connections record what one does.

#include <algorithm>

#include "flow/shard.hpp"
#include "fuzz/memory_file.hpp"
#include "fuzz/rows.hpp"
#include "pipeline/analyzer.hpp"
#include "source/capture_file/capture_file.hpp"

namespace wardwatch::fuzz {
namespace {

constexpr std::uint64_t kPacketsMax = 20'000;

/// A worker of the pipeline without its stages.
class Worker final : public flow::Consumer {
 public:
  Worker(unsigned index, unsigned count) : shard_{.index = index, .count = count}, table_{limits(), *this} {}

  void on(const Packet& packet) { flow::read_packet(packet, shard_, decoder_, table_); }
  void finish() { table_.finish(); }

  std::unique_ptr<flow::StreamHandler> open_stream(const record::ConnectionRef& connection,
                                                   Transport transport) override {
    if (transport != Transport::tcp && transport != Transport::udp) return nullptr;
    return std::make_unique<pipeline::Analyzer>(connection, transport, batches_, memo_, tokens_);
  }
  record::Batches& records() noexcept override { return batches_; }

 private:
  static flow::TableLimits limits() { return {.connections_max = 4096, .reassembly_bytes_max = 16U << 20U}; }

  flow::Shard shard_;
  record::Batches batches_;
  protocol::Memo memo_;
  TokenKey tokens_{{}};
  flow::Decoder decoder_;
  flow::ConnectionTable table_;
};

using Workers = std::vector<std::unique_ptr<Worker>>;

Workers decode(const MemoryFile& file, unsigned worker_count) {
  Workers workers;
  for (unsigned index = 0; index < worker_count; ++index) {
    Worker& worker = *workers.emplace_back(std::make_unique<Worker>(index, worker_count));
    auto capture = source::CaptureFile::open({file.path(), SourceId{0}});
    must(capture.has_value(), "a plain file can be opened");
    Packet packet;
    for (std::uint64_t seen = 0; seen < kPacketsMax && capture->next(packet); ++seen) worker.on(packet);
    worker.finish();
  }
  return workers;
}

std::vector<std::string> rows_of_all(const Workers& workers) {
  std::vector<std::string> rows;
  for (const auto& worker : workers) {
    for (std::string& row : rows_of(worker->records())) rows.push_back(std::move(row));
  }
  return rows;
}

/// Ends the run when two ways to decode differ, and shows how.
void must_agree(const Workers& a, const Workers& b, const char* property) {
  std::vector<std::string> a_rows = rows_of_all(a), b_rows = rows_of_all(b);
  if (a.size() != b.size()) {  // The order between workers is the pipeline's to make.
    std::sort(a_rows.begin(), a_rows.end());
    std::sort(b_rows.begin(), b_rows.end());
  }
  if (a_rows == b_rows) return;
  for (const auto& worker : a) print_rows("one way", worker->records());
  for (const auto& worker : b) print_rows("the other way", worker->records());
  must(false, property);
}

}  // namespace
}  // namespace wardwatch::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wardwatch;
  const fuzz::MemoryFile file{std::as_bytes(std::span{data, size})};
  const fuzz::Workers alone = fuzz::decode(file, 1);
  fuzz::must_agree(alone, fuzz::decode(file, 1), "the same bytes give the same rows");
  fuzz::must_agree(alone, fuzz::decode(file, 2), "two workers record what one does");
  return 0;
}
