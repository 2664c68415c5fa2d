#pragma once

#include <array>
#include <memory>
#include <string>

#include "core/bytes.hpp"
#include "core/inline_text.hpp"

namespace wardwatch {

/// Stands for a value that must not be written, such as a patient's id: hexadecimal, the same for the same value, key
/// and purpose. 96 bits: among a million patients two share a token with a chance of one in 10^17.
using Token = InlineText<24>;

/// What a token is for. The same value has unrelated tokens for different purposes.
enum class TokenPurpose : std::uint8_t { patient, study };

/// An organisation's key, of which tokens are made: BLAKE2b (RFC 7693), keyed, the purpose in its personalisation.
/// Without the key nobody can tell whose token it is, nor try out values. Any number of threads may make tokens.
class TokenKey {
 public:
  static constexpr std::size_t kSizeBytes = 32;

  explicit TokenKey(const std::array<std::byte, kSizeBytes>& secret) noexcept;
  TokenKey(TokenKey&&) noexcept;
  TokenKey& operator=(TokenKey&&) noexcept;
  TokenKey(const TokenKey&) = delete;
  TokenKey& operator=(const TokenKey&) = delete;
  ~TokenKey();

  [[nodiscard]] Token token(TokenPurpose purpose, std::string_view value) const noexcept;
  /// Of two values that identify together, such as a patient's id and who issued it; either may be empty.
  [[nodiscard]] Token token(TokenPurpose purpose, std::string_view value, std::string_view issuer) const noexcept;
  /// A key made of this one for a purpose of at most 16 bytes: it does not tell this one, nor those for other purposes.
  [[nodiscard]] std::array<std::byte, kSizeBytes> derived(std::string_view purpose) const noexcept;
  /// Names the key without telling it.
  [[nodiscard]] std::string id() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wardwatch
