#pragma once

#include <optional>
#include <string_view>

#include "core/reader.hpp"

namespace wardwatch::protocol::dicom {

/// Longest command set that is read. Real ones have 100 to 400 bytes; an attribute list of an N-GET may be longer.
inline constexpr std::size_t kCommandMaxBytes = 16U << 10U;

/// Numbers of commands (PS3.7 E.1). Answers have bit 15 set.
enum class CommandField : std::uint16_t {
  c_store = 0x0001,
  c_get = 0x0010,
  c_find = 0x0020,
  c_move = 0x0021,
  c_echo = 0x0030,
  n_event_report = 0x0100,
  n_get = 0x0110,
  n_set = 0x0120,
  n_action = 0x0130,
  n_create = 0x0140,
  n_delete = 0x0150,
  c_cancel = 0x0fff,
};
inline constexpr std::uint16_t kAnswerBit = 0x8000;

/// A DIMSE command set. Texts borrow from the bytes.
struct Command {
  std::uint16_t field = 0;
  std::string_view sop_class;     ///< Affected or requested.
  std::string_view sop_instance;  ///< Affected or requested.
  std::uint16_t message_id = 0;   ///< Of a request, or of the request that is answered.
  bool has_data_set = false;
  std::uint16_t status = 0;
  std::string_view move_destination;
  std::string_view move_originator;
  std::optional<std::uint16_t> completed, failed, warning;  ///< Sub-operations.

  [[nodiscard]] bool is_answer() const noexcept { return (field & kAnswerBit) != 0; }
  [[nodiscard]] CommandField operation() const noexcept {
    return static_cast<CommandField>(is_answer() ? field & ~kAnswerBit : field);
  }
};

/// Reads a whole command set: always implicit little-endian, elements of group 0000 in rising order (PS3.7 6.3.1).
[[nodiscard]] Parsed<Command> parse_command(Bytes set);

/// Whether these bytes, as far as they go, begin a command set: its group length stands first.
[[nodiscard]] bool may_begin_command(Bytes bytes) noexcept;

/// PS3.7 annex C: what is neither success, pending, cancel nor a warning.
[[nodiscard]] bool is_failure(std::uint16_t status) noexcept;
[[nodiscard]] bool is_pending(std::uint16_t status) noexcept;

}  // namespace wardwatch::protocol::dicom
