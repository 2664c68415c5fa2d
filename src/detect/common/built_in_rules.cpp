#include "core/packed_texts.hpp"
#include "detect/common/rules.hpp"

namespace wardwatch::detect {

extern const PackedTexts kPackedRules;  ///< Made at build.

std::vector<RuleText> built_in_rules() {
  std::vector<RuleText> rules;
  for (auto& [name, text] : unpack(kPackedRules)) rules.push_back({std::move(name), std::move(text)});
  return rules;
}

}  // namespace wardwatch::detect
