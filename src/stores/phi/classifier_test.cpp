#include "stores/phi/classifier.hpp"

#include <doctest/doctest.h>

#include <string>

#include "core/hash.hpp"
#include "stores/phi/checksum.hpp"
#include "stores/phi/column_name.hpp"

using namespace wardwatch;
using namespace wardwatch::stores;

namespace {

StoreContent classified(std::vector<std::string> names, const std::vector<std::vector<std::string>>& rows) {
  std::vector<ColumnHead> heads;
  for (std::string& name : names) heads.push_back({std::move(name), PhiClass::none, false});
  Classifier classifier;
  classifier.begin_table({"t", heads});
  for (const std::vector<std::string>& row : rows) {
    const std::vector<std::string_view> cells{row.begin(), row.end()};
    classifier.row(cells);
  }
  classifier.end_table();
  return classifier.finish();
}

}  // namespace

TEST_CASE("numbers are told by the rules by which they are given out") {
  CHECK(ssn_look("219099999") == SsnLook::issued_area);
  CHECK(ssn_look("900112222") == SsnLook::itin_like);
  for (const std::string_view none : {"000112222", "666112222", "219009999", "219090000"})
    CHECK(ssn_look(none) == SsnLook::not_one);
  CHECK(is_npi("1234567893"));
  CHECK_FALSE(is_npi("1234567890"));
  CHECK(is_card("4111111111111111"));
  CHECK_FALSE(is_card("4111111111111112"));
  CHECK(is_dea("AB1234563"));
  CHECK_FALSE(is_dea("AB1234564"));
  CHECK(mbi_look("1EG4TE5MK73") == MbiLook::valid);
  CHECK(mbi_look("1SG4TE5MK73") == MbiLook::shaped);
  CHECK(mbi_look("1EG4TE5MK7") == MbiLook::not_one);
  CHECK(is_loinc("2160-0"));
  CHECK_FALSE(is_loinc("2160-1"));
}

TEST_CASE("names of columns are read in all their habits") {
  for (const std::string_view name : {"DateOfBirth", "date_of_birth", "DATE OF BIRTH", "dtmDOB", "PT_DOB", "birthdate"})
    CHECK_MESSAGE(name_says(name).phi == PhiClass::dob, name);
  CHECK(name_says("SS_NO").phi == PhiClass::ssn);
  CHECK(name_says("LNAME").phi == PhiClass::name);
  CHECK_FALSE(name_says("Frobnication").is_known);
}

TEST_CASE("a date is read as people write it, and what is none is not") {
  for (const std::string_view text : {"1967-09-11", "1967/9/11", "09/11/1967", "9-11-67", "11.09.1967", "11-Sep-1967",
                                      "Sep 11, 1967", "1967-09-11 08:15:00"})
    CHECK_MESSAGE(date_of(text) == day_of(1967, 9, 11), text);
  CHECK(compact_date_of("19670911") == day_of(1967, 9, 11));
  for (const std::string_view text : {"1967-02-30", "13/13/1967", "12345", "Sept", "0967-01-01", "1967-09-11x"})
    CHECK_MESSAGE(!date_of(text).has_value(), text);
}

TEST_CASE("people are counted once however many rows they have") {
  std::vector<std::vector<std::string>> rows;
  for (int i = 0; i < 9'000; ++i) {
    const int person = i % 300;
    rows.push_back({"9" + std::to_string(10 + person % 80) + "-" + std::to_string(11 + person % 70) + "-" +
                        std::to_string(1000 + person),
                    "Smith", "19" + std::to_string(30 + person % 60) + "-05-24"});
  }
  const StoreContent content = classified({"SSN", "LastName", "DateOfBirth"}, rows);
  CHECK(content.contains_phi);
  CHECK(content.rows == 9'000);
  CHECK(content.individuals == 300);
  CHECK(content.individuals_error == 0);
  CHECK(content.tables[0].verdict.columns[0].phi == PhiClass::ssn);
}

TEST_CASE("a table of devices has no patients") {
  std::vector<std::vector<std::string>> rows;
  for (int i = 0; i < 200; ++i) rows.push_back({"PUMP-" + std::to_string(i), "Alaris", std::to_string(40'000 + i)});
  CHECK_FALSE(classified({"Asset", "Model", "Serial"}, rows).contains_phi);
}

TEST_CASE("different hashes are counted exactly up to a size, beyond it within the error that is told") {
  DistinctCounter counter;
  for (std::uint64_t i = 0; i < DistinctCounter::kExactMax; ++i) counter.add(mix64(i + 1));
  CHECK(counter.is_exact());
  CHECK(counter.count() == DistinctCounter::kExactMax);
  constexpr std::uint64_t kMany = 400'000;
  for (int round = 0; round < 2; ++round) {
    for (std::uint64_t i = 0; i < kMany; ++i) counter.add(mix64(i + 1));
  }
  CHECK_FALSE(counter.is_exact());
  CHECK(counter.error() < kMany / 50);
  CHECK(counter.count() > kMany - 2 * counter.error());
  CHECK(counter.count() < kMany + 2 * counter.error());
}
