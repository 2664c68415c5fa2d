#include "stores/dicom_file/dicom_file.hpp"

#include <algorithm>
#include <vector>

#include "core/reader.hpp"
#include "stores/common/encoding.hpp"

namespace wardwatch::stores::dicom_file {
namespace {

constexpr std::size_t kMetaOffset = 132;          // PS3.10 7.1: preamble of 128 bytes, "DICM".
constexpr std::size_t kHeadBytesMax = 8U << 20U;  ///< Of an object that is read; identifying attributes stand first.
constexpr std::uint32_t kUndefined = 0xffffffff;  // PS3.5 7.1.1.
constexpr std::uint32_t kItem = 0xfffee000, kItemEnd = 0xfffee00d, kSequenceEnd = 0xfffee0dd;
constexpr std::uint32_t kPixelData = 0x7fe00010;
constexpr std::uint32_t kIdentityRemoved = 0x00120062, kBurntIn = 0x00280301, kTransferSyntax = 0x00020010;

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
  DataSet(Reader in, Syntax syntax, Object& object) : in_{in}, syntax_{syntax}, object_{object} {}

  /// To the pixels, the end, or the first fault; sequences are entered, for names stand in them too. `is_cut`: the end
  /// of what was read is not that of the object.
  void read(bool is_cut) {
    while (in_.ok() && !in_.empty() && element()) {
    }
    if (!in_.ok() && !is_cut) object_.problem = "an element of a DICOM object cannot be read";
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
      object_.has_pixels = true;
      return false;
    }
    bool is_sequence = false;
    const std::uint32_t length = length_of(is_sequence);
    if ((group & 1U) != 0 && group > 8) object_.has_private = true;
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
    if (tag == kIdentityRemoved) object_.claims_deidentified = value == "YES";
    if (tag == kBurntIn) object_.has_burnt_in = value == "YES";
    const auto told = std::lower_bound(kTold.begin(), kTold.end(), tag,
                                       [](const Told& known, std::uint32_t wanted) { return known.tag < wanted; });
    if (told == kTold.end() || told->tag != tag) return;
    std::string& kept = object_.values[static_cast<std::size_t>(told - kTold.begin())];
    if (!kept.empty()) return;
    const Bytes text = at_most(as_bytes(value), kCellBytesMax);
    if (is_utf8(text)) kept = as_text(text);
    else append_windows_1252(kept, text);
  }

  Reader in_;
  Syntax syntax_;
  Object& object_;
};

/// Group 2, always explicit and little-endian (PS3.10 7.1): the transfer syntax; and how many bytes it takes.
std::string read_meta(Bytes bytes, std::size_t& size) {
  Reader in{bytes};
  std::string syntax;
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
    if ((std::uint32_t{group} << 16U | element) == kTransferSyntax) syntax = trimmed(value);
  }
  size = bytes.size() - in.remaining_bytes();
  return syntax;
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

Result<Object> read_object(const RandomFile& file) {
  std::vector<std::byte> buffer(std::min<std::uint64_t>(file.size_bytes(), kHeadBytesMax));
  const Bytes bytes = file.read_at(0, buffer);
  if (bytes.size() < kMetaOffset || as_text(bytes.subspan(kMetaOffset - 4, 4)) != "DICM")
    return fail("is no DICOM object");
  std::size_t meta_bytes = 0;
  const std::string syntax = read_meta(bytes.subspan(kMetaOffset), meta_bytes);
  const Bytes data = bytes.subspan(kMetaOffset + meta_bytes);
  Object object;
  Syntax written;
  written.is_explicit = syntax != "1.2.840.10008.1.2";
  written.is_big_endian = syntax == "1.2.840.10008.1.2.2";
  if (syntax == "1.2.840.10008.1.2.1.99") {
    object.problem = "a deflated DICOM object is not read";
    return object;
  }
  DataSet{Reader{data}, written, object}.read(file.size_bytes() > kHeadBytesMax);
  return object;
}

std::vector<ColumnHead> column_heads() {
  std::vector<ColumnHead> heads;
  for (const Told& told : kTold) heads.push_back({std::string{told.name}, told.phi, false});
  return heads;
}

}  // namespace wardwatch::stores::dicom_file
