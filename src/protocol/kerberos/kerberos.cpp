#include "protocol/kerberos/kerberos.hpp"

#include <array>
#include <vector>

#include "protocol/common/ber.hpp"
#include "protocol/common/frame_stream.hpp"
#include "protocol/kerberos/message.hpp"

namespace wardwatch::protocol::kerberos {
namespace {

constexpr std::string_view kAnalyzer = "KRB";
constexpr std::array<std::uint16_t, 1> kUsualPorts{88};
constexpr std::size_t kLengthBytes = 4;
/// Tickets with many groups have 12 KiB; MIT's server takes as much as 65,536.
constexpr std::size_t kMessageMaxBytes = std::size_t{64} << 10U;
/// RFC 4120 5.4.1: numbers of bits from the front.
constexpr std::uint32_t kForwardable = 0x40000000;
constexpr std::uint32_t kRenewable = 0x00800000;
constexpr std::int64_t kPreAuthRequired = 25;
constexpr std::int64_t kResponseTooBig = 52;

/// The head of a message: application tag and, at once, a sequence whose first element is the version, 5. In requests it
/// is numbered 1, elsewhere 0.
Probe probe_message(Bytes bytes, std::uint64_t message_bytes, bool is_complete) noexcept {
  const Probe short_of = is_complete ? Probe::no : Probe::need_more;
  if (bytes.empty()) return short_of;
  const std::uint8_t tag = load_u8(bytes, 0);
  if ((tag & 0xe0U) != 0x60 || ((tag & 0x1fU) < 10 || ((tag & 0x1fU) > 15 && (tag & 0x1fU) != 30))) return Probe::no;
  const auto whole = element_bytes(bytes);
  if (!whole) return short_of;
  if (*whole == 0 || *whole != message_bytes) return Probe::no;
  constexpr std::size_t kEnough = 24;
  if (bytes.size() < std::min<std::uint64_t>(kEnough, message_bytes)) return short_of;
  const auto front_bytes = static_cast<std::size_t>(std::min<std::uint64_t>(kEnough, message_bytes));
  const std::string_view text = as_text(bytes.first(front_bytes));
  const std::string_view version{"\x03\x02\x01\x05", 4};
  return text.find(version) != std::string_view::npos ? Probe::yes : Probe::no;
}

Probe probe(const FirstBytes& first) {
  const Bytes bytes = first.orig;
  if (first.transport == Transport::udp) {
    return bytes.empty() ? Probe::need_more : probe_message(bytes, bytes.size(), true);
  }
  if (bytes.size() < kLengthBytes) {
    const bool is_small = bytes.empty() || load_u8(bytes, 0) == 0;
    return is_small && !first.orig_complete ? Probe::need_more : Probe::no;
  }
  const std::uint32_t length_bytes = load_u32be(bytes, 0);
  if (length_bytes > kMessageMaxBytes) return Probe::no;
  return probe_message(bytes.subspan(kLengthBytes), length_bytes, first.orig_complete);
}

std::optional<std::uint64_t> size_of(Bytes front) noexcept {
  if (front.size() < kLengthBytes) return std::nullopt;
  const std::uint32_t length_bytes = load_u32be(front, 0);
  if (length_bytes == 0 || length_bytes > kMessageMaxBytes) return 0;
  return std::uint64_t{kLengthBytes} + length_bytes;
}

class KerberosSession final : public Session {
 public:
  explicit KerberosSession(Context& context) noexcept : context_{context} {}

  Next on_data(Direction direction, Bytes bytes, std::uint64_t /*stream_offset*/, Timestamp ts) override {
    now_ = ts;
    if (context_.transport() == Transport::udp) {
      on_message(bytes);
      return Next::more();
    }
    FrameStream& stream = streams_[index_of(direction)];
    if (stream.is_lost()) return Next::more();
    const Next next =
        stream.consume(bytes, size_of, [&](Bytes front, std::uint64_t) { on_message(front.subspan(kLengthBytes)); });
    if (!stream.is_lost()) return next;
    context_.weird("krb_malformed_length", kAnalyzer);
    return Next::more();
  }
  Next on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp /*ts*/) override {
    return streams_[index_of(direction)].miss(missing_bytes, size_of);
  }
  void on_end(EndReason /*reason*/, Timestamp /*ts*/) override {
    if (request_) write(std::nullopt, nullptr);
  }

 private:
  void on_message(Bytes bytes) {
    auto parsed = parse_message(bytes);
    if (!parsed) return context_.weird("krb_malformed_message", kAnalyzer, parsed.error());
    switch (parsed->kind) {
      case Kind::as_req:
      case Kind::tgs_req:
        if (request_) write(std::nullopt, nullptr);
        request_ = std::move(*parsed);
        asked_at_ = now_;
        return;
      case Kind::ap_req:
        if (request_) write(std::nullopt, nullptr);
        request_ = std::move(*parsed);
        asked_at_ = now_;
        return write(std::nullopt, nullptr);
      case Kind::as_rep:
      case Kind::tgs_rep: return write(true, &*parsed);
      case Kind::error: return on_error(*parsed);
      case Kind::ap_rep: return;
    }
  }

  /// That pre-authentication is wanted is how every logon begins, and a reply that is too big comes again over TCP.
  void on_error(const Message& error) {
    if (error.error_code == kPreAuthRequired || error.error_code == kResponseTooBig) {
      request_.reset();
      return;
    }
    write(false, &error);
  }

  std::optional<std::string_view> kept(const std::string& text) {
    if (text.empty()) return std::nullopt;
    return context_.records().of<record::Kerberos>().keep(text);
  }

  static std::string with_realm(const Message& message) {
    if (message.client.empty()) return {};
    return message.realm.empty() ? message.client : message.client + '/' + message.realm;
  }

  void write(std::optional<bool> success, const Message* reply) {
    auto& batch = context_.records().of<record::Kerberos>();
    record::Kerberos row;
    const bool has_request = request_.has_value();
    const Message asked = has_request ? std::move(*request_) : Message{};
    request_.reset();
    row.at = connection_at(context_, has_request ? asked_at_ : now_);
    const Kind kind = has_request ? asked.kind : reply != nullptr ? reply->kind : Kind::error;
    if (kind == Kind::as_req || kind == Kind::as_rep) row.request_type = "AS";
    if (kind == Kind::tgs_req || kind == Kind::tgs_rep) row.request_type = "TGS";
    if (kind == Kind::ap_req) row.request_type = "AP";
    const bool has_client = !asked.client.empty() || reply == nullptr;
    row.client = kept(with_realm(has_client ? asked : *reply));
    row.service = kept(asked.service.empty() && reply != nullptr ? reply->service : asked.service);
    row.success = success;
    if (reply != nullptr && success == false) {
      row.error_msg = kept(!reply->error_text.empty() ? reply->error_text : error_name(reply->error_code.value_or(60)));
    }
    if (reply != nullptr && success == true && reply->ticket_cipher)
      row.cipher = kept(cipher_name(*reply->ticket_cipher));
    if (asked.ticket_cipher) row.ticket_cipher = kept(cipher_name(*asked.ticket_cipher));
    if (has_request && asked.kind != Kind::ap_req) {
      row.from = asked.from;
      row.till = asked.till;
      row.forwardable = (asked.options & kForwardable) != 0;
      row.renewable = (asked.options & kRenewable) != 0;
      std::vector<std::string> names;
      for (const std::int64_t type : asked.ciphers) names.push_back(cipher_name(type));
      if (!names.empty()) row.offered_ciphers = batch.keep_list(names);
      names.clear();
      for (const std::int64_t type : asked.pre_auth) names.push_back(pre_auth_name(type));
      if (!names.empty()) row.pre_auth = batch.keep_list(names);
    }
    batch.add(row);
  }

  Context& context_;
  std::array<FrameStream, 2> streams_{FrameStream{kMessageMaxBytes + kLengthBytes},
                                      FrameStream{kMessageMaxBytes + kLengthBytes}};
  std::optional<Message> request_;
  Timestamp asked_at_;
  Timestamp now_;
};

std::unique_ptr<Session> open(Context& context) { return std::make_unique<KerberosSession>(context); }

}  // namespace

constinit const Protocol kProtocol{
    .name = "kerberos",
    .over_tcp = true,
    .over_udp = true,
    .usual_ports = kUsualPorts,
    .probe = &probe,
    .open = &open,
    .robustness = Robustness::fresh,
};

}  // namespace wardwatch::protocol::kerberos
