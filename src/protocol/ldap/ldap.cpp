#include "protocol/ldap/ldap.hpp"

#include <array>
#include <map>

#include "protocol/common/ber.hpp"
#include "protocol/common/frame_stream.hpp"
#include "protocol/common/ntlm.hpp"
#include "protocol/ldap/message.hpp"

namespace wardwatch::protocol::ldap {
namespace {

constexpr std::string_view kAnalyzer = "LDAP";
constexpr std::array<std::uint16_t, 2> kUsualPorts{389, 3268};
/// Of an entry nothing is read; a bind with a Kerberos ticket of many groups has 16 KiB.
constexpr std::size_t kFrontMaxBytes = std::size_t{32} << 10U;
constexpr std::uint64_t kMessageMaxBytes = std::uint64_t{64} << 20U;  ///< A picture, or a list of members.
constexpr std::size_t kWaitingMax = 256;
constexpr std::uint8_t kBind = 0;
constexpr std::uint8_t kSearch = 3;
constexpr std::uint8_t kSearchEntry = 4;
constexpr std::uint8_t kExtendedResponse = 24;
constexpr std::string_view kStartTls = "1.3.6.1.4.1.1466.20037";

std::optional<std::uint64_t> size_of(Bytes front) noexcept {
  if (!front.empty() && load_u8(front, 0) != ber::kSequence) return 0;
  const auto size = element_bytes(front);
  return size && (*size > kMessageMaxBytes || *size < 7) ? 0 : size;
}

/// A whole first request: a bind, a search, or an extended operation with number and form.
Probe probe(const FirstBytes& first) {
  const Bytes bytes = first.orig;
  const auto size = size_of(bytes);
  const Probe short_of = first.orig_complete ? Probe::no : Probe::need_more;
  if (!size) return short_of;
  if (*size == 0) return Probe::no;
  if (first.transport == Transport::udp && *size != bytes.size()) return Probe::no;
  constexpr std::size_t kHeadBytes = 32;
  if (bytes.size() < std::min<std::uint64_t>(*size, kHeadBytes)) return short_of;
  // Always the same bytes of the message alone, so that more of the stream does not change the answer.
  Reader in{at_most(bytes, static_cast<std::size_t>(std::min<std::uint64_t>(*size, kHeadBytes)))};
  in.skip(static_cast<std::size_t>(2 + (load_u8(bytes, 1) < 0x80 ? 0 : load_u8(bytes, 1) & 0x7fU)), "sequence");
  const Bytes id = take_tagged(in, ber::kInteger);
  const std::uint8_t operation = in.u8("operation");
  if (!in.ok() || id.empty() || id.size() > 4) return Probe::no;
  if (operation == 0x60) {  // A bind: its version is 2 or 3.
    const auto length = element_bytes(bytes.subspan(in.offset_bytes() - 1, 1 + in.remaining_bytes()));
    if (!length || *length == 0) return Probe::no;
    std::uint8_t next = in.u8("length");
    in.skip(next < 0x80 ? 0 : next & 0x7fU, "length");
    const std::int64_t version = ber_number(take_tagged(in, ber::kInteger));
    return in.ok() && (version == 2 || version == 3) ? Probe::yes : Probe::no;
  }
  return operation == 0x63 || operation == 0x77 ? Probe::yes : Probe::no;
}

class LdapSession final : public Session {
 public:
  explicit LdapSession(Context& context) noexcept : context_{context} {}

  Next on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts) override {
    now_ = ts;
    if (tls_) return tls_->on_data(direction, bytes, stream_offset, ts);
    if (is_over_) return Next::done();
    FrameStream& stream = streams_[index_of(direction)];
    if (stream.is_lost()) {
      if (size_of(bytes).value_or(0) == 0) return Next::more();
      stream.resume();
    }
    const Next next =
        stream.consume(bytes, size_of, [&](Bytes front, std::uint64_t total) { on_message(direction, front, total); });
    if (is_tls_) {
      tls_ = context_.open_child("ssl", nullptr);
      is_over_ = !tls_;
      const Bytes rest = bytes.last(stream.rest_bytes());
      if (is_over_ || rest.empty()) return is_over_ ? Next::done() : Next::more();
      return tls_->on_data(direction, rest, stream_offset + bytes.size() - rest.size(), ts);
    }
    if (!stream.is_lost()) return next;
    // What is signed or sealed from here on has another frame (RFC 4752).
    if (!is_sealed_) context_.weird("ldap_malformed_message", kAnalyzer);
    is_sealed_ = true;
    return Next::more();
  }

  Next on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp ts) override {
    if (tls_) return tls_->on_gap(direction, missing_bytes, ts);
    return streams_[index_of(direction)].miss(missing_bytes, size_of);
  }

  void on_end(EndReason reason, Timestamp ts) override {
    if (tls_) tls_->on_end(reason, ts);
    for (const auto& [id, request] : waiting_) write(id, request, std::nullopt);
    waiting_.clear();
    ntlm_.finish();
  }

 private:
  struct Request {
    Timestamp ts;
    std::uint8_t operation = 0;
    std::uint64_t version = 0;
    std::string_view kind;
    std::string object, argument;
    Search search;
    std::uint64_t entries = 0;
  };

  void on_message(Direction direction, Bytes front, std::uint64_t total_bytes) {
    if (front.size() < total_bytes) {
      if (direction == Direction::resp) return on_long_response(front);
      return context_.weird("ldap_long_message", kAnalyzer);
    }
    const auto message = parse_message(front);
    if (!message) return context_.weird("ldap_malformed_message", kAnalyzer, message.error());
    direction == Direction::orig ? on_request(*message) : on_response(*message);
  }

  /// Of an entry that is longer than what is looked at, it only counts that it came.
  void on_long_response(Bytes front) {
    Reader in{front};
    in.skip(std::size_t{2} + (load_u8(front, 1) & 0x7fU), "sequence");
    const std::int64_t id = ber_number(take_tagged(in, ber::kInteger));
    const auto found = waiting_.find(static_cast<std::uint64_t>(id));
    if (in.ok() && found != waiting_.end()) ++found->second.entries;
  }

  void on_request(const Message& message) {
    Request request;
    request.ts = now_;
    request.operation = message.operation;
    if (message.operation == kBind) {
      auto bind = parse_bind(message.body);
      if (!bind) return context_.weird("ldap_malformed_bind", kAnalyzer, bind.error());
      ntlm_.on_token(Direction::orig, bind->token, now_);
      request.version = bind->version;
      request.kind = bind->kind;
      request.object = std::move(bind->name);
      request.argument = std::move(bind->argument);
    } else if (message.operation == kSearch) {
      auto search = parse_search(message.body);
      if (!search) return context_.weird("ldap_malformed_search", kAnalyzer, search.error());
      request.search = std::move(*search);
    } else {
      request.kind = operation_name(message.operation);
      if (request.kind.empty()) return;
      request.object = object_of(message.operation, message.body);
    }
    constexpr std::uint8_t kUnbind = 2;
    constexpr std::uint8_t kAbandon = 16;
    if (message.operation == kUnbind || message.operation == kAbandon) return write(message.id, request, std::nullopt);
    if (waiting_.size() >= kWaitingMax) {
      context_.weird("ldap_too_many_requests", kAnalyzer);
      write(waiting_.begin()->first, waiting_.begin()->second, std::nullopt);
      waiting_.erase(waiting_.begin());
    }
    waiting_.insert_or_assign(message.id, std::move(request));
  }

  void on_response(const Message& message) {
    const auto found = waiting_.find(message.id);
    if (found == waiting_.end()) return;
    if (message.operation == kSearchEntry) {
      ++found->second.entries;
      return;
    }
    constexpr std::uint8_t kReference = 19;
    constexpr std::uint8_t kIntermediate = 25;
    if (message.operation == kReference || message.operation == kIntermediate) return;
    const auto result = parse_result(message.body);
    if (!result) return context_.weird("ldap_malformed_result", kAnalyzer);
    if (found->second.operation == kBind) on_bind_result(message.body, *result);
    is_tls_ = message.operation == kExtendedResponse && result->name == "success" && found->second.object == kStartTls;
    if (is_tls_) streams_[index_of(Direction::resp)].stop();
    write(message.id, found->second, result);
    waiting_.erase(found);
  }

  void on_bind_result(Bytes body, const Result& result) {
    const bool is_challenge = ntlm_.on_token(Direction::resp, body, now_);
    if (!is_challenge && ntlm_.is_pending()) ntlm_.on_result(result.name == "success");
  }

  void write(std::uint64_t id, const Request& request, const std::optional<Result>& result) {
    if (request.operation == kSearch) return write_search(id, request, result);
    auto& batch = context_.records().of<record::Ldap>();
    record::Ldap row;
    row.at = connection_at(context_, request.ts);
    row.message_id = id;
    if (request.operation == kBind) row.version = request.version;
    row.opcode = request.kind;
    if (result) row.result = batch.keep(result->name);
    if (result && !result->message.empty()) row.diagnostic_message = batch.keep(result->message);
    if (!request.object.empty()) row.object = batch.keep(request.object);
    if (!request.argument.empty()) row.argument = batch.keep(request.argument);
    batch.add(row);
  }

  void write_search(std::uint64_t id, const Request& request, const std::optional<Result>& result) {
    auto& batch = context_.records().of<record::LdapSearch>();
    record::LdapSearch row;
    row.at = connection_at(context_, request.ts);
    row.message_id = id;
    row.scope = request.search.scope;
    row.deref_aliases = request.search.aliases;
    if (!request.search.base.empty()) row.base_object = batch.keep(request.search.base);
    row.result_count = request.entries;
    if (result) row.result = batch.keep(result->name);
    if (result && !result->message.empty()) row.diagnostic_message = batch.keep(result->message);
    row.filter = batch.keep(request.search.filter);
    if (!request.search.attributes.empty()) row.attributes = batch.keep_list(request.search.attributes);
    batch.add(row);
  }

  Context& context_;
  std::array<FrameStream, 2> streams_{FrameStream{kFrontMaxBytes}, FrameStream{kFrontMaxBytes}};
  std::map<std::uint64_t, Request> waiting_;
  NtlmExchange ntlm_{context_, "ldap"};
  std::unique_ptr<Session> tls_;
  Timestamp now_;
  bool is_tls_ = false;
  bool is_sealed_ = false;
  bool is_over_ = false;
};

std::unique_ptr<Session> open(Context& context) { return std::make_unique<LdapSession>(context); }

}  // namespace

constinit const Protocol kProtocol{
    .name = "ldap",
    .over_tcp = true,
    .over_udp = true,
    .usual_ports = kUsualPorts,
    .probe = &probe,
    .open = &open,
    .robustness = Robustness::fresh,
};

}  // namespace wardwatch::protocol::ldap
