#pragma once

#include <vector>

#include "flow/connection.hpp"

namespace wardwatch::flow {

/// Connections by number, in blocks that never move. (Huge pages were tried: with a million connections the table was
/// slower by a third, for they are cleared whole before their first connection is written.)
class ConnectionPool {
 public:
  static constexpr std::uint32_t kBlock = 1024;

  ConnectionPool() = default;
  ConnectionPool(const ConnectionPool&) = delete;
  ConnectionPool& operator=(const ConnectionPool&) = delete;
  ~ConnectionPool();

  [[nodiscard]] Connection& at(std::uint32_t number) noexcept {
    return blocks_[number / kBlock].get()[number % kBlock];
  }
  [[nodiscard]] const Connection& at(std::uint32_t number) const noexcept {
    return blocks_[number / kBlock].get()[number % kBlock];
  }
  [[nodiscard]] std::uint32_t take();
  void give_back(std::uint32_t number) {
    at(number) = Connection{};
    free_.push_back(number);
    --used_;
  }
  [[nodiscard]] std::size_t used() const noexcept { return used_; }
  /// Numbers are below this.
  [[nodiscard]] std::uint32_t bound() const noexcept { return begun_; }

 private:
  struct Release {
    void operator()(Connection* block) const noexcept;
  };
  std::vector<std::unique_ptr<Connection, Release>> blocks_;
  std::vector<std::uint32_t> free_;
  std::uint32_t begun_ = 0;  ///< Numbers that were ever given out.
  std::size_t used_ = 0;
};

/// Finds a connection's number by flow hash: open addressing, at most half full, eight bytes a slot.
class FlowIndex {
 public:
  FlowIndex() : slots_(kSlotsMin), mask_{kSlotsMin - 1} {}

  /// The first entry with this hash that `is_it(number)` accepts, or `Connection::kNone`.
  template <class IsIt>
  [[nodiscard]] std::uint32_t find(std::uint64_t hash, IsIt&& is_it) const {
    const std::uint32_t tag = tag_of(hash);
    for (std::size_t at = tag & mask_;; at = (at + 1) & mask_) {
      const Slot& slot = slots_[at];
      if (slot.number == Connection::kNone) return Connection::kNone;
      if (slot.tag == tag && is_it(slot.number)) return slot.number;
    }
  }
  void insert(std::uint64_t hash, std::uint32_t number) {
    if (++used_ * 2 > slots_.size()) grow();
    put({tag_of(hash), number});
  }
  void erase(std::uint64_t hash, std::uint32_t number) {
    std::size_t hole = tag_of(hash) & mask_;
    while (slots_[hole].number != number) hole = (hole + 1) & mask_;
    // Moves back what the hole would cut off from its place.
    for (std::size_t at = (hole + 1) & mask_; slots_[at].number != Connection::kNone; at = (at + 1) & mask_) {
      const std::size_t home = slots_[at].tag & mask_;
      if (((at - home) & mask_) < ((at - hole) & mask_)) continue;
      slots_[hole] = slots_[at];
      hole = at;
    }
    slots_[hole] = Slot{};
    --used_;
  }

 private:
  static constexpr std::size_t kSlotsMin = 4096;
  struct Slot {
    std::uint32_t tag = 0;
    std::uint32_t number = Connection::kNone;
  };
  [[nodiscard]] static std::uint32_t tag_of(std::uint64_t hash) noexcept {
    return static_cast<std::uint32_t>(hash >> 32U);
  }
  void put(Slot entry) {
    std::size_t at = entry.tag & mask_;
    while (slots_[at].number != Connection::kNone) at = (at + 1) & mask_;
    slots_[at] = entry;
  }
  void grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    mask_ = slots_.size() - 1;
    for (const Slot& slot : old) {
      if (slot.number != Connection::kNone) put(slot);
    }
  }

  std::vector<Slot> slots_;
  std::size_t mask_;
  std::size_t used_ = 0;
};

}  // namespace wardwatch::flow
