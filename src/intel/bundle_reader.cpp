#include "intel/bundle_reader.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

namespace wardwatch::intel {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kStixIdMaxBytes = 200;
constexpr std::size_t kDomainsMax = 20;  ///< ATT&CK has three.

std::string text_at(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

bool is_set(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_boolean() && found->get<bool>();
}

const Json& list_at(const Json& json, const char* key) {
  static const Json kNone = Json::array();
  const auto found = json.find(key);
  return found != json.end() && found->is_array() ? *found : kNone;
}

/// ATT&CK's own id among an object's references: source "mitre-attack", in older bundles "mitre-ics-attack" as well.
std::string attack_id_of(const Json& json) {
  for (const Json& reference : list_at(json, "external_references")) {
    if (!reference.is_object()) continue;
    const std::string source = text_at(reference, "source_name");
    if (source.starts_with("mitre-") && source.ends_with("attack")) return text_at(reference, "external_id");
  }
  return {};
}

/// "2025-04-22" of "2025-04-22T14:00:00.188Z"; empty for anything else.
std::string day_of(const std::string& time) {
  if (time.size() < 11 || time[4] != '-' || time[7] != '-' || time[10] != 'T') return {};
  for (const std::size_t at : {0U, 1U, 2U, 3U, 5U, 6U, 8U, 9U}) {
    if (time[at] < '0' || time[at] > '9') return {};
  }
  return time.substr(0, 10);
}

/// What the domains are called when the bundle does not say.
std::string title_of(const std::string& domain) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kTitles{
      {{"enterprise-attack", "Enterprise ATT&CK"}, {"ics-attack", "ICS ATT&CK"}, {"mobile-attack", "Mobile ATT&CK"}}};
  for (const auto& [known, title] : kTitles) {
    if (known == domain) return std::string{title};
  }
  return "ATT&CK";
}

}  // namespace

/// One object, parsed.
struct BundleReader::Shape {
  const Json& json;
  std::string type;
};

void BundleReader::feed(Bytes bytes) {
  splitter_.feed(bytes, [this](std::string_view text) { take(text); });
}

void BundleReader::end_file() {
  left_out_.unreadable += splitter_.refused_count();
  left_out_.is_cut_short = left_out_.is_cut_short || splitter_.is_open();
  has_list_ = has_list_ || splitter_.has_list();
  splitter_ = {};
}

void BundleReader::take(std::string_view text) {
  if (is_too_large_) return;
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) {
    ++left_out_.unreadable;
    return;
  }
  const Shape shape{json, text_at(json, "type")};
  if (shape.type == "attack-pattern") take_object(shape, techniques_);
  else if (shape.type == "intrusion-set") take_object(shape, groups_);
  else if (shape.type == "relationship") take_relationship(shape);
  else if (shape.type == "x-mitre-collection") take_collection(shape);
  else if (shape.type == "marking-definition") take_marking(shape);
  is_too_large_ = techniques_.size() > kTechniquesMax || groups_.size() > kGroupsMax || uses_.size() > kUsesMax;
}

void BundleReader::take_object(const Shape& shape, std::map<std::string, Object>& into) {
  const std::string stix_id = text_at(shape.json, "id");
  if (stix_id.size() > kStixIdMaxBytes || !stix_id.starts_with(shape.type + "--")) {
    ++left_out_.malformed;
    return;
  }
  Object object{attack_id_of(shape.json), text_at(shape.json, "name"), {}, false};
  const bool is_revoked = is_set(shape.json, "revoked"), is_deprecated = is_set(shape.json, "x_mitre_deprecated");
  const bool has_id = shape.type == "attack-pattern" ? is_technique_id(object.id) : is_group_id(object.id);
  const bool is_whole = has_id && !object.name.empty() && object.name.size() <= kNameMaxBytes;
  object.is_left_out = is_revoked || is_deprecated || !is_whole;
  for (const Json& alias : list_at(shape.json, "aliases")) {
    if (!alias.is_string() || object.aliases.size() == kAliasesMax) continue;
    std::string name = alias.get<std::string>();
    if (!name.empty() && name != object.name && name.size() <= kNameMaxBytes) object.aliases.push_back(std::move(name));
  }
  newest_ = std::max(newest_, day_of(text_at(shape.json, "modified")));
  for (const Json& domain : list_at(shape.json, "x_mitre_domains")) {
    if (shape.type != "attack-pattern" || !domain.is_string()) continue;  // A group may be of several.
    const std::string name = domain.get<std::string>();
    if (name.size() <= kNameMaxBytes && (domains_.contains(name) || domains_.size() < kDomainsMax)) ++domains_[name];
  }
  const bool is_new = into.insert_or_assign(stix_id, std::move(object)).second;
  if (!is_new) return;
  if (is_revoked) ++left_out_.revoked;
  else if (is_deprecated) ++left_out_.deprecated;
  else if (!is_whole) ++left_out_.malformed;
}

void BundleReader::take_relationship(const Shape& shape) {
  if (text_at(shape.json, "relationship_type") != "uses") return;
  std::string source = text_at(shape.json, "source_ref"), target = text_at(shape.json, "target_ref");
  if (!source.starts_with("intrusion-set--") || !target.starts_with("attack-pattern--")) return;
  if (is_set(shape.json, "revoked") || is_set(shape.json, "x_mitre_deprecated") || source.size() > kStixIdMaxBytes ||
      target.size() > kStixIdMaxBytes) {
    ++left_out_.uses;
    return;
  }
  uses_.emplace(std::move(source), std::move(target));
}

void BundleReader::take_collection(const Shape& shape) {
  const std::string title = text_at(shape.json, "name"), version = text_at(shape.json, "x_mitre_version");
  if (title.size() > kNameMaxBytes || version.size() > kNameMaxBytes) return;
  title_ = title;
  version_ = version;
  changed_ = day_of(text_at(shape.json, "modified"));
}

void BundleReader::take_marking(const Shape& shape) {
  const auto definition = shape.json.find("definition");
  if (definition == shape.json.end() || !definition->is_object()) return;
  const std::string statement = text_at(*definition, "statement");
  if (statement.find("MITRE") != std::string::npos && statement.size() <= kCopyrightMaxBytes) copyright_ = statement;
}

Result<Attack> BundleReader::finish() {
  if (is_too_large_) return fail("holds more than ATT&CK can: it is none of MITRE's bundles");
  if (!has_list_) return fail("is no STIX bundle: it has no list of objects");
  if (techniques_.empty() && groups_.empty() && uses_.empty())
    return fail("has none of ATT&CK's techniques, groups and uses in it");
  Attack attack;
  std::size_t most = 0;
  for (const auto& [domain, count] : domains_) {
    if (count > most) attack.domain = domain;
    most = std::max(most, count);
  }
  if (attack.domain.empty()) attack.domain = "attack";
  attack.title = title_.empty() ? title_of(attack.domain) : title_;
  attack.version = version_;
  attack.changed = changed_.empty() ? newest_ : changed_;
  attack.copyright = copyright_;

  std::map<std::string_view, std::string_view> technique_ids;  // ATT&CK's id, name: two objects may have one id.
  for (const auto& [stix_id, object] : techniques_) {
    if (!object.is_left_out) technique_ids.emplace(object.id, object.name);
  }
  std::map<std::string_view, std::uint32_t> places;
  for (const auto& [id, name] : technique_ids) {
    places.emplace(id, static_cast<std::uint32_t>(attack.techniques.size()));
    attack.techniques.push_back({std::string{id}, std::string{name}});
  }
  std::map<std::string_view, Group> by_id;
  for (const auto& [stix_id, object] : groups_) {
    if (!object.is_left_out) by_id.try_emplace(object.id, Group{object.id, object.name, object.aliases, {}});
  }
  for (const auto& [source, target] : uses_) {
    const auto group = groups_.find(source);
    const auto technique = techniques_.find(target);
    if (group == groups_.end() || technique == techniques_.end() || group->second.is_left_out ||
        technique->second.is_left_out) {
      ++left_out_.uses;
      continue;
    }
    by_id.at(group->second.id).techniques.push_back(places.at(technique->second.id));
  }
  for (auto& [id, group] : by_id) {
    auto& used = group.techniques;
    std::sort(used.begin(), used.end());
    used.erase(std::unique(used.begin(), used.end()), used.end());
    attack.groups.push_back(std::move(group));
  }
  if (attack.techniques.empty()) return fail("has no technique; give the file with the objects too");
  if (attack.groups.empty()) return fail("has no group; give the file with the objects too");
  if (attack.uses_count() == 0) return fail("says of no group what it uses; give the file with the relationships too");
  return attack;
}

}  // namespace wardwatch::intel
