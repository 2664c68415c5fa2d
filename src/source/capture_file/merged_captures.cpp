#include "source/capture_file/merged_captures.hpp"

#include <algorithm>

namespace wardwatch::source {

MergedCaptures::MergedCaptures(std::vector<CapturePath> captures)
    : captures_{std::move(captures)}, opened_(captures_.size()), statuses_(captures_.size()) {
  for (std::size_t i = 0; i < captures_.size(); ++i) look_at(i);
  std::sort(waiting_.begin(), waiting_.end(), [](const Waiting& a, const Waiting& b) {
    return a.first_ts != b.first_ts ? b.first_ts < a.first_ts : b.index < a.index;
  });
}

/// Reads a capture's first packet for its time, and closes it again: a folder may hold more captures than files that
/// can be open at once.
void MergedCaptures::look_at(std::size_t index) {
  statuses_[index].source = captures_[index].source;
  auto file = CaptureFile::open(captures_[index]);
  if (!file) {
    statuses_[index].problem = file.error().what;
    return;
  }
  Packet first;
  if (file->next(first)) waiting_.push_back({first.ts, index});
  else statuses_[index] = file->status();
}

bool MergedCaptures::earlier(std::size_t a, std::size_t b) const noexcept {
  const Timestamp a_ts = opened_[a]->packet.ts, b_ts = opened_[b]->packet.ts;
  return a_ts != b_ts ? a_ts < b_ts : a < b;
}

void MergedCaptures::push(std::size_t index) {
  heap_.push_back(index);
  std::push_heap(heap_.begin(), heap_.end(), [&](std::size_t a, std::size_t b) { return earlier(b, a); });
}

void MergedCaptures::finish(std::size_t index) {
  statuses_[index] = opened_[index]->file.status();
  finished_bytes_ += statuses_[index].bytes_consumed;
  opened_[index].reset();
}

/// Begins the captures whose first packet is not later than the earliest one at hand.
void MergedCaptures::activate_until_current() {
  while (!waiting_.empty() && (heap_.empty() || waiting_.back().first_ts <= opened_[heap_.front()]->packet.ts)) {
    const std::size_t index = waiting_.back().index;
    waiting_.pop_back();
    auto file = CaptureFile::open(captures_[index]);
    if (!file) {
      statuses_[index].problem = file.error().what;
      continue;
    }
    opened_[index] = std::make_unique<Opened>(Opened{std::move(*file), {}});
    if (opened_[index]->file.next(opened_[index]->packet)) push(index);
    else finish(index);
  }
}

bool MergedCaptures::next(Packet& packet) {
  if (current_ != kNone) {
    Opened& used = *opened_[current_];
    if (!used.file.next(used.packet)) {
      finish(current_);
      current_ = kNone;
    } else if (heap_.empty() && (waiting_.empty() || used.packet.ts < waiting_.back().first_ts)) {
      packet = used.packet;  // One capture at work: nothing to compare with.
      return true;
    } else {
      push(current_);
      current_ = kNone;
    }
  }
  activate_until_current();
  if (heap_.empty()) return false;
  std::pop_heap(heap_.begin(), heap_.end(), [&](std::size_t a, std::size_t b) { return earlier(b, a); });
  current_ = heap_.back();
  heap_.pop_back();
  packet = opened_[current_]->packet;
  return true;
}

std::uint64_t MergedCaptures::bytes_consumed() const noexcept {
  std::uint64_t bytes = finished_bytes_;
  for (const auto& opened : opened_) bytes += opened ? opened->file.bytes_consumed() : 0;
  return bytes;
}

std::vector<CaptureStatus> MergedCaptures::statuses() {
  for (std::size_t i = 0; i < opened_.size(); ++i) {
    if (opened_[i]) {
      statuses_[i] = opened_[i]->file.status();
      if (statuses_[i].problem.empty() && !statuses_[i].complete)
        statuses_[i].problem = "was not read to its end: interrupted";
    }
  }
  return statuses_;
}

}  // namespace wardwatch::source
