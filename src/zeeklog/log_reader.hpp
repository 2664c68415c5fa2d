#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/strong.hpp"
#include "record/batch.hpp"
#include "zeeklog/rdp_sizes.hpp"
#include "zeeklog/row.hpp"
#include "zeeklog/table_header.hpp"

namespace wardwatch::zeeklog {

inline constexpr std::size_t kLineMaxBytes = 1U << 20U;

enum class Form : std::uint8_t { none, table, json };

/// What a file is, by its first bytes and its name.
struct Identity {
  Form form = Form::none;
  std::string path;        ///< Name of the log: conn, dns, ...; empty when neither content nor file name says it.
  bool is_wanted = false;  ///< Records are made of it.
};

/// Whether a file that begins so may be a log of Zeek's ASCII writer; remarks may stand before its header.
[[nodiscard]] bool may_be_table(Bytes beginning) noexcept;

/// Logs of Zeek's ASCII writer say `#separator` first and their `#path`; those of its JSON writer are told by `ts` with
/// `uid`, `_path` or `id.orig_h`, or by the file's name, and are called by `_path` or that name.
[[nodiscard]] Identity identify(Bytes beginning, std::string_view file_name);

/// What was read, what was not and why.
struct ReadStatus {
  std::uint64_t rows = 0;
  std::uint64_t faulty_lines = 0;   ///< That are no rows, or have no time.
  std::uint64_t faulty_values = 0;  ///< In rows that were read without them.
  std::string first_fault;          ///< Of the first of either: line, and why.
  Timestamp first_ts, last_ts;
};

/// Makes records of the rows of one log. Takes any bytes. What a log lacks stays unset in its records.
class LogReader {
 public:
  /// The next piece of the stream, empty at its end; borrowed until the next call.
  using Feed = std::function<Bytes()>;

  /// `sizes` tells of RDP connections what their rows do not; it may be null, and outlives the reader.
  LogReader(Feed feed, SourceId source, Identity identity, const RdpSizes* sizes = nullptr)
      : feed_{std::move(feed)}, source_{source}, identity_{std::move(identity)}, sizes_{sizes} {}

  /// Adds the next row to the batch of its kind; false at the end.
  [[nodiscard]] bool next(record::Batches& batches);
  [[nodiscard]] const ReadStatus& status() const noexcept { return status_; }

 private:
  [[nodiscard]] bool next_line();
  [[nodiscard]] bool take_line(record::Batches& batches);
  [[nodiscard]] bool read_table_row();
  [[nodiscard]] bool add(record::Batches& batches);
  template <record::Record R>
  [[nodiscard]] bool add_as(record::Batch<R>& batch);
  template <record::Record R>
  void complete(R& row) const;
  void refuse(std::string_view why);

  Feed feed_;
  SourceId source_;
  Identity identity_;
  const RdpSizes* sizes_;
  Bytes piece_;
  std::string held_;       ///< Beginning of a line that the next piece ends.
  std::string_view line_;  ///< In the piece, or in what is held.
  bool line_is_too_long_ = false;
  std::uint64_t line_number_ = 0;
  TableHeader header_;
  Row row_;
  std::vector<std::string_view> parts_;
  // Columns of the record's fields for the names that the last row had.
  std::string columns_path_;
  std::vector<std::string> columns_names_;
  std::vector<int> columns_;
  ReadStatus status_;
};

}  // namespace wardwatch::zeeklog
