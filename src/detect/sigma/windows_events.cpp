#include "detect/sigma/windows_events.hpp"

#include <algorithm>
#include <charconv>

#include "core/hash.hpp"
#include "core/timestamp.hpp"

namespace wardwatch::detect::sigma {
namespace {

/// Kinds kept at one time: a fleet's logs have some thousands, hostile ones as many as they like. Beyond it all are
/// forgotten and made anew.
constexpr std::size_t kKindsMax = 16'384;

enum class System : std::uint8_t {
  provider,
  provider_guid,
  event_id,
  qualifiers,
  version,
  level,
  task,
  opcode,
  keywords,
  time,
  record_id,
  activity_id,
  related_activity_id,
  process_id,
  thread_id,
  channel,
  computer,
  user_sid,
  count,
};

/// As evtx_dump names the elements and attributes of System, which is what published rules were written against.
constexpr std::array<std::string_view, static_cast<std::size_t>(System::count)> kSystemNames{
    "Provider_Name",
    "Provider_Guid",
    "EventID",
    "EventID_Qualifiers",
    "Version",
    "Level",
    "Task",
    "Opcode",
    "Keywords",
    "TimeCreated_SystemTime",
    "EventRecordID",
    "Correlation_ActivityID",
    "Correlation_RelatedActivityID",
    "Execution_ProcessID",
    "Execution_ThreadID",
    "Channel",
    "Computer",
    "Security_UserID"};

Value text(std::string_view value) { return {Value::Kind::text, value, {}}; }

Value optional_text(const std::optional<std::string_view>& value) {
  return value ? text(*value) : Value{Value::Kind::null, {}, {}};
}

template <class Number>
Value digits(const std::optional<Number>& value, std::string& scratch) {
  if (!value) return {Value::Kind::null, {}, {}};
  std::array<char, 24> room{};
  scratch.assign(room.data(), std::to_chars(room.data(), room.data() + room.size(), *value).ptr);
  return text(scratch);
}

/// Cheap, for every name of every event; names that it takes for equal are compared.
std::uint64_t mixed(std::uint64_t hash, std::string_view name) noexcept {
  std::uint64_t ends = name.size();
  if (!name.empty()) {
    const auto octet = [&](std::size_t at) { return std::uint64_t{static_cast<unsigned char>(name[at])}; };
    ends |=
        octet(0) << 16U | octet(name.size() / 2) << 24U | octet(name.size() - 1) << 32U | octet(name.size() / 4) << 40U;
  }
  return (hash ^ ends) * 0x9e3779b97f4a7c15ULL ^ (hash >> 29U);
}

/// Names in UserData stand below elements, of which rules name the last one only.
std::string_view last_name(std::string_view name) noexcept {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

}  // namespace

std::uint64_t WindowsEvents::find_stretches(const record::WindowsEvent& row) {
  stretches_.clear();
  std::uint64_t hash = mixed(mixed(row.event_id, row.channel), row.provider);
  std::string_view last;
  for (std::uint32_t i = 0; i < row.data.size(); ++i) {
    const std::string_view name = row.data[i].name;
    if (!stretches_.empty() && name == last) {
      ++stretches_.back().count;
      continue;
    }
    last = name;
    stretches_.push_back({i, 1});
    hash = mixed(hash, name);
  }
  return mix64(hash);
}

bool WindowsEvents::is_of(const record::WindowsEvent& row, const Kind& kind) const noexcept {
  if (kind.event_id != row.event_id || kind.names.size() != stretches_.size() || kind.layout.channel != row.channel ||
      kind.layout.provider != row.provider)
    return false;
  for (std::size_t i = 0; i < stretches_.size(); ++i) {
    if (kind.names[i] != row.data[stretches_[i].first].name) return false;
  }
  return true;
}

const WindowsEvents::Kind& WindowsEvents::make(const record::WindowsEvent& row, std::uint64_t hash) {
  if (kind_count_ >= kKindsMax) {
    kinds_.clear();
    kind_count_ = 0;
  }
  ++kind_count_;
  Kind& kind = *kinds_[hash].emplace_back(std::make_unique<Kind>());
  kind.layout.id = next_id_++;
  kind.layout.source.product = "windows";
  kind.layout.channel = row.channel;
  kind.layout.provider = row.provider;
  kind.event_id = row.event_id;
  kind.layout.event_id = std::to_string(row.event_id);
  kind.layout.fields.assign(kSystemNames.begin(), kSystemNames.end());
  const auto first_of_data = static_cast<std::ptrdiff_t>(kSystemNames.size());
  for (std::uint32_t i = 0; i < stretches_.size(); ++i) {
    kind.names.emplace_back(row.data[stretches_[i].first].name);
    const std::string_view name = last_name(kind.names.back());
    const auto fields = kind.layout.fields.begin() + first_of_data;
    const auto known = std::find(fields, kind.layout.fields.end(), name);
    if (known != kind.layout.fields.end()) {
      kind.is_scattered[static_cast<std::size_t>(known - fields)] = true;
      continue;
    }
    kind.layout.fields.emplace_back(name);
    kind.stretches_of.push_back(i);
    kind.is_scattered.push_back(false);
  }
  return kind;
}

const WindowsEvents::Kind& WindowsEvents::kind_of(const record::WindowsEvent& row) {
  const std::uint64_t hash = find_stretches(row);
  const auto alike = kinds_.find(hash);
  if (alike != kinds_.end()) {
    for (const auto& kind : alike->second) {
      if (is_of(row, *kind)) return *kind;
    }
  }
  return make(row, hash);
}

Event WindowsEvents::event_of(const record::WindowsEvent& row, EventId id) {
  lists_.clear();
  row_ = &row;
  kind_ = &kind_of(row);
  return {&kind_->layout, id, row.at.ts, this, &value_at};
}

Value WindowsEvents::system_value(std::size_t field, std::string& scratch) const {
  const record::WindowsEvent& row = *row_;
  switch (static_cast<System>(field)) {
    case System::provider: return text(row.provider);
    case System::provider_guid: return optional_text(row.provider_guid);
    case System::event_id: return digits(std::optional{row.event_id}, scratch);
    case System::qualifiers: return digits(row.qualifiers, scratch);
    case System::version: return digits(row.version, scratch);
    case System::level: return digits(row.level, scratch);
    case System::task: return digits(row.task, scratch);
    case System::opcode: return digits(row.opcode, scratch);
    case System::keywords: return optional_text(row.keywords);
    case System::time: scratch = rfc3339(row.at.ts); return text(scratch);
    case System::record_id: return digits(row.record_id, scratch);
    case System::activity_id: return optional_text(row.activity_id);
    case System::related_activity_id: return optional_text(row.related_activity_id);
    case System::process_id: return digits(row.process_id, scratch);
    case System::thread_id: return digits(row.thread_id, scratch);
    case System::channel: return text(row.channel);
    case System::computer: return text(row.computer);
    case System::user_sid: return optional_text(row.user_sid);
    case System::count: break;
  }
  return {};
}

Value WindowsEvents::data_value(std::size_t field) const {
  const Stretch stretch = stretches_[kind_->stretches_of[field]];
  const record::TextMap data = row_->data;
  if (stretch.count == 1 && !kind_->is_scattered[field]) return text(data[stretch.first].value);
  std::vector<std::string_view>& list = lists_.emplace_back();
  const std::string& name = kind_->layout.fields[kSystemNames.size() + field];
  for (const record::NamedText& item : data.subspan(stretch.first)) {
    if (last_name(item.name) == name) list.push_back(item.value);
  }
  return {Value::Kind::text, list.front(), std::span{list}.subspan(1)};
}

Value WindowsEvents::value_at(const void* values, std::size_t field, std::string& scratch) {
  const auto& events = *static_cast<const WindowsEvents*>(values);
  if (field < kSystemNames.size()) return events.system_value(field, scratch);
  return events.data_value(field - kSystemNames.size());
}

}  // namespace wardwatch::detect::sigma
