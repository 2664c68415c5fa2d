#include "stores/hl7_file/hl7_file.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "stores/common/text_window.hpp"

namespace wardwatch::stores::hl7_file {
namespace {

/// A field of a message that is told: segment, number of field and component (from 1), and what it holds.
struct Told {
  std::string_view segment;
  std::size_t field;
  std::size_t component;
  std::string_view name;
  PhiClass phi;
};

constexpr auto kTold = std::to_array<Told>({
    {"PID", 3, 1, "PID-3.1 identifier", PhiClass::mrn},
    {"PID", 5, 1, "PID-5.1 family name", PhiClass::name},
    {"PID", 5, 2, "PID-5.2 given name", PhiClass::name},
    {"PID", 7, 1, "PID-7 birth date", PhiClass::dob},
    {"PID", 8, 1, "PID-8 sex", PhiClass::sex},
    {"PID", 11, 1, "PID-11.1 street", PhiClass::address},
    {"PID", 11, 3, "PID-11.3 city", PhiClass::address},
    {"PID", 11, 5, "PID-11.5 postal code", PhiClass::address},
    {"PID", 13, 1, "PID-13 home phone", PhiClass::phone},
    {"PID", 14, 1, "PID-14 business phone", PhiClass::phone},
    {"PID", 18, 1, "PID-18 account number", PhiClass::account_number},
    {"PID", 19, 1, "PID-19 social security number", PhiClass::ssn},
    {"PID", 20, 1, "PID-20 licence number", PhiClass::licence_number},
    {"NK1", 2, 1, "NK1-2 name", PhiClass::contact_name},
    {"NK1", 5, 1, "NK1-5 phone", PhiClass::phone},
    {"GT1", 3, 1, "GT1-3 guarantor", PhiClass::contact_name},
    {"PV1", 44, 1, "PV1-44 admitted", PhiClass::service_date},
    {"EVN", 2, 1, "EVN-2 recorded", PhiClass::service_date},
    {"DG1", 3, 1, "DG1-3 diagnosis", PhiClass::diagnosis},
    {"DG1", 4, 1, "DG1-4 description", PhiClass::diagnosis},
    {"IN1", 36, 1, "IN1-36 policy number", PhiClass::insurer_id},
    {"IN1", 49, 1, "IN1-49 insured's id", PhiClass::insurer_id},
    {"OBX", 5, 1, "OBX-5 observation", PhiClass::laboratory},
});

/// The signs that part fields, components and repetitions, as the header names them (2.5.4).
struct Signs {
  char field = '|';
  char component = '^';
  char repetition = '~';
};

std::string_view part(std::string_view text, char sign, std::size_t number) noexcept {
  for (std::size_t i = 1; i < number; ++i) {
    const std::size_t at = text.find(sign);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + 1);
  }
  return text.substr(0, text.find(sign));
}

/// Puts the messages of a file together: one row each.
class Messages {
 public:
  explicit Messages(RowSink& sink) : sink_{sink} {
    std::vector<ColumnHead> heads;
    for (const Told& told : kTold) heads.push_back({std::string{told.name}, told.phi, false});
    sink_.begin_table({"messages", heads});
  }

  void segment(std::string_view text) {
    if (text.starts_with("MSH") && text.size() > 8) {
      end_message();
      signs_ = {text[3], text[4], text[5]};
      is_open_ = true;
      return;
    }
    if (!is_open_ || text.size() < 4) return;
    const std::string_view name = text.substr(0, 3);
    for (std::size_t i = 0; i < kTold.size(); ++i) {
      if (kTold[i].segment != name || !cells_[i].empty()) continue;
      const std::string_view field = part(text, signs_.field, kTold[i].field + 1);
      cells_[i] = part(part(field, signs_.repetition, 1), signs_.component, kTold[i].component);
      // "" says that there is nothing (2.5.3).
      if (cells_[i] == "\"\"") cells_[i].clear();
    }
  }

  ReadStatus end() {
    end_message();
    sink_.end_table();
    status_.tables = 1;
    return std::move(status_);
  }

 private:
  void end_message() {
    if (!is_open_) return;
    views_.assign(cells_.begin(), cells_.end());
    sink_.row(views_);
    ++status_.rows;
    for (std::string& cell : cells_) cell.clear();
    is_open_ = false;
  }

  RowSink& sink_;
  Signs signs_;
  bool is_open_ = false;
  std::array<std::string, kTold.size()> cells_;
  std::vector<std::string_view> views_;
  ReadStatus status_;
};

bool ends_segment(int c) noexcept {
  return c == '\r' || c == '\n' || c == 0x0b || c == 0x1c;  // 2.2: a carriage return; MLLP's marks.
}

}  // namespace

ReadStatus read_hl7_file(ByteStream& stream, RowSink& sink) {
  TextWindow in{stream};
  Messages messages{sink};
  std::string segment;
  for (int c = in.take(); c != TextWindow::kEnd; c = in.take()) {
    if (!ends_segment(c)) {
      if (segment.size() < kRowBytesMax) segment.push_back(static_cast<char>(c));
      continue;
    }
    messages.segment(segment);
    segment.clear();
  }
  messages.segment(segment);
  ReadStatus status = messages.end();
  if (!stream.problem().empty()) status.note(stream.problem());
  return status;
}

}  // namespace wardwatch::stores::hl7_file
