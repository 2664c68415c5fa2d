#pragma once

#include "record/connection_ref.hpp"

namespace wardwatch::record {

/// One connection or flow, with the meaning of Zeek's conn.log.
struct Connection {
  ConnectionRef at;
  InlineText<18> proto;                     ///< tcp, udp, icmp, unknown_transport
  std::optional<std::string_view> service;  ///< Protocols recognised, comma-separated, in order of recognition.
  std::optional<Interval> duration;         ///< Omitted when only one side's single packet was seen, as in Zeek.
  std::optional<std::uint64_t> orig_bytes;  ///< Payload, for TCP from sequence numbers.
  std::optional<std::uint64_t> resp_bytes;
  InlineText<8> conn_state;  ///< S0, S1, SF, REJ, S2, S3, RSTO, RSTR, RSTOS0, RSTRH, SH, SHR, OTH
  bool local_orig = false;   ///< Set when the home networks are known, after the decoding.
  bool local_resp = false;
  std::uint64_t missed_bytes = 0;
  InlineText<40> history;
  std::uint64_t orig_pkts = 0;
  std::uint64_t orig_ip_bytes = 0;
  std::uint64_t resp_pkts = 0;
  std::uint64_t resp_ip_bytes = 0;
  std::optional<TextList> tunnel_parents;  ///< Uids of the tunnels it runs in.
  std::uint32_t ip_proto = 0;              ///< IANA number.
  std::optional<MacAddress> orig_l2_addr;
  std::optional<MacAddress> resp_l2_addr;
  std::optional<std::uint32_t> vlan;
  std::optional<std::uint32_t> inner_vlan;
};

template <>
inline constexpr auto schema_of<Connection> = schema(
    "conn", "One connection or flow", connection_fields(&Connection::at),
    field(11, "proto", &Connection::proto, Unit::none, Content::technical, "Transport protocol"),
    field(12, "service", &Connection::service, Unit::none, Content::technical,
          "Application protocols recognised by content"),
    field(13, "duration", &Connection::duration, Unit::seconds, Content::technical, "From first to last packet"),
    field(14, "orig_bytes", &Connection::orig_bytes, Unit::bytes, Content::technical,
          "Payload sent by the originator; TCP: from sequence numbers"),
    field(15, "resp_bytes", &Connection::resp_bytes, Unit::bytes, Content::technical,
          "Payload sent by the responder; TCP: from sequence numbers"),
    field(16, "conn_state", &Connection::conn_state, Unit::none, Content::technical, "Zeek's connection state"),
    field(17, "local_orig", &Connection::local_orig, Unit::none, Content::technical,
          "The originator is on a home network"),
    field(18, "local_resp", &Connection::local_resp, Unit::none, Content::technical,
          "The responder is on a home network"),
    field(19, "missed_bytes", &Connection::missed_bytes, Unit::bytes, Content::technical,
          "Bytes of TCP gaps: acknowledged, never seen"),
    field(20, "history", &Connection::history, Unit::none, Content::technical,
          "Zeek's history letters, upper case from the originator"),
    field(21, "orig_pkts", &Connection::orig_pkts, Unit::packets, Content::technical, "Packets from the originator"),
    field(22, "orig_ip_bytes", &Connection::orig_ip_bytes, Unit::bytes, Content::technical,
          "IP bytes from the originator, headers included"),
    field(23, "resp_pkts", &Connection::resp_pkts, Unit::packets, Content::technical, "Packets from the responder"),
    field(24, "resp_ip_bytes", &Connection::resp_ip_bytes, Unit::bytes, Content::technical,
          "IP bytes from the responder, headers included"),
    field(25, "tunnel_parents", &Connection::tunnel_parents, Unit::none, Content::technical,
          "Uids of the connections that tunnel this one"),
    field(26, "ip_proto", &Connection::ip_proto, Unit::none, Content::technical, "IANA protocol number"),
    field(27, "orig_l2_addr", &Connection::orig_l2_addr, Unit::none, Content::technical,
          "Ethernet address that the originator's packets came from"),
    field(28, "resp_l2_addr", &Connection::resp_l2_addr, Unit::none, Content::technical,
          "Ethernet address that the responder's packets came from"),
    field(29, "vlan", &Connection::vlan, Unit::none, Content::technical, "Outer VLAN id"),
    field(30, "inner_vlan", &Connection::inner_vlan, Unit::none, Content::technical, "Inner VLAN id"));

}  // namespace wardwatch::record
