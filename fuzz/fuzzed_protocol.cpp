#include <string_view>

namespace wardwatch::fuzz {

// The one word in which the programs that fuzz protocols differ, so that the rest of them is compiled once.
extern const std::string_view fuzzed_protocol;
const std::string_view fuzzed_protocol = WARDWATCH_FUZZED_PROTOCOL;

}  // namespace wardwatch::fuzz
