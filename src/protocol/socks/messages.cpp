#include "protocol/socks/messages.hpp"

#include <algorithm>

namespace wardwatch::protocol::socks {
namespace {

/// An address of RFC 1928 5, with its port.
void skip_address(Reader& in) {
  const std::uint8_t type = in.u8("address_type");
  switch (type) {
    case 1: in.skip(4, "address"); break;
    case 3: {
      const std::uint8_t length_bytes = in.u8("address_length");
      in.require(length_bytes > 0, "address_length");
      in.skip(length_bytes, "address");
      break;
    }
    case 4: in.skip(16, "address"); break;
    default: in.require(false, "address_type");
  }
  in.skip(2, "port");
}

/// Text that a zero ends.
void skip_text(Reader& in, FieldName field) {
  const Bytes rest = in.peek();
  const auto end = std::find(rest.begin(), rest.end(), std::byte{0});
  const auto length_bytes = static_cast<std::size_t>(end - rest.begin());
  in.require_limit(length_bytes <= kTextMaxBytes, field);
  in.skip(length_bytes + 1, field);
}

bool is_command(std::uint8_t command, std::uint8_t last) { return command >= 1 && command <= last; }

}  // namespace

Parsed<Methods> parse_methods(Bytes stream) {
  Reader in{stream};
  in.require(in.u8("version") == kVersion5, "version");
  const std::uint8_t count = in.u8("method_count");
  in.require(count > 0, "method_count");
  const Bytes offered = in.bytes(count, "methods");
  return in.finish([&] { return Methods{offered, in.offset_bytes()}; });
}

Parsed<std::size_t> parse_user_password(Bytes stream) {
  Reader in{stream};
  in.require(in.u8("version") == 1, "version");
  in.skip(in.u8("user_length"), "user");
  in.skip(in.u8("password_length"), "password");
  return in.finish([&] { return in.offset_bytes(); });
}

Parsed<Request> parse_request5(Bytes stream) {
  Reader in{stream};
  in.require(in.u8("version") == kVersion5, "version");
  const std::uint8_t command = in.u8("command");
  in.require(is_command(command, 3), "command");
  in.require(in.u8("reserved") == 0, "reserved");
  skip_address(in);
  return in.finish([&] { return Request{static_cast<Command>(command), in.offset_bytes()}; });
}

Parsed<Answer> parse_answer5(Bytes stream) {
  Reader in{stream};
  in.require(in.u8("version") == kVersion5, "version");
  const std::uint8_t reply = in.u8("reply");
  in.require(reply <= 8, "reply");
  in.skip(1, "reserved");
  skip_address(in);
  return in.finish([&] { return Answer{reply == 0, in.offset_bytes()}; });
}

Parsed<Request> parse_request4(Bytes stream) {
  Reader in{stream};
  in.require(in.u8("version") == kVersion4, "version");
  const std::uint8_t command = in.u8("command");
  in.require(is_command(command, 2), "command");
  in.skip(2, "port");
  const std::uint32_t address = in.u32be("address");
  skip_text(in, "user_id");
  // 4a: an address 0.0.0.x says that a name follows.
  if (address != 0 && address < 0x100) skip_text(in, "host");
  return in.finish([&] { return Request{static_cast<Command>(command), in.offset_bytes()}; });
}

Parsed<Answer> parse_answer4(Bytes stream) {
  Reader in{stream};
  in.require(in.u8("version") == 0, "version");
  const std::uint8_t reply = in.u8("reply");
  in.require(reply >= 0x5a && reply <= 0x5d, "reply");
  in.skip(6, "port_and_address");
  return in.finish([&] { return Answer{reply == 0x5a, in.offset_bytes()}; });
}

}  // namespace wardwatch::protocol::socks
