#include "protocol/http/http.hpp"

#include <algorithm>
#include <array>
#include <deque>

#include "protocol/common/ntlm.hpp"
#include "protocol/http/body.hpp"
#include "protocol/http/exchange.hpp"

namespace wardwatch::protocol::http {
namespace {

constexpr std::string_view kAnalyzer = "HTTP";
constexpr std::array<std::uint16_t, 6> kUsualPorts{80, 8080, 8000, 3128, 8042, 5985};
/// Of a line more is thrown away: a URI of 8 KiB is what servers take.
constexpr std::size_t kLineMaxBytes = std::size_t{16} << 10U;
constexpr std::size_t kFieldsMax = 256;
constexpr std::size_t kExchangesMax = 128;  ///< Requests that wait for replies (pipelining).

/// Without a version (0.9) only these methods make a request, and only of a path.
bool is_old_request(const RequestLine& line) noexcept {
  constexpr std::array<std::string_view, 7> kMethods{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE"};
  return line.uri.starts_with('/') && std::find(kMethods.begin(), kMethods.end(), line.method) != kMethods.end();
}

/// A request's line has its version at the end; that, not the method, makes it one.
Probe probe_request(Bytes bytes, bool is_complete) noexcept {
  const std::string_view text = as_text(bytes);
  const std::size_t end = text.find('\n');
  if (end != std::string_view::npos) {
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const auto parsed = parse_request_line(line);
    if (!parsed) return Probe::no;
    return parsed->version != "0.9" || is_old_request(*parsed) ? Probe::yes : Probe::no;
  }
  const std::size_t word = std::min(text.find(' '), text.size());
  constexpr std::size_t kWordMaxBytes = 32;
  const bool is_word =
      word <= kWordMaxBytes && std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(word),
                                           [](char c) { return (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; });
  if (!is_word || text.starts_with("SSH-")) return Probe::no;
  return is_complete ? Probe::no : Probe::need_more;
}

Probe probe_reply(Bytes bytes) noexcept {
  constexpr std::string_view kMark = "HTTP/1.";
  const std::string_view text = as_text(bytes).substr(0, kMark.size());
  if (text == kMark) return Probe::yes;
  return kMark.starts_with(text) ? Probe::need_more : Probe::no;
}

Probe probe(const FirstBytes& first) {
  if (!first.orig.empty()) {
    const Probe request = probe_request(first.orig, first.orig_complete);
    if (request == Probe::yes) return request;
  }
  const Probe reply = first.resp.empty() ? Probe::need_more : probe_reply(first.resp);
  if (reply == Probe::yes) return reply;
  if (reply == Probe::need_more && first.resp_complete) return Probe::no;
  // A server of HTTP answers in it to any words.
  return reply;
}

bool resumes(Bytes piece) noexcept {
  return probe_reply(piece) == Probe::yes || probe_request(piece, true) == Probe::yes;
}

class HttpSession final : public Session {
 public:
  explicit HttpSession(Context& context) noexcept : context_{context} {}

  Next on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts) override {
    now_ = ts;
    if (inner_) return pass(direction, bytes, stream_offset, ts);
    if (is_over_) return Next::done();
    Side& side = sides_[index_of(direction)];
    if (side.step == Step::lost) {
      if (!resumes(bytes)) return Next::more();
      side.step = Step::start;
    }
    std::size_t used = 0;
    while (used < bytes.size() && side.step != Step::lost && !is_tunnel_) {
      used += side.step == Step::body ? take_body(direction, bytes.subspan(used))
                                      : take_line(direction, bytes.subspan(used));
    }
    if (is_tunnel_) return open_tunnel(direction, bytes.subspan(used), stream_offset + used, ts);
    if (side.step != Step::body) return Next::more();
    const std::uint64_t skip_bytes = side.body.take_skippable();
    if (skip_bytes == 0) return Next::more();
    end_body(direction);
    return Next::skip(skip_bytes);
  }

  Next on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp ts) override {
    if (inner_) return inner_->on_gap(direction, missing_bytes, ts);
    Side& side = sides_[index_of(direction)];
    if (side.step == Step::body && side.body.miss(missing_bytes)) {
      if (side.body.is_complete()) end_body(direction);
      return Next::more();
    }
    if (side.step == Step::body) end_body(direction);
    side.step = Step::lost;
    side.line.clear();
    return Next::more();
  }

  void on_end(EndReason reason, Timestamp ts) override {
    if (inner_) inner_->on_end(reason, ts);
    for (const Direction direction : {Direction::orig, Direction::resp}) {
      Side& side = sides_[index_of(direction)];
      if (side.step == Step::body) end_body(direction);
    }
    for (Exchange& exchange : exchanges_) write_row(context_, exchange);
    exchanges_.clear();
    ntlm_.finish();
  }

 private:
  enum class Step : std::uint8_t { start, fields, body, lost };
  struct Side {
    Step step = Step::start;
    std::string line;
    std::size_t fields = 0;
    bool is_cut = false;
    Body body;
  };

  std::size_t take_line(Direction direction, Bytes bytes) {
    Side& side = sides_[index_of(direction)];
    const std::string_view text = as_text(bytes);
    const std::size_t end = text.find('\n');
    const std::string_view part = text.substr(0, end);
    const std::size_t room = kLineMaxBytes - std::min(kLineMaxBytes, side.line.size());
    side.line.append(part.substr(0, room));
    if (part.size() > room && !side.is_cut) {
      side.is_cut = true;
      context_.weird("http_line_too_long", kAnalyzer);
    }
    // A reply without a head is HTTP/0.9: that shows in its first bytes.
    if (direction == Direction::resp && side.step == Step::start && probe_reply(as_bytes(side.line)) == Probe::no &&
        begin_bare_reply()) {
      const std::string held = std::move(side.line);
      side.line = {};
      std::ignore = side.body.take(as_bytes(held));
      return part.size();
    }
    if (end == std::string_view::npos) return bytes.size();
    std::string line = std::move(side.line);
    side.line = {};
    side.is_cut = false;
    if (line.ends_with('\r')) line.pop_back();
    if (side.step == Step::fields) on_field(direction, line);
    else if (!line.empty()) direction == Direction::orig ? on_request_line(line) : on_status_line(line);
    return end + 1;
  }

  bool begin_bare_reply() {
    if (reply_place() == nullptr || reply_place()->version != "0.9") return false;
    Exchange& exchange = *reply_place();
    exchange.status = 0;
    exchange.reason = "<empty>";
    Side& side = sides_[index_of(Direction::resp)];
    side.body = Body{Framing::until_close, 0, false, {}};
    side.step = Step::body;
    return true;
  }

  void on_request_line(const std::string& line) {
    Side& side = sides_[index_of(Direction::orig)];
    const auto parsed = parse_request_line(line);
    if (!parsed) {
      context_.weird("bad_HTTP_request", kAnalyzer);
      side.step = Step::lost;
      return;
    }
    if (exchanges_.size() >= kExchangesMax) {
      context_.weird("http_too_many_requests", kAnalyzer);
      write_row(context_, exchanges_.front());
      exchanges_.pop_front();
    }
    // What a reply that came first is to be an answer to, is not known: the request is another one.
    Exchange& exchange = exchanges_.emplace_back();
    exchange.ts = now_;
    exchange.depth = ++depth_;
    exchange.has_request = true;
    exchange.method = parsed->method;
    exchange.uri = parsed->uri;
    exchange.version = parsed->version;
    side.fields = 0;
    side.step = Step::fields;
  }

  /// The exchange that the next reply belongs to.
  Exchange* reply_place() noexcept { return exchanges_.empty() ? nullptr : &exchanges_.front(); }

  void on_status_line(const std::string& line) {
    Side& side = sides_[index_of(Direction::resp)];
    const auto parsed = parse_status_line(line);
    if (!parsed) {
      context_.weird("bad_HTTP_reply", kAnalyzer);
      side.step = Step::lost;
      return;
    }
    if (exchanges_.empty()) {
      Exchange& alone = exchanges_.emplace_back();
      alone.ts = now_;
      alone.depth = ++depth_;
    }
    Exchange& exchange = exchanges_.front();
    const bool is_interim = parsed->code >= 100 && parsed->code < 200 && parsed->code != 101;
    exchange.version = parsed->version;
    (is_interim ? exchange.info_status : exchange.status) = parsed->code;
    (is_interim ? exchange.info_reason : exchange.reason) = parsed->reason;
    exchange.reply = {};
    side.fields = 0;
    side.step = Step::fields;
  }

  void on_field(Direction direction, const std::string& line) {
    Side& side = sides_[index_of(direction)];
    const bool is_orphans = direction == Direction::orig && is_orphan_;
    if (exchanges_.empty() && !is_orphans) {
      side.step = Step::lost;
      return;
    }
    Exchange& exchange = is_orphans ? orphan_ : direction == Direction::orig ? exchanges_.back() : exchanges_.front();
    Fields& fields = direction == Direction::orig ? exchange.request : exchange.reply;
    if (!line.empty()) {
      if (++side.fields == kFieldsMax) context_.weird("http_too_many_fields", kAnalyzer);
      if (side.fields < kFieldsMax) fields.add(line);
      return;
    }
    direction == Direction::orig ? end_request_head(exchange) : end_reply_head(exchange);
  }

  void end_request_head(Exchange& exchange) {
    Side& side = sides_[index_of(Direction::orig)];
    const std::string token = take_credentials(exchange);
    if (!token.empty()) ntlm_.on_token(Direction::orig, as_bytes(token), now_);
    const Fields& fields = exchange.request;
    const Framing framing = fields.is_chunked       ? Framing::chunked
                            : fields.content_length ? Framing::length
                                                    : Framing::none;
    begin_body(side, framing, fields);
    if (side.body.is_complete()) end_body(Direction::orig);
  }

  void end_reply_head(Exchange& exchange) {
    Side& side = sides_[index_of(Direction::resp)];
    if (!exchange.status) {  // An interim reply: the real one follows.
      side.step = Step::start;
      return;
    }
    read_challenge(exchange);
    const std::uint64_t status = *exchange.status;
    is_tunnel_ = (exchange.method == "CONNECT" && status >= 200 && status < 300) || status == 101;
    const bool is_empty = exchange.method == "HEAD" || status == 204 || status == 304 || is_tunnel_;
    const Fields& fields = exchange.reply;
    const Framing framing = is_empty                ? Framing::none
                            : fields.is_chunked     ? Framing::chunked
                            : fields.content_length ? Framing::length
                                                    : Framing::until_close;
    begin_body(side, framing, fields);
    if (side.body.is_complete()) end_body(Direction::resp);
  }

  void read_challenge(Exchange& exchange) {
    const std::string challenge = decode_base64(exchange.reply.challenge);
    const bool is_challenge = ntlm_.on_token(Direction::resp, as_bytes(challenge), now_);
    if (!is_challenge && ntlm_.is_pending()) ntlm_.on_result(exchange.status != 401 && exchange.status != 407);
  }

  static void begin_body(Side& side, Framing framing, const Fields& fields) {
    side.body = Body{framing, fields.content_length.value_or(0), fields.is_gzip,
                     fields.content_type ? std::string_view{*fields.content_type} : std::string_view{}};
    side.step = Step::body;
  }

  std::size_t take_body(Direction direction, Bytes bytes) {
    Side& side = sides_[index_of(direction)];
    const std::size_t used = side.body.take(bytes);
    if (side.body.is_damaged()) {
      context_.weird("HTTP_bad_chunk", kAnalyzer);
      end_body(direction);
      side.step = Step::lost;
      return bytes.size();
    }
    if (side.body.is_complete()) end_body(direction);
    return used;
  }

  void end_body(Direction direction) {
    Side& side = sides_[index_of(direction)];
    side.step = Step::start;
    if (side.body.has_bad_packing()) context_.weird("http_bad_gzip", kAnalyzer);
    const bool is_orphans = direction == Direction::orig && std::exchange(is_orphan_, false);
    if (exchanges_.empty() || is_orphans) {
      side.body = {};
      return;
    }
    if (direction == Direction::orig) {
      Exchange& exchange = exchanges_.back();
      exchange.request_bytes += side.body.content_bytes();
      side.body.tell(exchange.request_kinds, exchange.request_names);
      if (exchange.request.file_name) exchange.request_names.push_back(*exchange.request.file_name);
      side.body = {};
      return;
    }
    Exchange& exchange = exchanges_.front();
    exchange.reply_bytes += side.body.content_bytes();
    side.body.tell(exchange.reply_kinds, exchange.reply_names);
    if (exchange.reply.file_name) exchange.reply_names.push_back(*exchange.reply.file_name);
    side.body = {};
    finish_front();
  }

  /// The reply is all there. A request that is still sent (a refused upload) stays where it is and is written with it.
  void finish_front() {
    Side& request = sides_[index_of(Direction::orig)];
    Exchange& exchange = exchanges_.front();
    const bool is_sending = exchange.has_request && !is_orphan_ && exchanges_.size() == 1 &&
                            (request.step == Step::body || request.step == Step::fields);
    if (is_sending) {
      exchange.request_bytes += request.body.content_bytes();
      request.body.tell(exchange.request_kinds, exchange.request_names);
    }
    write_row(context_, exchange);
    if (is_sending) {
      is_orphan_ = true;
      orphan_ = std::move(exchange);
    }
    exchanges_.pop_front();
  }

  /// Behind CONNECT and an upgrade anything may be spoken.
  Next open_tunnel(Direction direction, Bytes rest, std::uint64_t offset, Timestamp ts) {
    inner_ = context_.open_recogniser();
    is_over_ = !inner_;
    if (is_over_) return Next::done();
    tunnel_offset_[index_of(direction)] = offset;
    return rest.empty() ? Next::more() : pass(direction, rest, offset, ts);
  }

  Next pass(Direction direction, Bytes bytes, std::uint64_t offset, Timestamp ts) {
    auto& from = tunnel_offset_[index_of(direction)];
    if (!from) from = offset;
    return inner_->on_data(direction, bytes, offset - *from, ts);
  }

  Context& context_;
  std::array<Side, 2> sides_;
  std::deque<Exchange> exchanges_;
  NtlmExchange ntlm_{context_, "http"};
  std::unique_ptr<Session> inner_;
  std::array<std::optional<std::uint64_t>, 2> tunnel_offset_;
  Exchange orphan_;  ///< A request that is still sent, though its reply is complete and its row written.
  Timestamp now_;
  std::uint64_t depth_ = 0;
  bool is_orphan_ = false;
  bool is_tunnel_ = false;
  bool is_over_ = false;
};

std::unique_ptr<Session> open(Context& context) { return std::make_unique<HttpSession>(context); }

}  // namespace

constinit const Protocol kProtocol{
    .name = "http",
    .over_tcp = true,
    .usual_ports = kUsualPorts,
    .probe = &probe,
    .resumes = &resumes,
    .open = &open,
    .robustness = Robustness::fuzzed,
};

}  // namespace wardwatch::protocol::http
