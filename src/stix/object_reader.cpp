#include "stix/object_reader.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "stix/object.hpp"

namespace wardwatch::stix {
namespace {

constexpr std::size_t kNameBytesMax = 64;  ///< Of a member's name; "objects" is what is looked for.

bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

bool ObjectReader::refill() {
  piece_ = feed_();
  at_ = 0;
  return !piece_.empty();
}

bool ObjectReader::next(std::string& object) {
  object.clear();
  while (at_ < piece_.size() || refill()) {
    const char c = static_cast<char>(piece_[at_++]);
    if (take(c, object)) return true;
  }
  return false;
}

bool ObjectReader::take(char c, std::string& object) {
  if (state_ == State::object) return take_in_object(c, object);
  if (in_text_) {
    take_in_text(c);
    return false;
  }
  if (c == '"' && state_ != State::outside) {
    in_text_ = true;
    text_.clear();
    return false;
  }
  switch (state_) {
    case State::outside:  // A list of bundles is passed through as if it were not there.
      if (c != '{') break;
      state_ = State::envelope;
      depth_ = 1;
      text_.clear();
      break;
    case State::envelope: take_in_envelope(c); break;
    case State::other_value:
      if (c == '{' || c == '[') ++inner_;
      else if ((c == '}' || c == ']') && --inner_ == 0) state_ = State::envelope;
      break;
    case State::list:
      if (c == '{') begin_object(object);
      else if (c == '[') ++inner_;
      else if (c == ']' && --inner_ == 0) state_ = State::envelope;
      break;
    case State::object: break;
  }
  return false;
}

void ObjectReader::take_in_text(char c) {
  if (after_backslash_) after_backslash_ = false;
  else if (c == '\\') after_backslash_ = true;
  else if (c == '"') in_text_ = false;
  if (in_text_ && text_.size() < kNameBytesMax) text_.push_back(c);
}

void ObjectReader::take_in_envelope(char c) {
  if (c == '}') {
    state_ = State::outside;
    depth_ = 0;
  } else if (c == '[' || c == '{') {
    state_ = c == '[' && text_ == "objects" ? State::list : State::other_value;
    inner_ = 1;
  } else if (c == ',') {
    text_.clear();
  }
}

void ObjectReader::begin_object(std::string& object) {
  state_ = State::object;
  depth_ = 1;
  is_too_much_ = false;
  object.assign(1, '{');
}

bool ObjectReader::take_in_object(char c, std::string& object) {
  is_too_much_ = is_too_much_ || object.size() >= kObjectBytesMax || depth_ > kDepthMax;
  if (!is_too_much_) object.push_back(c);
  if (in_text_) {
    if (after_backslash_) after_backslash_ = false;
    else if (c == '\\') after_backslash_ = true;
    else if (c == '"') in_text_ = false;
    return false;
  }
  if (c == '"') {
    in_text_ = true;
  } else if (c == '{' || c == '[') {
    ++depth_;
  } else if ((c == '}' || c == ']') && --depth_ == 0) {
    state_ = State::list;
    depth_ = 1;  // The envelope is still open.
    if (is_too_much_) object.clear();
    return true;
  }
  return false;
}

bool is_bundle(Bytes beginning) {
  const std::string_view text = as_text(beginning);
  const auto* first = std::find_if_not(text.begin(), text.end(), is_blank);
  if (first == text.end() || (*first != '{' && *first != '[')) return false;
  bool is_given = false;
  ObjectReader reader{[&] { return std::exchange(is_given, true) ? Bytes{} : beginning; }};
  constexpr std::size_t kObjectsAsked = 8;
  std::string object;
  for (std::size_t i = 0; i < kObjectsAsked && reader.next(object); ++i) {
    if (read_object(object)) return true;
  }
  // A bundle whose first object is longer than the beginning, or that has none.
  constexpr std::size_t kHeadBytes = 512;
  const std::string_view head = text.substr(0, kHeadBytes);
  return head.find("\"bundle--") != std::string_view::npos && head.find("\"bundle\"") != std::string_view::npos;
}

}  // namespace wardwatch::stix
