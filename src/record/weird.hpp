#pragma once

#include "record/connection_ref.hpp"

namespace wardwatch::record {

/// Malformed or unexpected traffic: one row a name and connection, with a count.
struct Weird {
  ConnectionRef at;
  std::string_view name;                     ///< Zeek's name where it has one, else ours in the same manner.
  std::optional<std::string_view> addl;      ///< Field and offset of the fault; never payload.
  std::optional<std::string_view> analyzer;  ///< Protocol that met it, upper case.
  std::uint64_t count = 1;
};

template <>
inline constexpr auto schema_of<Weird> =
    schema("weird", "Malformed or unexpected traffic of one connection", connection_fields(&Weird::at),
           field(11, "name", &Weird::name, Unit::none, Content::technical, "What is odd"),
           field(12, "addl", &Weird::addl, Unit::none, Content::technical, "Where: field and offset, never content"),
           field(13, "analyzer", &Weird::analyzer, Unit::none, Content::technical, "Protocol that met it"),
           field(14, "count", &Weird::count, Unit::count, Content::technical, "Times seen on this connection"));

}  // namespace wardwatch::record
