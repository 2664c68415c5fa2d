#pragma once

#include <string>

namespace wardwatch::protocol {

/// One element of BER as a test sends it: tag, length, value of up to 255 bytes.
inline std::string tlv(unsigned tag, const std::string& value) {
  std::string out(1, static_cast<char>(tag));
  if (value.size() >= 0x80) out += '\x81';
  out += static_cast<char>(value.size());
  return out + value;
}

}  // namespace wardwatch::protocol
