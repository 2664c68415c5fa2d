#include "stores/common/json_splitter.hpp"

#include <algorithm>

namespace wardwatch::stores {

bool JsonSplitter::next(std::string& value) {
  value.clear();
  std::size_t depth = 0, deepest = 0;
  bool in_text = false, is_long = false;
  for (int c = in_.take(); c != TextWindow::kEnd; c = in_.take()) {
    if (depth == 0 && opens_.find(static_cast<char>(c)) == std::string_view::npos) continue;
    is_long = is_long || value.size() >= bytes_max_;
    if (!is_long) value.push_back(static_cast<char>(c));
    if (in_text) {
      if (c == '\\') {
        const int escaped = in_.take();
        if (!is_long && escaped != TextWindow::kEnd) value.push_back(static_cast<char>(escaped));
      }
      in_text = c != '"';
    } else if (c == '"') {
      in_text = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if ((c == '}' || c == ']') && --depth == 0) {
      if (is_long || deepest > depth_max_) value.clear();
      return true;
    }
  }
  return !value.empty();
}

}  // namespace wardwatch::stores
