#include "detect/common/episode.hpp"

#include "core/digest.hpp"

namespace wardwatch::detect {

record::Finding finding_of(const Rule& rule, const std::vector<std::string>& grouping, const Episode& episode,
                           bool closed) {
  std::string content =
      rule.name + "\n" + rule.version.substr(0, rule.version.find('.')) + "\n" + utc_day(episode.first);
  for (const std::string& value : grouping) content += "\n" + value;
  record::Finding finding;
  finding.id = hex(sha256(as_bytes(content))).substr(0, 16);
  finding.rule = rule.name;
  finding.title = rule.title;
  finding.severity = rule.level;
  finding.stage = rule.stage;
  finding.techniques = rule.techniques;
  finding.first_seen = episode.first;
  finding.last_seen = episode.last;
  for (const record::Uid& uid : episode.uids)
    finding.evidence.push_back({std::string{episode.log}, std::string{uid.view()}});
  finding.count = episode.count;
  finding.status = closed ? "closed" : "open";
  finding.rule_version = rule.version;
  finding.explain_plain = rule.explain_plain;
  finding.advice = rule.advice;
  finding.innocent_explanation = rule.innocent_explanation;
  return finding;
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string{count == 1 ? one : many};
}

}  // namespace wardwatch::detect
