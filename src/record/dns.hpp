#pragma once

#include "record/connection_ref.hpp"

namespace wardwatch::record {

/// One DNS query with its answer, with the meaning of Zeek's dns.log.
struct Dns {
  ConnectionRef at;
  InlineText<8> proto;
  std::optional<std::uint64_t> trans_id;
  std::optional<Interval> rtt;
  std::optional<std::string_view> query;
  std::optional<std::uint64_t> qclass;
  std::optional<std::string_view> qclass_name;
  std::optional<std::uint64_t> qtype;
  std::optional<std::string_view> qtype_name;
  std::optional<std::uint64_t> rcode;
  std::optional<std::string_view> rcode_name;
  bool AA = false;
  bool TC = false;
  bool RD = false;
  bool RA = false;
  std::uint64_t Z = 0;
  std::optional<TextList> answers;
  std::optional<NumberList> TTLs;
  bool rejected = false;
  std::optional<std::uint64_t> opcode;
  std::optional<std::string_view> opcode_name;
};

template <>
inline constexpr auto schema_of<Dns> =
    schema("dns", "One DNS query with its answer", connection_fields(&Dns::at),
           field(11, "proto", &Dns::proto, Unit::none, Content::technical, "Transport protocol"),
           field(12, "trans_id", &Dns::trans_id, Unit::none, Content::technical, "Transaction id"),
           field(13, "rtt", &Dns::rtt, Unit::seconds, Content::technical, "From query to answer"),
           field(14, "query", &Dns::query, Unit::none, Content::free, "Name asked for"),
           field(15, "qclass", &Dns::qclass, Unit::none, Content::technical, "Class asked for"),
           field(16, "qclass_name", &Dns::qclass_name, Unit::none, Content::technical, "Name of the class"),
           field(17, "qtype", &Dns::qtype, Unit::none, Content::technical, "Type asked for"),
           field(18, "qtype_name", &Dns::qtype_name, Unit::none, Content::technical, "Name of the type"),
           field(19, "rcode", &Dns::rcode, Unit::none, Content::technical, "Response code"),
           field(20, "rcode_name", &Dns::rcode_name, Unit::none, Content::technical, "Name of the response code"),
           field(21, "AA", &Dns::AA, Unit::none, Content::technical, "Authoritative answer"),
           field(22, "TC", &Dns::TC, Unit::none, Content::technical, "Truncated"),
           field(23, "RD", &Dns::RD, Unit::none, Content::technical, "Recursion desired"),
           field(24, "RA", &Dns::RA, Unit::none, Content::technical, "Recursion available"),
           field(25, "Z", &Dns::Z, Unit::none, Content::technical, "Reserved bits"),
           field(26, "answers", &Dns::answers, Unit::none, Content::free, "Resource data of the answers"),
           field(27, "TTLs", &Dns::TTLs, Unit::seconds, Content::technical, "Time to live of each answer"),
           field(28, "rejected", &Dns::rejected, Unit::none, Content::technical, "The server refused the query"),
           field(29, "opcode", &Dns::opcode, Unit::none, Content::technical, "Operation"),
           field(30, "opcode_name", &Dns::opcode_name, Unit::none, Content::technical, "Name of the operation"));

}  // namespace wardwatch::record
