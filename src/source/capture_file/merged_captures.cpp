#include "source/capture_file/merged_captures.hpp"

#include <algorithm>

namespace wardwatch::source {
namespace {

/// The first packet is looked for through a small window, many captures at once are read through a middling one.
constexpr std::size_t kPlanWindowBytes = 4U << 10U;
constexpr std::size_t kSharedWindowBytes = 128U << 10U;
constexpr std::size_t kWholeWindowsMax = 8;

PlannedCapture plan_capture(const CapturePath& capture) {
  PlannedCapture planned;
  planned.capture = capture;
  planned.status.source = capture.source;
  auto file = CaptureFile::open(capture, {.window_bytes = kPlanWindowBytes});
  if (!file) {
    planned.status.stop = StopReason::unreadable;
    planned.status.problem = file.error().what;
    return planned;
  }
  Packet first;
  planned.has_packets = file->next(first);
  planned.first_ts = first.ts;
  planned.status = file->status();
  planned.file_bytes = planned.status.file_bytes;
  return planned;
}

}  // namespace

std::vector<PlannedCapture> plan_captures(std::span<const CapturePath> captures) {
  std::vector<PlannedCapture> plan;
  plan.reserve(captures.size());
  for (const CapturePath& capture : captures) plan.push_back(plan_capture(capture));
  return plan;
}

MergedCaptures::MergedCaptures(const std::vector<CapturePath>& captures) : MergedCaptures{plan_captures(captures)} {}

MergedCaptures::MergedCaptures(const std::vector<PlannedCapture>& plan) : plan_{plan} {
  for (std::size_t i = 0; i < plan_.size(); ++i) {
    bytes_total_ += plan_[i].file_bytes;
    statuses_.push_back(plan_[i].status);
    if (plan_[i].has_packets) {
      waiting_.push_back(i);
    } else {
      finished_bytes_ += plan_[i].file_bytes;
    }
  }
  std::sort(waiting_.begin(), waiting_.end(), [&](std::size_t a, std::size_t b) {
    if (plan_[a].first_ts != plan_[b].first_ts) return plan_[b].first_ts < plan_[a].first_ts;
    return plan_[b].capture.source < plan_[a].capture.source;
  });
}

bool MergedCaptures::is_earlier(const Opened& a, const Opened& b) const noexcept {
  if (a.packet.ts != b.packet.ts) return a.packet.ts < b.packet.ts;
  return a.packet.source < b.packet.source;
}

void MergedCaptures::push(std::unique_ptr<Opened> opened) {
  heap_.push_back(std::move(opened));
  std::push_heap(heap_.begin(), heap_.end(), [&](const auto& a, const auto& b) { return is_earlier(*b, *a); });
}

void MergedCaptures::finish(std::unique_ptr<Opened> opened) {
  statuses_[opened->index] = opened->file.status();
  finished_bytes_ += plan_[opened->index].file_bytes;
}

void MergedCaptures::begin(std::size_t index) {
  const PlannedCapture& planned = plan_[index];
  const std::size_t window_bytes = open_count() < kWholeWindowsMax ? ByteStream::kWindowBytes : kSharedWindowBytes;
  auto file = CaptureFile::open(planned.capture, {.window_bytes = window_bytes, .file_bytes_max = planned.file_bytes});
  if (!file) {
    statuses_[index].stop = StopReason::unreadable;
    statuses_[index].packets = 0;
    statuses_[index].problem = file.error().what;
    finished_bytes_ += planned.file_bytes;
    return;
  }
  auto opened = std::make_unique<Opened>(Opened{std::move(*file), index, {}});
  if (opened->file.next(opened->packet)) {
    push(std::move(opened));
  } else {
    finish(std::move(opened));
  }
}

/// Opens the captures whose first packet is not later than the earliest at hand.
void MergedCaptures::begin_due() {
  while (!waiting_.empty() && (heap_.empty() || plan_[waiting_.back()].first_ts <= heap_.front()->packet.ts)) {
    if (open_count() >= kOpenMax) {
      is_full_ = true;
      return;
    }
    if (is_full_) ++late_captures_;
    const std::size_t index = waiting_.back();
    waiting_.pop_back();
    begin(index);
  }
  is_full_ = false;
}

/// The current capture has ended, or its next packet is not before all others'.
bool MergedCaptures::next_in_order(Packet& packet, bool have_packet) {
  if (have_packet) {
    current_->packet = packet;
    push(std::move(current_));
  } else if (current_) {
    finish(std::move(current_));
  }
  begin_due();
  if (heap_.empty()) {
    others_ts_ = Timestamp::max();
    return false;
  }
  std::pop_heap(heap_.begin(), heap_.end(), [&](const auto& a, const auto& b) { return is_earlier(*b, *a); });
  current_ = std::move(heap_.back());
  heap_.pop_back();
  packet = current_->packet;
  others_ts_ = heap_.empty() ? Timestamp::max() : heap_.front()->packet.ts;
  if (!waiting_.empty() && open_count() < kOpenMax) others_ts_ = std::min(others_ts_, plan_[waiting_.back()].first_ts);
  return true;
}

std::uint64_t MergedCaptures::bytes_consumed() const noexcept {
  std::uint64_t bytes = finished_bytes_ + (current_ ? current_->file.bytes_consumed() : 0);
  for (const auto& opened : heap_) bytes += opened->file.bytes_consumed();
  return bytes;
}

std::vector<CaptureStatus> MergedCaptures::statuses() {
  const auto in_use = [&](Opened& opened) {
    CaptureStatus& status = statuses_[opened.index] = opened.file.status();
    if (status.stop == StopReason::not_stopped) status.problem = "was not read to its end: interrupted";
  };
  if (current_) in_use(*current_);
  for (const auto& opened : heap_) in_use(*opened);
  for (const std::size_t index : waiting_) {
    statuses_[index].packets = 0;
    statuses_[index].problem = "was not read: interrupted";
  }
  return statuses_;
}

}  // namespace wardwatch::source
