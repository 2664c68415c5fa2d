#include "stix/object.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

namespace wardwatch::stix {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kNameBytesMax = 512;    ///< Of names, ids, addresses.
constexpr std::size_t kValueBytesMax = 4096;  ///< Of an observable.
constexpr std::size_t kAliasesMax = 50;
constexpr std::size_t kIdBytesMax = 160;

struct TypeName {
  std::string_view name;
  Type type;
};
constexpr std::array<TypeName, 13> kTypes{{{"report", Type::report},
                                           {"grouping", Type::report},
                                           {"incident", Type::report},
                                           {"note", Type::note},
                                           {"opinion", Type::note},
                                           {"threat-actor", Type::actor},
                                           {"intrusion-set", Type::actor},
                                           {"campaign", Type::actor},
                                           {"identity", Type::identity},
                                           {"relationship", Type::relationship},
                                           {"observed-data", Type::observed},
                                           {"indicator", Type::indicator},
                                           {"user-account", Type::observable}}};

/// At most so many bytes, not within a character.
std::string cut(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return std::string{text};
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return std::string{text.substr(0, end)};
}

std::string text_at(const Json& object, const char* name, std::size_t bytes_max = kNameBytesMax) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return {};
  return cut(found->get_ref<const std::string&>(), bytes_max);
}

std::vector<std::string> texts_at(const Json& object, const char* name, std::size_t count_max) {
  std::vector<std::string> out;
  const auto found = object.find(name);
  if (found == object.end() || !found->is_array()) return out;
  for (const Json& one : *found) {
    if (out.size() >= count_max) break;
    if (one.is_string()) out.push_back(cut(one.get_ref<const std::string&>(), kNameBytesMax));
  }
  return out;
}

/// Times without what makes equal ones differ: "2020-01-01T00:00:00.500Z" and "2020-01-01T00:00:00.5Z".
std::string comparable(std::string time) {
  if (time.size() > 40) return {};
  if (time.ends_with('Z')) time.pop_back();
  if (time.find('.') == std::string::npos) return time;
  while (time.ends_with('0')) time.pop_back();
  if (time.ends_with('.')) time.pop_back();
  return time;
}

void add_line(std::string& text, std::string_view line) {
  if (line.empty() || text.size() + line.size() >= kTextBytesMax) return;
  if (!text.empty()) text.push_back('\n');
  text.append(line);
}

/// "email-addr: a@b"; an account with its name and where it is.
std::string observable_line(const Json& object, std::string_view type) {
  std::string value;
  for (const char* name : {"value", "address", "account_login", "user_id"}) {
    if (value.empty()) value = text_at(object, name, kValueBytesMax);
  }
  if (value.empty()) return {};
  std::string kind{type};
  if (const std::string where = text_at(object, "account_type"); !where.empty()) kind = where;
  return kind + ": " + value;
}

/// The observables that an observed-data of STIX 2.0 holds itself, by number.
void add_held_observables(const Json& object, std::string& text) {
  const auto held = object.find("objects");
  if (held == object.end() || !held->is_object()) return;
  std::size_t count = 0;
  for (const Json& one : *held) {
    if (++count > kRefsMax) break;
    if (one.is_object()) add_line(text, observable_line(one, text_at(one, "type")));
  }
}

std::string first_address(const Json& object) {
  const auto references = object.find("external_references");
  if (references == object.end() || !references->is_array()) return {};
  for (const Json& reference : *references) {
    if (!reference.is_object()) continue;
    if (std::string url = text_at(reference, "url"); !url.empty()) return url;
  }
  return {};
}

std::unique_ptr<Declared> declared_in(const Json& object) {
  const auto extensions = object.find("extensions");
  if (extensions == object.end() || !extensions->is_object()) return nullptr;
  const auto ours = extensions->find(std::string{kListingExtension});
  if (ours == extensions->end() || !ours->is_object()) return nullptr;
  Declared declared;
  declared.kind = text_at(*ours, "kind");
  if (declared.kind != "offer" && declared.kind != "mention") return nullptr;
  declared.seller = text_at(*ours, "seller", 64);
  declared.contacts = texts_at(*ours, "contacts", kAliasesMax);
  declared.wallets = texts_at(*ours, "wallets", kAliasesMax);
  const auto claimed = ours->find("claimed_records");
  if (claimed != ours->end() && claimed->is_number_unsigned()) declared.claimed_records = claimed->get<std::uint64_t>();
  declared.price = text_at(*ours, "price", 64);
  declared.region = text_at(*ours, "region", 128);
  declared.date = text_at(*ours, "date", 40);
  declared.origin = text_at(*ours, "origin", 128);
  return std::make_unique<Declared>(std::move(declared));
}

void read_relationship(const Json& json, Object& object) {
  for (const char* name : {"source_ref", "target_ref"}) object.refs.push_back(text_at(json, name));
  object.verb = text_at(json, "relationship_type", 64);
  object.text = text_at(json, "description", kTextBytesMax);
}

void read_texts(const Json& json, Object& object) {
  object.name = text_at(json, "name");
  if (object.name.empty()) object.name = text_at(json, "abstract");
  for (const char* name : {"description", "content", "explanation"})
    add_line(object.text, text_at(json, name, kTextBytesMax));
  object.refs = texts_at(json, "object_refs", kRefsMax);
  object.aliases = texts_at(json, "aliases", kAliasesMax);
  for (const char* name : {"published", "first_observed", "created"}) {
    if (object.date.empty()) object.date = text_at(json, name, 40);
  }
  object.origin = first_address(json);
}

Type type_of(std::string_view name, const Json& json) {
  const auto* found =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeName& known) { return known.name == name; });
  if (found != kTypes.end()) return found->type;
  return json.contains("value") || json.contains("address") ? Type::observable : Type::other;
}

}  // namespace

std::optional<Object> read_object(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const std::string type = text_at(json, "type");
  Object object;
  object.id = text_at(json, "id", kIdBytesMax + 1);
  const bool is_named_so = !type.empty() && object.id.size() <= kIdBytesMax && object.id.size() > type.size() + 2 &&
                           object.id.starts_with(type) && object.id.compare(type.size(), 2, "--") == 0;
  if (!is_named_so) return std::nullopt;
  object.type = type_of(type, json);
  object.is_threat = type == "threat-actor";
  object.creator = text_at(json, "created_by_ref");
  object.modified = comparable(text_at(json, "modified"));
  const auto revoked = json.find("revoked");
  object.is_revoked = revoked != json.end() && revoked->is_boolean() && revoked->get<bool>();
  switch (object.type) {
    case Type::other: break;
    case Type::observable: object.text = observable_line(json, type); break;
    case Type::relationship: read_relationship(json, object); break;
    case Type::indicator:
      read_texts(json, object);
      add_line(object.text, text_at(json, "pattern", kValueBytesMax));
      break;
    case Type::observed:
      read_texts(json, object);
      add_held_observables(json, object.text);
      break;
    case Type::report: object.declared = declared_in(json); [[fallthrough]];
    case Type::note:
    case Type::actor:
    case Type::identity: read_texts(json, object); break;
  }
  return object;
}

}  // namespace wardwatch::stix
