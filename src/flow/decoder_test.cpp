#include <doctest/doctest.h>

#include "flow/testing/packets.hpp"

using namespace wardwatch;
using namespace wardwatch::flow;
using namespace wardwatch::flow::testing;

namespace {

const Octets kInner = ipv4({.protocol = 17}, udp(1111, 2222, text_octets("data")));

/// The datagram of one frame, which must be the inner one of `kInner`.
void check_inner(const Datagram* d) {
  REQUIRE(d != nullptr);
  CHECK(d->src.text() == "10.0.0.1");
  CHECK(d->src_port == 1111);
  CHECK(d->dst_port == 2222);
  CHECK(as_text(d->payload) == "data");
  CHECK(d->ip_bytes == 32);
}

Octets words(std::initializer_list<unsigned> values) {
  Octets out;
  for (const unsigned value : values) put16(out, value);
  return out;
}

}  // namespace

TEST_CASE("every link type leads to the same datagram") {
  const auto decodes = [](LinkType link, const Octets& frame) {
    Decoder decoder;
    check_inner(decoder.decode(captured(frame, link)));
  };
  decodes(LinkType::ethernet, ethernet(0x0800, kInner));
  decodes(LinkType::ethernet, ethernet(0x0800, kInner + Octets(14)));                       // padding
  decodes(LinkType::ethernet, ethernet(0x8100, words({13, 0x0800}) + kInner));              // 802.1Q
  decodes(LinkType::ethernet, ethernet(0x88a8, words({13, 0x8100, 10, 0x0800}) + kInner));  // Q-in-Q
  decodes(LinkType::ethernet, ethernet(0x8847, words({1, 0x0040, 2, 0x0140}) + kInner));    // MPLS, two labels
  decodes(LinkType::ethernet, ethernet(0x8864, words({0x1100, 1, 34, 0x0021}) + kInner));   // PPPoE
  decodes(LinkType::ethernet, ethernet(40, words({0xaaaa, 0x0300, 0, 0x0800}) + kInner));   // LLC and SNAP
  decodes(LinkType::linux_sll, words({0, 1, 6, 0, 0, 0, 0, 0x0800}) + kInner);
  decodes(LinkType::linux_sll2, words({0x0800, 0, 0, 1, 1, 6, 0, 0, 0, 0}) + kInner);
  decodes(LinkType::raw, kInner);
  decodes(LinkType::null, words({0x0200, 0}) + kInner);
  decodes(LinkType::loop, words({0, 2}) + kInner);
  decodes(LinkType::ppp, words({0xff03, 0x0021}) + kInner);
}

TEST_CASE("VLAN ids are kept, outer and inner") {
  Decoder decoder;
  const Datagram* d = decoder.decode(captured(ethernet(0x88a8, words({13, 0x8100, 0x600a, 0x0800}) + kInner)));
  REQUIRE(d != nullptr);
  CHECK(d->vlan_count == 2);
  CHECK(d->vlan == 13);
  CHECK(d->inner_vlan == 10);
}

TEST_CASE("IP tunnels are gone through and name their uid") {
  const auto decodes = [](const Octets& ip) {
    Decoder decoder;
    const Octets frame = ethernet(0x0800, ip);
    const Datagram* d = decoder.decode(captured(frame));
    check_inner(d);
    CHECK(d->tunnels.size() == 1);
    CHECK(d->inner == nullptr);
  };
  const Ipv4 outer{.src = "192.0.2.1", .dst = "192.0.2.2", .protocol = 47};
  decodes(ipv4(outer, words({0, 0x0800}) + kInner));
  decodes(ipv4(outer, words({0x2000, 0x6558, 0, 9}) + ethernet(0x0800, kInner)));
  decodes(ipv4({.src = "192.0.2.1", .dst = "192.0.2.2", .protocol = 4}, kInner));
}

TEST_CASE("VXLAN gives the tunnel's datagram and the one inside it") {
  Decoder decoder;
  const Octets frame =
      ethernet(0x0800, ipv4({.src = "192.0.2.1", .dst = "192.0.2.2", .protocol = 17},
                            udp(50000, 4789, words({0x0800, 0, 0, 0x0700}) + ethernet(0x0800, kInner))));
  const Datagram* outer = decoder.decode(captured(frame));
  REQUIRE(outer != nullptr);
  CHECK(outer->dst_port == 4789);
  CHECK(outer->tunnels.empty());
  check_inner(outer->inner);
  REQUIRE(outer->inner->tunnels.size() == 1);
  CHECK(outer->inner->tunnels[0] == uid_of(outer->src, 50000, outer->dst, 4789, 17, outer->ts));
}

TEST_CASE("tunnels in tunnels end at the limit, not in a loop") {
  Octets ip = kInner;
  for (std::size_t i = 0; i <= Decoder::kTunnelDepthMax; ++i) ip = ipv4({.protocol = 4}, ip);
  Decoder decoder;
  const Datagram* d = decoder.decode(captured(ethernet(0x0800, ip)));
  REQUIRE(d != nullptr);
  CHECK(d->protocol == 4);
  CHECK(d->tunnels.size() == Decoder::kTunnelDepthMax);
  CHECK(decoder.stats().tunnels_too_deep == 1);
}

TEST_CASE("IPv6 extension headers are stepped over") {
  const Octets segment = udp(1111, 2222, text_octets("data"));
  const Octets options = words({60U << 8U, 0, 0, 0}) + words({17U << 8U, 0, 0, 0});
  Decoder decoder;
  const Octets frame = ethernet(0x86dd, ipv6(0, options + segment));
  const Datagram* d = decoder.decode(captured(frame));
  REQUIRE(d != nullptr);
  CHECK(d->src.text() == "2001:db8::1");
  CHECK(d->dst_port == 2222);
  CHECK(as_text(d->payload) == "data");
  CHECK(d->ip_bytes == 40 + 16 + 12);
}

TEST_CASE("fragments are joined in any order, for both IP versions") {
  const Octets segment = udp(1111, 2222, text_octets("0123456789abcdef"));
  const Octets head{segment.begin(), segment.begin() + 16};
  const Octets tail{segment.begin() + 16, segment.end()};
  Decoder decoder;
  CHECK(decoder.decode(captured(ethernet(0x0800, ipv4({.protocol = 17, .fragment = 2}, tail)))) == nullptr);
  const Datagram* d = decoder.decode(captured(ethernet(0x0800, ipv4({.protocol = 17, .fragment = 0x2000}, head))));
  REQUIRE(d != nullptr);
  CHECK(as_text(d->payload) == "0123456789abcdef");
  CHECK(d->ip_bytes == 44);
  CHECK(decoder.decode(captured(ethernet(0x86dd, ipv6(44, words({17U << 8U, 1, 0, 7}) + head)))) == nullptr);
  d = decoder.decode(captured(ethernet(0x86dd, ipv6(44, words({17U << 8U, 16, 0, 7}) + tail))));
  REQUIRE(d != nullptr);
  CHECK(as_text(d->payload) == "0123456789abcdef");
}

TEST_CASE("a packet that the card will segment has length zero and is read by its own length") {
  Octets ip = kInner;
  ip[2] = ip[3] = std::byte{0};
  Decoder decoder;
  check_inner(decoder.decode(captured(ethernet(0x0800, ip))));
}

TEST_CASE("what is not decoded is counted with its first packet") {
  Decoder decoder;
  CHECK(decoder.decode(captured(ethernet(0x0806, Octets(28)))) == nullptr);
  CHECK(decoder.decode(captured(Octets(40), LinkType{147})) == nullptr);
  CHECK(decoder.decode(captured(Octets(40), LinkType{147})) == nullptr);
  CHECK(decoder.stats().ether_types.at(0x0806).count == 1);
  CHECK(decoder.stats().link_types.at(147).count == 2);
  CHECK(decoder.stats().link_types.at(147).first_packet == 1);
  CHECK(decoder.stats().counters().size() == 2);
}

TEST_CASE("every prefix of every kind of packet is survived") {
  const Octets vxlan = udp(50000, 4789, words({0x0800, 0, 0, 0x0700}) + ethernet(0x0800, kInner));
  const std::vector<Octets> frames{
      ethernet(0x0800, ipv4({.protocol = 47}, words({0xb000, 0x6558, 0, 9, 0, 0, 0, 0}) +
                                                  ethernet(0x8100, words({13, 0x0800}) + kInner))),
      ethernet(0x0800, ipv4({.protocol = 17}, vxlan)),
      ethernet(0x86dd, ipv6(0, words({44U << 8U, 0, 0, 0, 17U << 8U, 1, 0, 7}) + vxlan)),
      ethernet(0x8847, words({1, 0x0140}) + ipv4({}, tcp({}, "abc")))};
  for (const Octets& frame : frames) {
    Bench bench;
    for (std::size_t size = 0; size <= frame.size(); ++size) {
      const Octets cut(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(size));
      Packet packet = captured(cut);
      bench.feed(packet);
      packet.wire_bytes = static_cast<std::uint32_t>(frame.size());
      bench.feed(packet);
    }
    CHECK(bench.decoder.stats().packets == 2 * (frame.size() + 1));
    bench.table.finish();
  }
}

TEST_CASE("both directions of a flow have one hash, and shards cover all of them") {
  const IpAddress a = *IpAddress::parse("10.0.0.1"), b = *IpAddress::parse("2001:db8::2");
  CHECK(flow_hash_of(a, 1, b, 2, 6) == flow_hash_of(b, 2, a, 1, 6));
  CHECK(flow_hash_of(a, 1, b, 2, 6) != flow_hash_of(a, 2, b, 1, 6));
  std::array<unsigned, 3> counts{};
  for (std::uint16_t port = 0; port < 3000; ++port) ++counts.at(shard_of(flow_hash_of(a, port, b, 80, 6), 3));
  for (const unsigned count : counts) CHECK(count > 800);
}

TEST_CASE("a plain frame's flow hash is known without decoding it, and is the datagram's") {
  const auto hash_is_the_datagrams = [](const Octets& frame) {
    Decoder decoder;
    const Datagram* d = decoder.decode(captured(frame));
    const auto hash = Decoder::plain_flow_hash(captured(frame));
    return hash.has_value() && d != nullptr && *hash == d->flow_hash;
  };
  CHECK(hash_is_the_datagrams(ethernet(0x0800, kInner)));
  CHECK(hash_is_the_datagrams(ethernet(0x0800, kInner + Octets(14))));
  CHECK(hash_is_the_datagrams(ethernet(0x0800, ipv4({.src = "203.0.113.66"}, Octets(20)))));

  const auto is_left_to_the_decoder = [](const Octets& frame) {
    return !Decoder::plain_flow_hash(captured(frame)).has_value();
  };
  CHECK(is_left_to_the_decoder(ethernet(0x8100, words({13, 0x0800}) + kInner)));
  CHECK(is_left_to_the_decoder(ethernet(0x0800, ipv4({.protocol = 17, .fragment = 0x2000}, udp(1, 2, {})))));
  CHECK(is_left_to_the_decoder(ethernet(0x0800, ipv4({.protocol = 17}, udp(1, 4789, {})))));
  CHECK(is_left_to_the_decoder(ethernet(0x0800, ipv4({.protocol = 4}, kInner))));
  CHECK(is_left_to_the_decoder(ethernet(0x86dd, ipv6(17, udp(1, 2, {})))));
  for (std::size_t size = 0; size < 14 + 28; ++size) {
    Octets cut = ethernet(0x0800, kInner);
    cut.resize(size);
    CHECK(is_left_to_the_decoder(cut));
  }
}
