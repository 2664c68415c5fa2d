#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/reader.hpp"

namespace wardwatch::protocol::ldap {

/// LDAPMessage (RFC 4511 4.1.1): its number, and the operation with its application tag.
struct Message {
  std::uint64_t id = 0;
  std::uint8_t operation = 0;  ///< Number of the application tag.
  Bytes body;
};
[[nodiscard]] Parsed<Message> parse_message(Bytes message);

/// LDAPResult (RFC 4511 4.1.9).
struct Result {
  std::string name;
  std::string message;
};
[[nodiscard]] std::optional<Result> parse_result(Bytes body);

struct Bind {
  std::uint64_t version = 0;
  std::string name;
  std::string_view kind;  ///< A literal: "bind simple", "bind SASL", "sicily_negotiate" ...
  std::string argument;   ///< Mechanism; REDACTED where a password was.
  Bytes token;            ///< Credentials of SASL and Sicily, in which NTLM may be; never kept.
};
[[nodiscard]] Parsed<Bind> parse_bind(Bytes body);

struct Search {
  std::string base;
  std::string_view scope, aliases;
  std::string filter;  ///< As RFC 4515 writes it, at most 2 KiB and 16 deep.
  std::vector<std::string> attributes;
};
[[nodiscard]] Parsed<Search> parse_search(Bytes body);

/// Name of an operation other than bind and search; empty when it is none that asks for something.
[[nodiscard]] std::string_view operation_name(std::uint8_t operation) noexcept;
/// The object that such an operation names, and for an extended one its OID.
[[nodiscard]] std::string object_of(std::uint8_t operation, Bytes body);

}  // namespace wardwatch::protocol::ldap
