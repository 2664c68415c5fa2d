#include "pipeline/event_echoes.hpp"

#include "core/hash.hpp"

namespace wardwatch::pipeline {
namespace {

constexpr std::chrono::seconds kApart{1};                ///< Some exports have whole seconds.
constexpr std::size_t kKeptMax = std::size_t{1} << 18U;  ///< Events of one second; some 80 B each.

std::uint64_t key_of(const record::WindowsEvent& row) noexcept {
  return mix64(hash_text(row.computer, *row.record_id) ^ hash_text(row.channel, row.event_id));
}

}  // namespace

void EventEchoes::forget_before(Timestamp at) {
  while (!order_.empty() && (order_.front().at < at || order_.size() >= kKeptMax)) {
    shown_.erase(order_.front().key);
    order_.pop_front();
  }
}

bool EventEchoes::is_echo(const record::WindowsEvent& row) {
  if (!row.record_id) return false;
  const bool is_exported = row.condition == "exported";
  const std::uint64_t key = key_of(row);
  const auto known = shown_.find(key);
  if (known != shown_.end()) return known->second.source != row.at.source && (is_exported || known->second.is_exported);
  forget_before(row.at.ts - kApart);
  shown_.emplace(key, Shown{row.at.source, is_exported});
  order_.push_back({row.at.ts, key});
  return false;
}

}  // namespace wardwatch::pipeline
