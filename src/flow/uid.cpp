#include "record/uid.hpp"
#include "core/hash.hpp"
#include "flow/datagram.hpp"

namespace wardwatch::flow {

record::Uid uid_of(const IpAddress& orig, std::uint16_t orig_port, const IpAddress& resp, std::uint16_t resp_port,
                   std::uint8_t protocol, Timestamp first) {
  std::array<std::byte, 48> content{};
  const auto put = [&content](std::size_t at, const auto& value) {
    std::memcpy(content.data() + at, &value, sizeof value);
  };
  put(0, orig.octets());
  put(16, resp.octets());
  put(32, orig_port);
  put(34, resp_port);
  put(36, protocol);
  put(40, nanoseconds_of(first));
  return record::uid_of_bits('C', hash_bytes(content, 1), hash_bytes(content, 2));
}

}  // namespace wardwatch::flow
