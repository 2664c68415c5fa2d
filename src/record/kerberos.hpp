#pragma once

#include "record/connection_ref.hpp"

namespace wardwatch::record {

/// One request to a Kerberos server, or its use, with the meaning of Zeek's kerberos.log.
struct Kerberos {
  ConnectionRef at;
  std::optional<std::string_view> request_type;
  std::optional<std::string_view> client;
  std::optional<std::string_view> service;
  std::optional<bool> success;
  std::optional<std::string_view> error_msg;
  std::optional<Timestamp> from;
  std::optional<Timestamp> till;
  std::optional<std::string_view> cipher;
  std::optional<bool> forwardable;
  std::optional<bool> renewable;
  std::optional<TextList> offered_ciphers;
  std::optional<TextList> pre_auth;
  std::optional<std::string_view> ticket_cipher;
};

template <>
inline constexpr auto schema_of<Kerberos> = schema(
    "kerberos", "One Kerberos request with its reply", connection_fields(&Kerberos::at),
    field(11, "request_type", &Kerberos::request_type, Unit::none, Content::technical, "AS, TGS or AP"),
    field(12, "client", &Kerberos::client, Unit::none, Content::account, "Client, with realm"),
    field(13, "service", &Kerberos::service, Unit::none, Content::account,
          "Service that a ticket is asked for, with realm"),
    field(14, "success", &Kerberos::success, Unit::none, Content::technical, "Whether the ticket was given"),
    field(15, "error_msg", &Kerberos::error_msg, Unit::none, Content::technical, "Error of the server, by name"),
    field(16, "from", &Kerberos::from, Unit::time, Content::technical, "When the ticket begins to be good"),
    field(17, "till", &Kerberos::till, Unit::time, Content::technical, "When the ticket ends to be good, as asked for"),
    field(18, "cipher", &Kerberos::cipher, Unit::none, Content::technical, "Encryption of the ticket"),
    field(19, "forwardable", &Kerberos::forwardable, Unit::none, Content::technical,
          "A forwardable ticket was asked for"),
    field(20, "renewable", &Kerberos::renewable, Unit::none, Content::technical, "A renewable ticket was asked for"),
    field(21, "offered_ciphers", &Kerberos::offered_ciphers, Unit::none, Content::technical,
          "Encryptions that the client offered"),
    field(22, "pre_auth", &Kerberos::pre_auth, Unit::none, Content::technical,
          "Kinds of pre-authentication data in the request"),
    field(23, "ticket_cipher", &Kerberos::ticket_cipher, Unit::none, Content::technical,
          "Encryption of the ticket that the client shows (TGS, AP)"));

}  // namespace wardwatch::record
