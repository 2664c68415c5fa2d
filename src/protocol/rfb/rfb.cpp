#include "protocol/rfb/rfb.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "core/load.hpp"

namespace wardwatch::protocol::rfb {
namespace {

constexpr std::string_view kAnalyzer = "RFB";
constexpr std::array<std::uint16_t, 3> kUsualPorts{5900, 5901, 5500};
constexpr std::size_t kVersionBytes = 12;  // "RFB 003.008\n", RFC 6143 7.1.1.
/// Keys of Apple's authentication are the longest message; names of desktops are cut at 1 KiB.
constexpr std::size_t kWaitingMaxBytes = 8192;
constexpr std::size_t kTextMaxBytes = 1024;
constexpr std::size_t kStepBytes = 1024;

/// RFC 6143 7.1.2 and IANA's registry of security types.
enum Security : std::uint8_t { kInvalid = 0, kNone = 1, kVnc = 2, kTight = 16, kVeNCrypt = 19, kApple = 30 };

std::string security_name(std::uint32_t type) {
  switch (type) {
    case kInvalid: return "Invalid";
    case kNone: return "None";
    case kVnc: return "VNC";
    case 5: return "RA2";
    case 6: return "RA2ne";
    case kTight: return "Tight";
    case 17: return "Ultra";
    case 18: return "TLS";
    case kVeNCrypt: return "VeNCrypt";
    case 20: return "GTK-VNC SASL";
    case 21: return "MD5 hash authentication";
    case 22: return "Colin Dean xvp";
    case kApple: return "Apple Remote Desktop";
    default: return "unknown-" + std::to_string(type);
  }
}

Probe probe_side(Bytes bytes) noexcept {
  constexpr std::string_view kShape = "RFB ddd.ddd\n";
  const std::string_view text = as_text(bytes).substr(0, kShape.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool fits = kShape[i] == 'd' ? text[i] >= '0' && text[i] <= '9' : text[i] == kShape[i];
    if (!fits) return Probe::no;
  }
  return text.size() == kShape.size() ? Probe::yes : Probe::need_more;
}

/// The server speaks first.
Probe probe(const FirstBytes& first) {
  const Probe resp = probe_side(first.resp);
  if (resp != Probe::need_more) return resp;
  if (!first.orig.empty() && probe_side(first.orig) == Probe::no) return Probe::no;
  return first.resp_complete ? Probe::no : Probe::need_more;
}

/// The next message, whose sender is known from it; the dialogue is in turns until the desktop is shown.
enum class Step : std::uint8_t {
  server_version,
  client_version,
  security_33,
  security_list,
  refusal,
  choice,
  vnc_challenge,
  vnc_answer,
  apple_key,
  apple_answer,
  result,
  client_init,
  server_init,
  over
};

class RfbSession final : public Session {
 public:
  explicit RfbSession(Context& context) noexcept : context_{context} {}

  Next on_data(Direction direction, Bytes bytes, std::uint64_t /*stream_offset*/, Timestamp /*ts*/) override {
    if (step_ == Step::over) return Next::done();
    // In small steps, so that what waits is never more than one message and a step.
    for (; !bytes.empty() && step_ != Step::over; bytes = bytes.subspan(std::min(bytes.size(), kStepBytes))) {
      take_step(waiting_[index_of(direction)], at_most(bytes, kStepBytes));
    }
    return step_ == Step::over ? Next::done() : Next::more();
  }

  Next on_gap(Direction /*direction*/, std::uint64_t /*missing_bytes*/, Timestamp /*ts*/) override {
    step_ = Step::over;
    return Next::done();
  }

  void on_end(EndReason /*reason*/, Timestamp /*ts*/) override {
    if (!server_.empty()) write();
  }

 private:
  void take_step(std::vector<std::byte>& waiting, Bytes bytes) {
    if (waiting.size() + bytes.size() > kWaitingMaxBytes) {
      context_.weird("rfb_message_too_long", kAnalyzer);
      step_ = Step::over;
      return;
    }
    waiting.insert(waiting.end(), bytes.begin(), bytes.end());
    while (step_ != Step::over) {
      auto& speaker = waiting_[is_clients_turn() ? 0 : 1];
      Reader in{speaker};
      const std::size_t used = take(in);
      if (used == 0) break;
      speaker.erase(speaker.begin(), speaker.begin() + static_cast<std::ptrdiff_t>(used));
    }
  }

  [[nodiscard]] bool is_clients_turn() const noexcept {
    return step_ == Step::client_version || step_ == Step::choice || step_ == Step::vnc_answer ||
           step_ == Step::apple_answer || step_ == Step::client_init;
  }

  /// Takes the next message; returns its length, or 0 when it is not all there.
  std::size_t take(Reader& in) {
    switch (step_) {
      case Step::server_version:
        server_ = as_text(in.bytes(kVersionBytes, "version"));
        return done(in, Step::client_version);
      case Step::client_version: return take_client_version(in);
      case Step::security_33: return take_security_33(in);
      case Step::security_list: return take_list(in);
      case Step::refusal: return take_refusal(in);
      case Step::choice: return take_choice(in);
      case Step::vnc_challenge: in.skip(16, "challenge"); return done(in, Step::vnc_answer);
      case Step::vnc_answer: in.skip(16, "answer"); return done(in, Step::result);
      case Step::apple_key: {
        in.skip(2, "generator");
        key_bytes_ = in.u16be("key_length");
        in.skip(std::size_t{key_bytes_} * 2, "keys");
        return done(in, Step::apple_answer);
      }
      case Step::apple_answer: in.skip(std::size_t{128} + key_bytes_, "credentials"); return done(in, Step::result);
      case Step::result: return take_result(in);
      case Step::client_init: {
        const bool is_shared = in.u8("shared") != 0;
        if (in.ok()) share_ = is_shared;
        return done(in, Step::server_init);
      }
      case Step::server_init: return take_server_init(in);
      case Step::over: return 0;
    }
    return 0;
  }

  std::size_t done(const Reader& in, Step next) noexcept {
    if (!in.ok()) return 0;
    step_ = next;
    return in.offset_bytes();
  }

  std::size_t take_client_version(Reader& in) {
    const Bytes version = in.bytes(kVersionBytes, "version");
    if (!in.ok()) return 0;
    if (probe_side(version) != Probe::yes) {
      context_.weird("rfb_malformed_version", kAnalyzer);
      return done(in, Step::over);
    }
    client_ = as_text(version);
    is_33_ = client_.substr(4, 7) < "003.007";
    return done(in, is_33_ ? Step::security_33 : Step::security_list);
  }

  std::size_t take_security_33(Reader& in) {
    const std::uint32_t type = in.u32be("security_type");
    if (!in.ok()) return 0;
    if (type == kInvalid) return done(in, Step::refusal);
    offered_ = {security_name(type)};
    return choose(in, type);
  }

  std::size_t take_list(Reader& in) {
    const std::uint8_t count = in.u8("type_count");
    const Bytes types = in.bytes(count, "types");
    if (!in.ok()) return 0;
    if (count == 0) return done(in, Step::refusal);
    for (const std::byte type : types) offered_.push_back(security_name(std::to_integer<std::uint8_t>(type)));
    return done(in, Step::choice);
  }

  std::size_t take_choice(Reader& in) {
    const std::uint8_t type = in.u8("choice");
    return in.ok() ? choose(in, type) : 0;
  }

  std::size_t choose(const Reader& in, std::uint32_t type) {
    method_ = security_name(type);
    is_open_ = type == kNone;
    switch (type) {
      case kNone:
        // Only 3.8 says a result here (RFC 6143 7.2.1).
        if (client_.substr(4, 7) >= "003.008") return done(in, Step::result);
        auth_ = true;
        return done(in, Step::client_init);
      case kVnc: return done(in, Step::vnc_challenge);
      case kApple: return done(in, Step::apple_key);
      default: return done(in, Step::over);  // Encrypted, or a dialogue of its own.
    }
  }

  std::size_t take_result(Reader& in) {
    const std::uint32_t result = in.u32be("result");
    if (!in.ok()) return 0;
    auth_ = result == 0;
    const bool says_why = client_.substr(4, 7) >= "003.008";
    return done(in, result == 0 ? Step::client_init : says_why ? Step::refusal : Step::over);
  }

  std::size_t take_refusal(Reader& in) {
    const std::uint32_t length_bytes = in.u32be("reason_length");
    const Bytes text = in.bytes(std::min<std::size_t>(length_bytes, kTextMaxBytes), "reason");
    if (in.ok()) reason_ = as_text(text);
    return done(in, Step::over);
  }

  std::size_t take_server_init(Reader& in) {
    const std::uint16_t width = in.u16be("width");
    const std::uint16_t height = in.u16be("height");
    in.skip(16, "pixel_format");
    const std::uint32_t length_bytes = in.u32be("name_length");
    const Bytes name = in.bytes(std::min<std::size_t>(length_bytes, kTextMaxBytes), "name");
    if (!in.ok()) return 0;
    width_ = width;
    height_ = height;
    name_ = as_text(name);
    return done(in, Step::over);
  }

  void write() {
    auto& batch = context_.records().of<record::Rfb>();
    record::Rfb row;
    row.at = context_.connection();
    row.server_major_version = batch.keep(std::string_view{server_}.substr(4, 3));
    row.server_minor_version = batch.keep(std::string_view{server_}.substr(8, 3));
    if (!client_.empty()) {
      row.client_major_version = batch.keep(std::string_view{client_}.substr(4, 3));
      row.client_minor_version = batch.keep(std::string_view{client_}.substr(8, 3));
    }
    if (!method_.empty()) row.authentication_method = batch.keep(method_);
    row.auth = auth_;
    row.share_flag = share_;
    if (width_) row.desktop_name = batch.keep(name_);
    row.width = width_;
    row.height = height_;
    if (!offered_.empty()) row.security_types = batch.keep_list(offered_);
    if (!method_.empty()) row.no_authentication = is_open_;
    if (!reason_.empty()) row.failure_reason = batch.keep(reason_);
    batch.add(row);
  }

  Context& context_;
  std::array<std::vector<std::byte>, 2> waiting_;
  std::string server_, client_, method_, name_, reason_;
  std::vector<std::string> offered_;
  std::optional<std::uint64_t> width_, height_;
  std::optional<bool> auth_, share_;
  std::uint16_t key_bytes_ = 0;
  Step step_ = Step::server_version;
  bool is_33_ = false;
  bool is_open_ = false;
};

std::unique_ptr<Session> open(Context& context) { return std::make_unique<RfbSession>(context); }

}  // namespace

constinit const Protocol kProtocol{
    .name = "rfb",
    .over_tcp = true,
    .usual_ports = kUsualPorts,
    .probe = &probe,
    .open = &open,
    .robustness = Robustness::fuzzed,
};

}  // namespace wardwatch::protocol::rfb
