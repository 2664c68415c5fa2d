#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/flat_map.hpp"
#include "core/hash.hpp"
#include "record/dhcp.hpp"
#include "record/dns.hpp"
#include "record/ntlm.hpp"
#include "record/rdp.hpp"
#include "record/site.hpp"
#include "record/windows_event.hpp"
#include "record/x509.hpp"

namespace wardwatch::asset {

/// Finds out which names and which addresses are one machine's, so that what the wire shows of an address and what a
/// log tells of a computer are steps of one path. Fed with records in their total order. Only addresses of the
/// organisation are given names: what a stranger calls himself joins nothing.
///
/// What counts, the surest first:
/// - a session on the wire and an event that names its client by address and port at the same time: the server is the
///   computer that logged it (4624, 4625, RdpCoreTS 131; without a port when nobody else was called at that time);
/// - the computer's own connections as it logged them (Sysmon 3, Security 5156);
/// - the name in a certificate that a server made for itself, as Remote Desktop does;
/// - the name that a client gave itself when DHCP lent it the address;
/// - an answer of DNS that gives a name one address, the workstation that 4624 names beside its address, and what both
///   sides of an NTLM exchange call themselves. Each of these can be said by somebody else: once is not enough.
class MachineNames {
 public:
  /// `site` outlives this, and is asked for home networks while records come.
  explicit MachineNames(const record::Site& site) : site_{site} {}

  void on(const record::Rdp& row);
  void on(const record::X509& row);
  void on(const record::Dns& row);
  void on(const record::Dhcp& row);
  void on(const record::Ntlm& row);
  void on(const record::WindowsEvent& row);

  /// Groups of names and addresses that are one machine's.
  [[nodiscard]] std::vector<std::vector<std::string>> groups() const;

 private:
  struct Client {
    IpAddress address;
    std::uint16_t port = 0;
    friend bool operator==(const Client&, const Client&) = default;
    friend std::uint64_t hash_of(const Client& client) noexcept {
      return mix64(hash_of(client.address) ^ (std::uint64_t{client.port} << 48U));
    }
  };
  struct Session {
    Timestamp ts;
    IpAddress client;
    IpAddress server;
  };

  void vote(std::string_view name, const IpAddress& address, unsigned weight);
  void match_client(const record::WindowsEvent& row, std::string_view address, std::string_view port);

  const record::Site& site_;
  FlatMap<Client, Session> sessions_by_client_;
  std::deque<Session> recent_;  ///< Within `kNear` of the latest, for events without a port.
  std::map<std::string, std::map<IpAddress, unsigned>> votes_;  ///< By folded name.
  std::set<std::string> computers_;                             ///< Folded names of computers that logs come from.
};

}  // namespace wardwatch::asset
