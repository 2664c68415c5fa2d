#include "protocol/common/reply_dialogue.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace wardwatch::protocol {
namespace {

constexpr std::string_view kGreeting = "220";
constexpr std::size_t kCodeBytes = 3;
/// A ClientHello that came before the answer that allows it, as captures of two cards show now and then.
constexpr std::size_t kEarlyMaxBytes = 16'384;

/// More than any command that we look for has, and less than a line with a password needs.
constexpr std::size_t kLineStartBytes = 16;

char upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

/// A handshake record of TLS, or a hello of SSL 2.0: no command begins like either.
bool begins_tls(std::byte octet) noexcept { return octet == std::byte{22} || octet >= std::byte{128}; }

bool ends_word(char c) noexcept { return c == ' ' || c == '\r' || c == '\n'; }

bool equals_upper(std::string_view text, std::string_view wanted) noexcept {
  return std::equal(text.begin(), text.end(), wanted.begin(), wanted.end(),
                    [](char c, char expected) { return upper(c) == expected; });
}

Probe probe_greeting(Bytes resp, bool complete) noexcept {
  const std::string_view text = as_text(resp);
  if (text.size() > kCodeBytes) {
    const char after = text[kCodeBytes];
    return text.starts_with(kGreeting) && (ends_word(after) || after == '-') ? Probe::yes : Probe::no;
  }
  return kGreeting.starts_with(text) && !complete ? Probe::need_more : Probe::no;
}

/// Whether the client's first word is one of the openings; `no` also for one that only does not tell.
Probe probe_opening(std::span<const std::string_view> openings, Bytes orig, bool complete) noexcept {
  const std::string_view text = as_text(orig);
  for (const std::string_view opening : openings) {
    if (!equals_upper(text.substr(0, opening.size()), opening.substr(0, text.size()))) continue;
    if (text.size() > opening.size() && ends_word(text[opening.size()])) return Probe::yes;
    if (text.size() <= opening.size() && !complete) return Probe::need_more;
  }
  return Probe::no;
}

bool names(Bytes greeting, std::string_view word) noexcept {
  const std::string_view text = as_text(greeting);
  return std::search(text.begin(), text.end(), word.begin(), word.end(),
                     [](char c, char expected) { return upper(c) == expected; }) != text.end();
}

/// The beginning of a line that may come in pieces, in upper case.
class LineStart {
 public:
  /// Takes bytes up to the line's end and returns how many they are.
  std::size_t append(Bytes bytes) noexcept {
    const auto end = std::find(bytes.begin(), bytes.end(), std::byte{'\n'});
    is_complete_ = end != bytes.end();
    const auto line_bytes = static_cast<std::size_t>(end - bytes.begin());
    for (const char c : as_text(at_most(bytes.first(line_bytes), kLineStartBytes - size_))) text_[size_++] = upper(c);
    is_begun_ = true;
    return line_bytes + (is_complete_ ? 1 : 0);
  }
  void clear() noexcept { *this = {}; }
  /// What comes until the next line's beginning is not known for what it is.
  void ignore_until_end() noexcept {
    clear();
    is_begun_ = is_ignored_ = true;
  }
  [[nodiscard]] bool is_complete() const noexcept { return is_complete_; }
  [[nodiscard]] bool is_begun() const noexcept { return is_begun_; }
  [[nodiscard]] std::string_view text() const noexcept {
    std::string_view text = is_ignored_ ? std::string_view{} : std::string_view{text_.data(), size_};
    while (!text.empty() && ends_word(text.back())) text.remove_suffix(1);
    return text;
  }

 private:
  std::array<char, kLineStartBytes> text_{};
  std::size_t size_ = 0;
  bool is_begun_ = false;
  bool is_complete_ = false;
  bool is_ignored_ = false;
};

class DialogueSession final : public Session {
 public:
  DialogueSession(const ReplyDialogue& dialogue, Context& context) noexcept : dialogue_{dialogue}, context_{context} {}

  Next on_data(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts) override {
    if (phase_ == Phase::over) return Next::done();
    if (phase_ == Phase::tls) return pass(direction, bytes, stream_offset, ts);
    return direction == Direction::orig ? read_commands(bytes, stream_offset) : read_replies(bytes, stream_offset, ts);
  }

  Next on_gap(Direction direction, std::uint64_t missing_bytes, Timestamp ts) override {
    // A handshake without its beginning is nothing to read.
    if (phase_ != Phase::lines && !tls_) return stop();
    if (tls_) {
      std::uint64_t& skip = skip_bytes_[index_of(direction)];
      const std::uint64_t skipped = std::min(skip, missing_bytes);
      skip -= skipped;
      return skipped == missing_bytes ? Next::more() : tls_->on_gap(direction, missing_bytes - skipped, ts);
    }
    if (direction == Direction::orig) {
      if (!early_.empty()) return stop();
      command_.ignore_until_end();
    } else {
      reply_.ignore_until_end();
      has_open_reply_ = false;
      is_greeted_ = true;
    }
    return Next::more();
  }

  void on_end(EndReason reason, Timestamp ts) override {
    if (tls_) tls_->on_end(reason, ts);
  }

 private:
  enum class Phase : std::uint8_t { lines, tls, over };

  Next stop() {
    phase_ = Phase::over;
    early_ = {};
    return Next::done();
  }

  Next read_commands(Bytes bytes, std::uint64_t stream_offset) {
    while (!bytes.empty()) {
      if (!early_.empty() || (is_tls_wanted_ && !command_.is_begun() && begins_tls(bytes[0]))) {
        return keep_early(bytes, stream_offset);
      }
      const std::size_t used_bytes = command_.append(bytes);
      bytes = bytes.subspan(used_bytes);
      stream_offset += used_bytes;
      if (!command_.is_complete()) break;
      is_tls_wanted_ = is_tls_wanted_ || dialogue_.asks_for_tls(command_.text());
      command_.clear();
    }
    return Next::more();
  }

  Next keep_early(Bytes bytes, std::uint64_t stream_offset) {
    if (early_.empty()) early_offset_ = stream_offset;
    if (early_.size() + bytes.size() > kEarlyMaxBytes) return stop();
    early_.insert(early_.end(), bytes.begin(), bytes.end());
    return Next::more();
  }

  Next read_replies(Bytes bytes, std::uint64_t stream_offset, Timestamp ts) {
    while (!bytes.empty()) {
      const std::size_t used_bytes = reply_.append(bytes);
      bytes = bytes.subspan(used_bytes);
      stream_offset += used_bytes;
      if (!reply_.is_complete()) break;
      const std::string_view answer = finished_reply(reply_.text());
      const bool is_greeting = !answer.empty() && !std::exchange(is_greeted_, true);
      const bool is_granted = !is_greeting && is_tls_wanted_ && answer == dialogue_.tls_granted;
      const bool is_content = !answer.empty() && answer == dialogue_.content_follows;
      reply_.clear();
      if (is_content) return stop();
      if (is_granted) return begin_tls(bytes, stream_offset, ts);
    }
    return Next::more();
  }

  /// The code of a reply whose last line this is, otherwise nothing. A reply of several lines opens with a code and a
  /// hyphen, and ends with the same code and a space; what stands between is free text (RFC 959 4.2).
  std::string_view finished_reply(std::string_view line) noexcept {
    const std::string_view code = line.substr(0, kCodeBytes);
    const bool is_code =
        code.size() == kCodeBytes && std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!is_code || (has_open_reply_ && code != std::string_view{open_code_.data(), kCodeBytes})) return {};
    has_open_reply_ = line.size() > kCodeBytes && line[kCodeBytes] == '-';
    std::copy(code.begin(), code.end(), open_code_.begin());
    return has_open_reply_ ? std::string_view{} : code;
  }

  Next begin_tls(Bytes rest, std::uint64_t stream_offset, Timestamp ts) {
    phase_ = Phase::tls;
    const std::vector<std::byte> early = std::move(early_);
    early_ = {};
    if (!early.empty() && pass(Direction::orig, early, early_offset_, ts, true).kind == Next::Kind::done) {
      return Next::done();
    }
    return rest.empty() ? Next::more() : pass(Direction::resp, rest, stream_offset, ts);
  }

  /// Shows TLS its bytes, and opens it with the first: a grant that nothing follows is no TLS.
  Next pass(Direction direction, Bytes bytes, std::uint64_t stream_offset, Timestamp ts, bool is_late = false) {
    if (!tls_) tls_ = context_.open_child("ssl", nullptr);
    if (!tls_) return stop();
    std::uint64_t& skip = skip_bytes_[index_of(direction)];
    const auto skipped = static_cast<std::size_t>(std::min<std::uint64_t>(skip, bytes.size()));
    skip -= skipped;
    bytes = bytes.subspan(skipped);
    if (bytes.empty()) return Next::more();
    const Next next = tls_->on_data(direction, bytes, stream_offset + skipped, ts);
    // Of a direction that is not the caller's, the skip cannot be handed up.
    if (next.kind != Next::Kind::skip || !is_late) return next;
    skip = next.skip_bytes;
    return Next::more();
  }

  const ReplyDialogue& dialogue_;
  Context& context_;
  LineStart command_;
  LineStart reply_;
  std::vector<std::byte> early_;  ///< What the client sent before the grant was seen, from its first byte of TLS.
  std::uint64_t early_offset_ = 0;
  std::unique_ptr<Session> tls_;
  std::array<std::uint64_t, 2> skip_bytes_{};
  std::array<char, kCodeBytes> open_code_{};
  Phase phase_ = Phase::lines;
  bool has_open_reply_ = false;
  bool is_greeted_ = false;
  bool is_tls_wanted_ = false;
};

}  // namespace

Probe probe_dialogue(const ReplyDialogue& dialogue, const FirstBytes& first) noexcept {
  const Probe greeting = probe_greeting(first.resp, first.resp_complete);
  if (greeting == Probe::no) return Probe::no;
  if (first.orig.empty() && !first.orig_complete) return Probe::need_more;
  const Probe opening = probe_opening(dialogue.openings, first.orig, first.orig_complete);
  if (opening == Probe::yes) return greeting;
  if (opening == Probe::need_more) return Probe::need_more;
  // Before the greeting came nobody else may say what this is.
  return greeting == Probe::yes && names(first.resp, dialogue.greeting_word) ? Probe::yes : Probe::no;
}

std::unique_ptr<Session> open_dialogue(const ReplyDialogue& dialogue, Context& context) {
  return std::make_unique<DialogueSession>(dialogue, context);
}

}  // namespace wardwatch::protocol
