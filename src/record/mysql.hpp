#pragma once

#include "record/connection_ref.hpp"

namespace wardwatch::record {

/// One MySQL command with its result, with the meaning of Zeek's mysql.log.
struct Mysql {
  ConnectionRef at;
  std::optional<std::string_view> cmd;
  std::optional<std::string_view> arg;
  std::optional<bool> success;
  std::optional<std::uint64_t> rows;
  std::optional<std::string_view> response;
  std::optional<std::string_view> server_version;
  std::optional<std::string_view> auth_plugin;
  bool tls = false;
};

template <>
inline constexpr auto schema_of<Mysql> = schema(
    "mysql", "One MySQL command with its result", connection_fields(&Mysql::at),
    field(11, "cmd", &Mysql::cmd, Unit::none, Content::technical, "Command"),
    field(12, "arg", &Mysql::arg, Unit::none, Content::free,
          "Argument: the user of a login, a statement without its values"),
    field(13, "success", &Mysql::success, Unit::none, Content::technical, "Whether it was done"),
    field(14, "rows", &Mysql::rows, Unit::count, Content::technical, "Rows that it changed"),
    field(15, "response", &Mysql::response, Unit::none, Content::free, "Words of the server"),
    field(16, "server_version", &Mysql::server_version, Unit::none, Content::technical, "Version of the server"),
    field(17, "auth_plugin", &Mysql::auth_plugin, Unit::none, Content::technical, "How the client authenticates"),
    field(18, "tls", &Mysql::tls, Unit::none, Content::technical, "The session went over to TLS"));

}  // namespace wardwatch::record
