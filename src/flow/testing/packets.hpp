#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "flow/connection_table.hpp"
#include "flow/decoder.hpp"

/// Packets made by hand, for the tests of this folder.
namespace wardwatch::flow::testing {

using Octets = std::vector<std::byte>;

inline Octets& put8(Octets& out, unsigned value) {
  out.push_back(static_cast<std::byte>(value));
  return out;
}
inline Octets& put16(Octets& out, unsigned value) {
  put8(out, value >> 8U & 0xffU);
  return put8(out, value & 0xffU);
}
inline Octets& put32(Octets& out, std::uint32_t value) {
  put16(out, value >> 16U);
  return put16(out, value & 0xffffU);
}
inline Octets& put(Octets& out, Bytes bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
  return out;
}
inline Octets text_octets(std::string_view text) {
  const Bytes bytes = as_bytes(text);
  return {bytes.begin(), bytes.end()};
}
inline Octets operator+(Octets a, const Octets& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

inline Octets ethernet(unsigned type, const Octets& payload) {
  Octets out;
  for (const unsigned octet : {2U, 0U, 0U, 0U, 0U, 2U, 2U, 0U, 0U, 0U, 0U, 1U}) put8(out, octet);
  put16(out, type);
  return out + payload;
}

struct Ipv4 {
  std::string_view src = "10.0.0.1", dst = "10.0.0.2";
  unsigned protocol = 6;
  unsigned id = 1;
  unsigned fragment = 0;  ///< Flags and offset as on the wire.
};
inline Octets ipv4(const Ipv4& header, const Octets& payload) {
  Octets out;
  put16(out, 0x4500);
  put16(out, static_cast<unsigned>(20 + payload.size()));
  put16(out, header.id);
  put16(out, header.fragment);
  put16(out, 0x4000U | header.protocol);
  put16(out, 0);
  put32(out, IpAddress::parse(header.src)->v4_host_order());
  put32(out, IpAddress::parse(header.dst)->v4_host_order());
  return out + payload;
}
inline Octets ipv6(unsigned next_header, const Octets& payload) {
  Octets out;
  put32(out, 0x60000000);
  put16(out, static_cast<unsigned>(payload.size()));
  put16(out, next_header << 8U | 64U);
  for (const unsigned last : {1U, 2U}) {
    put16(out, 0x2001);
    put16(out, 0x0db8);
    for (unsigned i = 0; i < 5; ++i) put16(out, 0);
    put16(out, last);
  }
  return out + payload;
}
inline Octets udp(unsigned src_port, unsigned dst_port, const Octets& payload) {
  Octets out;
  put16(out, src_port);
  put16(out, dst_port);
  put16(out, static_cast<unsigned>(8 + payload.size()));
  put16(out, 0);
  return out + payload;
}
struct Tcp {
  unsigned src_port = 40000, dst_port = 80;
  std::uint32_t seq = 0, ack = 0;
  unsigned flags = tcp_flag::kAck;
  unsigned window = 1000;
};
inline Octets tcp(const Tcp& header, std::string_view payload = {}) {
  Octets out;
  put16(out, header.src_port);
  put16(out, header.dst_port);
  put32(out, header.seq);
  put32(out, header.ack);
  put16(out, 0x5000U | header.flags);
  put16(out, header.window);
  put32(out, 0);
  return out + text_octets(payload);
}

/// A frame as a capture gives it.
inline Packet captured(const Octets& frame, LinkType link = LinkType::ethernet, Timestamp ts = timestamp_of(1000, 0)) {
  Packet packet;
  packet.ts = ts;
  packet.number = 1;
  packet.link_type = link;
  packet.wire_bytes = static_cast<std::uint32_t>(frame.size());
  packet.frame = frame;
  return packet;
}

/// Writes down what it is shown: text, `<n>` for a gap, a bar between calls.
class Recorder final : public StreamHandler {
 public:
  struct Notes {
    std::array<std::string, 2> text;
    std::array<std::vector<std::uint64_t>, 2> offsets;
    std::string ended;
    Want answer{};
  };
  explicit Recorder(Notes& notes) : notes_{notes} {}
  Want on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp, std::uint64_t) override {
    notes_.text[index_of(direction)].append(as_text(bytes)).append("|");
    notes_.offsets[index_of(direction)].push_back(stream_offset);
    return std::exchange(notes_.answer, Want{});
  }
  Want on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp) override {
    notes_.text[index_of(direction)].append("<" + std::to_string(missing_bytes) + ">");
    return {};
  }
  void on_end(EndReason reason, Timestamp) override { notes_.ended += std::to_string(static_cast<int>(reason)); }
  [[nodiscard]] std::string_view services() const noexcept override { return "test"; }

 private:
  Notes& notes_;
};

/// A table with a reader on every connection, fed with packets.
class Bench final : public Consumer {
 public:
  explicit Bench(TableLimits limits = {}) : table{limits, *this} {}

  std::unique_ptr<StreamHandler> open_stream(const record::ConnectionRef&, Transport) override {
    ++opened;
    if (!reads) return nullptr;
    return std::make_unique<Recorder>(notes);
  }
  record::Batches& records() noexcept override { return batches; }

  void feed(const Packet& packet) {
    for (const Datagram* d = decoder.decode(packet); d != nullptr; d = d->inner) table.on(*d);
  }
  void feed(const Octets& ip, double seconds = 0, std::uint32_t source = 0) {
    const Octets frame = ethernet(0x0800, ip);
    Packet packet =
        captured(frame, LinkType::ethernet,
                 timestamp_of(1000, 0) + std::chrono::nanoseconds{static_cast<std::int64_t>(seconds * 1e9)});
    packet.number = ++number;
    packet.source = SourceId{source};
    feed(packet);
  }
  /// Client 10.0.0.1:40000 to server 10.0.0.2:80. Sequence numbers start at `client_start`, `server_start`.
  void client(unsigned flags, std::uint32_t seq, std::uint32_t ack, std::string_view payload = {}, double seconds = 0) {
    feed(ipv4({.id = ++id}, tcp({.seq = client_start + seq, .ack = server_start + ack, .flags = flags}, payload)),
         seconds);
  }
  void server(unsigned flags, std::uint32_t seq, std::uint32_t ack, std::string_view payload = {}, double seconds = 0) {
    feed(ipv4({.src = "10.0.0.2", .dst = "10.0.0.1", .id = ++id}, tcp({.src_port = 80,
                                                                       .dst_port = 40000,
                                                                       .seq = server_start + seq,
                                                                       .ack = client_start + ack,
                                                                       .flags = flags},
                                                                      payload)),
         seconds);
  }
  void handshake() {
    client(tcp_flag::kSyn, 0, 0);
    server(tcp_flag::kSyn | tcp_flag::kAck, 0, 1);
    client(tcp_flag::kAck, 1, 1);
  }
  const std::vector<record::Connection>& rows() {
    table.finish();
    return batches.of<record::Connection>().rows();
  }

  Recorder::Notes notes;
  bool reads = true;
  unsigned opened = 0;
  std::uint32_t client_start = 5000, server_start = 9000;
  std::uint64_t number = 0;
  unsigned id = 0;
  record::Batches batches;
  Decoder decoder;
  ConnectionTable table;
};

}  // namespace wardwatch::flow::testing
