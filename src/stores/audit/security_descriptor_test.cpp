#include "stores/audit/security_descriptor.hpp"

#include <doctest/doctest.h>

using namespace wardwatch;
using stores::DescribedReaders;
using stores::read_descriptor;

namespace {

void put(std::string& out, std::uint64_t number, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) out += static_cast<char>(number >> (8 * i));
}

std::string sid(std::uint8_t authority, const std::vector<std::uint32_t>& parts) {
  std::string out{'\1', static_cast<char>(parts.size()), 0, 0, 0, 0, 0, static_cast<char>(authority)};
  for (const std::uint32_t part : parts) put(out, part, 4);
  return out;
}

std::string entry(std::uint8_t type, std::uint32_t mask, const std::string& who, std::uint8_t flags = 0) {
  std::string out{static_cast<char>(type), static_cast<char>(flags)};
  put(out, 8 + who.size(), 2);
  put(out, mask, 4);
  return out + who;
}

constexpr std::uint32_t kFull = 0x001f01ff, kReadExecute = 0x001200a9, kWrite = 0x00100116;
const std::string kEveryone = sid(1, {0}), kUsers = sid(5, {32, 545}), kAdministrators = sid(5, {32, 544}),
                  kSystem = sid(5, {18}), kAnn = sid(5, {21, 1, 2, 3, 1105});

/// As Windows writes it: owner, then the list.
std::string descriptor(const std::vector<std::string>& entries, std::uint16_t control = 0x8004) {
  std::string list;
  for (const std::string& one : entries) list += one;
  std::string out{'\1', 0};
  put(out, control, 2);
  put(out, 20, 4);
  put(out, 0, 8);
  put(out, 20 + kAdministrators.size(), 4);
  out += kAdministrators;
  out += std::string{'\2', 0};
  put(out, 8 + list.size(), 2);
  put(out, entries.size(), 2);
  put(out, 0, 2);
  return out + list;
}

DescribedReaders read(const std::string& text) {
  const auto found = read_descriptor(as_bytes(text));
  REQUIRE(found);
  return *found;
}

}  // namespace

TEST_CASE("a file that Users may read is read by everyone") {
  const auto found =
      read(descriptor({entry(0, kFull, kAdministrators), entry(0, kFull, kSystem), entry(0, kReadExecute, kUsers)}));
  CHECK(found.owner == "Administrators");
  CHECK(found.exposure == "everyone");
  CHECK(found.readable_by == std::vector<std::string>{"Administrators", "SYSTEM", "Users"});
}

TEST_CASE("one account in the list exposes the file to those listed, administrators to nobody else") {
  CHECK(read(descriptor({entry(0, kFull, kAdministrators), entry(0, kReadExecute, kAnn)})).exposure == "listed");
  CHECK(read(descriptor({entry(0, kFull, kAdministrators)})).exposure == "owner");
  CHECK(read(descriptor({})).exposure == "nobody");
}

TEST_CASE("an entry that does not grant reading, or is for what is made below, does not count") {
  CHECK(read(descriptor({entry(0, kWrite, kEveryone)})).exposure == "nobody");
  CHECK(read(descriptor({entry(0, kFull, kEveryone, 0x0b)})).exposure == "nobody");
}

TEST_CASE("what is denied before it is allowed stays denied") {
  CHECK(read(descriptor({entry(1, kFull, kEveryone), entry(0, kFull, kUsers)})).exposure == "nobody");
  CHECK(read(descriptor({entry(1, kReadExecute, kAnn), entry(0, kFull, kAnn), entry(0, kFull, kSystem)})).exposure ==
        "owner");
  CHECK(read(descriptor({entry(0, kFull, kUsers), entry(1, kFull, kEveryone)})).exposure == "everyone");
}

TEST_CASE("a descriptor without a list lets everyone in") {
  CHECK(read(descriptor({}, 0x8000)).exposure == "everyone");
}

TEST_CASE("users of a domain are everyone, its administrators are not") {
  CHECK(read(descriptor({entry(0, kFull, sid(5, {21, 1, 2, 3, 513}))})).exposure == "everyone");
  CHECK(read(descriptor({entry(0, kFull, sid(5, {21, 1, 2, 3, 512}))})).exposure == "owner");
}

TEST_CASE("a descriptor that ends anywhere is refused") {
  const std::string whole = descriptor({entry(0, kFull, kAdministrators), entry(0, kReadExecute, kUsers)});
  for (std::size_t length = 0; length < whole.size(); ++length)
    CHECK_FALSE(read_descriptor(as_bytes(std::string_view{whole}.substr(0, length))));
}

TEST_CASE("an entry longer than its list is refused") {
  std::string text = descriptor({entry(0, kReadExecute, kUsers)});
  text[20 + kAdministrators.size() + 8 + 2] = '\x7f';
  CHECK_FALSE(read_descriptor(as_bytes(text)));
}
