#include "pipeline/log_events.hpp"

#include "eventlog/log_file.hpp"

namespace wardwatch::pipeline {
namespace {

using detect::sigma::null_value;
using detect::sigma::number_value;
using detect::sigma::SystemValue;
using detect::sigma::text_value;
using eventlog::SystemField;
using Value = detect::sigma::Value;

constexpr std::size_t kItemsMax = 1024;  ///< Of one event, as records have at most.

void set(std::string& out, const eventlog::Value& value) {
  out.clear();
  append_text(out, value);
}

Value optional_text(const eventlog::Event& event, SystemField field, std::string& scratch) {
  set(scratch, event.of(field));
  return scratch.empty() ? null_value() : text_value(scratch);
}

Value number(const eventlog::Event& event, SystemField field, std::string& scratch) {
  const auto value = number_of(event.of(field));
  if (!value) return null_value();
  return number_value(static_cast<std::uint32_t>(*value), scratch);
}

}  // namespace

detect::sigma::Event LogEvents::event_of(const eventlog::Event& event, detect::sigma::EventId id) {
  lists_.clear();
  names_.clear();
  items_.clear();
  for (const eventlog::Event::Field& field : event.fields) {
    for_each_item(field.value, [&](const eventlog::Value& item) {
      if (items_.size() >= kItemsMax) return;
      names_.push_back(field.name);
      items_.push_back(item);
    });
  }
  set(channel_, event.of(SystemField::channel));
  const bool has_name = event.has(SystemField::provider_name);
  set(provider_, event.of(has_name ? SystemField::provider_name : SystemField::event_source));
  const auto event_id = static_cast<std::uint32_t>(number_of(event.of(SystemField::event_id)).value_or(0));
  event_ = &event;
  kind_ = &kinds_.of({event_id, channel_, provider_, names_});
  return {&kind_->layout, id, time_of(event), this, &value_at};
}

Value LogEvents::system_value(SystemValue field, std::string& scratch) const {
  const eventlog::Event& event = *event_;
  switch (field) {
    case SystemValue::provider: return text_value(provider_);
    case SystemValue::provider_guid: return optional_text(event, SystemField::provider_guid, scratch);
    case SystemValue::event_id: return text_value(kind_->layout.event_id);
    case SystemValue::qualifiers: return number(event, SystemField::qualifiers, scratch);
    case SystemValue::version: return number(event, SystemField::version, scratch);
    case SystemValue::level: return number(event, SystemField::level, scratch);
    case SystemValue::task: return number(event, SystemField::task, scratch);
    case SystemValue::opcode: return number(event, SystemField::opcode, scratch);
    case SystemValue::keywords: return optional_text(event, SystemField::keywords, scratch);
    case SystemValue::time: scratch = rfc3339(time_of(event)); return text_value(scratch);
    case SystemValue::record_id: return number_value(number_of(event.of(SystemField::record_id)), scratch);
    case SystemValue::activity_id: return optional_text(event, SystemField::activity_id, scratch);
    case SystemValue::related_activity_id: return optional_text(event, SystemField::related_activity_id, scratch);
    case SystemValue::process_id: return number(event, SystemField::process_id, scratch);
    case SystemValue::thread_id: return number(event, SystemField::thread_id, scratch);
    case SystemValue::channel: return text_value(channel_);
    case SystemValue::computer: set(scratch, event.of(SystemField::computer)); return text_value(scratch);
    case SystemValue::user_sid: return optional_text(event, SystemField::user_id, scratch);
    case SystemValue::count: break;
  }
  return {};
}

Value LogEvents::data_value(std::size_t field, std::string& scratch) const {
  const detect::sigma::Stretch stretch = kinds_.stretches()[kind_->stretch_of(field)];
  if (stretch.count == 1 && !kind_->is_scattered(field)) {
    set(scratch, items_[stretch.first]);
    return text_value(scratch);
  }
  List& list = lists_.emplace_back();
  const std::string& name = kind_->layout.fields[detect::sigma::kSystemValueCount + field];
  for (std::size_t i = stretch.first; i < items_.size(); ++i) {
    if (detect::sigma::WindowsKinds::last_name(names_[i]) == name) set(list.texts.emplace_back(), items_[i]);
  }
  for (const std::string& item : list.texts) list.views.push_back(item);
  return {Value::Kind::text, list.views.front(), std::span{list.views}.subspan(1)};
}

Value LogEvents::value_at(const void* values, std::size_t field, std::string& scratch) {
  const auto& events = *static_cast<const LogEvents*>(values);
  if (field < detect::sigma::kSystemValueCount) return events.system_value(static_cast<SystemValue>(field), scratch);
  return events.data_value(field - detect::sigma::kSystemValueCount, scratch);
}

}  // namespace wardwatch::pipeline
