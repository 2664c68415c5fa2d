#include "core/packed_texts.hpp"
#include "detect/sigma/rule_set.hpp"

namespace wardwatch::detect::sigma {

extern const PackedTexts kPackedRules;  ///< Made at build.

std::vector<RuleText> built_in_rules() { return unpack(kPackedRules); }

}  // namespace wardwatch::detect::sigma
