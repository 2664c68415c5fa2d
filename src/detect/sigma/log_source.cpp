#include "detect/sigma/log_source.hpp"

#include <algorithm>

namespace wardwatch::detect::sigma {
namespace {

struct SourceRow {
  std::string_view category, service, channel, provider, event_id, map;
};
constexpr SourceRow kSources[] = {
#include "detect/sigma/log_sources.inc"
};

struct FieldRow {
  std::string_view map, field, event_field;
};
constexpr FieldRow kFields[] = {
#include "detect/sigma/field_maps.inc"
};

struct ValueRow {
  std::string_view map, field, from, to;
};
constexpr ValueRow kValues[] = {
#include "detect/sigma/field_values.inc"
};

constexpr std::string_view kNone = "-";

bool is_same(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

bool fits(std::string_view wanted, std::string_view given) { return wanted.empty() || is_same(wanted, given); }
bool row_fits(std::string_view row, std::string_view given) { return row == kNone || is_same(row, given); }

/// A rule that names a category wants its rows; one that does not wants rows without.
bool wants(const LogSource& rule, const SourceRow& row) {
  if (rule.category.empty() != (row.category == kNone)) return false;
  return fits(rule.category, row.category) && fits(rule.service, row.service);
}

}  // namespace

std::optional<std::string_view> accepted(const LogSource& rule, const Layout& layout) {
  // Our logs have Zeek's names and fields where Zeek has the log, so its rules read them too.
  const bool is_zeek_name = is_same(rule.product, "zeek") && is_same(layout.source.product, "wardwatch");
  if (!is_zeek_name && !fits(rule.product, layout.source.product)) return std::nullopt;
  if (fits(rule.category, layout.source.category) && fits(rule.service, layout.source.service)) return kNone;
  if (!is_same(layout.source.product, "windows")) return std::nullopt;
  for (const SourceRow& row : kSources) {
    if (wants(rule, row) && is_same(row.channel, layout.channel) && row_fits(row.provider, layout.provider) &&
        row_fits(row.event_id, layout.event_id))
      return row.map;
  }
  return std::nullopt;
}

bool is_known(const LogSource& rule) {
  if (!is_same(rule.product, "windows") || (rule.category.empty() && rule.service.empty())) return true;
  return std::any_of(std::begin(kSources), std::end(kSources), [&](const SourceRow& row) { return wants(rule, row); });
}

std::vector<std::string> event_fields(std::string_view map, const std::string& field) {
  for (const FieldRow& row : kFields) {
    if (row.map != map || row.field != field) continue;
    if (row.event_field == kNone) return {};
    const std::size_t plus = row.event_field.find('+');
    if (plus == std::string_view::npos) return {std::string{row.event_field}};
    return {std::string{row.event_field.substr(0, plus)}, std::string{row.event_field.substr(plus + 1)}};
  }
  return {field};
}

std::string_view translated(std::string_view map, std::string_view field, std::string_view value) {
  for (const ValueRow& row : kValues) {
    if (row.map == map && row.field == field && row.from == value) return row.to;
  }
  return value;
}

bool is_translated(std::string_view map, std::string_view field) {
  return std::any_of(std::begin(kValues), std::end(kValues),
                     [&](const ValueRow& row) { return row.map == map && row.field == field; });
}

std::vector<std::string_view> lacking(std::string_view map) {
  std::vector<std::string_view> all;
  for (const FieldRow& row : kFields) {
    if (row.map == map && row.event_field == kNone) all.push_back(row.field);
  }
  return all;
}

}  // namespace wardwatch::detect::sigma
