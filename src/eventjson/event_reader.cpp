#include "eventjson/event_reader.hpp"

#include <algorithm>
#include <map>

#include "eventjson/forms.hpp"
#include "record/event_content.hpp"

namespace wardwatch::eventjson {
namespace {

/// One hit of Elasticsearch has the event inside.
const Json& inner(const Json& document) {
  const Json& source = member(document, "_source");
  return source.is_object() ? source : document;
}

Json parse(std::string_view text) { return Json::parse(text, nullptr, false); }

Draft draft_of(const Json& event, Form form, std::optional<std::chrono::minutes> shift) {
  switch (form) {
    case Form::evtx_dump: return read_evtx_dump(event);
    case Form::winlogbeat: return read_winlogbeat(event);
    case Form::flat: return read_flat(event, shift);
    case Form::none: break;
  }
  return {};
}

std::optional<std::uint32_t> narrow(const std::optional<std::uint64_t>& number) {
  if (!number || *number > ~std::uint32_t{0}) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

}  // namespace

bool may_be_json(Bytes beginning) {
  Utf8Feed feed{[&] { return std::exchange(beginning, Bytes{}); }};
  const std::string_view text = as_text(feed());
  const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

Form recognise(Bytes beginning) {
  DocumentSplitter splitter{Utf8Feed{[&] { return std::exchange(beginning, Bytes{}); }}};
  DocumentSplitter::Document document;
  while (splitter.next(document)) {
    if (!document.fault.empty()) continue;
    const Json json = parse(document.text);
    if (const Form form = form_of(inner(json)); form != Form::none) return form;
  }
  return Form::none;
}

std::optional<std::chrono::minutes> learn_shift(Bytes beginning) {
  DocumentSplitter splitter{Utf8Feed{[&] { return std::exchange(beginning, Bytes{}); }}};
  DocumentSplitter::Document document;
  std::map<std::chrono::minutes, std::size_t> votes;
  while (splitter.next(document)) {
    if (!document.fault.empty()) continue;
    const Json json = parse(document.text);
    if (form_of(inner(json)) != Form::flat) continue;
    if (const auto shift = flat_shift(inner(json))) ++votes[*shift];
  }
  const auto most =
      std::max_element(votes.begin(), votes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == votes.end() ? std::nullopt : std::optional{most->first};
}

void EventReader::refuse(const DocumentSplitter::Document& document, std::string_view why) {
  if (status_.faulty++ == 0)
    status_.first_fault = "the document at byte " + std::to_string(document.offset_bytes) + " " + std::string{why};
}

bool EventReader::next(record::Batch<record::WindowsEvent>& batch) {
  DocumentSplitter::Document document;
  while (splitter_.next(document)) {
    if (!document.fault.empty()) {
      refuse(document, document.fault);
      continue;
    }
    const Json json = parse(document.text);
    if (json.is_discarded()) {
      refuse(document, "is no JSON");
      continue;
    }
    const Json& event = inner(json);
    const Form form = form_of(event);
    if (form == Form::none) {
      refuse(document, "is no Windows event of a form that is known");
      continue;
    }
    const Draft draft = draft_of(event, form, shift_);
    if (!draft.ts || !draft.event_id) {
      refuse(document, draft.ts ? "has no event number" : "has no time");
      continue;
    }
    add(draft, document.offset_bytes, batch);
    return true;
  }
  return false;
}

void EventReader::add(const Draft& draft, std::uint64_t offset_bytes, record::Batch<record::WindowsEvent>& batch) {
  const auto optional = [&](const std::string& text) {
    return text.empty() ? std::nullopt : std::optional{batch.keep(text)};
  };
  std::vector<record::NamedText> data;
  data.reserve(draft.data.size());
  for (const auto& [name, value] : draft.data) data.push_back({name, value});
  record::WindowsEvent& row = batch.add();
  row.at = {*draft.ts, {}, source_, offset_bytes};
  row.computer = batch.keep(draft.computer);
  row.channel = batch.keep(draft.channel);
  row.provider = batch.keep(draft.provider);
  row.event_id = narrow(draft.event_id).value_or(0);
  row.level = narrow(draft.level);
  row.version = narrow(draft.version);
  row.qualifiers = narrow(draft.qualifiers);
  row.task = narrow(draft.task);
  row.opcode = narrow(draft.opcode);
  row.keywords = optional(draft.keywords);
  row.record_id = draft.record_id;
  row.log_record = draft.record_id.value_or(status_.events + 1);
  row.user_sid = optional(draft.user_sid);
  row.process_id = narrow(draft.process_id);
  row.thread_id = narrow(draft.thread_id);
  row.provider_guid = optional(draft.provider_guid);
  row.activity_id = optional(draft.activity_id);
  row.related_activity_id = optional(draft.related_activity_id);
  row.data_element = optional(draft.data_element);
  row.data = batch.keep_map(data);
  row.condition = "exported";
  row.at.uid = record::event_uid(row);
  status_.first_ts = status_.events == 0 ? *draft.ts : std::min(status_.first_ts, *draft.ts);
  status_.last_ts = status_.events == 0 ? *draft.ts : std::max(status_.last_ts, *draft.ts);
  status_.zones_assumed += draft.is_zone_assumed ? 1 : 0;
  ++status_.events;
}

}  // namespace wardwatch::eventjson
