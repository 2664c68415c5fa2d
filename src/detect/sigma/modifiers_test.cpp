#include <doctest/doctest.h>

#include "detect/sigma/encode.hpp"
#include "detect/sigma/testing/one_rule.hpp"

namespace wardwatch::detect::sigma {

using testing::fires;
using testing::refusal;
using testing::selecting;

TEST_CASE("values match whole fields without regard to case (section General: 'case-insensitive strings')") {
  CHECK(fires(selecting("Image: 'C:\\Windows\\CMD.exe'"), R"({"Image": "c:\\windows\\cmd.EXE"})"));
  CHECK_FALSE(fires(selecting("Image: 'cmd.exe'"), R"({"Image": "c:\\cmd.exe"})"));
  CHECK_FALSE(fires(selecting("Image: 'cmd.exe'"), R"({"Image": "cmd.exe "})"));
}

TEST_CASE("letters beyond ASCII match in either case") {
  CHECK(fires(selecting("Name: 'Łódź Ünïcode ПРИВЕТ'"), R"({"Name": "łóDŹ üNÏcode привет"})"));
  CHECK(fires(selecting("Name|contains: 'ёлка'"), R"({"Name": "xЁЛКАx"})"));
  CHECK_FALSE(fires(selecting("Name|cased: 'é'"), R"({"Name": "É"})"));
}

TEST_CASE("contains, startswith and endswith open the sides they name (Generic Modifiers)") {
  CHECK(fires(selecting("A|contains: 'b'"), R"({"A": "abc"})"));
  CHECK(fires(selecting("A|startswith: 'AB'"), R"({"A": "abc"})"));
  CHECK_FALSE(fires(selecting("A|startswith: 'b'"), R"({"A": "abc"})"));
  CHECK(fires(selecting("A|endswith: 'bC'"), R"({"A": "abc"})"));
  CHECK_FALSE(fires(selecting("A|endswith: 'ab'"), R"({"A": "abc"})"));
}

TEST_CASE("a list is an or, and with 'all' an and (Generic Modifiers: 'changes this to AND')") {
  CHECK(fires(selecting("A|contains: ['x', 'b']"), R"({"A": "abc"})"));
  CHECK_FALSE(fires(selecting("A|contains|all: ['x', 'b']"), R"({"A": "abc"})"));
  CHECK(fires(selecting("A|contains|all: ['c', 'b']"), R"({"A": "abc"})"));
}

TEST_CASE("'exists' asks for the field and not for its value (Generic Modifiers)") {
  CHECK(fires(selecting("A|exists: true"), R"({"A": ""})"));
  CHECK(fires(selecting("A|exists: true"), R"({"A": null})"));
  CHECK_FALSE(fires(selecting("A|exists: true"), R"({"B": "x"})"));
  CHECK(fires(selecting("A|exists: false"), R"({"B": "x"})"));
  CHECK_FALSE(fires(selecting("A|exists: false"), R"({"A": null})"));
}

TEST_CASE("'cased' keeps case, in every form") {
  CHECK(fires(selecting("A|cased: 'Abc'"), R"({"A": "Abc"})"));
  CHECK_FALSE(fires(selecting("A|cased: 'Abc'"), R"({"A": "abc"})"));
  CHECK(fires(selecting("A|contains|cased: 'bC'"), R"({"A": "abCd"})"));
  CHECK_FALSE(fires(selecting("A|contains|cased: 'bC'"), R"({"A": "abcd"})"));
  CHECK_FALSE(fires(selecting("A|endswith|cased: 'Exe'"), R"({"A": "x.exe"})"));
}

TEST_CASE("'neq' is different from every value given (Generic and Numeric Modifiers)") {
  CHECK(fires(selecting("A|neq: 'x'"), R"({"A": "y"})"));
  CHECK_FALSE(fires(selecting("A|neq: ['x', 'y']"), R"({"A": "Y"})"));
  CHECK(fires(selecting("A|neq: 4"), R"({"A": 5})"));
}

TEST_CASE("'windash' makes the five dashes one (String Modifiers)") {
  const std::string rule = selecting("A|windash|contains: ' -enc '");
  for (const char* dash : {"-", "/", "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x80\x95"}) {
    CHECK(fires(rule, std::string{R"({"A": "x )"} + dash + R"(ENC y"})"));
  }
  CHECK_FALSE(fires(rule, R"({"A": "x +enc y"})"));
  CHECK(fires(selecting("A|windash|contains: '-a-b-c-d'"), R"({"A": "/a-b/c-d"})"));
  CHECK(fires(selecting("A|endswith|windash: '-q'"), R"({"A": "x /Q"})"));
}

TEST_CASE("'re' is case-sensitive and unanchored, and i, m and s are its flags (Regular Expression)") {
  CHECK(fires(selecting("A|re: 'b+c'"), R"({"A": "abbbcd"})"));
  CHECK_FALSE(fires(selecting("A|re: 'B+c'"), R"({"A": "abbbcd"})"));
  CHECK(fires(selecting("A|re|i: 'B+c'"), R"({"A": "abbbcd"})"));
  CHECK_FALSE(fires(selecting("A|re: '^b$'"), R"({"A": "a\nb\nc"})"));
  CHECK(fires(selecting("A|re|m: '^b$'"), R"({"A": "a\nb\nc"})"));
  CHECK_FALSE(fires(selecting("A|re: 'a.b'"), R"({"A": "a\nb"})"));
  CHECK(fires(selecting("A|re|s: 'a.b'"), R"({"A": "a\nb"})"));
  CHECK(fires(selecting("A|re: '^$'"), R"({"A": ""})"));
}

TEST_CASE("an expression that would be exponential elsewhere is answered at once") {
  const std::string text(30'000, 'a');
  CHECK_FALSE(fires(selecting("A|re: '^(a+)+$'"), R"({"A": ")" + text + R"(!"})"));
}

TEST_CASE("look-around and back references are refused by name (Regular Expression: 'can not be used')") {
  CHECK(refusal(selecting("A|re: 'a(?=b)'")).find("cannot be searched for") != std::string::npos);
  CHECK(refusal(selecting("A|re: '(a)\\1'")).find("cannot be searched for") != std::string::npos);
}

TEST_CASE("base64 encodes the value, base64offset its three places (Encoding)") {
  CHECK(base64_of("foobar") == "Zm9vYmFy");
  CHECK(base64_of("fooba") == "Zm9vYmE=");
  CHECK(base64_at_offsets("foobar") == std::vector<std::string>{"Zm9vYmFy", "Zvb2Jhc", "mb29iYX"});
  CHECK(fires(selecting("A|base64|contains: 'foobar'"), R"({"A": "x Zm9vYmFy y"})"));
  for (const std::string before : {"", "x", "xy", "xyz"}) {
    const std::string text = base64_of(before + "http://evil" + "??");
    CHECK(fires(selecting("A|base64offset|contains: 'http://evil'"), R"({"A": ")" + text + R"("})"));
  }
  CHECK(refusal(selecting("A|base64: 'a*b'")) == "x.yml:7:15: a value with wildcards cannot be encoded in Base64");
}

TEST_CASE("utf16le, wide, utf16be and utf16 encode before what follows them (Encoding)") {
  using namespace std::string_literals;
  CHECK(utf16_of("cmd", false) == "c\0m\0d\0"s);
  CHECK(utf16_of("cmd", true) == "\0c\0m\0d"s);
  CHECK(utf16_of("\xF0\x9F\x98\x80", false) == "\x3D\xD8\x00\xDE"s);
  const std::string wide = base64_of(utf16_of("IEX", false));
  CHECK(fires(selecting("A|wide|base64offset|contains: 'IEX'"), R"({"A": ")" + wide + R"("})"));
  CHECK(fires(selecting("A|utf16le|base64|contains: 'IEX'"), R"({"A": ")" + wide + R"("})"));
  const std::string big = base64_of(utf16_of("IEX", true));
  CHECK(fires(selecting("A|utf16be|base64|contains: 'IEX'"), R"({"A": ")" + big + R"("})"));
  const std::string marked = base64_of("\xFF\xFE" + utf16_of("IEX", false));
  CHECK(fires(selecting("A|utf16|base64|contains: 'IEX'"), R"({"A": ")" + marked + R"("})"));
}

TEST_CASE("lt, lte, gt and gte compare numbers, in decimal and hexadecimal (Numeric Modifiers)") {
  CHECK(fires(selecting("A|lt: 5"), R"({"A": 4})"));
  CHECK_FALSE(fires(selecting("A|lt: 5"), R"({"A": "5"})"));
  CHECK(fires(selecting("A|lte: 5"), R"({"A": "5"})"));
  CHECK(fires(selecting("A|gt: 15"), R"({"A": "0x10"})"));
  CHECK(fires(selecting("A|gte: 1.5"), R"({"A": 1.5})"));
  CHECK_FALSE(fires(selecting("A|gte: 1"), R"({"A": "many"})"));
  CHECK(refusal(selecting("A|gt: ten")) == "x.yml:7:11: expected a number, not \"ten\"");
}

TEST_CASE("minute to year take a part of a date (Time Modifiers)") {
  const std::string event = R"({"T": "2026-11-24T16:08:32Z"})";
  CHECK(fires(selecting("T|minute: 8"), event));
  CHECK(fires(selecting("T|hour: 16"), event));
  CHECK(fires(selecting("T|hour|gte: 8"), event));
  CHECK_FALSE(fires(selecting("T|hour|lt: 16"), event));
  CHECK(fires(selecting("T|day: 24"), event));
  CHECK(fires(selecting("T|week: 48"), event));
  CHECK(fires(selecting("T|month: [1, 11]"), event));
  CHECK(fires(selecting("T|year|neq: 2025"), event));
  CHECK(fires(selecting("T|week: 53"), R"({"T": "2021-01-01 00:00:00"})"));
  CHECK_FALSE(fires(selecting("T|hour|gte: 0"), R"({"T": "yesterday"})"));
}

TEST_CASE("'cidr' takes both kinds of addresses (IP Modifiers)") {
  CHECK(fires(selecting("A|cidr: '10.0.0.0/8'"), R"({"A": "10.255.0.1"})"));
  CHECK_FALSE(fires(selecting("A|cidr: '10.0.0.0/8'"), R"({"A": "11.0.0.1"})"));
  CHECK(fires(selecting("A|cidr: ['192.168.0.0/16', 'fe80::/10']"), R"({"A": "fe80::1"})"));
  CHECK_FALSE(fires(selecting("A|cidr: '10.0.0.0/8'"), R"({"A": "printer"})"));
}

TEST_CASE("'fieldref' compares two fields of the event, and combines with neq (Specific Modifiers)") {
  CHECK(fires(selecting("A|fieldref: B"), R"({"A": "x", "B": "X"})"));
  CHECK_FALSE(fires(selecting("A|fieldref: B"), R"({"A": "x", "B": "y"})"));
  CHECK_FALSE(fires(selecting("A|fieldref: B"), R"({"A": "x"})"));
  CHECK(fires(selecting("A|fieldref|neq: B"), R"({"A": "x", "B": "y"})"));
  CHECK(fires(selecting("A|fieldref|endswith: B"), R"({"A": "a\\x", "B": "x"})"));
}

TEST_CASE("'expand' puts in the site's values; without them the rule waits and says for what (Placeholders)") {
  const std::string rule = selecting("User|expand: '%Administrators%'");
  CHECK(fires(rule, R"({"User": "root"})", {{{"Administrators", {"admin", "root"}}}}));
  CHECK_FALSE(fires(rule, R"({"User": "%Administrators%"})"));
  CHECK(RuleSet::of_texts({{"x", rule}}).rules().front().placeholders == std::vector<std::string>{"Administrators"});
  CHECK(fires(selecting("User|expand: '\\%plain%name%'"), R"({"User": "%plainX"})", {{{"name", {"X"}}}}));
  CHECK(fires(selecting("User: '%name%'"), R"({"User": "%name%"})"));
}

TEST_CASE("a modifier that nobody knows, or that contradicts another, is refused where it stands") {
  CHECK(refusal(selecting("A|begins: x")).starts_with("x.yml:7:5: unknown modifier \"begins\""));
  CHECK(refusal(selecting("A|i: x")) == "x.yml:7:5: modifier \"i\" belongs after \"re\"");
  CHECK(refusal(selecting("A|re|cidr: x")).starts_with("x.yml:7:5: re, cidr"));
}

}  // namespace wardwatch::detect::sigma
