#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace wardwatch::protocol::ssh {

/// Tells from the sizes of encrypted messages whether somebody logged on (version 2). What the server says between two
/// sayings of the client is one turn, so that it does not matter how TCP cut it.
///
/// The first answer accepts the user authentication service: 17 bytes of payload. The one that lets the user in has one
/// byte, and with the same cipher and padding is 16 bytes shorter; a refusal has another size, always the same.
class Outcome {
 public:
  void on_client(std::uint64_t size_bytes) noexcept;
  void on_server(std::uint64_t size_bytes) noexcept;
  void finish() noexcept;

  [[nodiscard]] std::optional<bool> success() const noexcept { return success_; }
  [[nodiscard]] std::uint64_t attempts() const noexcept { return attempts_; }
  [[nodiscard]] std::string_view evidence() const noexcept { return evidence_; }

 private:
  void end_turn() noexcept;

  std::uint64_t turn_bytes_ = 0;
  std::uint64_t accept_bytes_ = 0;
  std::uint64_t refusal_bytes_ = 0;
  std::uint64_t later_bytes_ = 0;
  std::uint64_t later_turns_ = 0;
  std::uint64_t attempts_ = 0;
  std::optional<bool> success_;
  std::string_view evidence_;
  bool has_client_spoken_ = false;
};

}  // namespace wardwatch::protocol::ssh
