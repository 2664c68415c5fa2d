#include "stores/dbase/dbase.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "core/reader.hpp"
#include "stores/common/encoding.hpp"

namespace wardwatch::stores::dbase {
namespace {

// The header as dBase III+ wrote it, and all after it: 32 bytes, then 32 for each field, then 0x0d.
constexpr std::size_t kHeaderBytes = 32, kFieldBytes = 32;
constexpr std::byte kFieldsEnd{0x0d};
constexpr std::uint8_t kFileEnd = 0x1a;

struct Field {
  std::string name;
  char type = 'C';
  std::size_t bytes = 0;
};

/// Bytes of a stream in lots of a given size.
class Lots {
 public:
  explicit Lots(ByteStream& stream) : stream_{stream} {}
  /// Empty when fewer are left. Holds until the next call.
  [[nodiscard]] Bytes take(std::size_t size) {
    lot_.clear();
    while (lot_.size() < size) {
      if (piece_.empty()) piece_ = stream_.next();
      if (piece_.empty()) return {};
      const Bytes part = at_most(piece_, size - lot_.size());
      lot_.insert(lot_.end(), part.begin(), part.end());
      piece_ = piece_.subspan(part.size());
    }
    return lot_;
  }

 private:
  ByteStream& stream_;
  Bytes piece_;
  std::vector<std::byte> lot_;
};

std::vector<Field> fields_of(Bytes description) {
  std::vector<Field> fields;
  while (description.size() >= kFieldBytes && description.front() != kFieldsEnd && fields.size() < kColumnsMax) {
    Reader in{description.first(kFieldBytes)};
    Field field;
    const std::string_view name = as_text(in.bytes(11, "name"));
    append_windows_1252(field.name, as_bytes(name.substr(0, name.find('\0'))));
    field.type = static_cast<char>(in.u8("type"));
    in.skip(4, "address");
    field.bytes = in.u8("length");
    // A long text has the higher byte of its length where numbers have their decimals.
    const std::size_t decimals = in.u8("decimals");
    if (field.type == 'C') field.bytes += decimals << 8U;
    fields.push_back(std::move(field));
    description = description.subspan(kFieldBytes);
  }
  return fields;
}

/// A cell without the blanks around it; YYYYMMDD as ISO 8601.
std::string cell_of(const Field& field, Bytes bytes) {
  std::string_view text = as_text(bytes);
  text = text.substr(0, text.find('\0'));
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  text = text.substr(first, text.find_last_not_of(' ') - first + 1);
  if (field.type == 'D' && text.size() == 8)
    return std::string{text.substr(0, 4)} + "-" + std::string{text.substr(4, 2)} + "-" + std::string{text.substr(6)};
  if (is_utf8(as_bytes(text))) return std::string{text};
  std::string out;
  append_windows_1252(out, as_bytes(text));
  return out;
}

}  // namespace

ReadStatus read_dbase(ByteStream& stream, std::string_view table_name, RowSink& sink) {
  ReadStatus status;
  Lots lots{stream};
  Reader header{lots.take(kHeaderBytes)};
  header.skip(4, "version_and_date");
  const std::uint32_t row_count = header.u32le("records");
  const std::size_t header_bytes = header.u16le("header_length");
  const std::size_t row_bytes = header.u16le("record_length");
  header.require(header_bytes > kHeaderBytes && row_bytes > 1, "record_length");
  if (!header.ok()) {
    status.note("its header is damaged");
    return status;
  }
  const std::vector<Field> fields = fields_of(lots.take(header_bytes - kHeaderBytes));
  std::vector<ColumnHead> heads;
  for (const Field& field : fields) heads.push_back({field.name, PhiClass::none, false});
  sink.begin_table({table_name, heads});
  status.tables = 1;
  std::vector<std::string> cells(fields.size());
  std::vector<std::string_view> views;
  for (Bytes row = lots.take(row_bytes); !row.empty(); row = lots.take(row_bytes)) {
    if (std::to_integer<std::uint8_t>(row.front()) == kFileEnd) break;
    row = row.subspan(1);  // The mark of deletion.
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const Bytes cell = at_most(row, fields[i].bytes);
      cells[i] = cell_of(fields[i], cell);
      row = row.subspan(cell.size());
    }
    views.assign(cells.begin(), cells.end());
    sink.row(views);
    ++status.rows;
  }
  sink.end_table();
  if (status.rows < row_count)
    status.note("has " + std::to_string(status.rows) + " of the " + std::to_string(row_count) +
                " records that its header counts");
  return status;
}

}  // namespace wardwatch::stores::dbase
