#include "pipeline/sensor.hpp"

#include <algorithm>

#include "asset/home_inference.hpp"
#include "flow/connection_table.hpp"
#include "flow/decoder.hpp"
#include "pipeline/analyzer.hpp"
#include "pipeline/detect_stage.hpp"
#include "pipeline/evidence.hpp"
#include "pipeline/reorder.hpp"
#include "pipeline/rules.hpp"
#include "source/capture_file/merged_captures.hpp"

namespace wardwatch::pipeline {
namespace {

constexpr std::chrono::hours kLatenessMax{1};      ///< Windows of the streaming detectors are up to an hour.
constexpr std::chrono::seconds kReleaseEvery{10};  ///< Of event time.

class Sensor final : public flow::Consumer {
 public:
  Sensor(const SensorOptions& options, const Config& config, RuleSet rules)
      : options_{options},
        config_{config},
        detectors_{site_, std::move(rules)},
        table_{flow::TableLimits{.connections_max = config.limits.connections_max,
                                 .reassembly_bytes_max = config.limits.reassembly_bytes_max},
               *this} {
    site_ = homes_.conclude(config.home);
    detectors_.on_finding(options.on_finding);
  }

  SensorResult run(const std::vector<source::CapturePath>& captures, Progress& progress) {
    source::MergedCaptures merged{captures};
    Packet packet;
    SensorResult result;
    Timestamp now;
    Timestamp next_release;
    while (merged.next(packet) && !progress.stop) {
      ++result.packets;
      now = std::max(now, packet.ts);
      if (now >= next_release) {
        if (options_.pace) options_.pace(now);
        table_.advance(now);
        release(std::min(now, std::max(table_.earliest_open().value_or(now), now - kLatenessMax)));
        next_release = now + kReleaseEvery;
      }
      for (const flow::Datagram* d = decoder_.decode(packet); d != nullptr; d = d->inner) table_.on(*d);
    }
    table_.finish();
    release(Timestamp::max());
    detectors_.end();
    result.findings = detectors_.take_findings();
    result.late_records = reorder_.late_count();
    return result;
  }

  std::unique_ptr<flow::StreamHandler> open_stream(const record::ConnectionRef& connection,
                                                   Transport transport) override {
    if (transport != Transport::tcp && transport != Transport::udp) return nullptr;
    return std::make_unique<Analyzer>(connection, transport, batches_, memo_, *options_.tokens);
  }
  record::Batches& records() noexcept override { return batches_; }

 private:
  void release(Timestamp watermark) {
    for (const record::Connection& row : batches_.of<record::Connection>().rows()) homes_.observe(row);
    record::Site site = homes_.conclude(config_.home);
    site.organisation = config_.organisation;
    site_ = std::move(site);
    reorder_.add(batches_);
    reorder_.release(watermark, [&](const auto& row) { detectors_.on(row); });
    if (watermark != Timestamp::max()) detectors_.tick(watermark);
  }

  const SensorOptions& options_;
  const Config& config_;
  record::Batches batches_;
  protocol::Memo memo_;
  asset::HomeInference homes_;
  record::Site site_;
  DetectStage detectors_;
  ReorderBuffer reorder_;
  flow::Decoder decoder_;
  flow::ConnectionTable table_;
};

}  // namespace

Result<SensorResult> run_sensor(const SensorOptions& options, const Config& config, Progress& progress) {
  auto rules = load_all_rules(options.rule_folders, config.detect);
  if (!rules) return tl::make_unexpected(rules.error());
  std::vector<source::CapturePath> captures;
  for (const EvidenceFile& file : collect_evidence(options.replay)) {
    if (!file.is_capture)
      return fail("cannot replay \"" + file.about.path + "\": it " +
                  (file.is_event_log ? "is an event log" : file.about.problem));
    captures.push_back({file.path, SourceId{static_cast<std::uint32_t>(captures.size())}});
  }
  return Sensor{options, config, std::move(*rules)}.run(captures, progress);
}

}  // namespace wardwatch::pipeline
