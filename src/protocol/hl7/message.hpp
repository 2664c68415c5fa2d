#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/distinct_count.hpp"
#include "core/timestamp.hpp"
#include "core/token.hpp"
#include "protocol/hl7/text.hpp"

namespace wardwatch::protocol::hl7 {

/// One message as far as it is read: its header, which segments it has, whom it answers, and its patients as tokens.
struct Message {
  explicit Message(Timestamp ts) noexcept : first_ts{ts} {}

  Timestamp first_ts;
  Delimiters delimiters;
  std::string type, structure, version, processing_id;
  std::string sending_application, sending_facility, receiving_application, receiving_facility;
  std::uint64_t control_hash = 0;  ///< Of MSH-10; 0 when there is none.

  std::string answer;               ///< MSA-1
  std::uint64_t answered_hash = 0;  ///< Of MSA-2.
  std::uint64_t errors = 0;
  std::vector<std::string> error_codes;
  std::vector<std::string> segments;
  std::uint64_t segment_count = 0;
  DistinctCount patients{{.exact_max = 1024, .precision_bits = 12}};
  std::vector<Token> tokens;

  bool is_mllp = false;
  bool is_in_batch = false;
  bool is_whole = true;  ///< Nothing of it is missing so far.
  bool is_complete = false;
  std::uint64_t size_bytes = 0;

  std::string ack_code;  ///< What was answered to it.
  std::optional<Interval> ack_delay;

  /// Reads MSH. False when it declares no delimiters; then it is no message.
  [[nodiscard]] bool read_header(std::string_view segment);
  /// Reads any other segment. False when it has no segment's name.
  [[nodiscard]] bool read_segment(std::string_view segment, const TokenKey& tokens_key);

 private:
  void note_name(std::string_view name);
  void read_patient(std::string_view segment, const TokenKey& key);
  void read_acknowledgement(std::string_view segment);
  void read_error(std::string_view segment);
};

/// An acknowledgement of the first kind, that a message was taken in; one of the second may follow (2.9.3).
[[nodiscard]] bool is_commit_accept(std::string_view code) noexcept;

}  // namespace wardwatch::protocol::hl7
