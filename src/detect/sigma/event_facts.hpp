#pragma once

#include <string>
#include <vector>

#include "record/actor.hpp"
#include "record/datastore.hpp"
#include "record/finding.hpp"
#include "record/leak_match.hpp"
#include "record/listing.hpp"
#include "record/windows_event.hpp"

namespace wardwatch::detect::sigma {

/// What a finding says of one event: where it happened, who acted, from where, and the values by which an analyst knows
/// it again.
struct EventFacts {
  record::Uid uid;
  std::string log;
  std::string computer;  ///< Empty for records of the network.
  std::string user;
  std::string address;       ///< That the action came from; empty for the computer's own.
  std::string server;        ///< Address of a network record's server.
  std::string store;         ///< Path of a data store.
  std::string file;          ///< Path of a listing, or of a sample that was compared with a store.
  std::string actor;         ///< Who is held to be behind a listing.
  std::string sample_store;  ///< Path of the data store that a listing's sample is from.
  std::string shown;         ///< As `shown_values`.
  Timestamp at;
};

/// Names that Windows has on every machine, and machines' own accounts, are nobody's: they are left out.
[[nodiscard]] EventFacts facts_of(const record::WindowsEvent& row);

[[nodiscard]] EventFacts facts_of(const record::Datastore& row);
[[nodiscard]] EventFacts facts_of(const record::Listing& row);
[[nodiscard]] EventFacts facts_of(const record::Actor& row);
/// Its store is the one that the sample was compared with; the sample is told in `shown`.
[[nodiscard]] EventFacts facts_of(const record::LeakMatch& row);

/// "Image C:\\x.exe, CommandLine ..."; free of patient data and passwords (core/redact), and short.
[[nodiscard]] std::string shown_values(const record::WindowsEvent& row);

}  // namespace wardwatch::detect::sigma
