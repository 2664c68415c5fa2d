#pragma once

#include "record/connection_ref.hpp"

namespace wardwatch::record {

/// One NTLM authentication, with the meaning of Zeek's ntlm.log.
struct Ntlm {
  ConnectionRef at;
  std::optional<std::string_view> username;
  std::optional<std::string_view> hostname;
  std::optional<std::string_view> domainname;
  std::optional<std::string_view> server_nb_computer_name;
  std::optional<std::string_view> server_dns_computer_name;
  std::optional<std::string_view> server_tree_name;
  std::optional<bool> success;
  std::optional<std::string_view> server_nb_domain_name;
  std::optional<std::string_view> server_dns_domain_name;
  std::optional<std::string_view> server_os_version;
  std::optional<std::string_view> client_os_version;
  std::optional<std::string_view> ntlm_version;
  std::optional<bool> mic;
  std::optional<std::string_view> target_name;
  std::optional<std::string_view> inside;
};

template <>
inline constexpr auto schema_of<Ntlm> = schema(
    "ntlm", "One NTLM authentication", connection_fields(&Ntlm::at),
    field(11, "username", &Ntlm::username, Unit::none, Content::account, "User who authenticates"),
    field(12, "hostname", &Ntlm::hostname, Unit::none, Content::account, "Computer of the user, as it names itself"),
    field(13, "domainname", &Ntlm::domainname, Unit::none, Content::account, "Domain of the user"),
    field(14, "server_nb_computer_name", &Ntlm::server_nb_computer_name, Unit::none, Content::account,
          "NetBIOS name of the server"),
    field(15, "server_dns_computer_name", &Ntlm::server_dns_computer_name, Unit::none, Content::account,
          "DNS name of the server"),
    field(16, "server_tree_name", &Ntlm::server_tree_name, Unit::none, Content::account, "DNS name of the forest"),
    field(17, "success", &Ntlm::success, Unit::none, Content::technical,
          "Whether it was accepted, where the carrier says so"),
    field(18, "server_nb_domain_name", &Ntlm::server_nb_domain_name, Unit::none, Content::account,
          "NetBIOS name of the server's domain"),
    field(19, "server_dns_domain_name", &Ntlm::server_dns_domain_name, Unit::none, Content::account,
          "DNS name of the server's domain"),
    field(20, "server_os_version", &Ntlm::server_os_version, Unit::none, Content::technical,
          "Version and build of the server's operating system"),
    field(21, "client_os_version", &Ntlm::client_os_version, Unit::none, Content::technical,
          "Version and build of the client's operating system"),
    field(22, "ntlm_version", &Ntlm::ntlm_version, Unit::none, Content::technical,
          "Kind of answer: v1, v1-ess, v2, anonymous"),
    field(23, "mic", &Ntlm::mic, Unit::none, Content::technical, "The last message is protected by a code (MIC)"),
    field(24, "target_name", &Ntlm::target_name, Unit::none, Content::account,
          "Service that the client means to reach (SPN)"),
    field(25, "inside", &Ntlm::inside, Unit::none, Content::technical, "Protocol that carried it"));

}  // namespace wardwatch::record
