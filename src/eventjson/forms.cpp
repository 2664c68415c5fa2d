#include "eventjson/forms.hpp"

#include <algorithm>
#include <charconv>

namespace wardwatch::eventjson {
namespace {

/// A whole text as a number.
std::optional<std::uint64_t> number_in(std::string_view text) {
  const bool is_hexadecimal = text.starts_with("0x") || text.starts_with("0X");
  if (is_hexadecimal) text.remove_prefix(2);
  std::uint64_t number = 0;
  const auto done = std::from_chars(text.data(), text.data() + text.size(), number, is_hexadecimal ? 16 : 10);
  if (text.empty() || done.ec != std::errc{} || done.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

const Json& member(const Json& object, std::string_view name) {
  static const Json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(name);
  return found == object.end() ? kNull : *found;
}

std::string text_of(const Json& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return value.get<std::string>();
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<std::uint64_t> number_of(const Json& value) {
  if (value.is_number_unsigned()) return value.get<std::uint64_t>();
  return value.is_string() ? number_in(value.get_ref<const std::string&>()) : std::nullopt;
}

std::string keywords_of(const Json& value) {
  std::uint64_t bits = 0;
  if (value.is_number_integer()) bits = static_cast<std::uint64_t>(value.get<std::int64_t>());
  else if (const auto number = number_of(value)) bits = *number;
  else return value.is_string() ? value.get<std::string>() : std::string{};
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), bits, 16).ptr;
  return "0x" + std::string{digits.data(), end};
}

std::string guid_of(const Json& value) {
  constexpr std::size_t kGuidLength = 36;
  std::string guid = text_of(value);
  std::transform(guid.begin(), guid.end(), guid.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return guid.size() == kGuidLength ? "{" + guid + "}" : guid;
}

void add_data(Draft& draft, const std::string& name, const Json& value) {
  if (value.is_array()) {
    for (const Json& item : value) {
      if (draft.data.size() < kValuesMax) draft.data.emplace_back(name, text_of(item));
    }
  } else if (draft.data.size() < kValuesMax) {
    draft.data.emplace_back(name, text_of(value));
  }
}

Form form_of(const Json& document) {
  if (!document.is_object()) return Form::none;
  if (member(member(document, "Event"), "System").is_object()) return Form::evtx_dump;
  if (!member(member(document, "winlog"), "event_id").is_null()) return Form::winlogbeat;
  const auto has = [&](std::string_view name) { return !member(document, name).is_null(); };
  if (has("log_name") && has("computer_name") && has("event_id")) return Form::winlogbeat;
  if (has("EventID") && has("Channel")) return Form::flat;
  return Form::none;
}

}  // namespace wardwatch::eventjson
