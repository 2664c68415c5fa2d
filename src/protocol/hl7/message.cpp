#include "protocol/hl7/message.hpp"

#include <algorithm>
#include <array>

#include "core/hash.hpp"

namespace wardwatch::protocol::hl7 {
namespace {

constexpr std::size_t kNameMaxCharacters = 227;  ///< HD (2.A.33): application and facility.
constexpr std::size_t kSegmentNamesMax = 64;     ///< Different ones in a message; the longest structures have some 40.
constexpr std::size_t kTokensMax = 16;           ///< Written of a message; patients beyond that are counted only.
constexpr std::size_t kErrorCodesMax = 16;
constexpr std::size_t kIdMaxCharacters = 250;  ///< CX (2.A.14)

constexpr std::string_view kCapitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
constexpr std::string_view kStructure = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
constexpr std::string_view kVersion = "0123456789.";
constexpr std::string_view kDigits = "0123456789";

/// A code of the standard, or nothing: what is no code is not repeated.
std::string_view code_of(std::string_view text, std::string_view allowed, std::size_t characters_max) noexcept {
  const bool is_code = text.size() <= characters_max && text.find_first_not_of(allowed) == std::string_view::npos;
  return is_code ? text : std::string_view{};
}

/// A name out of an HD: the namespace, or else the universal id.
std::string name_of(std::string_view field, const Delimiters& delimiters) {
  std::string_view text = part_of(field, delimiters.component, 1);
  if (text.empty()) text = part_of(field, delimiters.component, 2);
  return unescaped(text.substr(0, kNameMaxCharacters), delimiters);
}

std::uint64_t control_hash_of(std::string_view id) noexcept { return id.empty() ? 0 : hash_text(id) | 1U; }

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

/// Of a patient's identifiers (PID-3, repeated) the medical record number, or the internal one, or the first.
std::string_view chosen_id(std::string_view field, const Delimiters& delimiters) noexcept {
  constexpr std::array<std::string_view, 2> kPreferred{"MR", "PI"};
  std::string_view chosen;
  std::size_t rank = kPreferred.size() + 1;
  for (Parts ids{field, delimiters.repetition}; !ids.done();) {
    const std::string_view id = ids.next();
    if (trimmed(part_of(id, delimiters.component, 1)).empty()) continue;
    const std::string_view kind = part_of(id, delimiters.component, 5);
    const auto its_rank =
        static_cast<std::size_t>(std::find(kPreferred.begin(), kPreferred.end(), kind) - kPreferred.begin());
    if (its_rank < rank) chosen = id;
    rank = std::min(rank, its_rank);
  }
  return chosen;
}

}  // namespace

bool is_commit_accept(std::string_view code) noexcept { return code == "CA"; }

bool Message::read_header(std::string_view segment) {
  const auto declared = delimiters_of(segment);
  if (!declared) return false;
  delimiters = *declared;
  const auto field = [&](std::size_t number) { return field_of(segment, delimiters, number); };
  const auto component = [&](std::string_view text, std::size_t number) {
    return part_of(part_of(text, delimiters.repetition, 1), delimiters.component, number);
  };
  sending_application = name_of(field(3), delimiters);
  sending_facility = name_of(field(4), delimiters);
  receiving_application = name_of(field(5), delimiters);
  receiving_facility = name_of(field(6), delimiters);
  type = code_of(component(field(9), 1), kCapitals, 3);
  if (const auto event = code_of(component(field(9), 2), kCapitals, 3); !type.empty() && !event.empty())
    type.append("^").append(event);
  structure = code_of(component(field(9), 3), kStructure, 7);
  control_hash = control_hash_of(field(10));
  processing_id = code_of(component(field(11), 1), kCapitals, 1);
  version = code_of(component(field(12), 1), kVersion, 8);
  note_name("MSH");
  return true;
}

bool Message::read_segment(std::string_view segment, const TokenKey& tokens_key) {
  if (!has_segment_name(segment, delimiters.field)) return false;
  const std::string_view name = segment.substr(0, 3);
  note_name(name);
  if (name == "PID") read_patient(segment, tokens_key);
  if (name == "MSA") read_acknowledgement(segment);
  if (name == "ERR") read_error(segment);
  return true;
}

void Message::note_name(std::string_view name) {
  ++segment_count;
  const bool is_known = std::find(segments.begin(), segments.end(), name) != segments.end();
  if (!is_known && segments.size() < kSegmentNamesMax) segments.emplace_back(name);
}

/// PID-3, or where that is empty the older PID-2 (3.4.2).
void Message::read_patient(std::string_view segment, const TokenKey& key) {
  std::string_view chosen = chosen_id(field_of(segment, delimiters, 3), delimiters);
  if (chosen.empty()) chosen = chosen_id(field_of(segment, delimiters, 2), delimiters);
  if (chosen.empty()) return;
  const std::string id =
      unescaped(trimmed(part_of(chosen, delimiters.component, 1)).substr(0, kIdMaxCharacters), delimiters);
  const std::string_view authority = part_of(chosen, delimiters.component, 4);
  const std::string issuer = unescaped(trimmed(part_of(authority, delimiters.subcomponent, 1)), delimiters);
  patients.add(hash_text(issuer, hash_text(id)));
  const Token token = key.token(TokenPurpose::patient, id, issuer);
  const bool is_known = std::find(tokens.begin(), tokens.end(), token) != tokens.end();
  if (!is_known && tokens.size() < kTokensMax) tokens.push_back(token);
}

void Message::read_acknowledgement(std::string_view segment) {
  constexpr std::array<std::string_view, 6> kCodes{"AA", "AE", "AR", "CA", "CE", "CR"};
  const std::string_view code = field_of(segment, delimiters, 1);
  if (std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end()) answer = code;
  answered_hash = control_hash_of(field_of(segment, delimiters, 2));
}

/// ERR-3 has the code since version 2.5; before that it is the fourth part of ERR-1 (2.15.5).
void Message::read_error(std::string_view segment) {
  ++errors;
  std::string_view code = part_of(field_of(segment, delimiters, 3), delimiters.component, 1);
  if (code.empty()) {
    const std::string_view location = part_of(field_of(segment, delimiters, 1), delimiters.repetition, 1);
    code = part_of(part_of(location, delimiters.component, 4), delimiters.subcomponent, 1);
  }
  code = code_of(code, kDigits, 6);
  if (!code.empty() && error_codes.size() < kErrorCodesMax) error_codes.emplace_back(code);
}

}  // namespace wardwatch::protocol::hl7
