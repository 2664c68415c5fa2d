#pragma once

#include <array>

#include "core/strong.hpp"
#include "eventlog/event.hpp"
#include "record/batch.hpp"

namespace wardwatch::eventlog {

/// Where an event was found.
struct EventPlace {
  SourceId source;
  std::uint64_t chunk_offset = ~std::uint64_t{0};  ///< Of its chunk in the file.
};

/// Makes records of events: this is where UTF-16 and numbers become text. One batch is filled after the other: a batch
/// that others fill too, or that is gone back to, is not for it.
class RecordMaker {
 public:
  void make(const Event& event, const EventPlace& place, record::Batch<record::WindowsEvent>& batch);
  /// Values that were cut or left out because an event or a chunk would have unfolded into too much text.
  [[nodiscard]] std::uint64_t cut_count() const noexcept { return cut_count_; }

 private:
  /// Part of `text_`, which moves while it grows.
  struct Range {
    std::size_t first = 0;
    std::size_t count = 0;
  };
  struct NamedRange {
    std::string_view name;
    Range value;
  };

  Range write(const Value& value);
  Range write(const Event& event, SystemField field) { return write(event.of(field)); }
  void write_data(const Event& event);
  std::string_view keep_name(std::string_view name, record::Batch<record::WindowsEvent>& batch);
  void begin_chunk(const EventPlace& place);

  std::string text_;  ///< Of the event that is being made, kept in the batch at once.
  std::vector<NamedRange> data_;
  std::vector<record::NamedText> views_;
  std::array<std::string_view, 1024> names_{};  ///< In the arena of the batch that is being filled.
  EventPlace place_;
  std::size_t chunk_text_left_ = 0;
  std::uint64_t cut_count_ = 0;
};

}  // namespace wardwatch::eventlog
