#include "protocol/rdp/rdp.hpp"

#include "protocol/rdp/session.hpp"

namespace wardwatch::protocol::rdp {
namespace {

constexpr std::array<std::uint16_t, 1> kUsualPorts{3389};

/// A Connection Request of RDP: class 0, and nothing in it but what MS-RDPBCGR 2.2.1.1 allows. Others that begin with
/// the same header (ISO-TSAP of S7 and MMS) carry X.224 parameters, which are neither text nor a negotiation.
Probe probe_side(Bytes first, bool complete) {
  const auto length = tpkt_length(first);
  if (!length) return length.error().fault == ParseFault::truncated && !complete ? Probe::need_more : Probe::no;
  constexpr std::size_t kLongestBytes = 4 + 1 + 255;
  if (*length > kLongestBytes) return Probe::no;
  if (first.size() < *length) return complete ? Probe::no : Probe::need_more;
  const Bytes packet = first.first(*length);
  if (const auto request = parse_request(packet)) {
    const bool is_bare = *length == 11;
    return is_bare || request->cookie || request->negotiation || (request->routing_token && request->is_well_formed)
               ? Probe::yes
               : Probe::no;
  }
  const auto confirm = parse_confirm(packet);
  return confirm && (confirm->response || confirm->failure) ? Probe::yes : Probe::no;
}

Probe probe(const FirstBytes& first) {
  const Probe orig = first.orig.empty() ? Probe::need_more : probe_side(first.orig, first.orig_complete);
  if (orig == Probe::yes || first.resp.empty()) return orig;
  // Only the server's half was captured, or the capture begins with its answer.
  const Probe resp = probe_side(first.resp, first.resp_complete);
  if (resp == Probe::yes) return orig == Probe::no ? Probe::no : Probe::yes;
  return orig == Probe::need_more && resp == Probe::need_more ? Probe::need_more : Probe::no;
}

std::unique_ptr<Session> open(Context& context) { return std::make_unique<StreamSession>(context); }

}  // namespace

constinit const Protocol kProtocol{
    .name = "rdp",
    .over_tcp = true,
    .usual_ports = kUsualPorts,
    .probe = &probe,
    .open = &open,
    .robustness = Robustness::reviewed,
};

}  // namespace wardwatch::protocol::rdp
