#include "detect/sigma/windows_events.hpp"

#include "core/timestamp.hpp"

namespace wardwatch::detect::sigma {
namespace {

Value optional_text(const std::optional<std::string_view>& value) { return value ? text_value(*value) : null_value(); }

}  // namespace

Event WindowsEvents::event_of(const record::WindowsEvent& row, EventId id) {
  lists_.clear();
  names_.clear();
  for (const record::NamedText& item : row.data) names_.push_back(item.name);
  row_ = &row;
  kind_ = &kinds_.of({row.event_id, row.channel, row.provider, names_});
  return {&kind_->layout, id, row.at.ts, this, &value_at};
}

Value WindowsEvents::system_value(std::size_t field, std::string& scratch) const {
  const record::WindowsEvent& row = *row_;
  switch (static_cast<SystemValue>(field)) {
    case SystemValue::provider: return text_value(row.provider);
    case SystemValue::provider_guid: return optional_text(row.provider_guid);
    case SystemValue::event_id: return number_value(row.event_id, scratch);
    case SystemValue::qualifiers: return number_value(row.qualifiers, scratch);
    case SystemValue::version: return number_value(row.version, scratch);
    case SystemValue::level: return number_value(row.level, scratch);
    case SystemValue::task: return number_value(row.task, scratch);
    case SystemValue::opcode: return number_value(row.opcode, scratch);
    case SystemValue::keywords: return optional_text(row.keywords);
    case SystemValue::time: scratch = rfc3339(row.at.ts); return text_value(scratch);
    case SystemValue::record_id: return number_value(row.record_id, scratch);
    case SystemValue::activity_id: return optional_text(row.activity_id);
    case SystemValue::related_activity_id: return optional_text(row.related_activity_id);
    case SystemValue::process_id: return number_value(row.process_id, scratch);
    case SystemValue::thread_id: return number_value(row.thread_id, scratch);
    case SystemValue::channel: return text_value(row.channel);
    case SystemValue::computer: return text_value(row.computer);
    case SystemValue::user_sid: return optional_text(row.user_sid);
    case SystemValue::count: break;
  }
  return {};
}

Value WindowsEvents::data_value(std::size_t field) const {
  const Stretch stretch = kinds_.stretches()[kind_->stretch_of(field)];
  const record::TextMap data = row_->data;
  if (stretch.count == 1 && !kind_->is_scattered(field)) return text_value(data[stretch.first].value);
  std::vector<std::string_view>& list = lists_.emplace_back();
  const std::string& name = kind_->layout.fields[kSystemValueCount + field];
  for (const record::NamedText& item : data.subspan(stretch.first)) {
    if (WindowsKinds::last_name(item.name) == name) list.push_back(item.value);
  }
  return {Value::Kind::text, list.front(), std::span{list}.subspan(1)};
}

Value WindowsEvents::value_at(const void* values, std::size_t field, std::string& scratch) {
  const auto& events = *static_cast<const WindowsEvents*>(values);
  if (field < kSystemValueCount) return events.system_value(field, scratch);
  return events.data_value(field - kSystemValueCount);
}

}  // namespace wardwatch::detect::sigma
