#include "eventlog/value.hpp"

#include <doctest/doctest.h>

#include <bit>

#include "eventlog/testing/log_builder.hpp"

using namespace wardwatch;
using namespace wardwatch::eventlog;
using testing::Typed;

namespace {

std::string text(ValueType type, std::string_view bytes, bool is_array = false) {
  return text_of({as_bytes(bytes), type, is_array});
}
template <class T>
std::string text(ValueType type, T number) {
  return text(type, std::string_view{Typed::number(type, number).bytes});
}

using namespace std::string_view_literals;

}  // namespace

TEST_CASE("numbers are written as Windows shows them") {
  CHECK(text(ValueType::int8, std::int8_t{-5}) == "-5");
  CHECK(text(ValueType::uint8, std::uint8_t{250}) == "250");
  CHECK(text(ValueType::int16, std::int16_t{-300}) == "-300");
  CHECK(text(ValueType::uint16, std::uint16_t{65000}) == "65000");
  CHECK(text(ValueType::int32, std::int32_t{-70000}) == "-70000");
  CHECK(text(ValueType::uint32, std::uint32_t{4000000000}) == "4000000000");
  CHECK(text(ValueType::int64, std::int64_t{-5'000'000'000}) == "-5000000000");
  CHECK(text(ValueType::uint64, ~std::uint64_t{0}) == "18446744073709551615");
  CHECK(text(ValueType::hex32, std::uint32_t{0xc000006d}) == "0xc000006d");
  CHECK(text(ValueType::hex64, std::uint64_t{0x3e7}) == "0x3e7");
  CHECK(text(ValueType::real32, std::bit_cast<std::uint32_t>(1.5F)) == "1.5");
  CHECK(text(ValueType::real64, std::bit_cast<std::uint64_t>(-0.25)) == "-0.25");
  CHECK(text(ValueType::boolean, std::uint32_t{1}) == "true");
  CHECK(text(ValueType::boolean, std::uint32_t{0}) == "false");
  CHECK(text(ValueType::size, std::uint32_t{0x1000}) == "0x1000");
}

TEST_CASE("identifiers, times and bytes are written as Windows shows them") {
  CHECK(text(ValueType::guid, "\x25\x96\x84\x54\x78\x54\x94\x49\xa5\xba\x3e\x3b\x03\x28\xc3\x0d"sv) ==
        "{54849625-5478-4994-A5BA-3E3B0328C30D}");
  CHECK(text(ValueType::sid, "\x01\x02\0\0\0\0\0\x05\x20\0\0\0\x20\x02\0\0"sv) == "S-1-5-32-544");
  CHECK(text(ValueType::binary, "\x00\xab"sv) == "00AB");
  CHECK(text(ValueType::filetime, std::uint64_t{116'444'736'000'000'001}) == "1970-01-01T00:00:00.0000001Z");
  CHECK(text(ValueType::systemtime, "\xe6\x07\x01\0\x04\0\x06\0\x0d\0\x05\0\x09\0\x7b\0"sv) ==
        "2022-01-06T13:05:09.123Z");
}

TEST_CASE("text loses the zeros that end it and nothing else") {
  CHECK(text(ValueType::utf16, "a\0b\0\0\0"sv) == "ab");
  CHECK(text(ValueType::utf16, "a\0\0\0b\0"sv) == "a\0b"sv);
  CHECK(text(ValueType::ansi, "ab\0c"sv) == "ab");
}

TEST_CASE("a value shorter than its type is empty, and so is a type that nobody knows") {
  CHECK(text(ValueType::uint32, "\x01\x02"sv).empty());
  CHECK(text(ValueType::guid, "\x01\x02"sv).empty());
  CHECK(text(ValueType::sid, "\x01\x0f\0\0\0\0\0\x05\x20\0\0\0"sv).empty());
  CHECK(text(ValueType{0x66}, "abcd"sv).empty());
}

TEST_CASE("the items of a list are separated by commas") {
  CHECK(text(ValueType::utf16, "a\0\0\0b\0\0\0"sv, true) == "a,b");
  CHECK(text(ValueType::uint16, "\x01\0\x02\0"sv, true) == "1,2");
  CHECK(text(ValueType::uint16, ""sv, true).empty());
  CHECK(text(ValueType::uint16, "\x01"sv, true).empty());
}

TEST_CASE("numbers and times are understood in text too, as collected events have them") {
  const std::string number = testing::utf16("4624"), hex = testing::utf16("0x3E7"), word = testing::utf16("12a");
  CHECK(number_of({as_bytes(number), ValueType::utf16}) == 4624);
  CHECK(number_of({as_bytes(hex), ValueType::utf16}) == 999);
  CHECK_FALSE(number_of({as_bytes(word), ValueType::utf16}));
  const std::string time = testing::utf16("2022-01-30T12:34:56.1234567Z");
  CHECK(rfc3339(time_of({as_bytes(time), ValueType::utf16}).value()) == "2022-01-30T12:34:56.123456Z");
  const std::string wrong = testing::utf16("2022-13-30T12:34:56Z");
  CHECK_FALSE(time_of({as_bytes(wrong), ValueType::utf16}));
}

TEST_CASE("times before 1970 and absurdly late ones stay within what a timestamp holds") {
  CHECK(nanoseconds_of(time_of_filetime(0)) == 0);
  CHECK(rfc3339(time_of_filetime(~std::uint64_t{0})).starts_with("2200"));
}
