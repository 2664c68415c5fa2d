#include "zeeklog/rdp_sizes.hpp"

namespace wardwatch::zeeklog {
namespace {

constexpr Port kRdpPort{3389};

/// Of a connection under CredSSP, by what the client sent (README.md): a hello and no proof of a password, a proof that
/// was refused, a session. Between the last two stands a password that was only checked, or a longer refusal.
constexpr std::uint64_t kHelloMaxBytes = 850, kRefusedMaxBytes = 1'220, kSessionMinBytes = 3'000;
/// What the server of a session has sent at least; its certificates alone are up to 3 kB.
constexpr std::uint64_t kServedMinBytes = 3'500;
/// A request and the answer to it, and no TLS.
constexpr std::uint64_t kNegotiatedMaxBytes = 120;

struct Judgement {
  std::string_view outcome = "unknown";
  double confidence = 0;
  std::uint64_t attempts = 0;
  std::string_view evidence = "a log of Zeek does not tell what came of it";
};

bool is_refusal(std::string_view result) noexcept {
  return result.ends_with("_BY_SERVER") || result.ends_with("_ON_SERVER") || result == "INCONSISTENT_FLAGS";
}

Judgement judge_volume(std::string_view security, std::uint64_t orig_bytes, std::uint64_t resp_bytes) noexcept {
  if (resp_bytes == 0) return {"probe", 0.5, 0, "the server sent nothing"};
  if (orig_bytes <= kNegotiatedMaxBytes && resp_bytes <= kNegotiatedMaxBytes)
    return {"probe", 0.6, 0, "nothing followed the negotiation"};
  if (!security.starts_with("HYBRID")) return {};
  if (orig_bytes < kHelloMaxBytes) return {"no-logon-attempted", 0.5, 0, "CredSSP: too little was sent for a password"};
  if (orig_bytes < kRefusedMaxBytes)
    return {"logon-failed", 0.6, 1, "CredSSP: by its volume the connection ended with the password"};
  if (orig_bytes >= kSessionMinBytes && resp_bytes >= kServedMinBytes)
    return {"logon-succeeded", 0.7, 1, "CredSSP: by its volume a session followed the password"};
  return {"unknown", 0, 1, "CredSSP: the volume fits a refused password and one that was only checked"};
}

}  // namespace

void RdpSizes::on(const record::Connection& row) {
  const bool is_rdp = row.at.resp_p == kRdpPort || (row.service && row.service->find("rdp") != std::string_view::npos);
  if (!is_rdp || by_uid_.size() >= kConnectionsMax) return;
  by_uid_[{row.at.uid}] = {row.duration.value_or(Interval{}), row.orig_bytes.value_or(0), row.resp_bytes.value_or(0)};
}

void RdpSizes::judge(record::Rdp& row) const {
  row.transport = "tcp";
  row.client_kind = "unknown";
  Judgement said;
  if (const Sizes* sizes = by_uid_.find({row.at.uid})) {
    row.duration = sizes->duration;
    row.orig_bytes = sizes->orig_bytes;
    row.resp_bytes = sizes->resp_bytes;
    said = judge_volume(row.security_protocol.value_or(""), sizes->orig_bytes, sizes->resp_bytes);
  }
  if (row.result && is_refusal(*row.result))
    said = {"negotiation-refused", 0.95, 0, "the server answered the request with a failure code"};
  row.rdp_outcome = said.outcome;
  row.rdp_outcome_confidence = said.confidence;
  row.attempts_min = said.attempts;
  row.outcome_evidence = said.evidence;
}

}  // namespace wardwatch::zeeklog
