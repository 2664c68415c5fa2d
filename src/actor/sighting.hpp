#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/timestamp.hpp"

namespace wardwatch::actor {

/// An identifier of whoever wrote a listing.
struct Identifier {
  std::string kind;   ///< wallet, pgp, email, xmpp, tox, session, telegram, onion; attribution: whom a report names
  std::string value;  ///< In one form: the same identifier is the same text.
  bool is_valid = false;
  [[nodiscard]] friend auto operator<=>(const Identifier&, const Identifier&) = default;
};

/// One listing, as far as it tells who wrote it.
struct Sighting {
  std::string path;
  std::string seller;  ///< Handle; may be empty.
  std::vector<Identifier> identifiers;
  std::string wording;  ///< The prose, without the sample; names in it are compared, never told.
  std::optional<Timestamp> date;
};

/// What a person has decided of two listings or handles; it goes before everything else.
struct Decision {
  enum class Kind : std::uint8_t { pin, forbid };
  Kind kind = Kind::pin;
  std::string first;  ///< A path, or a handle.
  std::string second;
};

}  // namespace wardwatch::actor
