#include "cli/token_key.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <optional>

#include "core/digest.hpp"

namespace wardwatch::cli {
namespace fs = std::filesystem;
namespace {

using Secret = std::array<std::byte, TokenKey::kSizeBytes>;

int digit_of(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<Secret> secret_in(std::string_view text) noexcept {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  Secret secret{};
  if (text.size() != 2 * secret.size()) return std::nullopt;
  for (std::size_t i = 0; i < secret.size(); ++i) {
    const int high = digit_of(text[2 * i]), low = digit_of(text[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    secret[i] = std::byte(static_cast<unsigned>(high * 16 + low));
  }
  return secret;
}

Result<OrganisationKey> read_key(const fs::path& file) {
  std::ifstream stream{file, std::ios::binary};
  std::array<char, 2 * TokenKey::kSizeBytes + 4> text{};
  stream.read(text.data(), text.size());
  if (stream.bad() || (!stream.eof() && stream.fail()) || (!stream && stream.gcount() == 0)) {
    return fail("cannot read the key \"" + file.string() + "\". One is made by: openssl rand -hex 32 > FILE");
  }
  const auto secret = secret_in({text.data(), static_cast<std::size_t>(stream.gcount())});
  if (!secret) return fail("\"" + file.string() + "\" is no key: it must hold 64 hexadecimal digits and nothing else");
  return OrganisationKey{TokenKey{*secret}, true};
}

Result<Secret> random_secret() {
  Secret secret{};
  if (getrandom(secret.data(), secret.size(), 0) != static_cast<ssize_t>(secret.size())) {
    return fail("the system gives no random numbers, so no key can be made. --key FILE names one.");
  }
  return secret;
}

fs::path default_place() {
  if (const char* folder = std::getenv("XDG_CONFIG_HOME"); folder != nullptr && *folder == '/') {
    return fs::path{folder} / "wardwatch/key";
  }
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/') {
    return fs::path{home} / ".config/wardwatch/key";
  }
  return {};
}

/// Puts the key there whole or not at all; of several runs that make one at the same time the first wins.
void write_key(const fs::path& place, const Secret& secret) {
  std::error_code ignored;
  fs::create_directories(place.parent_path(), ignored);
  const fs::path draft = place.string() + "." + std::to_string(getpid());
  const int file = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return;
  const std::string text = hex(secret) + "\n";
  const bool is_written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const bool is_kept = ::fsync(file) == 0;
  ::close(file);
  if (is_written && is_kept) std::ignore = ::link(draft.c_str(), place.c_str());
  ::unlink(draft.c_str());
}

}  // namespace

Result<OrganisationKey> open_token_key(const fs::path& file) {
  if (!file.empty()) return read_key(file);
  const fs::path place = default_place();
  std::error_code ignored;
  if (!place.empty() && fs::exists(place, ignored)) return read_key(place);
  const auto secret = random_secret();
  if (!secret) return tl::make_unexpected(secret.error());
  if (!place.empty()) {
    write_key(place, *secret);
    if (fs::exists(place, ignored)) return read_key(place);
  }
  return OrganisationKey{TokenKey{*secret}, false};
}

}  // namespace wardwatch::cli
