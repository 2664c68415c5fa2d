#include "eventlog/record_maker.hpp"

#include <algorithm>

#include "core/hash.hpp"
#include "eventlog/log_file.hpp"
#include "record/event_content.hpp"

namespace wardwatch::eventlog {
namespace {

// A record has at most 64 KiB, which is at most twice as much text. A hostile template may put in one value many times.
constexpr std::size_t kEventTextMax = 256U << 10U;
constexpr std::size_t kChunkTextMax = 4U << 20U;
constexpr std::size_t kItemsMax = 1024;  ///< Of one event, the items of lists counted one by one.

std::optional<std::uint32_t> number(const Event& event, SystemField field) {
  const auto value = number_of(event.of(field));
  if (!value) return std::nullopt;
  return static_cast<std::uint32_t>(*value);
}

}  // namespace

std::string_view RecordMaker::keep_name(std::string_view name, record::Batch<record::WindowsEvent>& batch) {
  // The parser gives the same name from the same place again and again: it is kept once in a batch.
  std::string_view& kept = names_[(hash_text(name.substr(0, 8), name.size())) % names_.size()];
  if (kept != name) kept = batch.keep(name);
  return kept;
}

void RecordMaker::begin_chunk(const EventPlace& place) {
  if (place.source == place_.source && place.chunk_offset == place_.chunk_offset) return;
  place_ = place;
  chunk_text_left_ = kChunkTextMax;
}

RecordMaker::Range RecordMaker::write(const Value& value) {
  const std::size_t first = text_.size();
  append_text(text_, value);
  const std::size_t most = std::min(kEventTextMax, chunk_text_left_);
  if (text_.size() > most) {
    ++cut_count_;
    text_.resize(std::max(first, most));
  }
  return {first, text_.size() - first};
}

void RecordMaker::write_data(const Event& event) {
  data_.clear();
  for (const Event::Field& field : event.fields) {
    // Windows writes an element for each item of a list.
    for_each_item(field.value, [&](const Value& item) {
      if (data_.size() >= kItemsMax) ++cut_count_;
      else data_.push_back({field.name, write(item)});
    });
  }
}

void RecordMaker::make(const Event& event, const EventPlace& place, record::Batch<record::WindowsEvent>& batch) {
  begin_chunk(place);
  if (batch.rows().empty()) names_.fill({});  // Another batch: names in the last one are gone.
  text_.clear();
  const Range computer = write(event, SystemField::computer), channel = write(event, SystemField::channel);
  const bool has_name = event.has(SystemField::provider_name);
  const Range provider = write(event, has_name ? SystemField::provider_name : SystemField::event_source);
  const Range sid = write(event, SystemField::user_id), guid = write(event, SystemField::provider_guid);
  const Range keywords = write(event, SystemField::keywords);
  const Range activity = write(event, SystemField::activity_id);
  const Range related = write(event, SystemField::related_activity_id);
  write_data(event);
  chunk_text_left_ -= std::min(chunk_text_left_, text_.size());
  const std::string_view kept = batch.keep(text_);
  const auto view = [&](Range range) { return kept.substr(range.first, range.count); };
  const auto optional = [&](Range range) {
    return range.count > 0 ? std::optional{kept.substr(range.first, range.count)} : std::nullopt;
  };
  views_.clear();
  for (const NamedRange& item : data_) views_.push_back({keep_name(item.name, batch), view(item.value)});

  record::WindowsEvent& row = batch.add();
  row.at = {time_of(event), {}, place.source, place.chunk_offset + event.chunk_offset};
  row.computer = view(computer);
  row.channel = view(channel);
  row.provider = view(provider);
  row.event_id = number(event, SystemField::event_id).value_or(0);
  row.level = number(event, SystemField::level);
  row.version = number(event, SystemField::version);
  row.qualifiers = number(event, SystemField::qualifiers);
  row.task = number(event, SystemField::task);
  row.opcode = number(event, SystemField::opcode);
  row.keywords = optional(keywords);
  row.record_id = number_of(event.of(SystemField::record_id));
  row.log_record = event.number;
  row.user_sid = optional(sid);
  row.process_id = number(event, SystemField::process_id);
  row.thread_id = number(event, SystemField::thread_id);
  row.provider_guid = optional(guid);
  row.activity_id = optional(activity);
  row.related_activity_id = optional(related);
  if (!event.data_root.empty()) row.data_element = keep_name(event.data_root, batch);
  row.data = batch.keep_views(views_);
  if (event.condition == Condition::torn) row.condition = "torn";
  if (event.condition == Condition::slack) row.condition = "slack";
  row.at.uid = record::event_uid(row);
}

}  // namespace wardwatch::eventlog
