#include "report/read_case.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <nlohmann/json.hpp>

#include "record/json.hpp"

namespace wardwatch::report {
namespace {

using Json = nlohmann::json;

constexpr std::uintmax_t kFileMax_bytes = 512U << 20U;  ///< 500,000 findings with all that they may hold.
constexpr std::size_t kItemsMax = 1'000'000;

/// Fills records from JSON by their schema: the counterpart of record::append_json. Keeps the first fault.
class JsonReader {
 public:
  template <record::Record R>
  void read(const Json& json, R& row) {
    if (!json.is_object()) return complain("an object is missing");
    record::for_each_field<R>(row, [&](const auto& field, auto& value) {
      const auto known = json.find(field.name);
      if (known == json.end() || known->is_null()) return;  // Unset.
      value_of(*known, value, field.name);
    });
  }
  [[nodiscard]] const std::string& fault() const noexcept { return fault_; }

 private:
  template <class T>
  void value_of(const Json& json, T& value, std::string_view name) {
    if constexpr (record::is_optional_v<T>) {
      value_of(json, value.emplace(), name);
    } else if constexpr (record::is_vector_v<T>) {
      if (!json.is_array() || json.size() > kItemsMax) return complain("\"" + std::string{name} + "\" is not a list");
      for (const Json& item : json) value_of(item, value.emplace_back(), name);
    } else if constexpr (record::Record<T>) {
      read(json, value);
    } else if constexpr (std::is_same_v<T, std::string>) {
      if (json.is_string()) value = json.get_ref<const std::string&>();
      else complain("\"" + std::string{name} + "\" is not text");
    } else if constexpr (std::is_same_v<T, bool>) {
      if (json.is_boolean()) value = json.get<bool>();
      else complain("\"" + std::string{name} + "\" is neither true nor false");
    } else if constexpr (std::is_same_v<T, double>) {
      if (json.is_number()) value = json.get<double>();
      else complain("\"" + std::string{name} + "\" is not a number");
    } else if constexpr (std::is_integral_v<T>) {
      if (json.is_number_unsigned()) value = json.get<T>();
      else complain("\"" + std::string{name} + "\" is not a count");
    } else if constexpr (std::is_same_v<T, Timestamp>) {
      const auto time = json.is_string() ? parse_rfc3339(json.get_ref<const std::string&>()) : std::nullopt;
      if (time) value = *time;
      else complain("\"" + std::string{name} + "\" is not a time such as 2026-11-24T08:02:11.000000Z");
    } else {
      static_assert(std::is_same_v<T, record::Severity>);
      const auto level = json.is_string() ? record::severity_named(json.get_ref<const std::string&>()) : std::nullopt;
      if (level) value = *level;
      else complain("\"" + std::string{name} + "\" is not a severity");
    }
  }
  void complain(std::string what) {
    if (fault_.empty()) fault_ = std::move(what);
  }

  std::string fault_;
};

Result<std::string> content_of(const std::filesystem::path& file) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(file, error);
  if (error)
    return fail("\"" + file.parent_path().string() + "\" is not a case: it has no " + file.filename().string());
  if (size > kFileMax_bytes) return fail("\"" + file.string() + "\" is larger than a case's file can be");
  std::ifstream in{file, std::ios::binary};
  if (!in) return fail("cannot read \"" + file.string() + "\"");
  return std::string{std::istreambuf_iterator<char>{in}, {}};
}

template <record::Record R>
Result<R> read_one(std::string_view text, const std::string& where) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return fail(where + ": not JSON");
  R row;
  JsonReader reader;
  reader.read(json, row);
  if (!reader.fault().empty()) return fail(where + ": " + reader.fault());
  return row;
}

Result<std::vector<record::Incident>> read_incidents(const std::filesystem::path& file) {
  auto text = content_of(file);
  if (!text) return tl::make_unexpected(text.error());
  const Json json = Json::parse(*text, nullptr, false);
  if (!json.is_array()) return fail("\"" + file.string() + "\": not a JSON array");
  std::vector<record::Incident> incidents;
  for (const Json& item : json) {
    JsonReader reader;
    reader.read(item, incidents.emplace_back());
    if (!reader.fault().empty()) {
      return fail("\"" + file.string() + "\", incident " + std::to_string(incidents.size()) + ": " + reader.fault());
    }
  }
  return incidents;
}

Result<std::vector<record::Finding>> read_findings(const std::filesystem::path& file) {
  auto text = content_of(file);
  if (!text) return tl::make_unexpected(text.error());
  std::vector<record::Finding> findings;
  std::size_t number = 0;
  for (std::string_view rest{*text}; !rest.empty() && findings.size() < kItemsMax;) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++number;
    if (line.empty()) continue;
    auto finding = read_one<record::Finding>(line, "\"" + file.string() + "\", line " + std::to_string(number));
    if (!finding) return tl::make_unexpected(finding.error());
    findings.push_back(std::move(*finding));
  }
  return findings;
}

/// `digits` digits at `at`, or -1.
int number_at(std::string_view text, std::size_t at, std::size_t digits) noexcept {
  int number = 0;
  for (std::size_t i = at; i < at + digits; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9') return -1;
    number = number * 10 + (text[i] - '0');
  }
  return number;
}

}  // namespace

std::optional<Timestamp> parse_rfc3339(std::string_view text) noexcept {
  using namespace std::chrono;
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':') {
    return std::nullopt;
  }
  const int y = number_at(text, 0, 4), month_number = number_at(text, 5, 2), d = number_at(text, 8, 2);
  const int h = number_at(text, 11, 2), m = number_at(text, 14, 2), s = number_at(text, 17, 2);
  const year_month_day date{year{y}, month{static_cast<unsigned>(month_number)}, day{static_cast<unsigned>(d)}};
  // As in evidence: from 1970 on, and no later than nanoseconds in 64 bits hold whole years, so that any two differ by
  // what they hold too.
  if (y < 1970 || y > 2261 || !date.ok() || h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 60) return std::nullopt;
  std::size_t at = 19;
  std::int64_t nanos = 0, unit = 100'000'000;
  if (text[at] == '.') {
    for (++at; number_at(text, at, 1) >= 0; ++at, unit /= 10) nanos += unit * number_at(text, at, 1);
  }
  if (text.substr(at) != "Z") return std::nullopt;
  return Timestamp{sys_days{date}} + hours{h} + minutes{m} + seconds{s} + nanoseconds{nanos};
}

Result<Case> read_case(const std::filesystem::path& folder) {
  auto text = content_of(folder / "manifest.json");
  if (!text) return tl::make_unexpected(text.error());
  auto manifest = read_one<record::Manifest>(*text, "\"" + (folder / "manifest.json").string() + "\"");
  if (!manifest) return tl::make_unexpected(manifest.error());
  auto incidents = read_incidents(folder / "incidents.json");
  if (!incidents) return tl::make_unexpected(incidents.error());
  auto findings = read_findings(folder / "findings.jsonl");
  if (!findings) return tl::make_unexpected(findings.error());
  return Case{std::move(*manifest), std::move(*incidents), std::move(*findings)};
}

}  // namespace wardwatch::report
