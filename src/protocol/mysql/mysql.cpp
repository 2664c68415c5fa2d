#include "protocol/mysql/mysql.hpp"

#include <algorithm>
#include <array>

#include "core/load.hpp"
#include "protocol/common/frame_stream.hpp"

namespace wardwatch::protocol::mysql {
namespace {

constexpr std::string_view kAnalyzer = "MySQL";
constexpr std::array<std::uint16_t, 1> kUsualPorts{3306};
constexpr std::size_t kHeadBytes = 4;
/// Of a statement or a row no more is looked at.
constexpr std::size_t kFrontMaxBytes = 4096;
constexpr std::size_t kTextMaxBytes = 512;
/// Capability flags of the client (Connection Phase).
constexpr std::uint32_t kProtocol41 = 0x00000200;
constexpr std::uint32_t kSsl = 0x00000800;
constexpr std::byte kOk{0x00};
constexpr std::byte kMore{0x01};
constexpr std::byte kSwitch{0xfe};
constexpr std::byte kError{0xff};

std::optional<std::uint64_t> size_of(Bytes front) noexcept {
  if (front.size() < kHeadBytes) return std::nullopt;
  return kHeadBytes + std::uint64_t{load_u32le(front, 0) & 0x00ffffffU};
}

/// The server greets: number 0, protocol 10, and a version that begins with a digit and ends with a null.
Probe probe(const FirstBytes& first) {
  const Bytes bytes = first.resp;
  constexpr std::size_t kEnough = 7;
  if (bytes.size() < kEnough) return first.resp_complete || !first.orig.empty() ? Probe::no : Probe::need_more;
  const std::uint32_t length_bytes = load_u32le(bytes, 0);
  const bool is_first = length_bytes >> 24U == 0 && length_bytes >= 40 && length_bytes <= 400;
  const char digit = static_cast<char>(load_u8(bytes, 5));
  constexpr std::size_t kVersionMaxBytes = 64;
  const std::string_view version = as_text(bytes.subspan(5)).substr(0, kVersionMaxBytes);
  if (!is_first || load_u8(bytes, 4) != 10 || digit < '0' || digit > '9') return Probe::no;
  if (version.find('\0') != std::string_view::npos) return Probe::yes;
  return version.size() < kVersionMaxBytes && !first.resp_complete ? Probe::need_more : Probe::no;
}

std::string text_up_to_null(Reader& in, FieldName name) {
  const std::string_view rest = as_text(in.peek());
  const std::size_t end = rest.find('\0');
  in.require(end != std::string_view::npos, name);
  if (!in.ok()) return {};
  std::string text{rest.substr(0, std::min(end, kTextMaxBytes))};
  in.skip(end + 1, name);
  return text;
}

/// A length-encoded number; bytes that are none count as 0.
std::uint64_t packed_number(Reader& in) {
  const std::uint8_t first = in.u8("packed_number");
  switch (first) {
    case 0xfc: return in.u16le("packed_number");
    case 0xfd: return in.u16le("packed_number") | std::uint64_t{in.u8("packed_number")} << 16U;
    case 0xfe: return in.u64le("packed_number");
    default: return first < 0xfb ? first : 0;
  }
}

std::string_view command_name(std::uint8_t command) noexcept {
  constexpr std::array<std::string_view, 29> kNames{
      "sleep",        "quit",           "init_db",      "query",        "field_list",
      "create_db",    "drop_db",        "refresh",      "shutdown",     "statistics",
      "process_info", "connect",        "process_kill", "debug",        "ping",
      "time",         "delayed_insert", "change_user",  "binlog_dump",  "table_dump",
      "connect_out",  "register_slave", "stmt_prepare", "stmt_execute", "stmt_send_long_data",
      "stmt_close",   "stmt_reset",     "set_option",   "stmt_fetch"};
  return command < kNames.size() ? kNames[command] : "unknown";
}

class MysqlSession final : public Session {
 public:
  explicit MysqlSession(Context& context) noexcept : context_{context} {}

  Next on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts) override {
    now_ = ts;
    if (tls_) return tls_->on_data(direction, bytes, stream_offset, ts);
    if (is_over_) return Next::done();
    FrameStream& stream = streams_[index_of(direction)];
    if (is_tls_) return begin_tls(direction, bytes, stream_offset, ts);
    const Next next = stream.consume(bytes, size_of, [&](Bytes front, std::uint64_t) {
      direction == Direction::orig ? on_client(front) : on_server(front);
    });
    const Bytes rest = bytes.last(stream.rest_bytes());
    return rest.empty() ? next : begin_tls(direction, rest, stream_offset + bytes.size() - rest.size(), ts);
  }
  Next on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp ts) override {
    if (tls_) return tls_->on_gap(direction, missing_bytes, ts);
    return streams_[index_of(direction)].miss(missing_bytes, size_of);
  }
  void on_end(EndReason reason, Timestamp ts) override {
    if (tls_) tls_->on_end(reason, ts);
    if (is_waiting_) write(std::nullopt, std::nullopt, {});
  }

 private:
  /// The client's next bytes are a ClientHello; the server's, its answer.
  Next begin_tls(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts) {
    tls_ = context_.open_child("ssl", nullptr);
    is_over_ = !tls_;
    return is_over_ ? Next::done() : tls_->on_data(direction, bytes, stream_offset, ts);
  }

  void on_client(Bytes packet) {
    const bool is_new = load_u8(packet, 3) == 0;
    Reader in{packet};
    in.skip(kHeadBytes, "head");
    if (!has_logged_in_) {
      if (!is_waiting_ && !is_tls_) on_login(in);
      return;
    }
    if (!is_new || in.empty()) return;
    if (is_waiting_) write(std::nullopt, std::nullopt, {});
    const std::uint8_t command = in.u8("command");
    command_ = command_name(command);
    constexpr std::uint8_t kInitDb = 2;
    constexpr std::uint8_t kQuery = 3;
    constexpr std::uint8_t kPrepare = 22;
    const std::string_view text = as_text(at_most(in.peek(), kTextMaxBytes));
    argument_.clear();
    if (command == kQuery || command == kPrepare) argument_ = shape_of(text);
    if (command == kInitDb) argument_ = text;
    asked_at_ = now_;
    is_waiting_ = true;
    constexpr std::uint8_t kQuit = 1;
    constexpr std::uint8_t kStatementClose = 25;
    if (command == kQuit || command == kStatementClose) write(std::nullopt, std::nullopt, {});
  }

  /// HandshakeResponse of versions 4.1 and before, or the request to go over to TLS.
  void on_login(Reader& in) {
    const std::uint16_t low = in.u16le("capabilities");
    std::uint32_t flags = low;
    if ((low & kProtocol41) != 0) {
      flags |= std::uint32_t{in.u16le("capabilities")} << 16U;
      in.skip(28, "sizes_and_charset");
    } else {
      in.skip(3, "packet_max");
    }
    if (!in.ok()) return context_.weird("mysql_malformed_login", kAnalyzer, *in.error());
    if ((flags & kSsl) != 0 && in.empty()) {
      is_tls_ = true;
      streams_[index_of(Direction::orig)].stop();
      command_ = "login";
      asked_at_ = now_;
      write(std::nullopt, std::nullopt, {});
      return;
    }
    argument_ = text_up_to_null(in, "user");
    if (in.error()) return context_.weird("mysql_malformed_login", kAnalyzer, *in.error());
    command_ = "login";
    asked_at_ = now_;
    is_waiting_ = true;
  }

  void on_server(Bytes packet) {
    Reader in{packet};
    in.skip(kHeadBytes, "head");
    if (in.empty()) return;
    if (!is_greeted_) {
      is_greeted_ = true;
      if (in.peek()[0] != kError) return on_greeting(in);
    }
    if (!is_waiting_) return;
    const std::byte first = in.peek()[0];
    in.skip(1, "kind");
    if (first == kError) {
      const std::uint16_t code = in.u16le("error_code");
      std::string_view text = as_text(in.peek());
      if (text.starts_with('#')) text.remove_prefix(std::min<std::size_t>(6, text.size()));
      std::ignore = code;
      return write(false, std::nullopt, text.substr(0, kTextMaxBytes));
    }
    const bool is_login = command_ == "login";
    if (is_login && (first == kMore || first == kSwitch)) {
      if (first == kSwitch && !in.empty()) plugin_ = text_up_to_null(in, "plugin");
      return;
    }
    if (is_login) has_logged_in_ = true;
    const std::uint64_t rows = first == kOk ? packed_number(in) : 0;
    write(true, first == kOk && in.ok() ? std::optional{rows} : std::nullopt, {});
  }

  /// Protocol::HandshakeV10.
  void on_greeting(Reader& in) {
    in.skip(1, "protocol");
    version_ = text_up_to_null(in, "version");
    in.skip(4 + 8 + 1 + 2 + 1 + 2 + 2, "thread_and_capabilities");
    const std::uint8_t data_bytes = in.u8("auth_data_length");
    in.skip(10 + std::max<std::size_t>(13, data_bytes > 8 ? data_bytes - 8U : 0U), "auth_data");
    if (in.ok() && !in.empty()) plugin_ = text_up_to_null(in, "plugin");
  }

  /// A statement without its values: texts and numbers in it may be patients'.
  static std::string shape_of(std::string_view statement) {
    std::string shape;
    for (std::size_t at = 0; at < statement.size();) {
      const char c = statement[at];
      if (c == '\'' || c == '"') {
        std::size_t end = at + 1;
        while (end < statement.size() && statement[end] != c) end += statement[end] == '\\' ? 2 : 1;
        shape += '?';
        at = std::min(end + 1, statement.size());
      } else if (c >= '0' && c <= '9' && (at == 0 || !is_word(statement[at - 1]))) {
        while (at < statement.size() && (is_word(statement[at]) || statement[at] == '.')) ++at;
        shape += '?';
      } else if (c == '-' && statement.substr(at).starts_with("-- ")) {
        break;
      } else {
        shape += c;
        ++at;
      }
    }
    return shape;
  }
  static bool is_word(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  void write(std::optional<bool> success, std::optional<std::uint64_t> rows, std::string_view response) {
    is_waiting_ = false;
    auto& batch = context_.records().of<record::Mysql>();
    record::Mysql row;
    row.at = connection_at(context_, asked_at_);
    row.cmd = command_;
    if (!argument_.empty()) row.arg = batch.keep(argument_);
    row.success = success;
    row.rows = rows;
    if (!response.empty()) row.response = batch.keep(response);
    if (!version_.empty()) row.server_version = batch.keep(version_);
    if (command_ == "login" && !plugin_.empty()) row.auth_plugin = batch.keep(plugin_);
    row.tls = is_tls_;
    batch.add(row);
  }

  Context& context_;
  std::array<FrameStream, 2> streams_{FrameStream{kFrontMaxBytes}, FrameStream{kFrontMaxBytes}};
  std::unique_ptr<Session> tls_;
  std::string version_, plugin_, argument_;
  std::string_view command_;
  Timestamp now_;
  Timestamp asked_at_;
  bool is_greeted_ = false;
  bool has_logged_in_ = false;
  bool is_waiting_ = false;
  bool is_tls_ = false;
  bool is_over_ = false;
};

std::unique_ptr<Session> open(Context& context) { return std::make_unique<MysqlSession>(context); }

}  // namespace

constinit const Protocol kProtocol{
    .name = "mysql",
    .over_tcp = true,
    .usual_ports = kUsualPorts,
    .probe = &probe,
    .open = &open,
    .robustness = Robustness::fresh,
};

}  // namespace wardwatch::protocol::mysql
