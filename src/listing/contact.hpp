#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wardwatch::listing {

enum class ContactKind : std::uint8_t { email, xmpp, tox, session, telegram, pgp, onion };
[[nodiscard]] std::string_view name_of(ContactKind kind) noexcept;

struct Contact {
  ContactKind kind = ContactKind::email;
  std::string value;  ///< In one form, so that the same contact is the same text: lower case but for PGP and Tox.
  std::string check;  ///< The kind's name, and for those that have one whether the checksum holds.
  /// Whether it is whole: its checksum holds, or its kind has none and it is written out in full.
  bool is_valid = false;
};

inline constexpr std::size_t kContactsMax = 50;  ///< Of one text.

/// Every contact in a text, in its order, each once. `name (at) host dot tld` is undone.
[[nodiscard]] std::vector<Contact> find_contacts(std::string_view text);

/// Whether the 56 characters before `.onion` are an address of version 3: rend-spec-v3 6, checksum and version.
[[nodiscard]] bool is_onion_v3(std::string_view name);
/// Whether 76 hexadecimal digits are a Tox ID: its last two bytes are the others' parity (Tox specification 2.2).
[[nodiscard]] bool is_tox_id(std::string_view hex) noexcept;

}  // namespace wardwatch::listing
