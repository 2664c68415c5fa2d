#pragma once

#include <nlohmann/json.hpp>

#include "eventjson/draft.hpp"

namespace wardwatch::eventjson {

/// Keeps the order of members: the data of an event has one.
using Json = nlohmann::ordered_json;

inline constexpr std::size_t kValuesMax = 1'024;  ///< Of one event.

/// What form a document has.
[[nodiscard]] Form form_of(const Json& document);

/// What a document of that form tells. What is missing stays empty, what has another type than it should is text.
[[nodiscard]] Draft read_evtx_dump(const Json& document);
[[nodiscard]] Draft read_winlogbeat(const Json& document);
/// `shift_of_others` is what other events of the file have shown.
[[nodiscard]] Draft read_flat(const Json& document, std::optional<std::chrono::minutes> shift_of_others);
/// What has to be added to the local times of a flat document to make them UTC, where it shows it.
[[nodiscard]] std::optional<std::chrono::minutes> flat_shift(const Json& document);

// What the forms share. --------------------------------------------------------------------------------------------

/// The member, or null.
[[nodiscard]] const Json& member(const Json& object, std::string_view name);
/// A value as Windows shows it: numbers in decimals, null as nothing, lists and objects as JSON.
[[nodiscard]] std::string text_of(const Json& value);
/// A number, or a text that is one, decimal or hexadecimal.
[[nodiscard]] std::optional<std::uint64_t> number_of(const Json& value);
/// Keywords are 64 bits, which some write as a signed number: `0x8020000000000000`.
[[nodiscard]] std::string keywords_of(const Json& value);
/// A GUID in braces and capitals, as Windows shows it.
[[nodiscard]] std::string guid_of(const Json& value);
/// Adds a value of the event's data; each item of a list is a value of that name.
void add_data(Draft& draft, const std::string& name, const Json& value);

}  // namespace wardwatch::eventjson
