#pragma once

#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/flat_map.hpp"
#include "core/hash.hpp"
#include "core/strong.hpp"

namespace wardwatch::eventlog {

/// What the element `System` says of an event, each in a place of its own.
enum class SystemField : std::uint8_t {
  provider_name,
  provider_guid,
  event_source,
  event_id,
  qualifiers,
  version,
  level,
  task,
  opcode,
  keywords,
  system_time,
  record_id,
  activity_id,
  related_activity_id,
  process_id,
  thread_id,
  channel,
  computer,
  user_id,
  none,  ///< Not one of these.
};
inline constexpr std::size_t kSystemFieldCount = static_cast<std::size_t>(SystemField::none);

using NameId = Strong<struct NameIdTag, std::uint32_t>;
using PathId = Strong<struct PathIdTag, std::uint32_t>;

/// Where an element stands, as far as it matters to its key.
enum class PathRole : std::uint8_t { document, event, system, system_part, event_data, user_data, data_root, data };

/// An element or attribute by its place below the root.
struct Path {
  PathRole role = PathRole::document;
  SystemField field = SystemField::none;
  bool is_namespace = false;  ///< `xmlns` and its kind: no content.
  std::string name;           ///< Of the element or attribute itself.
  /// What the value is called: the name of `Data`, the elements below the first one in `UserData` joined by dots, the
  /// whole path elsewhere; an attribute stands behind an @.
  std::string key;
  std::string root;  ///< `EventData`, or the element in `UserData` that the value stands in.
};

/// Gives names and places numbers, which hold until `clear`: a template is compiled to numbers, so that an event does
/// not compare names.
class PathTable {
 public:
  PathTable() { clear(); }

  /// Forgets everything. A log has some hundreds of names; only a hostile one has more than `kNamesMax`.
  void clear();
  [[nodiscard]] bool is_large() const noexcept { return names_.size() + paths_.size() > kNamesMax; }

  [[nodiscard]] NameId name(Bytes utf16le);
  [[nodiscard]] PathId element(PathId parent, NameId name) { return child(parent, name, Relation::element); }
  [[nodiscard]] PathId attribute(PathId parent, NameId name) { return child(parent, name, Relation::attribute); }
  /// `Data` with a `Name`, which is what its value is called.
  [[nodiscard]] PathId named(PathId parent, NameId name) { return child(parent, name, Relation::named); }

  [[nodiscard]] const Path& operator[](PathId path) const noexcept { return paths_[path.value]; }
  [[nodiscard]] std::string_view text(NameId name) const noexcept { return names_[name.value]; }

  static constexpr PathId kDocument{0};
  static constexpr NameId kData{0};     ///< "Data"
  static constexpr NameId kNameKey{1};  ///< "Name"

 private:
  static constexpr std::size_t kNamesMax = 1U << 16U;
  enum class Relation : std::uint8_t { element, attribute, named };
  struct Step {
    std::uint64_t packed;
    friend bool operator==(const Step&, const Step&) = default;
    friend std::uint64_t hash_of(const Step& step) noexcept { return mix64(step.packed); }
  };

  PathId child(PathId parent, NameId name, Relation relation);
  [[nodiscard]] static Path made(const Path& parent, const std::string& name, Relation relation);

  std::unordered_map<std::string, std::uint32_t> ids_;
  std::deque<std::string> names_;
  std::deque<Path> paths_;
  FlatMap<Step, std::uint32_t> steps_;  ///< Number of the path, from 1.
  std::string scratch_;
};

}  // namespace wardwatch::eventlog
