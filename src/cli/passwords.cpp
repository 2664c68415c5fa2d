#include "cli/passwords.hpp"

#include <fstream>

namespace wardwatch::cli {

/// One a line, as it is: blanks at its ends belong to a password.
Result<std::vector<std::string>> passwords_of(const std::string& file) {
  std::vector<std::string> passwords;
  if (file.empty()) return passwords;
  constexpr std::size_t kPasswordsMax = 1'000;  // Each is hashed some 100,000 times.
  std::ifstream in{file};
  if (!in) return fail("cannot read passwords from \"" + file + "\"");
  for (std::string line; std::getline(in, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) passwords.push_back(line);
  }
  if (passwords.size() > kPasswordsMax)
    return fail("\"" + file + "\" has more than " + std::to_string(kPasswordsMax) + " passwords");
  return passwords;
}

}  // namespace wardwatch::cli
