#include "eventlog/paths.hpp"

#include "core/utf16.hpp"

namespace wardwatch::eventlog {
namespace {

struct SystemPlace {
  std::string_view element;
  std::string_view attribute;  ///< Empty: the element's own text.
  SystemField field;
};

// MS-EVEN6 2.2.13 and the schema of events in the Windows SDK.
constexpr SystemPlace kSystemPlaces[] = {
    {"Provider", "Name", SystemField::provider_name},
    {"Provider", "Guid", SystemField::provider_guid},
    {"Provider", "EventSourceName", SystemField::event_source},
    {"EventID", "", SystemField::event_id},
    {"EventID", "Qualifiers", SystemField::qualifiers},
    {"Version", "", SystemField::version},
    {"Level", "", SystemField::level},
    {"Task", "", SystemField::task},
    {"Opcode", "", SystemField::opcode},
    {"Keywords", "", SystemField::keywords},
    {"TimeCreated", "SystemTime", SystemField::system_time},
    {"EventRecordID", "", SystemField::record_id},
    {"Correlation", "ActivityID", SystemField::activity_id},
    {"Correlation", "RelatedActivityID", SystemField::related_activity_id},
    {"Execution", "ProcessID", SystemField::process_id},
    {"Execution", "ThreadID", SystemField::thread_id},
    {"Channel", "", SystemField::channel},
    {"Computer", "", SystemField::computer},
    {"Security", "UserID", SystemField::user_id},
};

SystemField system_field(std::string_view element, std::string_view attribute) noexcept {
  for (const SystemPlace& place : kSystemPlaces) {
    if (place.element == element && place.attribute == attribute) return place.field;
  }
  return SystemField::none;
}

PathRole role_below(PathRole parent, std::string_view name) noexcept {
  switch (parent) {
    case PathRole::document: return name == "Event" ? PathRole::event : PathRole::data;
    case PathRole::event:
      if (name == "System") return PathRole::system;
      if (name == "EventData") return PathRole::event_data;
      return name == "UserData" ? PathRole::user_data : PathRole::data;
    case PathRole::system: return PathRole::system_part;
    case PathRole::user_data: return PathRole::data_root;
    case PathRole::system_part:
    case PathRole::event_data:
    case PathRole::data_root:
    case PathRole::data: return PathRole::data;
  }
  return PathRole::data;
}

/// Whether the elements above are left out of the key of what stands directly in them.
bool is_transparent(PathRole role) noexcept {
  return role == PathRole::document || role == PathRole::event || role == PathRole::event_data ||
         role == PathRole::user_data || role == PathRole::data_root;
}

}  // namespace

void PathTable::clear() {
  ids_.clear();
  names_.clear();
  paths_.clear();
  steps_ = {};
  paths_.emplace_back();
  for (const char* known : {"Data", "Name"}) {
    ids_.emplace(known, static_cast<std::uint32_t>(names_.size()));
    names_.emplace_back(known);
  }
}

NameId PathTable::name(Bytes utf16le) {
  scratch_.clear();
  append_utf8(scratch_, utf16le);
  const auto [at, is_new] = ids_.try_emplace(scratch_, static_cast<std::uint32_t>(names_.size()));
  if (is_new) names_.push_back(scratch_);
  return NameId{at->second};
}

PathId PathTable::child(PathId parent, NameId name, Relation relation) {
  const Step step{(std::uint64_t{parent.value} << 32U) | (std::uint64_t{name.value} << 2U) |
                  static_cast<std::uint64_t>(relation)};
  std::uint32_t& number = steps_[step];
  if (number == 0) {
    paths_.push_back(made(paths_[parent.value], names_[name.value], relation));
    number = static_cast<std::uint32_t>(paths_.size());
  }
  return PathId{number - 1};
}

Path PathTable::made(const Path& parent, const std::string& name, Relation relation) {
  Path path;
  path.name = name;
  path.root = parent.root;
  if (relation == Relation::attribute) {
    path.role = parent.role;
    path.is_namespace = name == "xmlns" || name.starts_with("xmlns:");
    path.key = parent.key + "@" + name;
    if (parent.role == PathRole::system_part) path.field = system_field(parent.name, name);
    return path;
  }
  path.role = relation == Relation::named ? PathRole::data : role_below(parent.role, name);
  path.key = is_transparent(parent.role) ? name : parent.key + "." + name;
  if (path.role == PathRole::system_part) path.field = system_field(name, {});
  if (path.role == PathRole::event_data || path.role == PathRole::data_root) path.root = name;
  return path;
}

}  // namespace wardwatch::eventlog
