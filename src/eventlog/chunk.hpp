#pragma once

#include "eventlog/binxml.hpp"
#include "eventlog/expander.hpp"

namespace wardwatch::eventlog {

/// What is wrong with a chunk as a whole.
struct ChunkFaults {
  bool no_header = false;          ///< Its signature is not there; the records are read all the same.
  bool header_checksum = false;    ///< Differs from the header.
  bool records_checksum = false;   ///< Differs from the records.
  bool is_short = false;           ///< The file ends in it.
  std::uint32_t damage_count = 0;  ///< Places where no record stood and one should have.
  std::uint32_t first_damage = 0;  ///< Where the first of them is, in the chunk.
};

/// Reads the records of one chunk after the other: those that its header counts, those behind that belong to them (a
/// log that is still open counts late), those behind damage, and the remains of older ones in the slack.
class Chunk {
 public:
  /// Begins a chunk: at most `kChunkBytes`, fewer where the file ends. `carve` looks into the slack too.
  void open(Bytes bytes, bool carve = true);
  /// The next record; false at the end.
  [[nodiscard]] bool next(Event& event);

  [[nodiscard]] const ChunkFaults& faults() const noexcept { return faults_; }
  /// First and last record number as the header has them.
  [[nodiscard]] std::uint64_t first_number() const noexcept { return first_number_; }
  [[nodiscard]] std::uint64_t last_number() const noexcept { return last_number_; }

 private:
  enum class Part : std::uint8_t { records, slack };

  void check_sums(std::uint32_t free_offset);
  /// Size of the record at `at_`, 0 when none stands there.
  [[nodiscard]] std::uint32_t record_bytes() const noexcept;
  /// Size of what stands at `at_` in the place of the next record, though its size is wrong; 0 when it is none.
  [[nodiscard]] std::uint32_t torn_bytes() const noexcept;
  [[nodiscard]] bool is_next_number() const noexcept;
  /// Moves to the next record signature before `end`; false when there is none.
  bool seek(std::size_t end);
  [[nodiscard]] bool find_record();
  [[nodiscard]] bool find_in_records();

  Bytes bytes_;
  Expander expander_;
  ChunkFaults faults_;
  std::size_t at_ = 0;
  std::size_t records_end_ = 0;  ///< Where the header says that the records end.
  std::uint64_t first_number_ = 0;
  std::uint64_t last_number_ = 0;
  std::uint64_t last_read_ = 0;  ///< Number of the record read last.
  Part part_ = Part::records;
  bool carve_ = true;
  bool is_torn_ = false;  ///< What `find_record` found.
};

}  // namespace wardwatch::eventlog
