#pragma once

#include <map>

#include "core/strong.hpp"
#include "core/timestamp.hpp"
#include "core/token.hpp"
#include "protocol/dicom/counts.hpp"
#include "protocol/dicom/data_set.hpp"

namespace wardwatch::protocol::dicom {

/// An instance that passed, or the part of it that was seen.
struct Instance {
  Direction from;
  std::string_view sop_class;
  std::string_view sop_instance;
  std::string_view transfer_syntax;
  std::string_view move_originator;
  const DataSetFacts& facts;
  std::uint64_t data_set_bytes;
  Timestamp first_ts, last_ts;
};

/// What one association moved of one study, in one direction and at one asker's wish.
struct Transfer {
  Direction from = Direction::orig;
  std::string move_originator;
  std::optional<Token> study;
  std::optional<Token> patient;
  DistinctCount patients{kStudyCounts};
  DistinctCount series{kStudyCounts};
  DistinctCount instances{kStudyCounts};
  FewTexts<16> modalities;
  FewTexts<32> sop_classes;
  FewTexts<8> transfer_syntaxes;
  std::uint64_t failures = 0;
  std::uint64_t pixel_bytes = 0;
  std::uint64_t data_set_bytes = 0;
  Timestamp first_ts, last_ts;
};

/// The transfers of one association, in the order in which they began.
class Transfers {
 public:
  /// Index of the transfer that the instance belongs to, made when it is new; none when there are too many.
  [[nodiscard]] std::optional<std::size_t> add(const Instance& instance, const TokenKey& tokens);
  void add_failure(std::size_t index) { ++transfers_[index].failures; }
  [[nodiscard]] const std::vector<Transfer>& all() const noexcept { return transfers_; }

 private:
  std::vector<Transfer> transfers_;
  std::map<std::uint64_t, std::size_t> by_key_;
};

}  // namespace wardwatch::protocol::dicom
