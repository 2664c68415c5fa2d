#include "protocol/dce_rpc/dce_rpc.hpp"

#include <array>
#include <deque>
#include <map>

#include "core/load.hpp"
#include "protocol/common/frame_stream.hpp"
#include "protocol/common/ntlm.hpp"
#include "protocol/dce_rpc/names.hpp"

namespace wardwatch::protocol::dce_rpc {
namespace {

constexpr std::string_view kAnalyzer = "DCE_RPC";
constexpr std::array<std::uint16_t, 2> kUsualPorts{135, 593};
constexpr std::size_t kHeadBytes = 16;
/// A bind with its token, or a request's head: fragments are 5,840 bytes at most on a wire that nobody tampers with.
constexpr std::size_t kFrontMaxBytes = 8192;
/// More calls without an answer are dropped, oldest first, and written as such.
constexpr std::size_t kCallsOpenMax = 64;
constexpr std::size_t kContextsMax = 64;

/// C706 12.6.4.
enum class Kind : std::uint8_t {
  request = 0,
  response = 2,
  fault = 3,
  bind = 11,
  bind_ack = 12,
  bind_nak = 13,
  alter_context = 14,
  alter_context_resp = 15,
  auth3 = 16,
  shutdown = 17,
  cancel = 18,
  orphaned = 19
};
constexpr std::uint8_t kFirstFragment = 1;
constexpr std::uint8_t kLastFragment = 2;
constexpr std::uint8_t kHasObject = 0x80;

bool is_kind(std::uint8_t value) noexcept { return value <= 3 || (value >= 11 && value <= 19); }

bool is_little_endian(Bytes pdu) noexcept { return (load_u8(pdu, 4) >> 4U) == 1; }

/// Length of the fragment that starts here; 0 when none does (C706 12.6.3.1).
std::optional<std::uint64_t> size_of(Bytes front) noexcept {
  constexpr std::array<std::uint8_t, 2> kVersion{5, 0};
  if (!front.empty() && load_u8(front, 0) != kVersion[0]) return 0;
  if (front.size() > 1 && load_u8(front, 1) > 1) return 0;
  if (front.size() > 2 && !is_kind(load_u8(front, 2))) return 0;
  if (front.size() < kHeadBytes) return std::nullopt;
  const std::uint16_t length_bytes = is_little_endian(front) ? load_u16le(front, 8) : load_u16be(front, 8);
  return length_bytes < kHeadBytes ? 0 : length_bytes;
}

Probe probe(const FirstBytes& first) {
  const auto size = size_of(first.orig);
  if (!size) return first.orig_complete ? Probe::no : Probe::need_more;
  if (*size == 0) return Probe::no;
  // A client begins with a bind: its fragment sizes are ones that such clients have.
  const bool is_bind = load_u8(first.orig, 2) == static_cast<std::uint8_t>(Kind::bind);
  return is_bind && *size >= 72 && (load_u8(first.orig, 4) & 0x0fU) == 0 ? Probe::yes : Probe::no;
}

std::string_view auth_name(std::uint8_t type) noexcept {
  switch (type) {
    case 0: return "none";
    case 9: return "negotiate";
    case 10: return "ntlm";
    case 16: return "kerberos";
    case 68: return "netlogon";
    default: return "other";
  }
}

std::string_view level_name(std::uint8_t level) noexcept {
  constexpr std::array<std::string_view, 7> kNames{"none", "none", "connect", "call", "packet", "integrity", "privacy"};
  return level < kNames.size() ? kNames[level] : "other";
}

class DceRpcSession final : public Session {
 public:
  explicit DceRpcSession(Context& context) : context_{context}, pipe_{context.argument()} {}

  Next on_data(Direction direction, Bytes bytes, std::uint64_t /*stream_offset*/, Timestamp ts) override {
    now_ = ts;
    FrameStream& stream = streams_[index_of(direction)];
    if (stream.is_lost()) {
      if (size_of(bytes).value_or(0) == 0) return Next::more();
      stream.resume();
    }
    const Next next =
        stream.consume(bytes, size_of, [&](Bytes front, std::uint64_t total) { on_fragment(direction, front, total); });
    if (!stream.is_lost()) return next;
    context_.weird("dce_rpc_malformed_fragment", kAnalyzer);
    return Next::more();
  }

  Next on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp /*ts*/) override {
    return streams_[index_of(direction)].miss(missing_bytes, size_of);
  }

  void on_end(EndReason /*reason*/, Timestamp /*ts*/) override {
    for (const Call& call : calls_) write(call, std::nullopt, {});
    calls_.clear();
    ntlm_.finish();
  }

 private:
  struct Call {
    std::uint32_t id;
    std::uint16_t context;
    std::uint16_t operation;
    Timestamp ts;
  };

  void on_fragment(Direction direction, Bytes front, std::uint64_t total) {
    Reader in{front};
    const auto u16 = [&](FieldName name) { return is_little_ ? in.u16le(name) : in.u16be(name); };
    const auto u32 = [&](FieldName name) { return is_little_ ? in.u32le(name) : in.u32be(name); };
    is_little_ = is_little_endian(front);
    in.skip(2, "version");
    const auto kind = static_cast<Kind>(in.u8("type"));
    const std::uint8_t flags = in.u8("flags");
    in.skip(6, "representation_and_length");
    const std::uint16_t auth_bytes = u16("auth_length");
    const std::uint32_t call = u32("call_id");
    if (auth_bytes > 0 && front.size() == total) on_auth(direction, kind, front, auth_bytes);
    switch (kind) {
      case Kind::bind:
      case Kind::alter_context: return read_contexts(in);
      case Kind::bind_ack: return read_address(in);
      case Kind::request:
        if ((flags & kFirstFragment) != 0) read_request(in, call, flags);
        return;
      case Kind::response:
        if ((flags & kLastFragment) != 0) answer(call, {});
        return;
      case Kind::fault: {
        in.skip(8, "hint_and_context");
        const std::uint32_t status = u32("status");
        return answer(call, in.ok() ? std::optional<std::uint32_t>{status} : std::nullopt);
      }
      case Kind::bind_nak: ntlm_.on_result(false); return;
      case Kind::alter_context_resp:
      case Kind::auth3:
      case Kind::shutdown:
      case Kind::cancel:
      case Kind::orphaned: return;
    }
  }

  /// The trailer stands at the fragment's end (C706 13.2.6.1).
  void on_auth(Direction direction, Kind kind, Bytes fragment, std::size_t auth_bytes) {
    if (fragment.size() < kHeadBytes + 8 + auth_bytes) return;
    const Bytes trailer = fragment.last(auth_bytes + 8);
    if (kind == Kind::request || kind == Kind::response || kind == Kind::fault) return;
    auth_ = auth_name(load_u8(trailer, 0));
    auth_level_ = level_name(load_u8(trailer, 1));
    ntlm_.on_token(direction, trailer.subspan(8), now_);
  }

  /// Presentation contexts: which number stands for which interface (C706 12.6.4.3).
  void read_contexts(Reader& in) {
    in.skip(8, "sizes_and_group");
    const std::uint8_t count = in.u8("context_count");
    in.skip(3, "reserved");
    for (unsigned i = 0; i < count && in.ok(); ++i) {
      const std::uint16_t id = is_little_ ? in.u16le("context_id") : in.u16be("context_id");
      const std::uint8_t syntaxes = in.u8("syntax_count");
      in.skip(1, "reserved");
      const Bytes uuid = in.bytes(16, "interface");
      in.skip(4 + std::size_t{20} * syntaxes, "version_and_syntaxes");
      if (!in.ok()) break;
      if (contexts_.size() < kContextsMax || contexts_.contains(id)) contexts_[id] = interface_name(uuid_text(uuid));
    }
    if (in.error()) context_.weird("dce_rpc_malformed_bind", kAnalyzer, *in.error());
  }

  /// Where the interface is served: a port, or a pipe (C706 12.6.4.4).
  void read_address(Reader& in) {
    in.skip(8, "sizes_and_group");
    const std::uint16_t length_bytes = is_little_ ? in.u16le("address_length") : in.u16be("address_length");
    std::string_view address = as_text(in.bytes(length_bytes, "address"));
    address = address.substr(0, address.find('\0'));
    constexpr std::size_t kAddressMaxBytes = 128;
    if (in.ok() && !address.empty()) address_ = address.substr(0, kAddressMaxBytes);
  }

  void read_request(Reader& in, std::uint32_t call, std::uint8_t flags) {
    in.skip(4, "hint");
    const std::uint16_t context = is_little_ ? in.u16le("context_id") : in.u16be("context_id");
    const std::uint16_t operation = is_little_ ? in.u16le("operation") : in.u16be("operation");
    if ((flags & kHasObject) != 0) in.skip(16, "object");
    if (!in.ok()) return context_.weird("dce_rpc_malformed_request", kAnalyzer, *in.error());
    if (calls_.size() >= kCallsOpenMax) {
      context_.weird("dce_rpc_too_many_calls", kAnalyzer);
      write(calls_.front(), std::nullopt, {});
      calls_.pop_front();
    }
    calls_.push_back({call, context, operation, now_});
  }

  void answer(std::uint32_t call, std::optional<std::uint32_t> fault) {
    for (auto it = calls_.begin(); it != calls_.end(); ++it) {
      if (it->id != call) continue;
      write(*it, now_ - it->ts, fault);
      calls_.erase(it);
      return;
    }
  }

  void write(const Call& call, std::optional<Interval> rtt, std::optional<std::uint32_t> fault) {
    auto& batch = context_.records().of<record::DceRpc>();
    record::DceRpc row;
    row.at = connection_at(context_, call.ts);
    row.rtt = rtt;
    const std::string& pipe = address_.empty() ? pipe_ : address_;
    if (!pipe.empty()) row.named_pipe = batch.keep(pipe);
    const auto known = contexts_.find(call.context);
    if (known != contexts_.end()) {
      row.endpoint = batch.keep(known->second);
      row.operation = batch.keep(operation_name(known->second, call.operation));
    } else {
      row.operation = batch.keep("unknown-" + std::to_string(call.operation));
    }
    row.auth = auth_;
    row.auth_level = auth_level_;
    if (fault) {
      constexpr std::string_view kDigits = "0123456789abcdef";
      std::string text = "0x";
      for (int shift = 28; shift >= 0; shift -= 4) text += kDigits[(*fault >> static_cast<unsigned>(shift)) & 15U];
      row.fault = batch.keep(text);
    }
    batch.add(row);
  }

  Context& context_;
  std::string pipe_;
  std::string address_;
  std::array<FrameStream, 2> streams_{FrameStream{kFrontMaxBytes}, FrameStream{kFrontMaxBytes}};
  std::map<std::uint16_t, std::string> contexts_;
  std::deque<Call> calls_;
  NtlmExchange ntlm_{context_, "dce_rpc"};
  std::string_view auth_ = "none";
  std::string_view auth_level_ = "none";
  Timestamp now_;
  bool is_little_ = true;
};

std::unique_ptr<Session> open(Context& context) { return std::make_unique<DceRpcSession>(context); }

}  // namespace

constinit const Protocol kProtocol{
    .name = "dce_rpc",
    .over_tcp = true,
    .usual_ports = kUsualPorts,
    .probe = &probe,
    .open = &open,
    .robustness = Robustness::fuzzed,
};

}  // namespace wardwatch::protocol::dce_rpc
