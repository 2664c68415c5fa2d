#include "detect/sigma/windows_kinds.hpp"

#include <algorithm>
#include <charconv>

#include "core/hash.hpp"

namespace wardwatch::detect::sigma {
namespace {

/// Kinds kept at one time: a fleet's logs have some thousands, hostile ones as many as they like. Beyond it all are
/// forgotten and made anew.
constexpr std::size_t kKindsMax = 16'384;

/// As evtx_dump names the elements and attributes of System, which is what published rules were written against.
constexpr std::array<std::string_view, kSystemValueCount> kSystemNames{"Provider_Name",
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

/// What people write or name. Numbers, times and GUIDs are no words, and making texts of them in each event only to look
/// for words cost a tenth of all matching. Channel, provider and event id are looked at in any case.
constexpr std::array kSystemWords{SystemValue::computer, SystemValue::user_sid};

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

}  // namespace

Value number_value(std::optional<std::uint64_t> number, std::string& scratch) {
  if (!number) return null_value();
  std::array<char, 24> room{};
  scratch.assign(room.data(), std::to_chars(room.data(), room.data() + room.size(), *number).ptr);
  return text_value(scratch);
}

std::string_view WindowsKinds::last_name(std::string_view name) noexcept {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

std::uint64_t WindowsKinds::find_stretches(const WindowsShape& shape) {
  stretches_.clear();
  std::uint64_t hash = mixed(mixed(shape.event_id, shape.channel), shape.provider);
  std::string_view last;
  for (std::uint32_t i = 0; i < shape.names.size(); ++i) {
    const std::string_view name = shape.names[i];
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

bool WindowsKinds::is_of(const WindowsShape& shape, const WindowsKind& kind) const noexcept {
  if (kind.event_id_ != shape.event_id || kind.names_.size() != stretches_.size() ||
      kind.layout.channel != shape.channel || kind.layout.provider != shape.provider)
    return false;
  for (std::size_t i = 0; i < stretches_.size(); ++i) {
    if (kind.names_[i] != shape.names[stretches_[i].first]) return false;
  }
  return true;
}

const WindowsKind& WindowsKinds::make(const WindowsShape& shape, std::uint64_t hash) {
  if (kind_count_ >= kKindsMax) {
    kinds_.clear();
    kind_count_ = 0;
  }
  ++kind_count_;
  WindowsKind& kind = *kinds_[hash].emplace_back(std::make_unique<WindowsKind>());
  kind.layout.id = next_id_++;
  kind.layout.source.product = "windows";
  kind.layout.channel = shape.channel;
  kind.layout.provider = shape.provider;
  kind.event_id_ = shape.event_id;
  kind.layout.event_id = std::to_string(shape.event_id);
  kind.layout.fields.assign(kSystemNames.begin(), kSystemNames.end());
  for (const SystemValue value : kSystemWords) kind.layout.keyword_fields.push_back(static_cast<std::uint32_t>(value));
  const auto first_of_data = static_cast<std::ptrdiff_t>(kSystemNames.size());
  for (std::uint32_t i = 0; i < stretches_.size(); ++i) {
    kind.names_.emplace_back(shape.names[stretches_[i].first]);
    const std::string_view name = last_name(kind.names_.back());
    const auto fields = kind.layout.fields.begin() + first_of_data;
    const auto known = std::find(fields, kind.layout.fields.end(), name);
    if (known != kind.layout.fields.end()) {
      kind.is_scattered_[static_cast<std::size_t>(known - fields)] = true;
      continue;
    }
    kind.layout.keyword_fields.push_back(static_cast<std::uint32_t>(kind.layout.fields.size()));
    kind.layout.fields.emplace_back(name);
    kind.stretches_of_.push_back(i);
    kind.is_scattered_.push_back(false);
  }
  return kind;
}

const WindowsKind& WindowsKinds::of(const WindowsShape& shape) {
  const std::uint64_t hash = find_stretches(shape);
  const auto alike = kinds_.find(hash);
  if (alike != kinds_.end()) {
    for (const auto& kind : alike->second) {
      if (is_of(shape, *kind)) return *kind;
    }
  }
  return make(shape, hash);
}

}  // namespace wardwatch::detect::sigma
