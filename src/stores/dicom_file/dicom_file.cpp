#include "stores/dicom_file/dicom_file.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <span>
#include <utility>

#include "core/reader.hpp"
#include "stores/common/encoding.hpp"

namespace wardwatch::stores::dicom_file {
namespace {

constexpr std::size_t kMetaOffset = 132;          // PS3.10 7.1: preamble of 128 bytes, "DICM".
constexpr std::size_t kHeadBytesMax = 8U << 20U;  ///< Of an object that is read; identifying attributes stand first.
constexpr std::uint32_t kUndefined = 0xffffffff;  // PS3.5 7.1.1.
constexpr std::uint32_t kItem = 0xfffee000, kItemEnd = 0xfffee00d, kSequenceEnd = 0xfffee0dd;
constexpr std::uint32_t kPixelData = 0x7fe00010;
constexpr std::size_t kDirectoryBytesMax = 64U << 20U;
constexpr std::size_t kRecordsMax = 100'000;                                 ///< Of a directory.
constexpr std::uint32_t kNextRecord = 0x00041400, kRecordType = 0x00041430;  // PS3.3 F.3.2.2.
constexpr std::uint32_t kMediaClass = 0x00020002;
constexpr std::string_view kDirectoryClass = "1.2.840.10008.1.3.10";
constexpr std::uint32_t kIdentityRemoved = 0x00120062, kBurntIn = 0x00280301, kTransferSyntax = 0x00020010;

struct Profiled {
  std::uint32_t tag;
  std::string_view name;
  std::string_view action;
};
constexpr Profiled kProfile[] = {
#include "stores/dicom_file/annex_e.inc"
};
static_assert(std::size(kProfile) == kOfProfile);
static_assert(std::is_sorted(std::begin(kProfile), std::end(kProfile),
                             [](const Profiled& a, const Profiled& b) { return a.tag < b.tag; }));

/// Where the tag is in a table in the order of tags; behind its end when it is not there.
template <class Table>
std::size_t place_in(const Table& table, std::uint32_t tag) noexcept {
  const auto found = std::lower_bound(std::begin(table), std::end(table), tag,
                                      [](const auto& known, std::uint32_t wanted) { return known.tag < wanted; });
  const bool is_there = found != std::end(table) && found->tag == tag;
  return static_cast<std::size_t>((is_there ? found : std::end(table)) - std::begin(table));
}

/// Curves and overlays are groups of sixteen numbers each (PS3.5 7.6).
bool is_overlay(std::uint32_t tag) noexcept {
  const std::uint32_t family = tag & 0xff00'0000, element = tag & 0xffff;
  return family == 0x50000000 || (family == 0x60000000 && (element == 0x3000 || element == 0x4000));
}

/// How a data set is written down (PS3.5 A).
struct Syntax {
  bool is_explicit = true;
  bool is_big_endian = false;
};

/// VRs with a length of 32 bits in explicit syntaxes (PS3.5 7.1.2).
bool has_long_length(std::string_view vr) noexcept {
  constexpr auto kLong =
      std::to_array<std::string_view>({"OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"});
  return std::find(kLong.begin(), kLong.end(), vr) != kLong.end();
}

std::string_view trimmed(std::string_view value) noexcept {
  while (!value.empty() && (value.back() == ' ' || value.back() == '\0')) value.remove_suffix(1);
  while (value.starts_with(' ')) value.remove_prefix(1);
  return value;
}

/// Walks a data set element by element.
class DataSet {
 public:
  DataSet(Reader in, Syntax syntax, Object& object) : in_{in}, syntax_{syntax}, object_{&object} {}
  /// Of a directory: patients are put behind `records`, with what their first study says where they do not say it.
  DataSet(Reader in, Syntax syntax, Object& head, std::vector<Object>& records)
      : in_{in}, syntax_{syntax}, object_{&head}, records_{&records} {}

  /// To the pixels, the end, or the first fault; sequences are entered, for names stand in them too. `is_cut`: the end
  /// of what was read is not that of the object.
  void read(bool is_cut) {
    while (in_.ok() && !in_.empty() && element()) {
    }
    if (records_ != nullptr) end_record();
    if (!in_.ok() && !is_cut) object_->problem = "an element of a DICOM object cannot be read";
  }

 private:
  std::uint16_t u16(FieldName name) { return syntax_.is_big_endian ? in_.u16be(name) : in_.u16le(name); }
  std::uint32_t u32(FieldName name) { return syntax_.is_big_endian ? in_.u32be(name) : in_.u32le(name); }

  bool element() {
    const std::uint32_t group = u16("group");
    const std::uint32_t tag = group << 16U | u16("element");
    if (tag == kItem || tag == kItemEnd || tag == kSequenceEnd) {
      static_cast<void>(u32("item_length"));
      return true;
    }
    if (tag == kPixelData) {
      object_->has_pixels = true;
      return false;
    }
    bool is_sequence = false;
    const std::uint32_t length = length_of(is_sequence);
    if ((group & 1U) != 0 && group > 8) object_->has_private = true;
    if (is_overlay(tag)) object_->has_overlay = true;
    if (tag == kNextRecord && records_ != nullptr) begin_record();
    if (length == kUndefined || is_sequence) return true;  // Its items follow, and are read as if they stood here.
    take(tag, in_.bytes(length, "value"));
    return true;
  }

  std::uint32_t length_of(bool& is_sequence) {
    if (!syntax_.is_explicit) return u32("length");
    const std::string_view vr = as_text(in_.bytes(2, "vr"));
    is_sequence = vr == "SQ";
    if (!has_long_length(vr)) return u16("length");
    in_.skip(2, "reserved");
    return u32("length");
  }

  void take(std::uint32_t tag, Bytes bytes) {
    const std::string_view value = trimmed(as_text(bytes));
    if (tag == kIdentityRemoved) object_->claims_deidentified = value == "YES";
    if (tag == kBurntIn) object_->has_burnt_in = value == "YES";
    if (tag == kRecordType) type_ = value;
    if (value.empty()) return;
    if (const std::size_t place = place_in(kProfile, tag); place < kOfProfile && kProfile[place].action != "U")
      object_->filled.set(place);
    const std::size_t told = place_in(kTold, tag);
    if (told == kTold.size()) return;
    std::string& kept = object_->values[told];
    if (!kept.empty()) return;
    const Bytes text = at_most(as_bytes(value), kCellBytesMax);
    if (is_utf8(text)) kept = as_text(text);
    else append_windows_1252(kept, text);
  }

  /// Each record of a directory begins with where the next one is; until then elements are those of its head.
  void begin_record() {
    end_record();
    record_ = {};
    type_.clear();
    object_ = &record_;
  }
  void end_record() {
    if (object_ != &record_) return;
    if (type_ == "PATIENT" && records_->size() < kRecordsMax) records_->push_back(std::move(record_));
    if (type_ != "STUDY" || records_->empty()) return;
    Object& patient = records_->back();
    for (std::size_t i = 0; i < patient.values.size(); ++i) {
      if (patient.values[i].empty()) patient.values[i] = std::move(record_.values[i]);
    }
    patient.filled |= record_.filled;
  }

  Reader in_;
  Syntax syntax_;
  Object* object_;
  std::vector<Object>* records_ = nullptr;
  Object record_;
  std::string type_;
};

/// Group 2, always explicit and little-endian (PS3.10 7.1): the transfer syntax; and how many bytes it takes.
struct Meta {
  std::string syntax;
  bool is_directory = false;
  std::size_t size = 0;
};
Meta read_meta(Bytes bytes) {
  Reader in{bytes};
  Meta meta;
  while (in.ok() && !in.empty()) {
    Reader before = in;
    const std::uint16_t group = in.u16le("group");
    if (group != 2) {
      in = before;
      break;
    }
    const std::uint16_t element = in.u16le("element");
    const std::string_view vr = as_text(in.bytes(2, "vr"));
    std::uint32_t length = 0;
    if (has_long_length(vr)) {
      in.skip(2, "reserved");
      length = in.u32le("length");
    } else {
      length = in.u16le("length");
    }
    const std::string_view value = as_text(in.bytes(length, "value"));
    const std::uint32_t tag = std::uint32_t{group} << 16U | element;
    if (tag == kTransferSyntax) meta.syntax = trimmed(value);
    if (tag == kMediaClass) meta.is_directory = trimmed(value) == kDirectoryClass;
  }
  meta.size = bytes.size() - in.remaining_bytes();
  return meta;
}

/// RFC 1951 without a head (PS3.5 A.5), no more than is read of an object; what is damaged ends there.
std::vector<std::byte> inflated(Bytes packed, std::size_t bytes_max) {
  std::vector<unsigned char> in(packed.size());
  if (!in.empty()) std::memcpy(in.data(), packed.data(), packed.size());
  std::vector<unsigned char> text(bytes_max);
  z_stream stream{};
  if (::inflateInit2(&stream, -MAX_WBITS) != Z_OK) return {};
  stream.next_in = in.data();
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = text.data();
  stream.avail_out = static_cast<uInt>(text.size());
  static_cast<void>(::inflate(&stream, Z_FINISH));
  const std::size_t size = text.size() - stream.avail_out;
  ::inflateEnd(&stream);
  const auto bytes = std::as_bytes(std::span{text}.first(size));
  return {bytes.begin(), bytes.end()};
}

}  // namespace

bool Object::identifies() const noexcept {
  for (std::size_t i = 0; i < kTold.size(); ++i) {
    if (values[i].empty()) continue;
    const PhiClass phi = kTold[i].phi;
    const bool is_pseudonym = phi == PhiClass::name || phi == PhiClass::mrn || phi == PhiClass::record_id;
    const bool is_named = is_pseudonym || phi == PhiClass::account_number || phi == PhiClass::contact_name;
    if (phi == PhiClass::dob || phi == PhiClass::address || phi == PhiClass::phone) return true;
    if (is_named && !claims_deidentified) return true;
  }
  return has_burnt_in;
}

std::string_view name_in_profile(std::size_t place) noexcept {
  return place < kOfProfile ? kProfile[place].name : std::string_view{};
}

Result<Contents> read_contents(const RandomFile& file) {
  std::vector<std::byte> buffer(std::min<std::uint64_t>(file.size_bytes(), kHeadBytesMax));
  Bytes bytes = file.read_at(0, buffer);
  if (bytes.size() < kMetaOffset || as_text(bytes.subspan(kMetaOffset - 4, 4)) != "DICM")
    return fail("is no DICOM object");
  const Meta meta = read_meta(bytes.subspan(kMetaOffset));
  if (meta.is_directory && file.size_bytes() > buffer.size()) {
    buffer.resize(std::min<std::uint64_t>(file.size_bytes(), kDirectoryBytesMax));
    bytes = file.read_at(0, buffer);
  }
  bool is_cut = file.size_bytes() > buffer.size();
  Bytes data = bytes.subspan(std::min(bytes.size(), kMetaOffset + meta.size));
  Syntax written;
  written.is_explicit = meta.syntax != "1.2.840.10008.1.2";
  written.is_big_endian = meta.syntax == "1.2.840.10008.1.2.2";
  Object object;
  std::vector<std::byte> unpacked;
  if (meta.syntax == "1.2.840.10008.1.2.1.99") {
    unpacked = inflated(data, kHeadBytesMax);
    if (unpacked.empty()) object.problem = "a deflated DICOM object cannot be unpacked";
    is_cut = is_cut || unpacked.size() == kHeadBytesMax;
    data = unpacked;
  }
  Contents contents{meta.is_directory, {}};
  if (meta.is_directory) {
    DataSet{Reader{data}, written, object, contents.objects}.read(is_cut);
    return contents;
  }
  DataSet{Reader{data}, written, object}.read(is_cut);
  contents.objects.push_back(std::move(object));
  return contents;
}

Result<Object> read_object(const RandomFile& file) {
  auto contents = read_contents(file);
  if (!contents) return fail(contents.error().what);
  if (contents->objects.empty()) return Object{};
  return std::move(contents->objects.front());
}

std::vector<ColumnHead> column_heads() {
  std::vector<ColumnHead> heads;
  for (const Told& told : kTold) heads.push_back({std::string{told.name}, told.phi, false});
  return heads;
}

}  // namespace wardwatch::stores::dicom_file
