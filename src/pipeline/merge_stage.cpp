#include "pipeline/merge_stage.hpp"

#include <utility>

#include "record/event_content.hpp"

namespace wardwatch::pipeline {
namespace {

constexpr std::size_t kWindowRows = 8192;            ///< About 4 MiB of rows.
constexpr std::size_t kCertificatesMax = 1'000'000;  ///< Beyond it certificates are listed again.

}  // namespace

MergeStage::MergeStage(const record::Site& site, DetectStage& detectors, Progress& progress)
    : site_{site}, detectors_{detectors}, progress_{progress}, window_{std::make_shared<Window>()} {
  record::for_each_record([&]<class R>(std::type_identity<R>) {
    counts_.push_back({std::string{record::schema_of<R>.log}, 0});
  });
}

void MergeStage::add_output(std::function<void(const Window&)> write) {
  outputs_.push_back(std::make_unique<OutputStage>(std::move(write)));
}

void MergeStage::complete(record::Connection& row) const {
  row.local_orig = site_.is_home(row.at.orig_h);
  row.local_resp = site_.is_home(row.at.resp_h);
}

bool MergeStage::is_repeat(const record::X509& row) {
  if (certificates_.contains(row.fingerprint)) return true;
  if (certificates_.size() < kCertificatesMax) certificates_.emplace(row.fingerprint);
  return false;
}

bool MergeStage::is_repeat(const record::WindowsEvent& row) {
  const auto* events = &window_->of<record::WindowsEvent>();
  if (events->empty() && previous_) events = &previous_->of<record::WindowsEvent>();
  // A uid is a short hash, which a hostile log could aim at; what counts is the content.
  if (!events->empty() && record::is_same_event(events->back(), row)) return true;
  return echoes_ && echoes_->is_echo(row);
}

void MergeStage::flush() {
  if (window_->row_count == 0) return;
  progress_.records_done += window_->row_count;
  progress_.findings = detectors_.ledger().size();
  for (const auto& output : outputs_) output->push(window_);
  previous_ = std::exchange(window_, std::make_shared<Window>());
  last_blocks_.fill(nullptr);
}

void MergeStage::run(RunSet&& runs) {
  const double start = OutputStage::thread_cpu_seconds();
  TotalMerge merge{std::move(runs)};
  const auto take = [&]<class R>(const R& row, const std::shared_ptr<const void>& block) {
    if constexpr (std::is_same_v<R, record::X509>) {
      if (is_repeat(row)) return;
    }
    if constexpr (std::is_same_v<R, record::WindowsEvent>) {
      if (is_repeat(row)) {
        ++repeated_events_;
        return;
      }
    }
    R& kept = window_->of<R>().emplace_back(row);
    if constexpr (std::is_same_v<R, record::Connection>) complete(kept);
    if constexpr (std::is_same_v<R, record::Datastore>) stores_.on(kept);
    if constexpr (std::is_same_v<R, record::LeakMatch>) leaks_.on(kept);
    if (last_blocks_[record::log_index<R>] != block.get()) {
      last_blocks_[record::log_index<R>] = block.get();
      window_->blocks.push_back(block);
    }
    ++window_->row_count;
    ++counts_[record::log_index<R>].count;
    detectors_.on(kept);
    if constexpr (requires { names_->on(kept); }) {
      if (names_ != nullptr) names_->on(kept);
    }
  };
  while (merge.next(take)) {
    if (window_->row_count < kWindowRows) continue;
    flush();
    if (progress_.stop) break;
  }
  flush();
  detectors_.end();
  cpu_seconds_ = OutputStage::thread_cpu_seconds() - start;
  for (const auto& output : outputs_) output->finish();
}

}  // namespace wardwatch::pipeline
