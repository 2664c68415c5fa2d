#pragma once

#include <array>
#include <deque>
#include <optional>
#include <vector>

#include "core/reader.hpp"
#include "eventlog/paths.hpp"
#include "eventlog/value.hpp"

namespace wardwatch::eventlog {

/// How a record was found.
enum class Condition : std::uint8_t {
  whole,  ///< Where it should stand, and whole.
  torn,   ///< Where it should stand, but its size is not what it says at its beginning or end: half written, or cut.
  slack,  ///< Behind the records that the chunk counts, or in a chunk that lost its header: remains of an older state.
};

/// One event as it stands in a chunk. Values and names borrow from the chunk and its parser, and hold until the next
/// event is read.
struct Event {
  struct Field {
    std::string_view name;
    Value value;
  };

  std::uint64_t number = 0;        ///< Of the record in the log; a collected event has another in `record_id`.
  Timestamp written;               ///< When the record was written.
  std::uint32_t chunk_offset = 0;  ///< Where the record begins in its chunk.
  Condition condition = Condition::whole;
  std::optional<ParseError> error;  ///< What could not be read of it, with the offset in the chunk.
  std::string_view data_root;       ///< `EventData`, or the name of the element in `UserData`; empty when neither.
  std::vector<Field> fields;        ///< All values but System's, in document order. Names may repeat.

  [[nodiscard]] bool has(SystemField field) const noexcept {
    return ((present_ >> static_cast<unsigned>(field)) & 1U) != 0;
  }
  /// A null value when the event does not have it.
  [[nodiscard]] Value of(SystemField field) const noexcept {
    return has(field) ? system_[static_cast<std::size_t>(field)] : Value{};
  }

  void set(SystemField field, const Value& value) noexcept {
    present_ |= 1U << static_cast<unsigned>(field);
    system_[static_cast<std::size_t>(field)] = value;
  }
  void clear() noexcept {
    error.reset();
    data_root = {};
    fields.clear();
    present_ = 0;
    composed.clear();
  }

  std::deque<std::string> composed;  ///< Texts that values were put together from pieces.

 private:
  static_assert(kSystemFieldCount <= 32);
  std::uint32_t present_ = 0;
  std::array<Value, kSystemFieldCount> system_{};
};

}  // namespace wardwatch::eventlog
