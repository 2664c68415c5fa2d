#pragma once

#include "core/load.hpp"
#include "protocol/common/protocol.hpp"
#include "protocol/common/stream_buffer.hpp"

namespace wardwatch::protocol::rdp::testing {

/// Stands in for the `ssl` protocol: walks record headers and tells the listener, and reads what matters of the hello.
class TlsRecords final : public Session {
 public:
  explicit TlsRecords(Context& context) noexcept : context_{context} {}

  Next on_data(Direction direction, Bytes bytes, std::uint64_t, Timestamp ts) override {
    StreamBuffer& buffer = buffers_[index_of(direction)];
    const Bytes all = buffer.append(bytes);
    std::size_t used = 0;
    while (all.size() - used >= 5 && all.size() - used >= 5U + load_u16be(all, used + 3)) {
      const std::size_t length = load_u16be(all, used + 3);
      on_record(direction, load_u8(all, used), all.subspan(used + 5, length), ts);
      used += 5 + length;
    }
    buffer.keep_from(used);
    return Next::more();
  }
  Next on_gap(Direction, std::uint64_t, Timestamp) override { return Next::done(); }
  void on_end(EndReason, Timestamp) override {}

 private:
  void on_record(Direction direction, std::uint8_t type, Bytes fragment, Timestamp ts) {
    bool& encrypted = encrypted_[index_of(direction)];
    if (type == 22 && !encrypted && fragment.size() > 40 && load_u8(fragment, 0) == 2) on_server_hello(fragment, ts);
    if (context_.listener() != nullptr) {
      context_.listener()->on(
          events::TlsRecordSeen{direction, type, 0x0303, static_cast<std::uint16_t>(fragment.size()), encrypted, ts});
    }
    if (type == 20) encrypted = true;
  }
  void on_server_hello(Bytes message, Timestamp ts) {
    const std::size_t suite = 39U + load_u8(message, 38);
    std::uint16_t version = load_u16be(message, 4);
    if (as_text(message).find(std::string_view{"\x00\x2b\x00\x02\x03\x04", 6}) != std::string_view::npos)
      version = 0x0304;
    if (suite + 2 > message.size() || context_.listener() == nullptr) return;
    context_.listener()->on(events::TlsServerHello{version, load_u16be(message, suite), ts});
  }

  Context& context_;
  std::array<StreamBuffer, 2> buffers_{StreamBuffer{1U << 20U}, StreamBuffer{1U << 20U}};
  std::array<bool, 2> encrypted_{};
};

inline std::unique_ptr<Session> open_tls_records(Context& context) { return std::make_unique<TlsRecords>(context); }

inline constexpr Protocol kTlsRecords{.name = "ssl", .over_tcp = true, .usual_ports = {}, .open = &open_tls_records};

}  // namespace wardwatch::protocol::rdp::testing
