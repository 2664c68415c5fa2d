#include "cli/credentials.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>

namespace wardwatch::cli {
namespace {

constexpr std::size_t kSecretBytesMax = 8192;

Result<std::string> first_line_of(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode))
    return fail("\"" + path + "\" is no file that can be read");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return fail("others may read \"" + path + "\", which holds a secret. Close it with: chmod 600 " + path);
  std::ifstream in{path, std::ios::binary};
  std::string line(kSecretBytesMax, '\0');
  in.read(line.data(), static_cast<std::streamsize>(line.size()));
  line.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  line.resize(std::min(line.find_first_of("\r\n"), line.size()));
  const bool is_plain = std::none_of(line.begin(), line.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  if (line.empty() || !is_plain) return fail("\"" + path + "\" does not begin with a line of text");
  return line;
}

}  // namespace

Result<taxii::Credentials> read_credentials(const std::string& login_file, const std::string& token_file) {
  if (!login_file.empty() && !token_file.empty())
    return fail("--login and --token exclude each other: name one of them");
  taxii::Credentials credentials;
  if (!login_file.empty()) {
    const auto line = first_line_of(login_file);
    if (!line) return tl::make_unexpected(line.error());
    const std::size_t colon = line->find(':');
    if (colon == std::string::npos || colon == 0)
      return fail("\"" + login_file + "\" does not begin with user:password");
    credentials.user = line->substr(0, colon);
    credentials.password = line->substr(colon + 1);
  }
  if (!token_file.empty()) {
    const auto line = first_line_of(token_file);
    if (!line) return tl::make_unexpected(line.error());
    credentials.token = *line;
  }
  return credentials;
}

}  // namespace wardwatch::cli
