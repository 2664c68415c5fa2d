#pragma once

#include "record/schema.hpp"

namespace wardwatch::record {

/// What the record of a log's entry says first: when, which entry, and where in the evidence it stands.
struct EntryRef {
  Timestamp ts;                    ///< The event's own time; that of its record in the log where it has none.
  Uid uid;                         ///< Made from content: the same event has the same uid in whatever log it is found.
  SourceId source;                 ///< The log that it was read from.
  std::uint64_t offset_bytes = 0;  ///< Where its record begins in the file.
};

/// One event of a Windows event log. The computer is the one that it happened on, also when another one collected it.
struct WindowsEvent {
  EntryRef at;
  std::string_view computer;
  std::string_view channel;
  std::string_view provider;
  std::uint32_t event_id = 0;
  std::optional<std::uint32_t> level;  ///< 1 critical, 2 error, 3 warning, 4 information, 5 verbose; 0 always logged.
  std::optional<std::uint32_t> version;
  std::optional<std::uint32_t> qualifiers;
  std::optional<std::uint32_t> task;
  std::optional<std::uint32_t> opcode;
  std::optional<std::string_view> keywords;
  std::optional<std::uint64_t> record_id;
  std::uint64_t log_record = 0;
  std::optional<std::string_view> user_sid;
  std::optional<std::uint32_t> process_id;
  std::optional<std::uint32_t> thread_id;
  std::optional<std::string_view> provider_guid;
  std::optional<std::string_view> activity_id;
  std::optional<std::string_view> related_activity_id;
  std::optional<std::string_view> data_element;
  TextMap data;  ///< Names may repeat; values are those that Windows shows.
  std::optional<std::string_view> condition;
};

template <>
inline constexpr auto schema_of<WindowsEvent> = schema(
    "windows_event", "One event of a Windows event log",
    field(1, "ts", &WindowsEvent::at, &EntryRef::ts, Unit::time, Content::technical,
          "Time of the event, seconds since 1970 UTC"),
    field(2, "uid", &WindowsEvent::at, &EntryRef::uid, Unit::none, Content::technical,
          "Id of the event, made from its content"),
    field(3, "computer", &WindowsEvent::computer, Unit::none, Content::account,
          "Computer that it happened on, whoever collected it"),
    field(4, "channel", &WindowsEvent::channel, Unit::none, Content::technical, "Channel"),
    field(5, "provider", &WindowsEvent::provider, Unit::none, Content::technical, "Provider that wrote it"),
    field(6, "event_id", &WindowsEvent::event_id, Unit::none, Content::technical, "Number of the kind of event"),
    field(7, "level", &WindowsEvent::level, Unit::none, Content::technical,
          "1 critical, 2 error, 3 warning, 4 information, 5 verbose, 0 always logged"),
    field(8, "record_id", &WindowsEvent::record_id, Unit::none, Content::technical,
          "Number in the log that it was first written to"),
    field(9, "user_sid", &WindowsEvent::user_sid, Unit::none, Content::account, "Account in whose name it was logged"),
    field(10, "process_id", &WindowsEvent::process_id, Unit::none, Content::technical, "Process that logged it"),
    field(11, "thread_id", &WindowsEvent::thread_id, Unit::none, Content::technical, "Thread that logged it"),
    field(12, "data_element", &WindowsEvent::data_element, Unit::none, Content::technical,
          "EventData, or the element in UserData that the data stands in"),
    field(13, "data", &WindowsEvent::data, Unit::none, Content::free,
          "The event's data by name; a name that comes again has _1, _2 behind it"),
    field(14, "version", &WindowsEvent::version, Unit::none, Content::technical, "Version of the kind of event"),
    field(15, "qualifiers", &WindowsEvent::qualifiers, Unit::none, Content::technical,
          "Upper half of the event's number, of older programs"),
    field(16, "task", &WindowsEvent::task, Unit::none, Content::technical, "Category, as the provider numbers it"),
    field(17, "opcode", &WindowsEvent::opcode, Unit::none, Content::technical, "Step of the task"),
    field(18, "keywords", &WindowsEvent::keywords, Unit::none, Content::technical, "Keywords, hexadecimal"),
    field(19, "provider_guid", &WindowsEvent::provider_guid, Unit::none, Content::technical, "Provider's GUID"),
    field(20, "activity_id", &WindowsEvent::activity_id, Unit::none, Content::technical, "Activity that it belongs to"),
    field(21, "related_activity_id", &WindowsEvent::related_activity_id, Unit::none, Content::technical,
          "Activity that this one came from"),
    field(22, "source", &WindowsEvent::at, &EntryRef::source, Unit::none, Content::technical,
          "Index into the manifest's evidence"),
    field(23, "offset_bytes", &WindowsEvent::at, &EntryRef::offset_bytes, Unit::bytes, Content::technical,
          "Where its record begins in the file"),
    field(24, "log_record", &WindowsEvent::log_record, Unit::none, Content::technical,
          "Number of the record in the file; another than record_id in a log of collected events"),
    field(25, "condition", &WindowsEvent::condition, Unit::none, Content::technical,
          "Missing when whole; torn: half written or cut; slack: remains of an older state of the log; exported: from "
          "JSON"));

}  // namespace wardwatch::record
