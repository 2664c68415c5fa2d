#include "source/archive/bundle.hpp"

#include <fstream>

#include <archive.h>
#include <archive_entry.h>
#include <doctest/doctest.h>
#include <unistd.h>

using namespace wardwatch;
using namespace wardwatch::source;

namespace {

enum class Kind : std::uint8_t { tar, tar_gz, tar_zst, zip, seven_zip };

struct Entry {
  std::string path;
  std::string content = {};
  unsigned type = AE_IFREG;
  std::string link = {};  ///< Target of a symbolic link.
  bool is_hard_link = false;
};

void begin(archive* out, Kind kind) {
  switch (kind) {
    case Kind::tar: archive_write_set_format_pax_restricted(out); return;
    case Kind::tar_gz:
      archive_write_set_format_pax_restricted(out);
      archive_write_add_filter_gzip(out);
      return;
    case Kind::tar_zst:
      archive_write_set_format_pax_restricted(out);
      archive_write_add_filter_zstd(out);
      return;
    case Kind::zip: archive_write_set_format_zip(out); return;
    case Kind::seven_zip: archive_write_set_format_7zip(out); return;
  }
}

std::string archive_of(Kind kind, const std::vector<Entry>& entries) {
  std::string bytes(8U << 20U, '\0');
  std::size_t used = 0;
  archive* out = archive_write_new();
  begin(out, kind);
  archive_write_set_bytes_per_block(out, 0);
  REQUIRE(archive_write_open_memory(out, bytes.data(), bytes.size(), &used) == ARCHIVE_OK);
  for (const Entry& one : entries) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, one.path.c_str());
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_filetype(entry, one.type);
    archive_entry_set_size(entry, static_cast<la_int64_t>(one.content.size()));
    if (one.type == AE_IFLNK) archive_entry_set_symlink(entry, one.link.c_str());
    if (one.is_hard_link) archive_entry_set_hardlink(entry, one.link.c_str());
    REQUIRE(archive_write_header(out, entry) >= ARCHIVE_WARN);
    if (!one.content.empty()) archive_write_data(out, one.content.data(), one.content.size());
    archive_entry_free(entry);
  }
  archive_write_close(out);
  archive_write_free(out);
  bytes.resize(used);
  return bytes;
}

bool is_yml(std::string_view path) { return path.ends_with(".yml"); }

Result<Bundle> unpacked(const std::string& archive, const BundleLimits& limits = {}) {
  return unpack(as_bytes(archive), &is_yml, limits);
}

std::string why_of(const std::string& archive, const BundleLimits& limits = {}) {
  const auto bundle = unpacked(archive, limits);
  return bundle ? "" : bundle.error().what;
}

struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "bundle-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  void put(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories((path / name).parent_path());
    std::ofstream{path / name} << content;
  }
};

const std::vector<Entry> kGood{{"b/two.yml", "title: two\n"}, {"notes.doc", "x"}, {"./a.yml", "title: a\n"}};

}  // namespace

TEST_CASE("every kind of archive gives the wanted files in the order of their paths") {
  for (const Kind kind : {Kind::tar, Kind::tar_gz, Kind::tar_zst, Kind::zip, Kind::seven_zip}) {
    CAPTURE(static_cast<int>(kind));
    const auto bundle = unpacked(archive_of(kind, kGood));
    REQUIRE_MESSAGE(bundle.has_value(), bundle.error().what);
    REQUIRE(bundle->files.size() == 2);
    CHECK(bundle->files[0].path == "a.yml");
    CHECK(bundle->files[0].content == "title: a\n");
    CHECK(bundle->files[1].path == "b/two.yml");
    CHECK(bundle->passed_over_count == 1);
    CHECK(bundle->refused.empty());
  }
}

TEST_CASE("an entry whose path leads out is refused, and the others are read") {
  const std::vector<Entry> entries{
      {"../out.yml", "x"}, {"/etc/x.yml", "x"},    {"a/../../x.yml", "x"}, {"C:/x.yml", "x"},
      {"..\\x.yml", "x"},  {"new\nline.yml", "x"}, {"good.yml", "good"},   {std::string(600, 'n') + ".yml", "x"}};
  for (const Kind kind : {Kind::tar, Kind::zip}) {
    const auto bundle = unpacked(archive_of(kind, entries));
    REQUIRE(bundle.has_value());
    REQUIRE(bundle->files.size() == 1);
    CHECK(bundle->files[0].path == "good.yml");
    CHECK(bundle->refused.size() == entries.size() - 1);
  }
}

TEST_CASE("links and devices are refused whatever they are called") {
  const auto bundle = unpacked(archive_of(Kind::tar, {{"a.yml", "a"},
                                                      {"link.yml", "", AE_IFLNK, "/etc/passwd"},
                                                      {"hard.yml", "", AE_IFREG, "a.yml", true},
                                                      {"null.yml", "", AE_IFCHR},
                                                      {"disk", "", AE_IFBLK},
                                                      {"pipe.yml", "", AE_IFIFO}}));
  REQUIRE(bundle.has_value());
  CHECK(bundle->files.size() == 1);
  REQUIRE(bundle->refused.size() == 5);
  CHECK(bundle->refused[0].why == "is a device");
  CHECK(bundle->refused[1].why == "is a hard link");
  CHECK(bundle->refused[2].why == "is a symbolic link");
}

TEST_CASE("of two entries of one path the first counts, and a file is no folder") {
  const auto bundle = unpacked(
      archive_of(Kind::tar, {{"a.yml", "first"}, {"a.yml", "second"}, {"a.yml/b.yml", "x"}, {"./a.yml", "x"}}));
  REQUIRE(bundle.has_value());
  REQUIRE(bundle->files.size() == 1);
  CHECK(bundle->files[0].content == "first");
  CHECK(bundle->refused.size() == 3);
}

TEST_CASE("every proper prefix of an archive is a fault and never a smaller set") {
  std::vector<Entry> entries;
  for (int i = 0; i < 3; ++i) entries.push_back({"rule" + std::to_string(i) + ".yml", std::string(900, 'x')});
  for (const Kind kind : {Kind::tar, Kind::tar_gz, Kind::tar_zst, Kind::zip, Kind::seven_zip}) {
    const std::string whole = archive_of(kind, entries);
    // A tar is whole from its first block of zeros on.
    const std::size_t end = kind == Kind::tar ? whole.find_last_not_of('\0') + 1 : whole.size();
    for (std::size_t size = 0; size < end; size += 1 + end / 400) {
      CAPTURE(static_cast<int>(kind));
      CAPTURE(size);
      CHECK_FALSE(unpacked(whole.substr(0, size)).has_value());
    }
  }
}

TEST_CASE("an archive that is cut short is said to be") {
  for (const Kind kind : {Kind::tar, Kind::tar_gz, Kind::tar_zst, Kind::zip, Kind::seven_zip}) {
    CAPTURE(static_cast<int>(kind));
    const std::string whole = archive_of(kind, {{"a.yml", std::string(3'000, 'x')}});
    const std::string why = why_of(whole.substr(0, kind == Kind::tar ? 2'000 : whole.size() * 2 / 3));
    CHECK_MESSAGE(why.find("is cut short") == 0, why);
  }
}

TEST_CASE("what is no archive is said to be none, and which kinds there are") {
  for (const std::string& bytes : {std::string{}, std::string{"title: x\n"}, std::string(5'000, '\x01')})
    CHECK(why_of(bytes).find("is no archive of a kind that is read here: zip, 7z, or tar") == 0);
}

TEST_CASE("an archive that unpacks beyond the limit is given up, whoever wants the file") {
  const BundleLimits limits{.unpacked_max_bytes = 1U << 20U};
  for (const Kind kind : {Kind::tar_gz, Kind::tar_zst, Kind::zip, Kind::seven_zip}) {
    const std::string bomb = archive_of(kind, {{"zeros.bin", std::string(2U << 20U, '\0')}, {"a.yml", "a"}});
    CHECK(bomb.size() < 50'000);
    CHECK(why_of(bomb, limits) == "unpacks to more than 1 MiB");
  }
}

TEST_CASE("a file beyond the limit is refused, and too many or too much end the reading") {
  const std::string archive = archive_of(Kind::zip, {{"a.yml", std::string(2'000, 'x')}, {"b.yml", "b"}});
  const auto bundle = unpacked(archive, {.file_max_bytes = 1'000});
  REQUIRE(bundle.has_value());
  CHECK(bundle->files.size() == 1);
  CHECK(bundle->refused[0].why == "has more than 1000 bytes");
  CHECK(why_of(archive, {.entries_max = 1}) == "has more than 1 entries");
  CHECK(why_of(archive, {.bundle_max_bytes = 1'000}).find("MiB of rules") != std::string::npos);
}

TEST_CASE("a changed byte never makes more of an archive than it was") {
  for (const Kind kind : {Kind::tar, Kind::tar_gz, Kind::tar_zst, Kind::zip, Kind::seven_zip}) {
    const std::string whole = archive_of(kind, kGood);
    for (std::size_t at = 0; at < whole.size(); at += 1 + whole.size() / 300) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ 0x5a);
      const auto bundle = unpacked(changed);
      if (bundle) CHECK(bundle->files.size() <= 2);
    }
  }
}

TEST_CASE("a folder gives what an archive of it would, and its links are not followed") {
  const Folder folder;
  folder.put("b/two.yml", "title: two\n");
  folder.put("a.yml", "title: a\n");
  folder.put("notes.doc", "x");
  std::filesystem::create_symlink("/etc", folder.path / "etc");
  std::filesystem::create_symlink(folder.path / "a.yml", folder.path / "c.yml");
  for (const std::filesystem::path& path : {folder.path, folder.path / ""}) {
    const auto bundle = gather(path, &is_yml);
    REQUIRE(bundle.has_value());
    REQUIRE(bundle->files.size() == 2);
    CHECK(bundle->files[1].path == "b/two.yml");
    CHECK(bundle->files[1].content == "title: two\n");
    CHECK(bundle->refused.size() == 2);
  }
  CHECK_FALSE(gather(folder.path / "nowhere", &is_yml).has_value());
}
