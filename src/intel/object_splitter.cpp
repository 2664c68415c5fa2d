#include "intel/object_splitter.hpp"

namespace wardwatch::intel {

/// `[{` or `{"objects":[{`; an object elsewhere belongs to the bundle itself.
bool ObjectSplitter::may_begin() const noexcept {
  return (outer_depth_ == 1 && outer_[0] == '[') || (outer_depth_ == 2 && outer_[0] == '{' && outer_[1] == '[');
}

void ObjectSplitter::take_outside(char c) {
  if (c == '[' || c == '{') {
    if (outer_depth_ < 2) outer_[outer_depth_] = c;
    ++outer_depth_;
    has_list_ = has_list_ || may_begin();
  } else if ((c == ']' || c == '}') && outer_depth_ > 0) {
    --outer_depth_;
  }
}

bool ObjectSplitter::take(char c) {
  if (!in_object_ && !in_text_ && c == '{' && may_begin()) in_object_ = true;
  if (in_object_) {
    is_refused_ = is_refused_ || object_.size() >= kObjectMaxBytes;
    if (!is_refused_) object_.push_back(c);
  }
  if (in_text_) {
    if (is_escaped_) is_escaped_ = false;
    else if (c == '\\') is_escaped_ = true;
    else in_text_ = c != '"';
    return false;
  }
  if (c == '"') {
    in_text_ = true;
    return false;
  }
  if (!in_object_) {
    take_outside(c);
    return false;
  }
  if (c == '{' || c == '[') {
    is_refused_ = ++depth_ > kDepthMax || is_refused_;
  } else if ((c == '}' || c == ']') && --depth_ == 0) {
    in_object_ = false;
    return true;
  }
  return false;
}

}  // namespace wardwatch::intel
