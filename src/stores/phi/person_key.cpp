#include "stores/phi/person_key.hpp"

#include <algorithm>
#include <array>

#include "core/hash.hpp"

namespace wardwatch::stores {
namespace {

constexpr double kOftenEnough = 0.9;  ///< A key that is missing more often than this is not the best one.
constexpr std::size_t kNameColumnsMax = 6;
constexpr std::size_t kKeyBytesMax = 64;  ///< Of one normalised number.

constexpr char folded(char c) noexcept {
  if (c >= 'a' && c <= 'z') return static_cast<char>(c - 32);
  const bool counts = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
  return counts ? c : '\0';
}

/// A number without what people put between its digits, and without zeros in front.
std::optional<std::uint64_t> number_hash(std::string_view text) noexcept {
  std::array<char, kKeyBytesMax> kept{};
  std::size_t length = 0;
  for (const char c : text) {
    const char fold = folded(c);
    if (fold == '\0' || (fold == '0' && length == 0)) continue;
    if (length == kept.size()) break;
    kept[length++] = fold;
  }
  if (length == 0) return std::nullopt;
  return hash_text({kept.data(), length});
}

/// A name whatever the order of its words, without initials: the sum of its words' hashes.
void add_name(std::string_view text, std::uint64_t& sum, bool& any) noexcept {
  std::array<char, kKeyBytesMax> word{};
  std::size_t length = 0;
  const auto close = [&] {
    if (length > 1) {
      sum += hash_text({word.data(), length});
      any = true;
    }
    length = 0;
  };
  for (const char c : text) {
    if (c == '\'' || c == '-') continue;
    const char fold = folded(c);
    if (fold == '\0') close();
    else if (length < word.size()) word[length++] = fold;
  }
  close();
}

struct Candidate {
  KeyKind kind;
  PhiClass phi;
  bool needs_name;
};
/// The order of preference. A database's own number joins its tables; people's numbers come next.
constexpr auto kCandidates = std::to_array<Candidate>({{KeyKind::record_id, PhiClass::record_id, false},
                                                       {KeyKind::mrn, PhiClass::mrn, false},
                                                       {KeyKind::ssn, PhiClass::ssn, false},
                                                       {KeyKind::name_and_dob, PhiClass::dob, true},
                                                       {KeyKind::insurer_id, PhiClass::insurer_id, false},
                                                       {KeyKind::name_and_contact, PhiClass::phone, true},
                                                       {KeyKind::name_and_contact, PhiClass::email, true},
                                                       {KeyKind::name_and_contact, PhiClass::address, true},
                                                       {KeyKind::row_number, PhiClass::record_id, false}});

bool suits(const Candidate& candidate, const Verdict& verdict, const ColumnEvidence& values) noexcept {
  if (verdict.phi != candidate.phi || values.filled_share() < kOftenEnough) return false;
  // A number that only its uniqueness makes one of a person would count rows as people.
  const bool is_named = verdict.from.has(Basis::name) || verdict.from.has(Basis::standard);
  if (candidate.kind == KeyKind::record_id || candidate.kind == KeyKind::mrn) return is_named;
  if (candidate.kind == KeyKind::ssn) return values.mean_bytes() > 8;  // Four digits are shared by many.
  return true;
}

}  // namespace

std::optional<KeyPlan> KeyPlan::choose(std::span<const Verdict> columns, std::span<const ColumnEvidence> evidence) {
  KeyPlan plan;
  for (std::size_t i = 0; i < columns.size() && plan.names_.size() < kNameColumnsMax; ++i) {
    if (columns[i].phi == PhiClass::name && evidence[i].filled_share() >= kOftenEnough) plan.names_.push_back(i);
  }
  for (const Candidate& candidate : kCandidates) {
    if (candidate.needs_name && plan.names_.empty()) continue;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (!suits(candidate, columns[i], evidence[i])) continue;
      plan.kind_ = candidate.kind;
      plan.number_ = i;
      if (!candidate.needs_name) plan.names_.clear();
      return plan;
    }
  }
  return std::nullopt;
}

std::optional<std::uint64_t> KeyPlan::key_of(std::span<const std::string_view> row) const noexcept {
  if (!number_ || *number_ >= row.size()) return std::nullopt;
  const std::string_view text = trimmed(row[*number_]);
  std::optional<std::uint64_t> hash;
  if (kind_ == KeyKind::name_and_dob) {
    if (const auto day = any_date_of(text)) hash = mix64(static_cast<std::uint64_t>(*day) + 1'000'000U);
  } else {
    hash = number_hash(text);
  }
  if (!hash || names_.empty()) return hash;
  std::uint64_t sum = 0;
  bool any = false;
  for (const std::size_t column : names_) {
    if (column < row.size()) add_name(row[column], sum, any);
  }
  if (!any) return std::nullopt;
  return combine64(*hash, sum);
}

}  // namespace wardwatch::stores
