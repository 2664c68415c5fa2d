#include "eventjson/document_splitter.hpp"

namespace wardwatch::eventjson {
namespace {

constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\r'; }

/// What may stand between documents: line breaks, a list's punctuation, record separators (RFC 7464), a byte order mark.
constexpr bool is_between(char c) noexcept {
  return is_blank(c) || c == '\n' || c == ',' || c == '[' || c == ']' || c == '\x1e' || c == '\xef' || c == '\xbb' ||
         c == '\xbf';
}

}  // namespace

bool DocumentSplitter::refill() {
  if (at_ < piece_.size()) return true;
  passed_ += piece_.size();
  piece_ = feed_();
  at_ = 0;
  return !piece_.empty();
}

void DocumentSplitter::begin() {
  state_ = State::inside;
  depth_ = 1;
  members_ = 0;
  begun_ = passed_ + at_;
  text_.assign(1, '{');
}

bool DocumentSplitter::give_up(std::string_view why, State then) {
  fault_ = why;
  state_ = then;
  text_.clear();
  return true;
}

bool DocumentSplitter::take_between(char c) {
  const bool may_begin = state_ == State::between || before_ == '\n' || before_ == ',';
  if (c == '{' && may_begin) {
    begin();
    return false;
  }
  if (state_ == State::passing_over || is_between(c)) return false;
  begun_ = passed_ + at_;
  return give_up("is no JSON object", State::passing_over);
}

bool DocumentSplitter::take_inside(char c) {
  if (c == '{' && previous_ == '\n') {  // The next document: objects inside one are indented, or stand behind a name.
    holds_byte_ = true;
    return give_up("ends in the middle", State::between);
  }
  if (text_.size() >= kDocumentMaxBytes) return give_up("has more than 1 MiB", State::passing_over);
  text_.push_back(c);
  if (state_ == State::after_backslash) {
    state_ = State::in_text;
  } else if (state_ == State::in_text) {
    if (c == '\\') state_ = State::after_backslash;
    else if (c == '"') state_ = State::inside;
  } else if (c == '"') {
    state_ = State::in_text;
  } else if (c == '{' || c == '[') {
    if (++depth_ > kDepthMax) return give_up("is more than 64 deep", State::passing_over);
  } else if (c == '}' || c == ']') {
    if (--depth_ > 0) return false;
    state_ = State::between;
    return true;
  } else if (c == ',' && ++members_ > kMembersMax) {
    return give_up("has more than 4096 members", State::passing_over);
  }
  return false;
}

bool DocumentSplitter::take(char c) {
  const bool is_inside = state_ != State::between && state_ != State::passing_over;
  const bool ends = is_inside ? take_inside(c) : take_between(c);
  if (!is_blank(c)) before_ = c;
  previous_ = c;
  return ends;
}

bool DocumentSplitter::next(Document& document) {
  fault_ = {};
  text_.clear();
  while (refill()) {
    const bool ends = take(static_cast<char>(piece_[at_]));
    if (holds_byte_) {
      holds_byte_ = false;  // Looked at once more, as the beginning of the next document.
      before_ = previous_ = '\n';
    } else {
      ++at_;
    }
    if (!ends) continue;
    document = {fault_.empty() ? std::string_view{text_} : std::string_view{}, begun_, fault_};
    return true;
  }
  if (state_ == State::between || state_ == State::passing_over) return false;
  document = {{}, begun_, "ends in the middle"};
  state_ = State::between;
  return true;
}

}  // namespace wardwatch::eventjson
