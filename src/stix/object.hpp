#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wardwatch::stix {

/// What an object is, as far as adverts and reports of leaks need to know.
enum class Type : std::uint8_t {
  other,
  report,  ///< `grouping` and `incident` too: a name, a text, and what they refer to.
  note,    ///< `opinion` too.
  actor,   ///< threat-actor, intrusion-set, campaign
  identity,
  relationship,
  observed,  ///< observed-data of 2.1; in 2.0 it holds its observables itself.
  indicator,
  observable,  ///< Any object with a value: email-addr, url, user-account, a wallet of a vendor's own type.
};

/// What a case of ours says of a listing that it shares, word by word (extension-definition kListingExtension).
struct Declared {
  std::string kind;  ///< offer or mention
  std::string seller;
  std::vector<std::string> contacts;  ///< Each with its kind before it: "xmpp: a@b".
  std::vector<std::string> wallets;
  std::optional<std::uint64_t> claimed_records;
  std::string price;  ///< "5000 USD per 1000 records"
  std::string region;
  std::string date;
  std::string origin;
};

/// The id of the extension in which `share/` says what a listing says.
inline constexpr std::string_view kListingExtension = "extension-definition--2fd4bd44-5a27-5b0c-9c65-0a2d6f0c8e15";

/// One object, with what of it is text or leads to others. Everything is from outside.
struct Object {
  Type type = Type::other;
  bool is_threat = false;  ///< threat-actor: its name is a seller's.
  bool is_revoked = false;
  std::string id;
  std::string creator;   ///< created_by_ref
  std::string modified;  ///< As STIX writes times, ready to be compared; empty when it has none.
  std::string name;
  std::string text;
  std::string date;    ///< When it was published or seen, else made.
  std::string origin;  ///< Address of its first source.
  std::vector<std::string> aliases;
  std::vector<std::string> refs;       ///< Of a relationship source and target.
  std::string verb;                    ///< Of a relationship.
  std::unique_ptr<Declared> declared;  ///< Few have one, and there may be a million objects.
};

inline constexpr std::size_t kRefsMax = 1'000;           ///< Of one object.
inline constexpr std::size_t kTextBytesMax = 1U << 20U;  ///< Of one text, as of a post.

/// One object from its JSON; nothing when it is none (no type, an id that is not the type's, not JSON).
[[nodiscard]] std::optional<Object> read_object(std::string_view json);

}  // namespace wardwatch::stix
