#include "protocol/x509/x509.hpp"

#include "protocol/x509/known_certificates.hpp"

namespace wardwatch::protocol::x509 {
namespace {

std::optional<record::TextList> kept(record::Batch<record::X509>& batch, const std::vector<std::string>& names) {
  if (names.empty()) return std::nullopt;
  return batch.keep_list(names);
}

class CertificateSession final : public Session {
 public:
  explicit CertificateSession(Context& context) noexcept : context_{context} {}

  Next on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts) override {
    const auto& [der, fingerprint, certificate] = context_.memo().of<KnownCertificates>().read(bytes);
    if (certificate) {
      write_row(*certificate, fingerprint, direction, stream_offset, ts);
      if (certificate->has_more_names) context_.weird("x509_too_many_names", "X509");
    } else {
      context_.weird("x509_malformed_certificate", "X509", certificate.error());
    }
    if (events::Listener* listener = context_.listener()) {
      const bool is_matching = certificate && certificate->is_for_host(context_.argument());
      listener->on(events::CertificateSeen{
          .direction = direction,
          .index = static_cast<std::size_t>(stream_offset),
          .fingerprint = fingerprint,
          .subject = certificate ? std::string_view{certificate->subject} : std::string_view{},
          .issuer = certificate ? std::string_view{certificate->issuer} : std::string_view{},
          .matches_host = is_matching,
          .readable = certificate.has_value(),
      });
    }
    return Next::more();
  }
  Next on_gap(Direction, std::uint64_t, Timestamp) override { return Next::more(); }
  void on_end(EndReason, Timestamp) override {}

 private:
  void write_row(const Certificate& certificate, std::string_view fingerprint, Direction direction, std::uint64_t index,
                 Timestamp ts) {
    auto& batch = context_.records().of<record::X509>();
    record::X509& row = batch.add();
    row.at = connection_at(context_, ts);
    row.fingerprint = batch.keep(fingerprint);
    row.version = certificate.version;
    row.serial = batch.keep(certificate.serial);
    row.subject = batch.keep(certificate.subject);
    row.issuer = batch.keep(certificate.issuer);
    row.not_valid_before = certificate.not_valid_before;
    row.not_valid_after = certificate.not_valid_after;
    row.key_alg = batch.keep(certificate.key.algorithm);
    row.sig_alg = batch.keep(certificate.signature_algorithm);
    if (!certificate.key.type.empty()) row.key_type = batch.keep(certificate.key.type);
    row.key_length = certificate.key.length_bits;
    row.exponent = batch.keep_optional(certificate.key.exponent);
    row.curve = batch.keep_optional(certificate.key.curve);
    row.san_dns = kept(batch, certificate.dns_names);
    row.san_uri = kept(batch, certificate.uris);
    row.san_email = kept(batch, certificate.emails);
    row.san_ip = kept(batch, certificate.ip_addresses);
    if (const auto& constraints = certificate.basic_constraints) {
      row.basic_constraints_ca = constraints->is_ca;
      row.basic_constraints_path_len = constraints->path_length;
    }
    // Zeek's meaning: the first of a chain, whoever sent it.
    row.host_cert = index == 0;
    row.client_cert = direction == Direction::orig;
  }

  Context& context_;
};

std::unique_ptr<Session> open(Context& context) { return std::make_unique<CertificateSession>(context); }

}  // namespace

constinit const Protocol kProtocol{
    .name = "x509",
    .usual_ports = {},
    .open = &open,
    .robustness = Robustness::reviewed,
};

}  // namespace wardwatch::protocol::x509
