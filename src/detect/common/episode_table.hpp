#pragma once

#include <map>

#include "detect/common/episode.hpp"

namespace wardwatch::detect {

/// The episodes that are under way, by what they are about. `State` has a member `Episode episode`. Everything that
/// concludes is called as `conclude(key, state, closed)`, more than once for an episode that goes on: the last call
/// counts, and is the same whether `tick` was called in between or not.
template <class Key, class State>
class EpisodeTable {
 public:
  EpisodeTable(std::size_t max, Interval quiet, std::chrono::minutes sweep) noexcept
      : max_{max}, quiet_{quiet}, sweep_{sweep} {}

  /// The episode that something at `ts` belongs to: a new one when the last is over. Null when the table is full,
  /// which is counted. The caller adds the event to it.
  template <class Conclude>
  [[nodiscard]] State* at(const Key& key, Timestamp ts, Conclude&& conclude) {
    auto found = entries_.find(key);
    if (found != entries_.end() && found->second.state.episode.is_over(ts, quiet_)) {
      conclude(found->first, found->second.state, true);
      entries_.erase(found);
      found = entries_.end();
    }
    if (found == entries_.end()) {
      if (entries_.size() >= max_) {
        ++dropped_count_;
        return nullptr;
      }
      found = entries_.emplace(key, Entry{}).first;
    }
    return &found->second.state;
  }
  /// The episode of the key, if one is kept.
  [[nodiscard]] State* find(const Key& key) noexcept {
    const auto found = entries_.find(key);
    return found == entries_.end() ? nullptr : &found->second.state;
  }

  /// Calls `visit(key, state)` for the episodes from `first` on, in the order of keys, until it returns false.
  template <class Visit>
  void visit_from(const Key& first, Visit&& visit) {
    for (auto at = entries_.lower_bound(first); at != entries_.end() && visit(at->first, at->second.state); ++at) {
    }
  }
  /// Something about the episode changed that is no event of it.
  void tell_again(const Key& key) noexcept {
    if (const auto found = entries_.find(key); found != entries_.end()) found->second.told_count = 0;
  }

  /// The episode was none after all.
  void forget(const Key& key) { entries_.erase(key); }

  /// Concludes what changed or fell quiet since the last sweep, and forgets what is over.
  template <class Conclude>
  void tick(Timestamp watermark, Conclude&& conclude) {
    if (!sweep_.due(watermark)) return;
    for (auto at = entries_.begin(); at != entries_.end();) {
      Entry& entry = at->second;
      const Episode& episode = entry.state.episode;
      const bool quiet = episode.is_quiet(watermark, quiet_), over = episode.is_over(watermark, quiet_);
      if (over || episode.count != entry.told_count || quiet != entry.told_quiet)
        conclude(at->first, entry.state, quiet);
      entry.told_count = episode.count;
      entry.told_quiet = quiet;
      at = over ? entries_.erase(at) : std::next(at);
    }
  }
  template <class Conclude>
  void end(Timestamp watermark, Conclude&& conclude) {
    for (auto& [key, entry] : entries_) conclude(key, entry.state, entry.state.episode.is_quiet(watermark, quiet_));
  }

  /// Forgets the entries of which `is_small(key, state)` holds, to make room; they are counted as dropped.
  template <class IsSmall>
  void drop_if(IsSmall&& is_small) {
    dropped_count_ +=
        std::erase_if(entries_, [&](const auto& item) { return is_small(item.first, item.second.state); });
  }
  [[nodiscard]] bool full() const noexcept { return entries_.size() >= max_; }
  [[nodiscard]] std::uint64_t dropped_count() const noexcept { return dropped_count_; }

 private:
  struct Entry {
    State state;
    std::uint64_t told_count = 0;
    bool told_quiet = false;
  };
  std::size_t max_;
  Interval quiet_;
  std::map<Key, Entry> entries_;
  std::uint64_t dropped_count_ = 0;
  Sweep sweep_;
};

}  // namespace wardwatch::detect
