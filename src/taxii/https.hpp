#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include <tl/expected.hpp>

namespace wardwatch::taxii {

/// Who asks. Neither is ever written anywhere or shown.
struct Credentials {
  std::string user, password;  ///< HTTP Basic (RFC 7617).
  std::string token;           ///< Bearer (RFC 6750).
};

struct Response {
  int status = 0;
  std::string media_type;  ///< As the server writes it.
  std::string body;
  std::string location;
  std::string added_last;  ///< X-TAXII-Date-Added-Last (TAXII 2.1 section 5.4)
  std::optional<std::chrono::seconds> retry_after;
};

/// No response came, or not whole.
struct NoResponse {
  std::string why;
  bool may_pass = false;  ///< The same question may have an answer in a while.
};

/// Asks questions over HTTPS, one at a time, and changes nothing anywhere: GET only. Certificates are always checked.
/// Redirects are not followed here.
class Https {
 public:
  /// `ca_file` holds the authorities that are believed instead of the system's; empty for those. `stop` ends a question.
  Https(Credentials credentials, std::string ca_file, const std::atomic<bool>& stop);
  ~Https();
  Https(const Https&) = delete;
  Https& operator=(const Https&) = delete;

  /// Longer answers than `bytes_max` are not taken.
  [[nodiscard]] tl::expected<Response, NoResponse> get(const std::string& url, std::size_t bytes_max);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wardwatch::taxii
