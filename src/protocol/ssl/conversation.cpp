#include "protocol/ssl/conversation.hpp"

#include <algorithm>

namespace wardwatch::protocol::ssl {
namespace {

constexpr std::string_view kAnalyzer = "SSL";
constexpr std::uint16_t kVersionSsl2 = 0x0002;
constexpr std::uint16_t kVersionTls13 = 0x0304;
constexpr std::uint8_t kV2ClientHello = 1;
constexpr std::uint8_t kV2ClientMasterKey = 2;
constexpr std::uint8_t kV2ServerHello = 4;
constexpr std::string_view kNoSession{"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 32};

/// Zeek's letters of ssl_history.
char history_letter(std::uint8_t type) {
  switch (type) {
    case HandshakeType::hello_request: return 'h';
    case HandshakeType::client_hello: return 'c';
    case HandshakeType::server_hello: return 's';
    case HandshakeType::hello_verify_request: return 'v';
    case HandshakeType::new_session_ticket: return 't';
    case HandshakeType::end_of_early_data: return 'e';
    case HandshakeType::hello_retry_request: return 'j';
    case HandshakeType::encrypted_extensions: return 'o';
    case HandshakeType::certificate: return 'x';
    case HandshakeType::server_key_exchange: return 'k';
    case HandshakeType::certificate_request: return 'r';
    case HandshakeType::server_hello_done: return 'n';
    case HandshakeType::certificate_verify: return 'y';
    case HandshakeType::client_key_exchange: return 'g';
    case HandshakeType::finished: return 'f';
    case HandshakeType::certificate_url: return 'w';
    case HandshakeType::certificate_status: return 'u';
    case HandshakeType::supplemental_data: return 'a';
    case HandshakeType::key_update: return 'p';
    case HandshakeType::message_hash: return 'm';
    default: return 'z';
  }
}

}  // namespace

Content Conversation::on_record(Direction direction, const RecordHeader& header, Timestamp ts) {
  bool& is_encrypted = is_encrypted_[index_of(direction)];
  if (header.type == ContentType::application_data && !is_encrypted) {
    if (is_tls13() && is_server_hello_seen_) {
      // RFC 8446 5.2: encrypted records look like application data. The dummy change_cipher_spec may be left out.
      is_encrypted = true;
    } else if (version_ && !is_established_) {
      context_.weird("ssl_early_application_data", kAnalyzer);
    }
  }
  if (events::Listener* listener = context_.listener()) {
    listener->on(events::TlsRecordSeen{direction, header.type, header.version, header.length_bytes, is_encrypted, ts});
  }
  if (is_encrypted) {
    // Zeek's rule: the first encrypted record once both sides have changed to encryption.
    if (is_encrypted_[0] && is_encrypted_[1] && !is_established_) establish(ts);
    return Content::skipped;
  }
  if (is_written_) return Content::skipped;
  switch (header.type) {
    case ContentType::handshake: return Content::handshake;
    case ContentType::alert: return Content::alert;
    case ContentType::change_cipher_spec: return Content::change_cipher_spec;
    case ContentType::heartbeat:
      begin(ts);
      add_history(direction, 'b');
      return Content::skipped;
    default: return Content::skipped;
  }
}

void Conversation::on_handshake(Direction direction, const HandshakeMessage& message, Timestamp ts) {
  begin(ts);
  if (message.is_over_limit) context_.weird("ssl_handshake_message_too_long", kAnalyzer);
  char letter = history_letter(message.type);
  switch (message.type) {
    case HandshakeType::client_hello:
      if (message.has_body) read_client_hello(direction, message.body);
      break;
    case HandshakeType::server_hello:
      if (message.has_body) read_server_hello(message.body, ts);
      if (is_retry_pending_) letter = 'j';
      break;
    case HandshakeType::certificate:
      if (message.has_body) read_certificates(direction, message.body, ts);
      break;
    case HandshakeType::server_key_exchange:
      if (message.has_body) read_server_key_exchange(message.body);
      break;
    case HandshakeType::client_key_exchange:
      if (is_client(direction)) is_client_key_exchange_seen_ = true;
      break;
    default: break;
  }
  add_history(direction, letter);
}

void Conversation::on_alert(Direction direction, std::uint8_t description, Timestamp ts) {
  begin(ts);
  add_history(direction, 'l');
  last_alert_ = description;
}

void Conversation::on_change_cipher_spec(Direction direction, Timestamp ts) {
  begin(ts);
  add_history(direction, 'i');
  if (is_client(direction) && has_ticket_without_session_id_ && !is_client_key_exchange_seen_) is_resumed_ = true;
  // After a HelloRetryRequest both sides may send it and go on in clear (RFC 8446 D.4).
  if (!is_retry_pending_) is_encrypted_[index_of(direction)] = true;
}

void Conversation::on_v2_message(Direction direction, Bytes message, Timestamp ts) {
  begin(ts);
  const std::uint8_t type = message.empty() ? std::uint8_t{0} : load_u8(message, 0);
  if (type == kV2ClientHello) {
    const auto hello = parse_v2_client_hello(message);
    if (!hello) return context_.weird("ssl_malformed_client_hello", kAnalyzer, hello.error());
    take_client_hello(direction, *hello);
    add_history(direction, 'c');
  } else if (type == kV2ServerHello) {
    const auto hello = parse_v2_server_hello(message);
    if (!hello) return context_.weird("ssl_malformed_server_hello", kAnalyzer, hello.error());
    is_v2_ = true;
    version_ = kVersionSsl2;
    cipher_suite_ = hello->first_cipher_kind;
    add_history(direction, 's');
    if (!hello->certificate.empty()) read_certificate(direction, hello->certificate, 0, ts);
  } else if (type == kV2ClientMasterKey && is_v2_) {
    if (!is_established_) establish(ts);
  }
}

void Conversation::finish(Timestamp ts) {
  if (is_begun_ && !is_written_) write_row(ts);
  if (x509_) x509_->on_end(EndReason::closed, ts);
  x509_.reset();
}

void Conversation::begin(Timestamp ts) {
  if (is_begun_) return;
  is_begun_ = true;
  begun_at_ = ts;
}

void Conversation::add_history(Direction direction, char letter) {
  if (history_.full()) return;
  history_.push(is_client(direction) ? static_cast<char>(letter - 'a' + 'A') : letter);
  if (history_.full()) context_.weird("SSL_max_ssl_history_length_reached", kAnalyzer);
}

void Conversation::read_client_hello(Direction direction, Bytes body) {
  const auto hello = parse_client_hello(body, is_dtls_);
  if (!hello) return context_.weird("ssl_malformed_client_hello", kAnalyzer, hello.error());
  take_client_hello(direction, *hello);
}

void Conversation::take_client_hello(Direction direction, const ClientHello& hello) {
  if (history_.empty() && direction != client_) {
    client_ = direction;
    history_.push('^');
  }
  if (hello.server_name) {
    server_name_.emplace(*hello.server_name);
    if (hello.server_name_count > 1) context_.weird("SSL_many_server_names", kAnalyzer);
  }
  if (hello.has_ticket) has_ticket_without_session_id_ = true;
  if (hello.has_pre_shared_key) has_client_pre_shared_key_ = true;
  const std::string_view session_id = as_text(hello.session_id);
  if (!session_id.empty() && session_id != kNoSession) {
    session_id_ = session_id;
    has_ticket_without_session_id_ = false;
  }
  if (hello.is_v2 || !ja3_.empty()) return;
  ja3_ = ja3(hello);
  ja4_ = ja4(hello, is_dtls_ ? 'd' : 't');
  if (events::Listener* listener = context_.listener()) listener->on(events::TlsClientHello{ja4_.view()});
}

void Conversation::read_server_hello(Bytes body, Timestamp ts) {
  const auto hello = parse_server_hello(body);
  if (!hello) return context_.weird("ssl_malformed_server_hello", kAnalyzer, hello.error());
  take_server_hello(*hello, ts);
}

void Conversation::take_server_hello(const ServerHello& hello, Timestamp ts) {
  if (!version_ || hello.agreed_version != hello.version) version_ = hello.agreed_version;
  cipher_suite_ = hello.cipher_suite;
  if (hello.group) group_ = hello.group;
  if (hello.protocol) protocol_.emplace(*hello.protocol);
  if (hello.has_pre_shared_key && has_client_pre_shared_key_) is_resumed_ = true;
  is_retry_pending_ = hello.is_retry_request;
  if (is_retry_pending_) {
    // What either side sent encrypted so far was early data; a ClientHello follows in clear.
    is_encrypted_ = {};
    return;
  }
  if (!session_id_.empty() && session_id_.view() == as_text(hello.session_id) && !is_tls13()) is_resumed_ = true;
  is_server_hello_seen_ = true;
  ja3s_ = ja3s(hello);
  if (events::Listener* listener = context_.listener()) {
    listener->on(events::TlsServerHello{*version_, static_cast<std::uint16_t>(hello.cipher_suite), ts});
  }
}

void Conversation::read_certificates(Direction direction, Bytes body, Timestamp ts) {
  const auto count = for_each_certificate(body, kCertificatesMax, [&](Bytes certificate, std::size_t index) {
    read_certificate(direction, certificate, index, ts);
  });
  if (!count) context_.weird("ssl_malformed_certificate_message", kAnalyzer, count.error());
}

void Conversation::read_certificate(Direction direction, Bytes certificate, std::size_t index, Timestamp ts) {
  if (!x509_) x509_ = context_.open_child("x509", this, server_name_.value_or(std::string{}));
  // The child is told roles: what the client sends comes from the originator, also where the client was called.
  if (x509_) x509_->on_data(is_client(direction) ? Direction::orig : Direction::resp, certificate, index, ts);
}

void Conversation::on(const events::CertificateSeen& seen) {
  const bool is_from_server = seen.direction == Direction::resp;
  Chain& chain = is_from_server ? server_chain_ : client_chain_;
  is_certificate_seen_ = true;
  if (chain.fingerprints.size() < kCertificatesMax) chain.fingerprints.emplace_back(seen.fingerprint);
  if (seen.index == 0 && seen.readable) {
    chain.subject.emplace(seen.subject);
    chain.issuer.emplace(seen.issuer);
    if (is_from_server && server_name_) is_name_matched_ = seen.matches_host;
  }
  if (events::Listener* listener = context_.listener()) {
    events::CertificateSeen passed = seen;
    passed.direction = is_from_server ? opposite(client_) : client_;
    listener->on(passed);
  }
}

void Conversation::read_server_key_exchange(Bytes body) {
  if (!cipher_suite_) return;
  // Only these suites begin the message with the curve; with a PSK an identity hint stands before it (RFC 5489 2).
  const Name suite = cipher_suite_name(*cipher_suite_);
  const bool is_curve_first = suite.view().starts_with("TLS_ECDHE_RSA") ||
                              suite.view().starts_with("TLS_ECDHE_ECDSA") || suite.view().starts_with("TLS_ECDH_ANON");
  if (!is_curve_first) return;
  if (const auto group = key_exchange_group(body)) group_ = group;
}

bool Conversation::is_tls13() const noexcept {
  return version_ && (*version_ == kVersionTls13 || *version_ >> 8U == 0x7fU);
}

void Conversation::establish(Timestamp ts) {
  is_established_ = true;
  begin(ts);
  write_row(ts);
}

void Conversation::write_row(Timestamp ts) {
  is_written_ = true;
  auto& batch = context_.records().of<record::Ssl>();
  const auto kept = [&](std::string_view text) { return std::optional{batch.keep(text)}; };
  record::Ssl& row = batch.add();
  row.at = connection_at(context_, begun_at_);
  if (version_) row.version = kept(version_name(*version_).view());
  if (cipher_suite_) row.cipher = kept(cipher_suite_name(*cipher_suite_).view());
  if (group_) row.curve = kept(group_name(*group_).view());
  if (last_alert_) row.last_alert = kept(alert_name(*last_alert_).view());
  row.server_name = batch.keep_optional(server_name_);
  row.next_protocol = batch.keep_optional(protocol_);
  row.resumed = is_resumed_;
  row.established = is_established_;
  if (!history_.empty()) row.ssl_history = kept(history_.view());
  if (is_certificate_seen_) {
    row.cert_chain_fps = batch.keep_list(server_chain_.fingerprints);
    row.client_cert_chain_fps = batch.keep_list(client_chain_.fingerprints);
  }
  row.subject = batch.keep_optional(server_chain_.subject);
  row.issuer = batch.keep_optional(server_chain_.issuer);
  row.client_subject = batch.keep_optional(client_chain_.subject);
  row.client_issuer = batch.keep_optional(client_chain_.issuer);
  row.sni_matches_cert = is_name_matched_;
  if (server_chain_.subject) row.self_signed = server_chain_.subject == server_chain_.issuer;
  if (!ja3_.empty()) row.ja3 = kept(ja3_.view());
  if (!ja3s_.empty()) row.ja3s = kept(ja3s_.view());
  if (!ja4_.empty()) row.ja4 = kept(ja4_.view());
  if (!context_.carrier().empty()) row.inside = kept(context_.carrier());
  if (events::Listener* listener = context_.listener()) {
    listener->on(events::TlsHandshakeDone{is_established_, ts});
  }
}

}  // namespace wardwatch::protocol::ssl
