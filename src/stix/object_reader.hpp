#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/bytes.hpp"

namespace wardwatch::stix {

inline constexpr std::size_t kObjectBytesMax = 4U << 20U;  ///< Of one object; reports of a vendor have some 100 KiB.
/// Brackets within each other that an object may have: its parser and whoever walks it need not go deeper.
inline constexpr std::size_t kDepthMax = 32;

/// Parts a stream into STIX objects, one after the other, so that no more than one of them is held: those in the list
/// `objects` of a bundle (STIX 2.1 section 8) or of a TAXII envelope (TAXII 2.1 section 3.7), also of several one after
/// the other or in a list. Whether what is between the brackets is JSON, its parser says. Takes any bytes.
class ObjectReader {
 public:
  /// The next piece of the stream, empty at its end; borrowed until the next call.
  using Feed = std::function<Bytes()>;

  explicit ObjectReader(Feed feed) : feed_{std::move(feed)} {}

  /// False at the end of the stream; empty for an object that is longer or deeper than may be.
  [[nodiscard]] bool next(std::string& object);
  /// The stream ends within a bundle: what was handed out before is good.
  [[nodiscard]] bool ends_early() const noexcept { return depth_ > 0; }

 private:
  /// Before an envelope, among its members, in another value of it, in the list, in an object of the list.
  enum class State : std::uint8_t { outside, envelope, other_value, list, object };

  [[nodiscard]] bool refill();
  [[nodiscard]] bool take(char c, std::string& object);
  void take_in_text(char c);
  void take_in_envelope(char c);
  void begin_object(std::string& object);
  /// An object's end, whole or not.
  [[nodiscard]] bool take_in_object(char c, std::string& object);

  Feed feed_;
  Bytes piece_;
  std::size_t at_ = 0;
  State state_ = State::outside;
  std::size_t depth_ = 0;  ///< Brackets that are open, the envelope's counted.
  std::size_t inner_ = 0;  ///< Of a value or an object, its own counted.
  bool in_text_ = false;
  bool after_backslash_ = false;
  bool is_too_much_ = false;
  std::string text_;  ///< The text read last in an envelope: its member's name.
};

/// Whether the beginning of a file shows a bundle or an envelope with STIX objects: an object whose id bears its type
/// (STIX 2.1 section 2.9), in a list of that name or behind a bundle's id.
[[nodiscard]] bool is_bundle(Bytes beginning);

}  // namespace wardwatch::stix
