#pragma once

#include "record/connection_ref.hpp"

namespace wardwatch::record {

/// One LDAP search, with the meaning of Zeek's ldap_search.log.
struct LdapSearch {
  ConnectionRef at;
  std::optional<std::uint64_t> message_id;
  std::optional<std::string_view> scope;
  std::optional<std::string_view> deref_aliases;
  std::optional<std::string_view> base_object;
  std::uint64_t result_count = 0;
  std::optional<std::string_view> result;
  std::optional<std::string_view> diagnostic_message;
  std::optional<std::string_view> filter;
  std::optional<TextList> attributes;
};

template <>
inline constexpr auto schema_of<LdapSearch> = schema(
    "ldap_search", "One LDAP search", connection_fields(&LdapSearch::at),
    field(11, "message_id", &LdapSearch::message_id, Unit::none, Content::technical, "Number of the message"),
    field(12, "scope", &LdapSearch::scope, Unit::none, Content::technical, "base, single or tree"),
    field(13, "deref_aliases", &LdapSearch::deref_aliases, Unit::none, Content::technical,
          "never, searching, finding base, always"),
    field(14, "base_object", &LdapSearch::base_object, Unit::none, Content::free, "Where it starts"),
    field(15, "result_count", &LdapSearch::result_count, Unit::count, Content::technical, "Entries that were returned"),
    field(16, "result", &LdapSearch::result, Unit::none, Content::technical, "Result, by name"),
    field(17, "diagnostic_message", &LdapSearch::diagnostic_message, Unit::none, Content::free,
          "Message that goes with the result"),
    field(18, "filter", &LdapSearch::filter, Unit::none, Content::free, "Filter, as RFC 4515 writes it"),
    field(19, "attributes", &LdapSearch::attributes, Unit::none, Content::technical, "Attributes that were asked for"));

}  // namespace wardwatch::record
