#pragma once

#include <memory>
#include <vector>

#include "asset/home_inference.hpp"
#include "core/token.hpp"
#include "flow/shard.hpp"
#include "pipeline/config.hpp"
#include "pipeline/evidence.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/runs.hpp"
#include "protocol/common/memo.hpp"
#include "source/capture_file/merged_captures.hpp"

namespace wardwatch::pipeline {

/// One of the workers that decode captures. Each walks the packets of all captures in the same merged order and takes
/// the connections that fall to its share by flow hash: no queues between them, and the same result whatever their
/// number (docs/decisions/0004).
class Worker final : public flow::Consumer {
 public:
  /// `tokens` outlives it.
  Worker(unsigned index, unsigned count, const Limits& limits, const TokenKey& tokens, RunLimits& run_limits,
         Progress& progress);

  /// All workers get the same plan, and with it the same bytes of a file that still grows.
  void run(const std::vector<source::PlannedCapture>& captures);

  std::unique_ptr<flow::StreamHandler> open_stream(const record::ConnectionRef& connection,
                                                   Transport transport) override;
  record::Batches& records() noexcept override { return batches_; }

  [[nodiscard]] RunSet& runs() noexcept { return runs_; }
  [[nodiscard]] asset::HomeInference& homes() noexcept { return homes_; }
  [[nodiscard]] const flow::DecoderStats& decoder_stats() const noexcept { return decoder_.stats(); }
  [[nodiscard]] const flow::TableStats& table_stats() const noexcept { return table_.stats(); }
  [[nodiscard]] const std::vector<source::CaptureStatus>& statuses() const noexcept { return statuses_; }
  [[nodiscard]] double cpu_seconds() const noexcept { return cpu_seconds_; }

 private:
  void seal();

  flow::Shard shard_;
  const TokenKey& tokens_;
  RunLimits& run_limits_;
  Progress& progress_;
  record::Batches batches_;
  protocol::Memo memo_;
  RunSet runs_;
  asset::HomeInference homes_;
  flow::Decoder decoder_;
  flow::ConnectionTable table_;
  std::vector<source::CaptureStatus> statuses_;
  double cpu_seconds_ = 0;
};

}  // namespace wardwatch::pipeline
