#include "intel/catalogue.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace wardwatch::intel {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kFormat = 1;

bool are_digits(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Reads the parts of a catalogue and keeps the first fault.
class CatalogueReader {
 public:
  Result<Attack> read(const Json& root) {
    const auto format = root.find("format");
    if (format == root.end() || *format != kFormat) return fail("it is not of format 1");
    attack_.domain = text_at(root, "domain", kNameMaxBytes);
    attack_.title = text_at(root, "title", kNameMaxBytes);
    attack_.version = text_at(root, "version", kNameMaxBytes);
    attack_.changed = text_at(root, "changed", kNameMaxBytes);
    attack_.copyright = text_at(root, "copyright", kCopyrightMaxBytes);
    for (const Json& row : list_at(root, "techniques", kTechniquesMax)) technique(row);
    for (const Json& row : list_at(root, "groups", kGroupsMax)) group(row);
    if (attack_.uses_count() > kUsesMax) complain("it has more uses than may be");
    if (!fault_.empty()) return fail(fault_);
    return std::move(attack_);
  }

 private:
  void complain(std::string what) {
    if (fault_.empty()) fault_ = std::move(what);
  }

  std::string text_of(const Json& json, std::size_t bytes_max) {
    if (json.is_string() && json.get_ref<const std::string&>().size() <= bytes_max) return json.get<std::string>();
    complain("a text is missing or too long");
    return {};
  }
  std::string text_at(const Json& json, std::string_view key, std::size_t bytes_max) {
    const auto found = json.find(key);
    return text_of(found == json.end() ? Json{} : *found, bytes_max);
  }
  const Json& list_at(const Json& json, std::string_view key, std::size_t items_max) {
    const auto found = json.find(key);
    if (found != json.end()) return list_of(*found, items_max);
    complain("\"" + std::string{key} + "\" is missing");
    return none_;
  }
  const Json& list_of(const Json& json, std::size_t items_max) {
    if (json.is_array() && json.size() <= items_max) return json;
    complain("a list is missing or too long");
    return none_;
  }

  void technique(const Json& row) {
    if (!row.is_array() || row.size() != 2) return complain("a technique is not its id and name");
    Technique one{text_of(row[0], kNameMaxBytes), text_of(row[1], kNameMaxBytes)};
    if (!is_technique_id(one.id)) complain("a technique has no id");
    if (!attack_.techniques.empty() && one.id <= attack_.techniques.back().id)
      complain("techniques are not in the order of their ids");
    attack_.techniques.push_back(std::move(one));
  }

  void group(const Json& row) {
    if (!row.is_array() || row.size() != 4) return complain("a group is not its id, name, aliases and techniques");
    Group one{text_of(row[0], kNameMaxBytes), text_of(row[1], kNameMaxBytes), {}, {}};
    if (!is_group_id(one.id)) complain("a group has no id");
    if (!attack_.groups.empty() && one.id <= attack_.groups.back().id)
      complain("groups are not in the order of their ids");
    for (const Json& alias : list_of(row[2], kAliasesMax)) one.aliases.push_back(text_of(alias, kNameMaxBytes));
    for (const Json& id : list_of(row[3], kTechniquesMax)) use(text_of(id, kNameMaxBytes), one);
    attack_.groups.push_back(std::move(one));
  }

  void use(const std::string& id, Group& group) {
    const auto found = std::lower_bound(attack_.techniques.begin(), attack_.techniques.end(), id,
                                        [](const Technique& t, const std::string& wanted) { return t.id < wanted; });
    if (found == attack_.techniques.end() || found->id != id)
      return complain("a group uses a technique that is not in the list");
    const auto place = static_cast<std::uint32_t>(found - attack_.techniques.begin());
    if (!group.techniques.empty() && place <= group.techniques.back())
      complain("a group's techniques are not in the order of their ids");
    group.techniques.push_back(place);
  }

  Attack attack_;
  std::string fault_;
  const Json none_ = Json::array();
};

}  // namespace

bool is_technique_id(std::string_view text) noexcept {
  if (text.empty() || text[0] != 'T') return false;
  if (text.size() == 5) return are_digits(text.substr(1));
  return text.size() == 9 && text[5] == '.' && are_digits(text.substr(1, 4)) && are_digits(text.substr(6));
}

bool is_group_id(std::string_view text) noexcept {
  return text.size() == 5 && text[0] == 'G' && are_digits(text.substr(1));
}

std::string_view parent_of(std::string_view technique) noexcept { return technique.substr(0, technique.find('.')); }

std::string to_text(const Attack& attack) {
  Json techniques = Json::array(), groups = Json::array();
  for (const Technique& technique : attack.techniques)
    techniques.push_back(Json::array({technique.id, technique.name}));
  for (const Group& group : attack.groups) {
    Json ids = Json::array();
    for (const std::uint32_t place : group.techniques) ids.push_back(attack.techniques[place].id);
    groups.push_back(Json::array({group.id, group.name, group.aliases, std::move(ids)}));
  }
  const Json root{{"format", kFormat},
                  {"domain", attack.domain},
                  {"title", attack.title},
                  {"version", attack.version},
                  {"changed", attack.changed},
                  {"copyright", attack.copyright},
                  {"techniques", std::move(techniques)},
                  {"groups", std::move(groups)}};
  return root.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Attack> read_catalogue(std::string_view text) {
  if (text.size() > kCatalogueMaxBytes) return fail("it is larger than any that was installed");
  const Json root = Json::parse(text, nullptr, false);
  if (!root.is_object()) return fail("it is not JSON, or cut short");
  return CatalogueReader{}.read(root);
}

}  // namespace wardwatch::intel
