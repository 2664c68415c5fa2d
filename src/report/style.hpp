#pragma once

#include <string_view>

namespace wardwatch::report {

/// The report's style sheet.
[[nodiscard]] std::string_view style_sheet() noexcept;

}  // namespace wardwatch::report
