#include "protocol/rdp/outcome.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "protocol/rdp/x224.hpp"

namespace wardwatch::protocol::rdp {
namespace {

/// More keys and mouse moves than a client sends of its own accord at the start of a session.
constexpr std::uint64_t kHandsMinUnits = 16;

struct Known {
  std::string_view sign;
  std::string_view kind;
};

/// Cookies that a tool sends in place of a user's name.
constexpr std::array<Known, 2> kCookies{{{"NCRACK_USER", "guessing-tool"}, {"nmap", "scanner"}}};

/// Cipher suites and extensions of a ClientHello (JA4's second and third part).
constexpr Known kHellos[] = {
#include "protocol/rdp/client_hellos.inc"
};

template <class Table>
std::string_view kind_by(const Table& table, std::string_view sign) noexcept {
  const auto found =
      std::find_if(std::begin(table), std::end(table), [&](const Known& known) { return known.sign == sign; });
  return found == std::end(table) ? std::string_view{} : found->kind;
}

/// JA4 without its first part, which tells of the connection (protocol, version, SNI) as much as of the client.
std::string_view suites_and_extensions(std::string_view ja4) noexcept {
  const std::size_t at = ja4.find('_');
  return at == std::string_view::npos ? std::string_view{} : ja4.substr(at + 1);
}

}  // namespace

std::string_view client_kind(const Features& features, const Outcome& outcome) noexcept {
  if (const auto kind = kind_by(kCookies, features.cookie.view()); !kind.empty()) return kind;
  if (const auto kind = kind_by(kHellos, suites_and_extensions(features.ja4.view())); !kind.empty()) return kind;
  if (features.input_units >= kHandsMinUnits) return "interactive";
  // People's clients offer TLS beside CredSSP; the guessing tools of the public captures do not.
  if (features.requested_protocols == kProtocolHybrid) return "guessing-tool";
  const bool opened_nothing = features.conference == Conference::none;
  if (outcome.outcome == "logon-succeeded") return opened_nothing ? "credential-check" : "unknown";
  const bool only_looked = outcome.outcome == "probe" || outcome.outcome == "no-logon-attempted";
  return only_looked && features.conference < Conference::active ? "scanner" : "unknown";
}

}  // namespace wardwatch::protocol::rdp
