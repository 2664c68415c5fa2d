#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wardwatch::intel {

struct Technique {
  std::string id;  ///< "T1055.011"
  std::string name;
  [[nodiscard]] friend bool operator==(const Technique&, const Technique&) = default;
};

/// What ATT&CK calls a group (STIX: intrusion-set), with the techniques that reports say it used.
struct Group {
  std::string id;  ///< "G0082"
  std::string name;
  std::vector<std::string> aliases;       ///< Without the name.
  std::vector<std::uint32_t> techniques;  ///< Places in `Attack::techniques`, ascending, each once.
  [[nodiscard]] friend bool operator==(const Group&, const Group&) = default;
};

/// What is kept of one of ATT&CK's domains: who uses what. Techniques that only software uses are not a group's.
struct Attack {
  std::string domain;                 ///< "enterprise-attack", "ics-attack", "mobile-attack"
  std::string title;                  ///< "Enterprise ATT&CK"
  std::string version;                ///< "17.1"; empty when the bundle does not say.
  std::string changed;                ///< The day of its newest change, "2025-04-22"; empty when it has none.
  std::string copyright;              ///< MITRE's line, as the bundle has it; empty when it has none.
  std::vector<Technique> techniques;  ///< By id.
  std::vector<Group> groups;          ///< By id; also those of whom no technique is known.
  [[nodiscard]] friend bool operator==(const Attack&, const Attack&) = default;

  [[nodiscard]] std::size_t uses_count() const noexcept {
    std::size_t count = 0;
    for (const Group& group : groups) count += group.techniques.size();
    return count;
  }
};

/// ATT&CK has 700 techniques and 180 groups; a bundle that claims more than these is none of MITRE's.
inline constexpr std::size_t kTechniquesMax = 20'000, kGroupsMax = 5'000, kUsesMax = 1'000'000;
inline constexpr std::size_t kAliasesMax = 100;
/// Bytes of a name, and of the copyright line.
inline constexpr std::size_t kNameMaxBytes = 200, kCopyrightMaxBytes = 2'000;

/// T1234 or T1234.001.
[[nodiscard]] bool is_technique_id(std::string_view text) noexcept;
/// G1234.
[[nodiscard]] bool is_group_id(std::string_view text) noexcept;
/// T1234 for T1234.001 and for itself.
[[nodiscard]] std::string_view parent_of(std::string_view technique) noexcept;

/// The compact form: one JSON object, some 150 KB. Made by us and kept on disk.
[[nodiscard]] std::string to_text(const Attack& attack);

}  // namespace wardwatch::intel
