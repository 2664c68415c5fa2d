#pragma once

#include <optional>
#include <string>

#include "protocol/common/protocol.hpp"

namespace wardwatch::protocol {

/// One NTLM authentication (MS-NLMP) that another protocol carries: its three messages come as tokens, bare or in
/// SPNEGO, and one `ntlm` row comes of them. Holds some short texts, never an answer to a challenge.
class NtlmExchange {
 public:
  /// `inside` names the carrier and is a literal.
  NtlmExchange(Context& context, std::string_view inside) noexcept : context_{context}, inside_{inside} {}

  /// Looks for an NTLM message in a token. Returns whether there was one.
  bool on_token(Direction direction, Bytes token, Timestamp ts);
  /// The carrier says what came of it; writes the row when the client has authenticated.
  void on_result(bool is_accepted);
  /// Whether the client's last message was seen and its result was not.
  [[nodiscard]] bool is_pending() const noexcept { return has_authenticated_; }
  [[nodiscard]] bool is_anonymous() const noexcept { return is_anonymous_; }
  /// Writes the row of what was seen, if there is one to write.
  void finish();

 private:
  struct Names {
    std::string nb_computer, nb_domain, dns_computer, dns_domain, dns_tree, target;
    std::optional<bool> mic;
  };

  void on_challenge(Bytes message);
  void on_authenticate(Bytes message, Timestamp ts);
  static void read_pairs(Bytes pairs, Names& names);
  void write();

  Context& context_;
  std::string_view inside_;
  Timestamp ts_;
  Names server_;
  Names client_;
  std::string user_, host_, domain_, server_os_, client_os_;
  std::string_view version_;
  std::optional<bool> success_;
  bool has_challenge_ = false;
  bool has_authenticated_ = false;
  bool is_anonymous_ = false;
};

}  // namespace wardwatch::protocol
