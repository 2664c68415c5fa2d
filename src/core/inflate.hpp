#pragma once

#include <memory>

#include "core/bytes.hpp"

namespace wardwatch {

/// Unpacks a raw deflate stream (RFC 1951) that comes in pieces, into a buffer of fixed size. What comes out is shown
/// piece by piece, so that the taker decides how much of it there may be.
class Inflater {
 public:
  Inflater();
  Inflater(Inflater&&) noexcept;
  Inflater& operator=(Inflater&&) noexcept;
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater();

  /// Takes from the front of `packed` and gives what that yields; the view holds until the next call. An empty answer
  /// means that all of `packed` was taken, or that nothing more will ever come.
  [[nodiscard]] Bytes next(Bytes& packed);
  /// The stream has come to its end.
  [[nodiscard]] bool is_finished() const noexcept { return is_finished_; }
  /// The stream is not deflate's; nothing more comes of it.
  [[nodiscard]] bool is_damaged() const noexcept { return is_damaged_; }

 private:
  struct State;
  std::unique_ptr<State> state_;
  bool is_finished_ = false;
  bool is_damaged_ = false;
};

}  // namespace wardwatch
