#pragma once

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol::example {

/// One message, as far as this parser reads it. Borrows from the bytes that it was parsed from.
struct Message {
  std::uint16_t kind;
  Bytes body;
  std::size_t size_bytes;  ///< Of the whole message, header included.
};

/// Reads the message at the front of `stream`. `truncated` asks for more of the stream.
[[nodiscard]] Parsed<Message> parse_message(Bytes stream);

extern constinit const Protocol kProtocol;

}  // namespace wardwatch::protocol::example
