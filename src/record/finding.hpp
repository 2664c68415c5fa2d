#pragma once

#include <string>
#include <vector>

#include "record/schema.hpp"

namespace wardwatch::record {

enum class Severity : std::uint8_t { informational, low, medium, high, critical };
[[nodiscard]] std::string_view name_of(Severity severity) noexcept;
[[nodiscard]] std::optional<Severity> severity_named(std::string_view name) noexcept;

/// Who or what a finding is about, and as what.
struct Entity {
  std::string type;  ///< ip, host, user, device, file, store, domain, actor
  std::string value;
  std::string role;  ///< attacker, victim, relay, store, account
  [[nodiscard]] friend auto operator<=>(const Entity&, const Entity&) = default;
};
template <>
inline constexpr auto schema_of<Entity> = schema("entity", "Who or what a finding is about",
                                                 field(1, "type", &Entity::type, Unit::none, Content::technical,
                                                       "ip, host, user, device, file, store, domain or actor"),
                                                 field(2, "value", &Entity::value, Unit::none, Content::account,
                                                       "Which one"),
                                                 field(3, "role", &Entity::role, Unit::none, Content::technical,
                                                       "attacker, victim, relay, store or account"));

/// A record that a finding stands on.
struct EvidenceRef {
  std::string record;  ///< Log name.
  std::string ref;     ///< uid, or path and offset.
  [[nodiscard]] friend auto operator<=>(const EvidenceRef&, const EvidenceRef&) = default;
};
template <>
inline constexpr auto schema_of<EvidenceRef> =
    schema("evidence_ref", "A record that a finding stands on",
           field(1, "record", &EvidenceRef::record, Unit::none, Content::technical, "Log"),
           field(2, "ref", &EvidenceRef::ref, Unit::none, Content::technical, "uid, or path and offset"));

/// Something a detector saw. `id` is made from rule, its major version, grouping entities and the UTC day of the
/// episode's start; the same episode keeps its id and grows in revision.
struct Finding {
  std::string id;
  std::string rule;
  std::string title;
  Severity severity = Severity::informational;
  double confidence = 0;
  std::string stage;  ///< exposure, an ATT&CK tactic, or leak.
  std::vector<std::string> techniques;
  Timestamp first_seen;
  Timestamp last_seen;
  std::vector<Entity> entities;
  std::vector<EvidenceRef> evidence;  ///< At most `kEvidenceMax`; `count` says how many there were.
  std::uint64_t count = 0;
  std::uint64_t bytes = 0;      ///< Volume it is about, if any.
  std::string status = "open";  ///< open, closed
  std::uint64_t revision = 1;
  std::string rule_version;
  std::string summary;        ///< What was seen, with numbers, for an analyst.
  std::string explain_plain;  ///< What it means, for a nurse or a director.
  std::string advice;
  std::string innocent_explanation;
};
inline constexpr std::size_t kEvidenceMax = 50;  // enough to verify by hand; the rest is a query away

template <>
inline constexpr auto schema_of<Finding> =
    schema("finding", "Something a detector saw",
           field(1, "id", &Finding::id, Unit::none, Content::technical, "Made from rule, grouping entities and day"),
           field(2, "rule", &Finding::rule, Unit::none, Content::technical, "Our rule's name, or a Sigma rule's UUID"),
           field(3, "title", &Finding::title, Unit::none, Content::technical, "In a few words"),
           field(4, "severity", &Finding::severity, Unit::none, Content::technical,
                 "informational, low, medium, high, critical"),
           field(5, "confidence", &Finding::confidence, Unit::ratio, Content::technical, "How sure, 0 to 1"),
           field(6, "stage", &Finding::stage, Unit::none, Content::technical, "exposure, an ATT&CK tactic, or leak"),
           field(7, "techniques", &Finding::techniques, Unit::none, Content::technical, "ATT&CK techniques"),
           field(8, "first_seen", &Finding::first_seen, Unit::time, Content::technical, "First event"),
           field(9, "last_seen", &Finding::last_seen, Unit::time, Content::technical, "Last event"),
           field(10, "entities", &Finding::entities, Unit::none, Content::account, "Who and what, with roles"),
           field(11, "evidence", &Finding::evidence, Unit::none, Content::technical, "Records it stands on"),
           field(12, "count", &Finding::count, Unit::count, Content::technical, "Events it stands for"),
           field(13, "bytes", &Finding::bytes, Unit::bytes, Content::technical, "Volume it is about"),
           field(14, "status", &Finding::status, Unit::none, Content::technical, "open or closed"),
           field(15, "revision", &Finding::revision, Unit::count, Content::technical, "Grows with each change"),
           field(16, "rule_version", &Finding::rule_version, Unit::none, Content::technical, "Version of the rule"),
           field(17, "summary", &Finding::summary, Unit::none, Content::account, "What was seen, with numbers"),
           field(18, "explain_plain", &Finding::explain_plain, Unit::none, Content::technical,
                 "What it means, in plain words"),
           field(19, "advice", &Finding::advice, Unit::none, Content::technical, "What to do"),
           field(20, "innocent_explanation", &Finding::innocent_explanation, Unit::none, Content::technical,
                 "What else it could be"));

}  // namespace wardwatch::record
