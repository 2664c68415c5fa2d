#pragma once

#include <string>

#include "core/strong.hpp"
#include "eventjson/document_splitter.hpp"
#include "eventjson/draft.hpp"
#include "eventjson/utf8_feed.hpp"
#include "record/batch.hpp"

namespace wardwatch::eventjson {

/// What was read, what was not and why.
struct ReadStatus {
  std::uint64_t events = 0;
  std::uint64_t faulty = 0;         ///< Documents that could not be read, or are no Windows event.
  std::string first_fault;          ///< Of the first one: where it stands, and why.
  std::uint64_t zones_assumed = 0;  ///< Events whose time has no zone; UTC was taken.
  Timestamp first_ts, last_ts;      ///< Of the events.
};

/// Whether a file that begins so may be JSON, by its first character, in UTF-8 or UTF-16.
[[nodiscard]] bool may_be_json(Bytes beginning);

/// The form of the first whole document in the beginning of a stream; `none` when it is no Windows event. Looks at no more
/// than it is given.
[[nodiscard]] Form recognise(Bytes beginning);

/// What has to be added to the local times of the flat form to make them UTC: what most documents in the beginning of a
/// stream show that tell a moment both ways. Nothing when none does.
[[nodiscard]] std::optional<std::chrono::minutes> learn_shift(Bytes beginning);

/// Makes records of the Windows events in a stream of JSON, in UTF-8 or UTF-16; places are told in UTF-8. Takes any bytes.
class EventReader {
 public:
  EventReader(DocumentSplitter::Feed feed, SourceId source, std::optional<std::chrono::minutes> shift = {})
      : splitter_{Utf8Feed{std::move(feed)}}, source_{source}, shift_{shift} {}

  /// Adds the next event to the batch; false at the end. Documents that are none are counted and passed over.
  [[nodiscard]] bool next(record::Batch<record::WindowsEvent>& batch);
  [[nodiscard]] const ReadStatus& status() const noexcept { return status_; }

 private:
  void refuse(const DocumentSplitter::Document& document, std::string_view why);
  void add(const Draft& draft, std::uint64_t offset_bytes, record::Batch<record::WindowsEvent>& batch);

  DocumentSplitter splitter_;
  SourceId source_;
  std::optional<std::chrono::minutes> shift_;
  ReadStatus status_;
};

}  // namespace wardwatch::eventjson
