#include "stores/persons/text_people.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace wardwatch::stores::persons;

namespace {

std::vector<std::string> people_in(std::string_view text) {
  std::vector<std::string> found;
  TextPeople people{[&](const PersonFields& person) {
    const std::string ssn{person.ssn.nine.empty() ? person.ssn.last4.view() : person.ssn.nine.view()};
    found.push_back(std::string{person.name.given.view()} + " " + std::string{person.name.surname.view()} + " " +
                    std::string{person.birth.view()} + " " + ssn + " " + std::string{person.phones[0].view()});
  }};
  people.on(text);
  people.end();
  return found;
}

const std::string kPerry = "KATHERINE PERRY 310524 900294066 5559898112";
const std::string kClark = "JACOB CLARK 450622 945891265 5555206990";

}  // namespace

TEST_CASE("labelled people in blocks") {
  CHECK(people_in("Name: Katherine E Perry\nDOB: 05/24/1931\nSSN: 900-29-4066\nPhone: (555) 989-8112\n\n"
                  "Name: Clark, Jacob\nDate of birth: June 22, 1945\nSSN: 945891265\nTel: 555.520.6990\n") ==
        std::vector{kPerry, kClark});
}

TEST_CASE("a list without labels, one a line") {
  CHECK(people_in(
            "Katherine Perry 05/24/1931 900-29-4066 555-989-8112\nJacob J Clark 06/22/45 945-89-1265 555-520-6990\n") ==
        std::vector{kPerry, kClark});
  CHECK(people_in("900-29-4066 Perry, Katherine 1931-05-24 (555) 989-8112\n945-89-1265 Clark, Jacob 1945-06-22 (555) "
                  "520-6990") == std::vector{kPerry, kClark});
}

TEST_CASE("people on one line, and blocks without a blank line between them") {
  CHECK(people_in("Patient: KATHERINE PERRY | DOB: 05/24/31 | SSN: 900294066 | Tel: 5559898112\n"
                  "Patient: JACOB CLARK | DOB: 06/22/45 | SSN: 945891265 | Tel: 5555206990") ==
        std::vector{kPerry, kClark});
}

TEST_CASE("a masked number, and a visit that is no birth") {
  CHECK(people_in("Katherine Perry, last seen 05/24/2014, born 05/24/1931, SSN XXX-XX-4066") ==
        std::vector<std::string>{"KATHERINE PERRY 310524 4066 "});
}

TEST_CASE("ordinary text has nobody, and no bytes break it") {
  CHECK(people_in("Fresh sample, 400 lines. Contact me at the usual place.\n\nPrice is 151 bitcoin.").empty());
  CHECK(people_in("").empty());
  CHECK(people_in("\n\n\r\n ,;| : # \xC3 \xFF\xFE").empty());
  CHECK(people_in(std::string(20'000, 'A')).empty());
}
