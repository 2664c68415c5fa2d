#pragma once

#include <limits>
#include <string>
#include <string_view>

#include "stores/common/text_window.hpp"

namespace wardwatch::stores {

/// Finds where each JSON value ends (RFC 8259): at the bracket that closes the first one. Whether what is between is
/// JSON, its parser says.
class JsonSplitter {
 public:
  /// `opens` are the brackets that a value may begin with; whatever else stands between values is passed over.
  JsonSplitter(ByteStream& stream, std::string_view opens, std::size_t bytes_max,
               std::size_t depth_max = std::numeric_limits<std::size_t>::max())
      : in_{stream}, opens_{opens}, bytes_max_{bytes_max}, depth_max_{depth_max} {}

  /// False at the end; empty when the value is longer or deeper than may be.
  [[nodiscard]] bool next(std::string& value);

 private:
  TextWindow in_;
  std::string_view opens_;
  std::size_t bytes_max_;
  std::size_t depth_max_;
};

}  // namespace wardwatch::stores
