#include "stores/persons/row_reader.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace wardwatch;
using namespace wardwatch::stores;
using namespace wardwatch::stores::persons;
using record::TokenKind;

namespace {

const KeyedHash& hash() {
  static const KeyedHash made{KeyedHash::Key{}, "token"};
  return made;
}

struct Column {
  std::string name;
  PhiClass phi;
};

StoreContent content_of(const std::vector<std::vector<Column>>& tables) {
  StoreContent content;
  for (const auto& columns : tables) {
    ClassifiedTable& table = content.tables.emplace_back();
    table.verdict.is_of_persons = true;
    for (const Column& column : columns) {
      table.columns.push_back({column.name, PhiClass::none, column.name.empty()});
      table.verdict.columns.push_back({column.phi, Basis::name});
    }
  }
  return content;
}

using Rows = std::vector<std::vector<std::string_view>>;

record::StorePersons people_in(const StoreContent& content, const std::vector<Rows>& tables,
                               Purpose purpose = Purpose::store) {
  Collector collector{hash(), purpose};
  RowReader reader{content, collector, purpose};
  for (std::size_t i = 0; i < tables.size(); ++i) {
    reader.begin_table({content.tables[i].name, content.tables[i].columns});
    for (const auto& row : tables[i]) reader.row(row);
    reader.end_table();
  }
  return collector.finish();
}

std::set<std::uint64_t> tokens_of(const record::PersonSet& set, std::size_t person, TokenKind kind) {
  std::set<std::uint64_t> tokens;
  for (std::size_t t = set.first_token(person); t < set.token_ends[person]; ++t) {
    if (set.kinds[t] == kind) tokens.insert(set.tokens[t]);
  }
  return tokens;
}

}  // namespace

TEST_CASE("the same person has the same tokens in a store and in a sample that looks quite different") {
  const auto store = content_of({{{"PatientID", PhiClass::record_id},
                                  {"LastName", PhiClass::name},
                                  {"FirstName", PhiClass::name},
                                  {"DateOfBirth", PhiClass::dob},
                                  {"SSN", PhiClass::ssn},
                                  {"HomePhone", PhiClass::phone}}});
  const auto ours =
      people_in(store, {{{"17", "O'Brien", "Renée", "1931-05-24 00:00:00", "900-29-4066", "(555) 989-8112"}}});
  const auto sample =
      content_of({{{"", PhiClass::phone}, {"", PhiClass::name}, {"", PhiClass::dob}, {"", PhiClass::ssn}}});
  const auto theirs =
      people_in(sample, {{{"5559898112", "OBRIEN, RENEE K", "05/24/31", "900294066"}}}, Purpose::sample);
  REQUIRE(ours.people.size() == 1);
  REQUIRE(theirs.people.size() == 1);
  for (const TokenKind kind : {TokenKind::ssn, TokenKind::name_birth, TokenKind::initials_birth, TokenKind::phone_name,
                               TokenKind::phone_surname, TokenKind::phone_birth}) {
    CHECK(tokens_of(ours.people, 0, kind).size() == 1);
    CHECK(tokens_of(ours.people, 0, kind) == tokens_of(theirs.people, 0, kind));
  }
}

TEST_CASE("a sample with the last four digits only meets a store with all nine") {
  const auto columns = content_of({{{"name", PhiClass::name}, {"dob", PhiClass::dob}, {"ssn", PhiClass::ssn}}});
  const auto ours = people_in(columns, {{{"Donna Medina", "1921-03-06", "900-11-1881"}}});
  const auto theirs = people_in(columns, {{{"MEDINA DONNA", "6-Mar-1921", "1881"}}}, Purpose::sample);
  for (const TokenKind kind : {TokenKind::last4_name, TokenKind::last4_birth})
    CHECK(tokens_of(ours.people, 0, kind) == tokens_of(theirs.people, 0, kind));
  CHECK(tokens_of(theirs.people, 0, TokenKind::ssn).empty());
}

TEST_CASE("rows of several tables are of one person when they have his number") {
  const auto content =
      content_of({{{"PatientID", PhiClass::record_id}, {"Name", PhiClass::name}, {"DOB", PhiClass::dob}},
                  {{"PatientID", PhiClass::record_id}, {"VisitDate", PhiClass::service_date}},
                  {{"PatientID", PhiClass::record_id}, {"MemberID", PhiClass::insurer_id}}});
  const auto found =
      people_in(content, {{{"7", "Ann Lee", "1950-01-31"}, {"8", "Bo Ek", "1951-01-31"}},
                          {{"7", "2015-03-01"}, {"7", "2016-03-01"}, {"8", "2014-01-01"}, {"7", "2015-03-01"}},
                          {{"7", "XQH123456789"}, {"7", "XQH999956789"}}});
  REQUIRE(found.people.size() == 2);
  CHECK(found.people.days_of(0).size() == 2);
  CHECK(found.people.days_of(1).size() == 1);
  CHECK(tokens_of(found.people, 0, TokenKind::insurer_id).size() == 2);
  CHECK(found.decoys.size() == 0);
}

TEST_CASE("names in two columns are one name, whichever is which and whatever they are called") {
  const auto name_birth = [](std::vector<Column> columns, std::vector<std::string_view> row) {
    const auto found = people_in(content_of({std::move(columns)}), {{std::move(row)}});
    REQUIRE(found.people.size() == 1);
    return tokens_of(found.people, 0, TokenKind::name_birth);
  };
  const auto wanted = name_birth({{"LNAME", PhiClass::name}, {"FNAME", PhiClass::name}, {"DOB", PhiClass::dob}},
                                 {"PERRY", "KATHERINE", "1931-05-24"});
  CHECK(wanted.size() == 1);
  CHECK(name_birth({{"", PhiClass::name}, {"", PhiClass::name}, {"", PhiClass::dob}},
                   {"Katherine", "Perry", "1931-05-24"}) == wanted);
  CHECK(name_birth({{"F1", PhiClass::name}, {"F2", PhiClass::name}, {"", PhiClass::dob}},
                   {"Perry", "Katherine", "1931-05-24"}) == wanted);
  CHECK(
      name_birth({{"given", PhiClass::name}, {"mi", PhiClass::name}, {"surname", PhiClass::name}, {"", PhiClass::dob}},
                 {"Katherine", "E", "Perry", "1931-05-24"}) == wanted);
}

TEST_CASE("days of a sample are read with month and day in either place") {
  const auto content = content_of({{{"ssn", PhiClass::ssn}, {"LAST_SEEN", PhiClass::service_date}}});
  const auto found = people_in(content, {{{"900-11-1881", "03/04/2015"}}}, Purpose::sample);
  REQUIRE(found.people.days_of(0).size() == 2);
  CHECK(found.people.days_of(0)[0].day() == day_of(2015, 3, 4));
  CHECK(found.people.days_of(0)[1].day() == day_of(2015, 4, 3));
}

TEST_CASE("who has nothing by which he could be known is nobody, and staff are no patients") {
  const auto content = content_of({{{"name", PhiClass::name}, {"dob", PhiClass::dob}}});
  CHECK(people_in(content, {{{"Ann Lee", ""}, {"", ""}, {"", "1950-01-31"}, {}}}).people.size() == 0);
  auto staff = content_of({{{"name", PhiClass::name}, {"dob", PhiClass::dob}}});
  staff.tables[0].verdict.is_of_staff = true;
  CHECK(people_in(staff, {{{"Ann Lee", "1950-01-31"}}}).people.size() == 0);
}

TEST_CASE("decoys share no token with the people that they are made of, but for initials and households") {
  const auto content = content_of(
      {{{"name", PhiClass::name}, {"dob", PhiClass::dob}, {"ssn", PhiClass::ssn}, {"phone", PhiClass::phone}}});
  const std::vector<std::string> names{"Ann Lee", "Bo Ek",   "Cy Oz",   "Di Wu",   "Ed Xi",
                                       "Flo Yu",  "Gus Zed", "Hal Abt", "Ivy Bok", "Jo Cox"};
  std::vector<std::vector<std::string>> texts;
  for (std::size_t i = 0; i < names.size(); ++i)
    texts.push_back({names[i], "195" + std::to_string(i) + "-01-3" + std::to_string(i % 2),
                     "90" + std::to_string(1234567 + i * 31'415), "555222" + std::to_string(1000 + i)});
  Rows rows;
  for (const auto& text : texts) rows.emplace_back(text.begin(), text.end());
  const auto found = people_in(content, {rows}, Purpose::sample);
  CHECK(found.people.size() == 10);
  CHECK(found.decoys.size() > 30);
  std::set<std::uint64_t> real;
  for (std::size_t t = 0; t < found.people.tokens.size(); ++t) {
    const TokenKind kind = found.people.kinds[t];
    if (kind != TokenKind::initials_birth && kind != TokenKind::phone_surname) real.insert(found.people.tokens[t]);
  }
  CHECK(std::none_of(found.decoys.tokens.begin(), found.decoys.tokens.end(),
                     [&](std::uint64_t token) { return real.contains(token); }));
}
