#pragma once

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "stix/object.hpp"
#include "stix/object_reader.hpp"

namespace wardwatch::stix {

/// One report, note or actor as a text, with the text of what it refers to.
struct Telling {
  std::uint32_t source = 0;  ///< The bundle in which it stands, as `read` was told.
  std::string id;
  std::string title;
  std::string seller;    ///< The one threat actor that it is about; empty when there are several or none.
  std::string actor_id;  ///< His object's id.
  std::string date;
  std::string origin;
  std::string text;
  /// What is known of its actors beside: how they can be reached, not what this report is about. Notes and relationships of
  /// an actor speak of other victims too.
  std::string beside;
  std::vector<std::string> organisations;  ///< Names of the identities that it refers to.
  std::optional<Declared> declared;
};

/// What was read of one bundle.
struct ReadStatus {
  std::uint64_t objects = 0;
  std::uint64_t faulty = 0;  ///< No STIX objects, too long or too deep.
  std::string problem;       ///< In one sentence; empty when all was read.
};

/// The objects of all bundles of a run. They refer to each other across bundles, as the pages of a TAXII collection do.
/// Of an object's versions the newest counts (STIX 2.1 section 3.6); one whose newest version is revoked is not there.
/// What another creator says under a known id is no version of it and is not taken.
class Collection {
 public:
  /// Of reports and notes, of actors with all that joins them, and of what was seen, each: a provider's million addresses
  /// do not displace one report. Some 500 bytes an object.
  static constexpr std::size_t kObjectsMax = 500'000;
  static constexpr std::size_t kTextBytesMaxAll = 512U << 20U;  ///< Of all objects that are kept.

  /// Takes the objects of a bundle. `go_on` is asked now and then.
  ReadStatus read(ObjectReader::Feed feed, std::uint32_t source, const std::function<bool()>& go_on = {});

  /// Hands out each report, each note that belongs to none, and each actor of whom none of them tells, in the order of
  /// ids. Not more work than a limit: behind it only what the objects themselves say is told.
  void tell(const std::function<void(Telling&&)>& on_telling) const;

  [[nodiscard]] std::uint64_t revoked_count() const noexcept;

 private:
  struct Kept {
    Object object;
    std::uint32_t source = 0;
  };

  /// False when there is no room for it.
  [[nodiscard]] bool add(Object&& object, std::uint32_t source);

  std::deque<Kept> kept_;  // What the map's keys borrow from never moves.
  std::map<std::string_view, std::size_t> known_;
  std::array<std::size_t, 3> counts_{};
  std::size_t text_bytes_ = 0;

  friend class Teller;
};

}  // namespace wardwatch::stix
