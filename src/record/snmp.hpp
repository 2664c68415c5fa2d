#pragma once

#include "record/connection_ref.hpp"

namespace wardwatch::record {

/// One SNMP conversation, with the meaning of Zeek's snmp.log. Communities are passwords and never kept.
struct Snmp {
  ConnectionRef at;
  std::optional<Interval> duration;
  std::optional<std::string_view> version;
  std::uint64_t get_requests = 0;
  std::uint64_t get_bulk_requests = 0;
  std::uint64_t get_responses = 0;
  std::uint64_t set_requests = 0;
  std::optional<std::string_view> display_string;
  std::optional<Timestamp> up_since;
  std::optional<std::string_view> user;
  std::optional<std::string_view> security_level;
  std::optional<std::string_view> community_class;
  std::uint64_t traps = 0;
  std::optional<std::string_view> engine_id;
};

template <>
inline constexpr auto schema_of<Snmp> = schema(
    "snmp", "One SNMP conversation", connection_fields(&Snmp::at),
    field(11, "duration", &Snmp::duration, Unit::seconds, Content::technical, "From the first to the last message"),
    field(12, "version", &Snmp::version, Unit::none, Content::technical, "1, 2c or 3"),
    field(13, "get_requests", &Snmp::get_requests, Unit::count, Content::technical,
          "Variables that were asked for by get and get-next"),
    field(14, "get_bulk_requests", &Snmp::get_bulk_requests, Unit::count, Content::technical,
          "Variables that were asked for by get-bulk"),
    field(15, "get_responses", &Snmp::get_responses, Unit::count, Content::technical, "Variables in responses"),
    field(16, "set_requests", &Snmp::set_requests, Unit::count, Content::technical, "Variables that were to be set"),
    field(17, "display_string", &Snmp::display_string, Unit::none, Content::technical,
          "System description that a response told"),
    field(18, "up_since", &Snmp::up_since, Unit::time, Content::technical, "When the device started, by its own count"),
    field(19, "user", &Snmp::user, Unit::none, Content::account, "User of version 3"),
    field(20, "security_level", &Snmp::security_level, Unit::none, Content::technical,
          "noAuthNoPriv, authNoPriv, authPriv (version 3)"),
    field(21, "community_class", &Snmp::community_class, Unit::none, Content::technical,
          "public, private, empty or other: never the community itself"),
    field(22, "traps", &Snmp::traps, Unit::count, Content::technical, "Traps and informs"),
    field(23, "engine_id", &Snmp::engine_id, Unit::none, Content::technical, "Engine id of the agent (version 3)"));

}  // namespace wardwatch::record
