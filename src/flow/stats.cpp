#include "flow/stats.hpp"

#include <cstdio>

namespace wardwatch::flow {
namespace {

void put(std::vector<record::Counter>& counters, std::string name, std::uint64_t count) {
  if (count != 0) counters.push_back({std::move(name), count});
}

std::string ether_type_name(std::uint16_t type) {
  if (type == 0) return "packets of IEEE 802.3 length framing";
  char text[48];
  std::snprintf(text, sizeof text, "packets of ethertype 0x%04x", static_cast<unsigned>(type));
  return text;
}

}  // namespace

std::vector<record::Counter> DecoderStats::counters() const {
  std::vector<record::Counter> counters;
  for (const auto& [type, seen] : link_types) {
    put(counters,
        "packets of link type " + std::to_string(type) + ", not supported, first packet " +
            std::to_string(seen.first_packet),
        seen.count);
  }
  for (const auto& [type, seen] : ether_types) put(counters, ether_type_name(type), seen.count);
  put(counters, "truncated link headers", truncated_link_header);
  put(counters, "truncated IP headers", truncated_ip_header);
  put(counters, "malformed IP headers", bad_ip_header);
  put(counters, "truncated transport headers", truncated_transport_header);
  put(counters, "IP fragments dropped", fragments_dropped);
  put(counters, "tunnels nested too deep", tunnels_too_deep);
  put(counters, "malformed tunnel headers", tunnels_malformed);
  return counters;
}

void TableStats::add(const TableStats& other) noexcept {
  connections += other.connections;
  connections_evicted += other.connections_evicted;
  duplicate_packets += other.duplicate_packets;
  stream_bytes_dropped += other.stream_bytes_dropped;
  weird_over_limit += other.weird_over_limit;
}

std::vector<record::Counter> TableStats::counters() const {
  std::vector<record::Counter> counters;
  put(counters, "connections closed early because the table was full", connections_evicted);
  put(counters, "packets seen twice by two taps", duplicate_packets);
  put(counters, "bytes of TCP data beyond the reassembly limits", stream_bytes_dropped);
  put(counters, "oddities beyond those kept for each connection", weird_over_limit);
  return counters;
}

}  // namespace wardwatch::flow
