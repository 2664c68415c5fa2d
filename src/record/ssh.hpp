#pragma once

#include "record/connection_ref.hpp"

namespace wardwatch::record {

/// One SSH connection, with the meaning of Zeek's ssh.log, and both sides' fingerprints.
struct Ssh {
  ConnectionRef at;
  std::optional<std::uint64_t> version;
  std::optional<bool> auth_success;
  std::uint64_t auth_attempts = 0;
  std::optional<std::string_view> client;
  std::optional<std::string_view> server;
  std::optional<std::string_view> cipher_alg;
  std::optional<std::string_view> mac_alg;
  std::optional<std::string_view> compression_alg;
  std::optional<std::string_view> kex_alg;
  std::optional<std::string_view> host_key_alg;
  std::optional<std::string_view> host_key_fingerprint;
  std::optional<std::string_view> hassh;
  std::optional<std::string_view> hassh_server;
  std::optional<std::string_view> outcome_evidence;
};

template <>
inline constexpr auto schema_of<Ssh> = schema(
    "ssh", "One SSH connection", connection_fields(&Ssh::at),
    field(11, "version", &Ssh::version, Unit::none, Content::technical, "Major version of the protocol"),
    field(12, "auth_success", &Ssh::auth_success, Unit::none, Content::technical,
          "Whether somebody got in: inferred from sizes of messages"),
    field(13, "auth_attempts", &Ssh::auth_attempts, Unit::count, Content::technical,
          "Attempts that were seen, as inferred"),
    field(14, "client", &Ssh::client, Unit::none, Content::technical, "Banner of the client"),
    field(15, "server", &Ssh::server, Unit::none, Content::technical, "Banner of the server"),
    field(16, "cipher_alg", &Ssh::cipher_alg, Unit::none, Content::technical,
          "Cipher that was agreed, client to server"),
    field(17, "mac_alg", &Ssh::mac_alg, Unit::none, Content::technical,
          "Integrity algorithm that was agreed, client to server"),
    field(18, "compression_alg", &Ssh::compression_alg, Unit::none, Content::technical,
          "Compression that was agreed, client to server"),
    field(19, "kex_alg", &Ssh::kex_alg, Unit::none, Content::technical, "Key exchange that was agreed"),
    field(20, "host_key_alg", &Ssh::host_key_alg, Unit::none, Content::technical,
          "Algorithm of the server's key that was agreed"),
    field(21, "host_key_fingerprint", &Ssh::host_key_fingerprint, Unit::none, Content::technical,
          "SHA-256 of the server's key, as OpenSSH writes it"),
    field(22, "hassh", &Ssh::hassh, Unit::none, Content::technical, "MD5 of what the client offers"),
    field(23, "hassh_server", &Ssh::hassh_server, Unit::none, Content::technical, "MD5 of what the server offers"),
    field(24, "outcome_evidence", &Ssh::outcome_evidence, Unit::none, Content::technical,
          "Why auth_success is what it is, in words"));

}  // namespace wardwatch::record
