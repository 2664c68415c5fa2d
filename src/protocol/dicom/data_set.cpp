#include "protocol/dicom/data_set.hpp"

#include <algorithm>

#include "core/load.hpp"
#include "protocol/dicom/pdu.hpp"

namespace wardwatch::protocol::dicom {
namespace {

constexpr std::size_t kDepthMax = 16;              ///< Sequences in sequences; real ones go to 6 or so.
constexpr std::size_t kValueMaxBytes = 256;        ///< Kept of a value: ids and UIDs have at most 64 characters.
constexpr std::size_t kQueryValueMaxBytes = 4096;  ///< A query may list UIDs.
constexpr std::size_t kStudiesMax = 64;            ///< Kept of such a list.
/// What may come before the pixel data of a deflated data set. More is a bomb, or no image.
constexpr std::uint64_t kInflatedMaxBytes = 4U << 20U;
constexpr std::uint32_t kUndefinedLength = 0xffffffff;

constexpr std::uint32_t kSopClass = tag_of(0x0008, 0x0016);
constexpr std::uint32_t kSopInstance = tag_of(0x0008, 0x0018);
constexpr std::uint32_t kLevel = tag_of(0x0008, 0x0052);
constexpr std::uint32_t kModality = tag_of(0x0008, 0x0060);
constexpr std::uint32_t kPatientId = tag_of(0x0010, 0x0020);
constexpr std::uint32_t kIssuer = tag_of(0x0010, 0x0021);
constexpr std::uint32_t kStudy = tag_of(0x0020, 0x000d);
constexpr std::uint32_t kSeries = tag_of(0x0020, 0x000e);
constexpr std::uint32_t kItem = tag_of(0xfffe, 0xe000);
constexpr std::uint32_t kItemEnd = tag_of(0xfffe, 0xe00d);
constexpr std::uint32_t kSequenceEnd = tag_of(0xfffe, 0xe0dd);

constexpr std::uint16_t vr_of(char a, char b) noexcept {
  return static_cast<std::uint16_t>(static_cast<unsigned>(a) << 8U | static_cast<unsigned>(b));
}
constexpr std::uint16_t kSq = vr_of('S', 'Q');
constexpr std::uint16_t kUn = vr_of('U', 'N');

/// Value representations whose length has 32 bits (PS3.5 7.1.2).
bool has_long_length(std::uint16_t vr) noexcept {
  constexpr std::array kLong{vr_of('O', 'B'),
                             vr_of('O', 'D'),
                             vr_of('O', 'F'),
                             vr_of('O', 'L'),
                             vr_of('O', 'V'),
                             vr_of('O', 'W'),
                             kSq,
                             vr_of('S', 'V'),
                             vr_of('U', 'C'),
                             kUn,
                             vr_of('U', 'R'),
                             vr_of('U', 'T'),
                             vr_of('U', 'V')};
  return std::find(kLong.begin(), kLong.end(), vr) != kLong.end();
}

bool is_upper(std::uint8_t c) noexcept { return c >= 'A' && c <= 'Z'; }

/// Pixel Data, Float Pixel Data, Double Float Pixel Data.
bool is_pixel_data(std::uint32_t tag) noexcept {
  return tag == tag_of(0x7fe0, 0x0010) || tag == tag_of(0x7fe0, 0x0008) || tag == tag_of(0x7fe0, 0x0009);
}

bool is_wanted(std::uint32_t tag) noexcept {
  return tag == kSopClass || tag == kSopInstance || tag == kModality || tag == kPatientId || tag == kIssuer ||
         tag == kStudy || tag == kSeries || tag == kLevel;
}

/// Elements of a query that say how, not what is asked: character set, level, view, time zone, group lengths.
bool is_no_key(std::uint32_t tag) noexcept {
  return tag == tag_of(0x0008, 0x0005) || tag == kLevel || tag == tag_of(0x0008, 0x0053) ||
         tag == tag_of(0x0008, 0x0201) || (tag & 0xffffU) == 0;
}

/// An empty value matches everything, and so do wildcards alone (PS3.4 C.2.2.2.3, C.2.2.2.4), also in each part of a
/// person's name.
bool matches_everything(std::string_view value) noexcept {
  return value.find_first_not_of("*^= ") == std::string_view::npos &&
         (value.empty() || value.find('*') != std::string_view::npos);
}

/// A code string (PS3.5 6.2), or nothing: what is no code is not repeated.
std::string_view code_of(std::string_view value) noexcept {
  constexpr std::string_view kAllowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ ";
  return value.size() <= 16 && value.find_first_not_of(kAllowed) == std::string_view::npos ? value : std::string_view{};
}

}  // namespace

Syntax syntax_of(std::string_view transfer_syntax) noexcept {
  if (transfer_syntax == "1.2.840.10008.1.2") return Syntax::implicit_little;
  if (transfer_syntax == "1.2.840.10008.1.2.2") return Syntax::explicit_big;
  if (transfer_syntax == "1.2.840.10008.1.2.1.99") return Syntax::deflated;
  return Syntax::explicit_little;
}

Syntax guessed_syntax(Bytes first) noexcept {
  if (first.size() < 6 || !is_upper(load_u8(first, 4)) || !is_upper(load_u8(first, 5))) return Syntax::implicit_little;
  return load_u8(first, 0) == 0 && load_u8(first, 1) != 0 ? Syntax::explicit_big : Syntax::explicit_little;
}

// --- Bytes -------------------------------------------------------------------------------------------------------

void DataSetReader::consume(Bytes piece) {
  if (syntax_ == Syntax::deflated) inflate(piece);
  else read(piece);
}

void DataSetReader::miss(std::uint64_t missing_bytes) {
  const bool is_passing = state_ == State::passing || state_ == State::fragment || state_ == State::pixels;
  if (syntax_ == Syntax::deflated && state_ == State::pixels) {
    facts_.pixel_bytes += missing_bytes;
    return;
  }
  if (syntax_ == Syntax::deflated || !is_passing || missing_bytes > value_left_) {
    state_ = State::ended;
    return;
  }
  advance(missing_bytes);
}

/// So many bytes of a value that is passed over, or of pixel data, have gone by.
void DataSetReader::advance(std::uint64_t passed_bytes) {
  if (state_ == State::pixels || (state_ == State::fragment && are_fragments_pixels_ && fragments_ > 1))
    facts_.pixel_bytes += passed_bytes;
  value_left_ -= passed_bytes;
  position_ += passed_bytes;
  if (value_left_ == 0) end_value();
}

/// Byte by byte, so that it does not matter how the stream was cut: at the pixel data it stops, from where on the
/// bytes are counted as they pass, and nothing is unpacked any more.
void DataSetReader::inflate(Bytes piece) {
  if (!inflater_ && state_ == State::header) inflater_ = std::make_unique<Inflater>();
  while (inflater_ && !piece.empty()) {
    Bytes octet = piece.first(1);
    piece = piece.subspan(1);
    for (Bytes out = inflater_->next(octet); !out.empty(); out = inflater_->next(octet)) {
      inflated_bytes_ += out.size();
      read(out);
    }
    if (state_ == State::pixels || state_ == State::ended) break;
    if (inflater_->is_damaged()) fail("deflated_data_set");
    else if (inflated_bytes_ > kInflatedMaxBytes) fail("deflated_data_set", ParseFault::over_limit);
  }
  if (state_ == State::pixels || state_ == State::ended) inflater_.reset();
  if (state_ == State::pixels) facts_.pixel_bytes += piece.size();
}

void DataSetReader::read(Bytes piece) {
  while (!piece.empty() && state_ != State::ended) {
    switch (state_) {
      case State::header: take_header(piece); break;
      case State::value: take_value(piece); break;
      case State::fragment_header: take_fragment_header(piece); break;
      case State::passing:
      case State::fragment:
      case State::pixels: pass(piece); break;
      case State::ended: return;
    }
  }
}

/// Fills the header buffer up to `wanted_bytes`; true when it has so many.
bool DataSetReader::collect(Bytes& piece, std::size_t wanted_bytes) {
  while (header_bytes_ < wanted_bytes && !piece.empty()) {
    header_[header_bytes_++] = piece.front();
    piece = piece.subspan(1);
    ++position_;
  }
  return header_bytes_ >= wanted_bytes;
}

std::uint16_t DataSetReader::u16(std::size_t offset) const noexcept {
  return syntax_ == Syntax::explicit_big ? load_u16be(header_, offset) : load_u16le(header_, offset);
}
std::uint32_t DataSetReader::u32(std::size_t offset) const noexcept {
  return syntax_ == Syntax::explicit_big ? load_u32be(header_, offset) : load_u32le(header_, offset);
}

void DataSetReader::fail(FieldName field, ParseFault fault) noexcept {
  if (!fault_) fault_ = ParseError{fault, field, static_cast<std::size_t>(position_), 0, 0};
  state_ = State::ended;
}

// --- Elements ----------------------------------------------------------------------------------------------------

void DataSetReader::take_header(Bytes& piece) {
  if (header_bytes_ == 0) pop_ended();
  if (!collect(piece, 8)) return;
  const std::uint32_t tag = tag_of(u16(0), u16(2));
  if (tag >> 16U == 0xfffe) {
    header_bytes_ = 0;
    begin_delimiter(tag, u32(4));
    return;
  }
  if (is_implicit()) {
    header_bytes_ = 0;
    begin_element(tag, 0, u32(4));
    return;
  }
  if (!is_upper(load_u8(header_, 4)) || !is_upper(load_u8(header_, 5))) return fail("value_representation");
  const std::uint16_t vr = load_u16be(header_, 4);
  if (has_long_length(vr) && !collect(piece, 12)) return;
  header_bytes_ = 0;
  begin_element(tag, vr, has_long_length(vr) ? u32(8) : u16(6));
}

void DataSetReader::begin_element(std::uint32_t tag, std::uint16_t vr, std::uint32_t length_bytes) {
  ++facts_.elements;
  tag_ = tag;
  if (is_pixel_data(tag) && (levels_.empty() || length_bytes == kUndefinedLength)) return begin_pixels(length_bytes);
  if (length_bytes == kUndefinedLength) {
    // Contents of an unknown representation are implicit little-endian (PS3.5 6.2.2).
    if (vr != 0 && vr != kSq && vr != kUn) return fail("value_length");
    return push(0, true, false, is_implicit() || vr == kUn);
  }
  if (vr == kSq && is_query_) return push(position_ + length_bytes, false, false, false);
  begin_value(tag, length_bytes, vr == 0);
}

void DataSetReader::begin_delimiter(std::uint32_t tag, std::uint32_t length_bytes) {
  if (levels_.empty()) return fail("delimiter");
  const Level top = levels_.back();
  if (tag == kItem && !top.is_item) {
    const bool is_undefined = length_bytes == kUndefinedLength;
    return push(is_undefined ? 0 : position_ + length_bytes, is_undefined, true, top.is_implicit);
  }
  const bool is_expected = (tag == kItemEnd && top.is_item) || (tag == kSequenceEnd && !top.is_item);
  if (!is_expected || !top.is_undefined) return fail("delimiter");
  levels_.pop_back();
}

void DataSetReader::push(std::uint64_t end, bool is_undefined, bool is_item, bool is_implicit) {
  if (levels_.size() >= kDepthMax) return fail("sequence_depth", ParseFault::over_limit);
  levels_.push_back({end, is_undefined, is_item, is_implicit});
  state_ = State::header;
}

/// Leaves the sequences and items that are over where the next header begins.
void DataSetReader::pop_ended() noexcept {
  while (!levels_.empty() && !levels_.back().is_undefined && position_ >= levels_.back().end) levels_.pop_back();
}

void DataSetReader::begin_value(std::uint32_t tag, std::uint32_t length_bytes, bool may_hold_items) {
  tag_ = tag;
  value_.clear();
  value_left_ = length_bytes;
  may_hold_items_ = may_hold_items && is_query_ && length_bytes >= 8;
  const bool is_read = is_query_ || (levels_.empty() && is_wanted(tag));
  state_ = is_read ? State::value : State::passing;
  if (length_bytes == 0) end_value();
}

void DataSetReader::take_value(Bytes& piece) {
  const std::size_t most_bytes = is_query_ ? kQueryValueMaxBytes : kValueMaxBytes;
  const std::size_t step = may_hold_items_ && value_.size() < 8 ? 8 - value_.size() : piece.size();
  const Bytes part = at_most(piece, static_cast<std::size_t>(std::min<std::uint64_t>(value_left_, step)));
  value_.append(as_text(at_most(part, most_bytes - std::min(most_bytes, value_.size()))));
  piece = piece.subspan(part.size());
  value_left_ -= part.size();
  position_ += part.size();
  if (may_hold_items_ && value_.size() == 8) {
    // Implicit elements do not say that they are sequences; an item at the front of the value does.
    may_hold_items_ = false;
    const Bytes first = as_bytes(value_);
    if (tag_of(load_u16le(first, 0), load_u16le(first, 2)) == kItem) {
      const std::uint32_t item_bytes = load_u32le(first, 4);
      push(position_ + value_left_, false, false, true);
      if (state_ != State::ended) begin_delimiter(kItem, item_bytes);
      return;
    }
  }
  if (value_left_ == 0) end_value();
}

void DataSetReader::end_value() {
  const State was = state_;
  state_ = State::header;
  if (was == State::pixels) state_ = State::ended;
  if (was == State::fragment) state_ = State::fragment_header;
  if (was == State::value) look_at(tag_, trimmed(value_));
}

void DataSetReader::look_at(std::uint32_t tag, std::string_view value) {
  if (is_query_ && !is_no_key(tag) && !matches_everything(value)) facts_.has_matching_key = true;
  if (!levels_.empty()) return;
  switch (tag) {
    case kSopClass: facts_.sop_class = is_uid(value) ? value : std::string_view{}; break;
    case kSopInstance: facts_.sop_instance = value; break;
    case kLevel: facts_.level = code_of(value); break;
    case kModality: facts_.modality = code_of(value); break;
    case kPatientId: facts_.patient_id = value; break;
    case kIssuer: facts_.issuer = value; break;
    case kSeries: facts_.series = value; break;
    case kStudy:
      while (!value.empty() && facts_.studies.size() < kStudiesMax) {
        const std::size_t end = std::min(value.find('\\'), value.size());
        if (const std::string_view uid = trimmed(value.substr(0, end)); is_uid(uid)) facts_.studies.emplace_back(uid);
        value.remove_prefix(std::min(end + 1, value.size()));
      }
      break;
    default: break;
  }
}

// --- Pixel data --------------------------------------------------------------------------------------------------

void DataSetReader::begin_pixels(std::uint32_t length_bytes) {
  are_fragments_pixels_ = levels_.empty();
  fragments_ = 0;
  value_left_ = length_bytes;
  state_ = State::pixels;
  if (length_bytes == 0) end_value();
  // Deflated data sets hold native pixel data only; others of undefined length are fragments (PS3.5 A.4).
  if (length_bytes == kUndefinedLength) state_ = State::fragment_header;
}

void DataSetReader::take_fragment_header(Bytes& piece) {
  if (!collect(piece, 8)) return;
  header_bytes_ = 0;
  const std::uint32_t tag = tag_of(u16(0), u16(2));
  if (tag == kSequenceEnd) {
    state_ = are_fragments_pixels_ ? State::ended : State::header;
    return;
  }
  if (tag != kItem || u32(4) == kUndefinedLength) return fail("pixel_fragment");
  ++fragments_;  // The first is the table of offsets.
  value_left_ = u32(4);
  state_ = State::fragment;
  if (value_left_ == 0) end_value();
}

void DataSetReader::pass(Bytes& piece) {
  const auto part_bytes = static_cast<std::size_t>(std::min<std::uint64_t>(value_left_, piece.size()));
  piece = piece.subspan(part_bytes);
  advance(part_bytes);
}

}  // namespace wardwatch::protocol::dicom
