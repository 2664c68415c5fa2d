#pragma once

#include "record/connection_ref.hpp"

namespace wardwatch::record {

/// One remote procedure call, with the meaning of Zeek's dce_rpc.log.
struct DceRpc {
  ConnectionRef at;
  std::optional<Interval> rtt;
  std::optional<std::string_view> named_pipe;
  std::optional<std::string_view> endpoint;
  std::optional<std::string_view> operation;
  std::optional<std::string_view> auth;
  std::optional<std::string_view> auth_level;
  std::optional<std::string_view> fault;
};

template <>
inline constexpr auto schema_of<DceRpc> = schema(
    "dce_rpc", "One remote procedure call", connection_fields(&DceRpc::at),
    field(11, "rtt", &DceRpc::rtt, Unit::seconds, Content::technical, "From the request to the reply"),
    field(12, "named_pipe", &DceRpc::named_pipe, Unit::none, Content::technical,
          "Pipe that carries it, or the server's port"),
    field(13, "endpoint", &DceRpc::endpoint, Unit::none, Content::technical, "Interface, by name, else by UUID"),
    field(14, "operation", &DceRpc::operation, Unit::none, Content::technical, "Operation, by name, else by number"),
    field(15, "auth", &DceRpc::auth, Unit::none, Content::technical,
          "How the caller is known: none, ntlm, negotiate, kerberos, netlogon, other"),
    field(16, "auth_level", &DceRpc::auth_level, Unit::none, Content::technical,
          "none, connect, call, packet, integrity, privacy"),
    field(17, "fault", &DceRpc::fault, Unit::none, Content::technical, "Status code of a fault, in hexadecimal"));

}  // namespace wardwatch::record
