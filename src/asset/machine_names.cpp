#include "asset/machine_names.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace wardwatch::asset {
namespace {

constexpr std::size_t kSessionsMax = 1'000'000;  ///< Some 100 MB; later ones are matched without their port only.
constexpr std::size_t kRecentMax = 10'000;
constexpr std::size_t kNamesMax = 100'000;
constexpr std::size_t kAddressesMax = 4;  ///< Of one machine; a name with more is a service's, not a machine's.
/// Clocks of a sensor and a server may differ by so much, and a logon may take so long.
constexpr Interval kNear = std::chrono::minutes{5};
constexpr Interval kNearWithoutPort = std::chrono::minutes{1};
/// Votes: an exact match decides alone, weak ones only together.
constexpr unsigned kExact = 8, kLogged = 4, kCertificate = 4, kLeased = 2, kWeak = 1, kNeeded = 2;

std::string folded(std::string_view text) {
  std::string out{text};
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

/// As a computer may be called: letters, digits, hyphens and dots.
bool is_computer_name(std::string_view name) noexcept {
  constexpr std::size_t kNameMax = 253;
  return !name.empty() && name.size() <= kNameMax && !IpAddress::parse(name) &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
                  c == '_';
         });
}

std::string_view value_of(const record::WindowsEvent& row, std::string_view name) noexcept {
  for (const record::NamedText& item : row.data) {
    if (item.name == name) return item.value;
  }
  return {};
}

bool is_loopback(const IpAddress& address) {
  const std::string text = address.text();
  return text.starts_with("127.") || text == "::1";
}

std::string_view common_name(std::string_view subject) noexcept {
  if (!subject.starts_with("CN=")) return {};
  const std::string_view name = subject.substr(3);
  return name.substr(0, name.find(','));
}

using Votes = std::map<std::string, std::map<IpAddress, unsigned>>;

/// Whose an address is that more than one computer is said to have, as happens where addresses are lent by DHCP: the
/// one with by far the most votes, or nobody ("").
std::map<IpAddress, std::string> owners_of(const Votes& addresses, const std::set<std::string>& computers) {
  constexpr unsigned kFarMore = 4;
  std::map<IpAddress, std::map<std::string, unsigned>> rivals;
  for (const auto& [machine, votes] : addresses) {
    if (!computers.contains(machine)) continue;
    for (const auto& [address, count] : votes) rivals[address][machine] += count;
  }
  std::map<IpAddress, std::string> owners;
  for (const auto& [address, machines] : rivals) {
    if (machines.size() < 2) continue;
    unsigned most = 0, second = 0;
    std::string& owner = owners[address];
    for (const auto& [machine, count] : machines) {
      if (count > most) {
        second = std::exchange(most, count);
        owner = machine;
      } else {
        second = std::max(second, count);
      }
    }
    if (most < second * kFarMore) owner.clear();
  }
  return owners;
}

}  // namespace

void MachineNames::vote(std::string_view name, const IpAddress& address, unsigned weight) {
  if (!is_computer_name(name) || !site_.is_home(address) || address.is_unspecified() || is_loopback(address)) return;
  std::string key = folded(name);
  const auto known = votes_.find(key);
  if (known == votes_.end() && votes_.size() >= kNamesMax) return;
  auto& addresses = known == votes_.end() ? votes_[std::move(key)] : known->second;
  if (addresses.size() > kAddressesMax && !addresses.contains(address)) return;
  addresses[address] += weight;
}

void MachineNames::on(const record::Rdp& row) {
  const Session session{row.at.ts, row.at.orig_h, row.at.resp_h};
  while (!recent_.empty() && (recent_.size() >= kRecentMax || session.ts - recent_.front().ts > kNear)) {
    recent_.pop_front();
  }
  recent_.push_back(session);
  const Client client{row.at.orig_h, row.at.orig_p.value};
  if (sessions_by_client_.size() < kSessionsMax || sessions_by_client_.contains(client))
    sessions_by_client_[client] = session;
}

void MachineNames::on(const record::X509& row) {
  // Only what a server says of itself: its own name, signed by itself.
  if (row.client_cert || !row.host_cert || row.subject != row.issuer) return;
  vote(common_name(row.subject), row.at.resp_h, kCertificate);
}

void MachineNames::on(const record::Dns& row) {
  if (!row.query || !row.answers || row.answers->size() != 1) return;
  if (const auto address = IpAddress::parse(row.answers->front())) vote(*row.query, *address, kWeak);
}

void MachineNames::on(const record::Dhcp& row) {
  const bool is_lent =
      row.msg_types && std::find(row.msg_types->begin(), row.msg_types->end(), "ACK") != row.msg_types->end();
  if (!is_lent || !row.assigned_addr) return;
  if (row.host_name) vote(*row.host_name, *row.assigned_addr, kLeased);
  if (row.client_fqdn && row.client_fqdn != row.host_name) vote(*row.client_fqdn, *row.assigned_addr, kLeased);
}

void MachineNames::on(const record::Ntlm& row) {
  // Where NTLM is relayed, the server's names are another machine's: one exchange shows nothing.
  if (row.hostname) vote(*row.hostname, row.at.orig_h, kWeak);
  const auto& server = row.server_dns_computer_name ? row.server_dns_computer_name : row.server_nb_computer_name;
  if (server) vote(*server, row.at.resp_h, kWeak);
}

void MachineNames::match_client(const record::WindowsEvent& row, std::string_view address, std::string_view port) {
  const auto client = IpAddress::parse(address);
  if (!client) return;
  std::uint16_t number = 0;
  const bool has_port = std::from_chars(port.data(), port.data() + port.size(), number).ec == std::errc{} && number > 0;
  const auto is_near = [&](const Session& session, Interval most) {
    return session.ts <= row.at.ts + most && row.at.ts <= session.ts + most;
  };
  if (has_port) {
    const Session* session = sessions_by_client_.find(Client{*client, number});
    if (session != nullptr && is_near(*session, kNear)) vote(row.computer, session->server, kExact);
    return;
  }
  std::optional<IpAddress> server;
  for (const Session& session : recent_) {
    if (session.client != *client || !is_near(session, kNearWithoutPort)) continue;
    if (server && *server != session.server) return;  // He called several: nobody knows which of them this is.
    server = session.server;
  }
  if (server) vote(row.computer, *server, kWeak);
}

void MachineNames::on(const record::WindowsEvent& row) {
  if (computers_.size() < kNamesMax && is_computer_name(row.computer)) computers_.insert(folded(row.computer));
  if (row.provider == "Microsoft-Windows-Security-Auditing") {
    if (row.event_id == 4624 || row.event_id == 4625) {
      match_client(row, value_of(row, "IpAddress"), value_of(row, "IpPort"));
      const auto address = IpAddress::parse(value_of(row, "IpAddress"));
      if (row.event_id == 4624 && address) vote(value_of(row, "WorkstationName"), *address, kWeak);
    } else if (row.event_id == 5156) {
      // The source is whoever called: of a connection that came in (%%14592) the computer's own address is the other one.
      const bool came_in = value_of(row, "Direction") == "%%14592";
      const auto address = IpAddress::parse(value_of(row, came_in ? "DestAddress" : "SourceAddress"));
      if (address) vote(row.computer, *address, kLogged);
    }
  } else if (row.provider == "Microsoft-Windows-Sysmon" && row.event_id == 3) {
    const bool is_caller = value_of(row, "Initiated") == "true";
    const auto address = IpAddress::parse(value_of(row, is_caller ? "SourceIp" : "DestinationIp"));
    if (address) vote(row.computer, *address, kLogged);
  } else if (row.provider == "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS" && row.event_id == 131) {
    const std::string_view client = value_of(row, "ClientIP");
    const std::size_t colon = client.rfind(':');
    if (colon == std::string_view::npos) return;
    std::string_view address = client.substr(0, colon);
    if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
    match_client(row, address, client.substr(colon + 1));
  }
}

/// Names that have enough votes for an address, by machine: a short name is the long one's when there is only one such.
std::vector<std::vector<std::string>> MachineNames::groups() const {
  std::map<std::string, std::set<std::string>> long_names;  // By short name.
  const auto add_long = [&](const std::string& name) {
    const std::size_t dot = name.find('.');
    if (dot != std::string::npos) long_names[name.substr(0, dot)].insert(name);
  };
  for (const std::string& name : computers_) add_long(name);
  for (const auto& [name, addresses] : votes_) add_long(name);
  const auto full = [&](const std::string& name) {
    const auto found = long_names.find(name);
    return found == long_names.end() || found->second.size() != 1 ? name : *found->second.begin();
  };
  std::map<std::string, std::set<std::string>> names;  // By machine.
  std::map<std::string, std::map<IpAddress, unsigned>> addresses;
  for (const std::string& name : computers_) names[full(name)].insert(name);
  for (const auto& [name, votes] : votes_) {
    if (votes.size() > kAddressesMax) continue;
    names[full(name)].insert(name);
    for (const auto& [address, count] : votes) addresses[full(name)][address] += count;
  }
  const std::map<IpAddress, std::string> owners = owners_of(addresses, computers_);
  std::vector<std::vector<std::string>> result;
  for (auto& [machine, members] : names) {
    for (const auto& [address, count] : addresses[machine]) {
      const auto owner = owners.find(address);
      if (count >= kNeeded && (owner == owners.end() || owner->second == machine)) members.insert(address.text());
    }
    if (members.size() > 1) result.emplace_back(members.begin(), members.end());
  }
  return result;
}

}  // namespace wardwatch::asset
