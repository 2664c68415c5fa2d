#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/inflate.hpp"
#include "core/reader.hpp"

namespace wardwatch::protocol::dicom {

/// How elements are written (PS3.5 A.1, A.2, A.3, A.5).
enum class Syntax : std::uint8_t { implicit_little, explicit_little, explicit_big, deflated };

/// By a transfer syntax's UID; every one but three is explicit little-endian (PS3.5 A.4).
[[nodiscard]] Syntax syntax_of(std::string_view transfer_syntax) noexcept;
/// By the first eight bytes of a data set, where the association was not seen.
[[nodiscard]] Syntax guessed_syntax(Bytes first) noexcept;

inline constexpr std::uint32_t tag_of(std::uint32_t group, std::uint32_t element) noexcept {
  return group << 16U | element;
}

/// What is read of a data set: whose it is and of what kind. The texts are used for counting and for tokens, and leave
/// the parser in no other form.
struct DataSetFacts {
  std::string sop_class;             ///< (0008,0016)
  std::string sop_instance;          ///< (0008,0018)
  std::string level;                 ///< (0008,0052)
  std::string modality;              ///< (0008,0060)
  std::string patient_id;            ///< (0010,0020)
  std::string issuer;                ///< (0010,0021)
  std::vector<std::string> studies;  ///< (0020,000D); a query may name several.
  std::string series;                ///< (0020,000E)
  std::uint64_t pixel_bytes = 0;     ///< That passed.
  std::uint64_t elements = 0;
  bool has_matching_key = false;  ///< A query's element asks for anything less than everything (PS3.4 C.2.2.2).
};

/// Reads a data set that comes in pieces, as far as the pixel data, whose bytes it counts. Nothing of it is kept but
/// `facts`; what does not matter is passed over uncopied.
class DataSetReader {
 public:
  /// A query's reader looks into sequences and at every value; that of an instance only at the few that matter.
  DataSetReader(Syntax syntax, bool is_query) noexcept : syntax_{syntax}, is_query_{is_query} {}

  void consume(Bytes piece);
  /// So many bytes passed but are missing. In pixel data and in passed-over values that changes nothing; elsewhere
  /// reading ends.
  void miss(std::uint64_t missing_bytes);

  [[nodiscard]] const DataSetFacts& facts() const noexcept { return facts_; }
  /// Where it stopped making sense, if it did.
  [[nodiscard]] const std::optional<ParseError>& fault() const noexcept { return fault_; }

 private:
  enum class State : std::uint8_t { header, value, passing, fragment_header, fragment, pixels, ended };
  /// A sequence or an item that is open. An undefined length ends with a delimiter, a defined one at `end`.
  struct Level {
    std::uint64_t end = 0;
    bool is_undefined = false;
    bool is_item = false;
    bool is_implicit = false;
  };

  void read(Bytes piece);
  void inflate(Bytes piece);
  bool collect(Bytes& piece, std::size_t wanted_bytes);
  void take_header(Bytes& piece);
  void take_value(Bytes& piece);
  void take_fragment_header(Bytes& piece);
  void pass(Bytes& piece);
  void advance(std::uint64_t passed_bytes);
  void begin_element(std::uint32_t tag, std::uint16_t vr, std::uint32_t length_bytes);
  void begin_delimiter(std::uint32_t tag, std::uint32_t length_bytes);
  void begin_value(std::uint32_t tag, std::uint32_t length_bytes, bool may_hold_items);
  void begin_pixels(std::uint32_t length_bytes);
  void end_value();
  void look_at(std::uint32_t tag, std::string_view value);
  void push(std::uint64_t end, bool is_undefined, bool is_item, bool is_implicit);
  void pop_ended() noexcept;
  void fail(FieldName field, ParseFault fault = ParseFault::malformed) noexcept;
  [[nodiscard]] std::uint16_t u16(std::size_t offset) const noexcept;
  [[nodiscard]] std::uint32_t u32(std::size_t offset) const noexcept;
  [[nodiscard]] bool is_implicit() const noexcept {
    return levels_.empty() ? syntax_ == Syntax::implicit_little : levels_.back().is_implicit;
  }

  Syntax syntax_;
  bool is_query_;
  bool may_hold_items_ = false;
  State state_ = State::header;
  std::size_t header_bytes_ = 0;  ///< Collected so far.
  std::array<std::byte, 12> header_{};
  std::uint32_t tag_ = 0;
  std::uint64_t position_ = 0;    ///< Of the next byte, in the unpacked data set.
  std::uint64_t value_left_ = 0;  ///< Bytes of the value or fragment still to come.
  std::uint64_t inflated_bytes_ = 0;
  std::size_t fragments_ = 0;
  bool are_fragments_pixels_ = false;  ///< Those of the image itself, not of an icon in it.
  std::string value_;
  std::vector<Level> levels_;
  std::unique_ptr<Inflater> inflater_;
  std::optional<ParseError> fault_;
  DataSetFacts facts_;
};

}  // namespace wardwatch::protocol::dicom
