#include "stores/persons/normalise.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace wardwatch::stores::persons;

namespace {

std::string name_in(std::string_view text) {
  const PersonName name = name_of_full(text);
  return std::string{name.given.view()} + " " + std::string{name.surname.view()};
}

std::string birth_in(std::string_view text) {
  const auto birth = birth_of(text);
  return birth ? std::string{birth->view()} : "none";
}

}  // namespace

TEST_CASE("a name is the same in whichever way it is written") {
  for (const std::string_view text :
       {"Kathryn King", "KATHRYN L KING", "King, Kathryn", "KING,KATHRYN L.", "KING^KATHRYN^L", "Mrs. Kathryn L. King",
        "King, Kathryn, Jr", "kathryn ann king", " Kathryn  King III"})
    CHECK_MESSAGE(name_in(text) == "KATHRYN KING", std::string{text});
}

TEST_CASE("accents, apostrophes, hyphens and particles do not part a name from itself") {
  CHECK(name_in("Renée O'Brien") == "RENEE OBRIEN");
  CHECK(name_in("RENE\xCC\x81"
                "E O\xE2\x80\x99"
                "BRIEN") == "RENEE OBRIEN");
  CHECK(name_in("Łukasz Müller") == "LUKASZ MULLER");
  CHECK(name_in("Cynthia de la Cruz") == "CYNTHIA CRUZ");
  CHECK(surname_of("DE LA CRUZ").view() == "CRUZ");
  CHECK(surname_of("Garcia-Lopez").view() == surname_of("GARCIA LOPEZ").view());
  CHECK(given_name_of("Mary Ann").view() == "MARY");
  CHECK(given_name_of("J. Robert").view() == "ROBERT");
}

TEST_CASE("what is no name is none") {
  for (const std::string_view text : {"", " ", ",", "^^^", "Jr", "...", "\xC3", "\xE2\x80"})
    CHECK(!name_of_full(text).is_whole());
}

TEST_CASE("a date of birth is the same in every habit, with two digits of the year or four") {
  for (const std::string_view text :
       {"1931-05-24", "05/24/1931", "5/24/31", "24.05.1931", "24/05/1931", "19310524", "05241931", "24051931", "052431",
        "May 24, 1931", "24-May-1931", "1931-05-24 00:00:00"})
    CHECK_MESSAGE(birth_in(text) == "310524", std::string{text});
}

TEST_CASE("where day and month could both be meant, both are one") {
  CHECK(birth_in("09/11/18") == "180911");
  CHECK(birth_in("11/09/18") == "180911");
  CHECK(birth_in("1918-11-09") == "180911");
  CHECK(birth_in("09/13/18") != birth_in("11/13/18"));
}

TEST_CASE("what is no date of birth is none") {
  for (const std::string_view text : {"", "unknown", "13/13/1950", "000000", "99999999", "1950", "12345"})
    CHECK_MESSAGE(birth_in(text) == "none", std::string{text});
}

TEST_CASE("social security numbers come with and without dashes, zeros and all but the last four") {
  CHECK(social_security_of("900-29-4066").nine.view() == "900294066");
  CHECK(social_security_of("900294066").nine.view() == "900294066");
  CHECK(social_security_of("1234567").nine.view() == "001234567");
  CHECK(social_security_of("900294066").last4.view() == "4066");
  CHECK(social_security_of("XXX-XX-4066").last4.view() == "4066");
  CHECK(social_security_of("***-**-4066").nine.empty());
  CHECK(social_security_of("66").last4.empty());
  CHECK(social_security_of("876").last4.view() == "0876");
  CHECK(social_security_of("999999999").nine.empty());
  CHECK(social_security_of("0000").last4.empty());
}

TEST_CASE("telephone numbers are ten digits, without prefix, marks and extension") {
  for (const std::string_view text :
       {"(555) 794-5584", "555.794.5584", "+1 555 794 5584", "15557945584", "555-7945-584", "555-794-5584 x 12"})
    CHECK_MESSAGE(phone_of(text).view() == "5557945584", std::string{text});
  CHECK(phone_of("794-5584").empty());
  CHECK(phone_of("0000000000").empty());
}

TEST_CASE("other numbers are letters and digits without zeros in front; e-mail is in small letters") {
  CHECK(number_of("00-412236", 4).view() == "412236");
  CHECK(number_of("wvt 914778597", 5).view() == "WVT914778597");
  CHECK(number_of("12", 4).empty());
  CHECK(number_of("0000000", 4).empty());
  CHECK(email_of(" K.King@Example.COM ").view() == "k.king@example.com");
  CHECK(email_of("k.king@").empty());
  CHECK(email_of("a b@example.com").empty());
  CHECK(email_of("none").empty());
}
