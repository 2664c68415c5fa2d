#pragma once

#include <string>
#include <string_view>

namespace wardwatch {

/// Takes patient data and passwords out of free text (URI, file name, command line, DNS label) before it is written
/// anywhere: known patient parameters (`PatientName=`), password arguments, and values of the shape of a social
/// security number become `{redacted:class}`.
///
/// Returns false, and leaves `out` alone, when there is nothing to take out: the usual case costs one pass.
[[nodiscard]] bool redact(std::string_view text, std::string& out);

}  // namespace wardwatch
