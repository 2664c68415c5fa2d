#include "detect/sigma/field_value.hpp"

#include <algorithm>

#include "core/hash.hpp"
#include "detect/sigma/limits.hpp"
#include "detect/sigma/log_source.hpp"

namespace wardwatch::detect::sigma {
namespace {

std::optional<std::string> raw_value(const Event& event, const std::string& name) {
  const Layout& layout = *event.layout;
  if (name == "Channel" && !layout.channel.empty()) return layout.channel;
  if (name == "Provider_Name" && !layout.provider.empty()) return layout.provider;
  if (name == "EventID" && !layout.event_id.empty()) return layout.event_id;
  const auto found = std::find(layout.fields.begin(), layout.fields.end(), name);
  if (found == layout.fields.end()) return std::nullopt;
  std::string scratch;
  const Value value = event.value_at(event.values, static_cast<std::size_t>(found - layout.fields.begin()), scratch);
  if (value.kind != Value::Kind::text) return std::nullopt;
  return std::string{value.text};
}

}  // namespace

std::optional<std::string> field_value(const Event& event, std::string_view map, const std::string& field) {
  std::optional<std::string> out;
  for (const std::string& name : event_fields(map, field)) {
    auto part = raw_value(event, name);
    if (!part) return std::nullopt;
    if (out) *out += "\\" + *part;
    else out = std::move(part);
  }
  if (!out) return out;
  std::string text{translated(map, field, *out)};
  if (text.size() > kKeptTextMaxBytes) {
    const std::string hash = std::to_string(hash_text(text));
    text.resize(kKeptTextMaxBytes);
    text += "..." + hash;
  }
  return text;
}

}  // namespace wardwatch::detect::sigma
