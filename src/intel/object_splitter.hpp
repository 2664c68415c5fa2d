#pragma once

#include <string>
#include <string_view>

#include "core/bytes.hpp"

namespace wardwatch::intel {

/// Parts a STIX bundle, a TAXII envelope or a bare list into its objects while its bytes come in. Whether what is between
/// the brackets of one is JSON, its parser says.
class ObjectSplitter {
 public:
  /// The longest object of ATT&CK, a group with all that was written about it, has 40 KB.
  static constexpr std::size_t kObjectMaxBytes = 1U << 20U;
  /// Brackets in brackets; ATT&CK's objects have four.
  static constexpr std::size_t kDepthMax = 64;

  /// Calls `visit(std::string_view)` for each object that ends in these bytes; the text holds during the call.
  template <class Visit>
  void feed(Bytes bytes, Visit&& visit) {
    for (const char c : as_text(bytes)) {
      if (!take(c)) continue;
      if (is_refused_) ++refused_count_;
      else visit(std::string_view{object_});
      object_.clear();
      is_refused_ = false;
    }
  }

  /// Objects that are longer or deeper than may be.
  [[nodiscard]] std::size_t refused_count() const noexcept { return refused_count_; }
  /// The bytes so far end inside of something.
  [[nodiscard]] bool is_open() const noexcept { return in_object_ || outer_depth_ > 0; }
  /// There was a list of objects at all.
  [[nodiscard]] bool has_list() const noexcept { return has_list_; }

 private:
  /// True when an object ends with this character.
  bool take(char c);
  void take_outside(char c);
  [[nodiscard]] bool may_begin() const noexcept;

  std::string object_;
  std::string_view::value_type outer_[2] = {};  ///< The two outermost brackets that are open.
  std::size_t outer_depth_ = 0;
  std::size_t depth_ = 0;
  std::size_t refused_count_ = 0;
  bool in_object_ = false, in_text_ = false, is_escaped_ = false, is_refused_ = false, has_list_ = false;
};

}  // namespace wardwatch::intel
