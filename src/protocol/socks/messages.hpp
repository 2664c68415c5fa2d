#pragma once

#include "core/reader.hpp"

namespace wardwatch::protocol::socks {

/// Longest user id or host name of SOCKS 4, which only a zero ends. RFC 1035 allows names of 255 bytes.
inline constexpr std::size_t kTextMaxBytes = 255;

inline constexpr std::uint8_t kVersion4 = 4;
inline constexpr std::uint8_t kVersion5 = 5;
inline constexpr std::uint8_t kNoAuthentication = 0x00;
inline constexpr std::uint8_t kUserPassword = 0x02;
inline constexpr std::uint8_t kNoneAcceptable = 0xff;

enum class Command : std::uint8_t { connect = 1, bind = 2, udp_associate = 3 };

/// Each reads the message at the front of a stream; `truncated` asks for more. The length of the message comes with it.
struct Methods {
  Bytes offered;  ///< Borrows from the stream.
  std::size_t size_bytes = 0;
};
struct Request {
  Command command = Command::connect;
  std::size_t size_bytes = 0;
};
struct Answer {
  bool is_granted = false;
  std::size_t size_bytes = 0;
};

[[nodiscard]] Parsed<Methods> parse_methods(Bytes stream);            ///< RFC 1928 3
[[nodiscard]] Parsed<std::size_t> parse_user_password(Bytes stream);  ///< RFC 1929 2; only its length is looked at.
[[nodiscard]] Parsed<Request> parse_request5(Bytes stream);           ///< RFC 1928 4
[[nodiscard]] Parsed<Answer> parse_answer5(Bytes stream);             ///< RFC 1928 6
[[nodiscard]] Parsed<Request> parse_request4(Bytes stream);           ///< SOCKS 4 and 4a
[[nodiscard]] Parsed<Answer> parse_answer4(Bytes stream);

}  // namespace wardwatch::protocol::socks
