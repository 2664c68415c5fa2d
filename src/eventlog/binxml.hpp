#pragma once

#include <cstddef>
#include <cstdint>

namespace wardwatch::eventlog {

/// Tokens of BinXML (MS-EVEN6 2.2.12), without `kMoreFlag`.
enum class Token : std::uint8_t {
  end_of_fragment = 0x00,
  open_start = 0x01,
  close_start = 0x02,
  close_empty = 0x03,
  end_element = 0x04,
  value = 0x05,
  attribute = 0x06,
  cdata = 0x07,
  character = 0x08,
  entity = 0x09,
  pi_target = 0x0a,
  pi_data = 0x0b,
  instance = 0x0c,
  normal_substitution = 0x0d,
  optional_substitution = 0x0e,
  fragment_header = 0x0f,
};
inline constexpr std::uint8_t kMoreFlag = 0x40;  ///< Attributes, or more of the same, follow.
inline constexpr std::uint8_t kTokenMask = 0xbf;

// The container. Nobody but Microsoft has its specification; these are the sizes that every log has.
inline constexpr std::size_t kFileHeaderBytes = 4096;
inline constexpr std::size_t kChunkBytes = 65536;
inline constexpr std::size_t kChunkHeaderBytes = 512;
inline constexpr std::size_t kRecordHeaderBytes = 24;  ///< Signature, size, number, time.
inline constexpr std::size_t kRecordTailBytes = 4;     ///< The size again.

}  // namespace wardwatch::eventlog
