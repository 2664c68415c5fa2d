#pragma once

#include <string>

#include "core/result.hpp"
#include "taxii/https.hpp"

namespace wardwatch::cli {

/// A login ("user:password") and a token, each the first line of a file that only its owner may read; a name that is empty
/// stands for none. The errors do not show what is in the files.
[[nodiscard]] Result<taxii::Credentials> read_credentials(const std::string& login_file, const std::string& token_file);

}  // namespace wardwatch::cli
