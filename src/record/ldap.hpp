#pragma once

#include "record/connection_ref.hpp"

namespace wardwatch::record {

/// One LDAP operation other than a search, with the meaning of Zeek's ldap.log.
struct Ldap {
  ConnectionRef at;
  std::optional<std::uint64_t> message_id;
  std::optional<std::uint64_t> version;
  std::optional<std::string_view> opcode;
  std::optional<std::string_view> result;
  std::optional<std::string_view> diagnostic_message;
  std::optional<std::string_view> object;
  std::optional<std::string_view> argument;
};

template <>
inline constexpr auto schema_of<Ldap> =
    schema("ldap", "One LDAP operation other than a search", connection_fields(&Ldap::at),
           field(11, "message_id", &Ldap::message_id, Unit::none, Content::technical, "Number of the message"),
           field(12, "version", &Ldap::version, Unit::none, Content::technical, "Version of the protocol, of binds"),
           field(13, "opcode", &Ldap::opcode, Unit::none, Content::technical, "Operation"),
           field(14, "result", &Ldap::result, Unit::none, Content::technical, "Result, by name"),
           field(15, "diagnostic_message", &Ldap::diagnostic_message, Unit::none, Content::free,
                 "Message that goes with the result"),
           field(16, "object", &Ldap::object, Unit::none, Content::free,
                 "Name of the object of the operation; of binds, the name that binds"),
           field(17, "argument", &Ldap::argument, Unit::none, Content::technical,
                 "More of it: SASL mechanism; REDACTED for a simple bind that has a password"));

}  // namespace wardwatch::record
