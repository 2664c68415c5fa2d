#include "flow/connection_table.hpp"

namespace wardwatch::flow {
namespace {

std::string_view proto_name(Transport transport) noexcept {
  switch (transport) {
    case Transport::tcp: return "tcp";
    case Transport::udp: return "udp";
    case Transport::icmp: return "icmp";
    case Transport::other: break;
  }
  return "unknown_transport";
}

record::ConnectionRef ref_of(const Connection& c) {
  if (const record::ConnectionRef* known = c.handler ? c.handler->connection() : nullptr) {
    record::ConnectionRef ref = *known;
    ref.last_packet = c.last_packet;
    return ref;
  }
  return {.ts = c.first,
          .uid = uid_of(c.orig, c.orig_port, c.resp, c.resp_port, c.protocol, c.first),
          .orig_h = c.orig,
          .orig_p = Port{c.orig_port},
          .resp_h = c.resp,
          .resp_p = Port{c.resp_port},
          .community_id = community_id(c.orig, Port{c.orig_port}, c.resp, Port{c.resp_port}, c.protocol),
          .source = c.source,
          .first_packet = c.first_packet,
          .last_packet = c.last_packet};
}

}  // namespace

void ConnectionTable::read_payload(Connection& c) {
  c.asked_for_handler = true;
  c.handler = consumer_.open_stream(ref_of(c), c.transport);
  const bool is_met_midway =
      c.transport == Transport::tcp && c.history.view().find_first_of("SsHh") == std::string_view::npos;
  if (is_met_midway && c.handler) c.handler->on_beginning_missed();
}

void ConnectionTable::write_rows(const Connection& c) {
  ++stats_.connections;
  const record::ConnectionRef at = ref_of(c);
  auto& batch = consumer_.records().of<record::Connection>();
  record::Connection& row = batch.add();
  row.at = at;
  row.proto = proto_name(c.transport);
  row.ip_proto = c.protocol;
  if (c.handler && !c.handler->services().empty()) row.service = batch.keep(c.handler->services());
  // As in Zeek: what lasted no time has neither duration nor sizes.
  if (c.last > c.first) {
    row.duration = c.last - c.first;
    row.orig_bytes = c.payload_bytes(Direction::orig);
    row.resp_bytes = c.payload_bytes(Direction::resp);
  }
  row.conn_state = c.state_name();
  row.missed_bytes = c.missed_bytes;
  row.history = c.history.view();
  row.orig_pkts = c.ends[0].packets;
  row.orig_ip_bytes = c.ends[0].ip_bytes;
  row.resp_pkts = c.ends[1].packets;
  row.resp_ip_bytes = c.ends[1].ip_bytes;
  if (c.orig_mac.is_set()) row.orig_l2_addr = c.orig_mac;
  if (c.resp_mac.is_set()) row.resp_l2_addr = c.resp_mac;
  if (c.vlan_count > 0) row.vlan = c.vlan;
  if (c.vlan_count > 1) row.inner_vlan = c.inner_vlan;
  if (!c.extra) return;
  if (!c.extra->tunnels.empty()) {
    std::vector<std::string_view> uids;
    for (const record::Uid& uid : c.extra->tunnels) uids.push_back(uid.view());
    row.tunnel_parents = batch.keep_list(uids);
  }
  auto& weird = consumer_.records().of<record::Weird>();
  for (const Oddity& oddity : c.extra->oddities) {
    record::Weird& odd = weird.add();
    odd.at = at;
    odd.name = oddity.name.text();
    odd.analyzer = c.transport == Transport::tcp ? "TCP" : "UDP";
    odd.count = oddity.count;
  }
}

}  // namespace wardwatch::flow
