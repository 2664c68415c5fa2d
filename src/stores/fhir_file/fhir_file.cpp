#include "stores/fhir_file/fhir_file.hpp"

#include <array>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "stores/common/json_splitter.hpp"

namespace wardwatch::stores::fhir_file {
namespace {

using Json = nlohmann::json;

struct Told {
  std::string_view name;
  PhiClass phi;
};
enum Column : std::size_t {
  kType,
  kId,
  kIdentifier,
  kFamily,
  kGiven,
  kBirthDate,
  kGender,
  kLine,
  kCity,
  kPostalCode,
  kPhone,
  kEmail,
  kCode,
  kDate,
  kText,
  kColumnCount
};
constexpr std::array<Told, kColumnCount> kTold{{{"resourceType", PhiClass::none},
                                                {"id or subject", PhiClass::record_id},
                                                {"identifier", PhiClass::mrn},
                                                {"name.family", PhiClass::name},
                                                {"name.given", PhiClass::name},
                                                {"birthDate", PhiClass::dob},
                                                {"gender", PhiClass::sex},
                                                {"address.line", PhiClass::address},
                                                {"address.city", PhiClass::address},
                                                {"address.postalCode", PhiClass::address},
                                                {"telecom phone", PhiClass::phone},
                                                {"telecom email", PhiClass::email},
                                                {"code", PhiClass::diagnosis},
                                                {"date", PhiClass::service_date},
                                                {"note", PhiClass::free_text}}};

/// The member, or the first one of a list; null when there is none.
const Json& member(const Json& object, const char* name) {
  static const Json kNone;
  if (!object.is_object()) return kNone;
  const auto found = object.find(name);
  if (found == object.end()) return kNone;
  if (!found->is_array()) return *found;
  return found->empty() ? kNone : found->front();
}

std::string text(const Json& value) {
  if (!value.is_string()) return {};
  return value.get_ref<const std::string&>().substr(0, kCellBytesMax);
}

/// Takes resources apart into rows.
class Resources {
 public:
  explicit Resources(RowSink& sink) : sink_{sink} {
    std::vector<ColumnHead> heads;
    for (const Told& told : kTold) heads.push_back({std::string{told.name}, told.phi, false});
    sink_.begin_table({"resources", heads});
  }

  /// A document of JSON: a resource, or a Bundle of some.
  void document(std::string_view json) {
    const Json parsed = Json::parse(json, nullptr, false);
    if (parsed.is_discarded()) {
      ++status.rows_unreadable;
      return;
    }
    if (const auto entries = parsed.find("entry");
        parsed.is_object() && entries != parsed.end() && entries->is_array()) {
      for (const Json& entry : *entries) resource(member(entry, "resource"));
    } else if (parsed.is_array()) {
      for (const Json& one : parsed) resource(one);
    } else {
      resource(parsed);
    }
  }

  ReadStatus end() {
    sink_.end_table();
    status.tables = 1;
    if (status.rows_unreadable > 0)
      status.note(std::to_string(status.rows_unreadable) + " documents are no JSON, or too long");
    return std::move(status);
  }

  ReadStatus status;

 private:
  void resource(const Json& json) {
    if (!json.is_object()) return;
    for (std::string& cell : cells_) cell.clear();
    cells_[kType] = text(member(json, "resourceType"));
    if (cells_[kType] == "Patient") patient(json);
    else if (cells_[kType] == "Practitioner" || cells_[kType] == "Organization") return;
    else event(json);
    views_.assign(cells_.begin(), cells_.end());
    sink_.row(views_);
    ++status.rows;
  }

  void patient(const Json& json) {
    const Json& name = member(json, "name");
    const Json& address = member(json, "address");
    cells_[kId] = text(member(json, "id"));
    cells_[kIdentifier] = text(member(member(json, "identifier"), "value"));
    cells_[kFamily] = text(member(name, "family"));
    cells_[kGiven] = text(member(name, "given"));
    cells_[kBirthDate] = text(member(json, "birthDate"));
    cells_[kGender] = text(member(json, "gender"));
    cells_[kLine] = text(member(address, "line"));
    cells_[kCity] = text(member(address, "city"));
    cells_[kPostalCode] = text(member(address, "postalCode"));
    const auto telecom = json.find("telecom");
    if (telecom == json.end() || !telecom->is_array()) return;
    for (const Json& contact : *telecom)
      cells_[text(member(contact, "system")) == "email" ? kEmail : kPhone] = text(member(contact, "value"));
  }

  /// What was done, found or paid for: of whom, what and when.
  void event(const Json& json) {
    for (const char* of : {"subject", "patient", "beneficiary"}) {
      std::string reference = text(member(member(json, of), "reference"));
      if (reference.empty()) continue;
      cells_[kId] = reference.substr(reference.rfind('/') + 1);
      break;
    }
    cells_[kCode] = text(member(member(member(json, "code"), "coding"), "code"));
    for (const char* when : {"onsetDateTime", "effectiveDateTime", "recordedDate", "authoredOn", "date", "created"}) {
      if (cells_[kDate].empty()) cells_[kDate] = text(member(json, when)).substr(0, 10);
    }
    if (cells_[kDate].empty()) cells_[kDate] = text(member(member(json, "period"), "start")).substr(0, 10);
    cells_[kText] = text(member(member(json, "note"), "text"));
  }

  RowSink& sink_;
  std::array<std::string, kColumnCount> cells_;
  std::vector<std::string_view> views_;
};

}  // namespace

ReadStatus read_fhir_file(ByteStream& stream, RowSink& sink) {
  JsonSplitter documents{stream, "{[", kDocumentBytesMax};
  Resources resources{sink};
  for (std::string document; documents.next(document);) {
    if (document.empty()) ++resources.status.rows_unreadable;
    else resources.document(document);
  }
  ReadStatus status = resources.end();
  if (!stream.problem().empty()) status.note(stream.problem());
  return status;
}

}  // namespace wardwatch::stores::fhir_file
