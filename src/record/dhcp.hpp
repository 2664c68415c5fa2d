#pragma once

#include "record/connection_ref.hpp"

namespace wardwatch::record {

/// One DHCP exchange of a client, with the meaning of Zeek's dhcp.log.
struct Dhcp {
  ConnectionRef at;
  std::optional<IpAddress> client_addr;
  std::optional<IpAddress> server_addr;
  std::optional<std::string_view> mac;
  std::optional<std::string_view> host_name;
  std::optional<std::string_view> client_fqdn;
  std::optional<std::string_view> domain;
  std::optional<IpAddress> requested_addr;
  std::optional<IpAddress> assigned_addr;
  std::optional<Interval> lease_time;
  std::optional<std::string_view> client_message;
  std::optional<std::string_view> server_message;
  std::optional<TextList> msg_types;
  std::optional<Interval> duration;
  std::optional<std::string_view> fingerprint;
  std::optional<std::string_view> vendor_class;
  std::optional<std::string_view> client_id;
  std::optional<TextList> dns_servers;
  std::optional<TextList> routers;
};

template <>
inline constexpr auto schema_of<Dhcp> = schema(
    "dhcp", "One DHCP exchange", connection_fields(&Dhcp::at),
    field(11, "client_addr", &Dhcp::client_addr, Unit::none, Content::technical, "Address that the client had"),
    field(12, "server_addr", &Dhcp::server_addr, Unit::none, Content::technical, "Address of the server"),
    field(13, "mac", &Dhcp::mac, Unit::none, Content::technical, "Hardware address of the client"),
    field(14, "host_name", &Dhcp::host_name, Unit::none, Content::account, "Name that the client gives itself"),
    field(15, "client_fqdn", &Dhcp::client_fqdn, Unit::none, Content::account,
          "Full name that the client gives itself"),
    field(16, "domain", &Dhcp::domain, Unit::none, Content::technical, "Domain that the server gives"),
    field(17, "requested_addr", &Dhcp::requested_addr, Unit::none, Content::technical,
          "Address that the client asked for"),
    field(18, "assigned_addr", &Dhcp::assigned_addr, Unit::none, Content::technical, "Address that the server gave"),
    field(19, "lease_time", &Dhcp::lease_time, Unit::seconds, Content::technical, "For how long"),
    field(20, "client_message", &Dhcp::client_message, Unit::none, Content::free, "Words of the client"),
    field(21, "server_message", &Dhcp::server_message, Unit::none, Content::free, "Words of the server"),
    field(22, "msg_types", &Dhcp::msg_types, Unit::none, Content::technical, "Kinds of messages, in their order"),
    field(23, "duration", &Dhcp::duration, Unit::seconds, Content::technical, "From the first to the last of them"),
    field(24, "fingerprint", &Dhcp::fingerprint, Unit::none, Content::technical,
          "Parameters that the client asks for, in its order: tells the system"),
    field(25, "vendor_class", &Dhcp::vendor_class, Unit::none, Content::technical, "Vendor class of the client"),
    field(26, "client_id", &Dhcp::client_id, Unit::none, Content::technical, "Kind of client identifier"),
    field(27, "dns_servers", &Dhcp::dns_servers, Unit::none, Content::technical, "Name servers that the server gives"),
    field(28, "routers", &Dhcp::routers, Unit::none, Content::technical, "Routers that the server gives"));

}  // namespace wardwatch::record
