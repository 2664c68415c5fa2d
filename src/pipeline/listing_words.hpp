#pragma once

#include <string>
#include <vector>

#include "actor/sighting.hpp"
#include "listing/advert.hpp"
#include "pipeline/config.hpp"
#include "record/actor.hpp"
#include "record/manifest.hpp"

namespace wardwatch::pipeline {

/// "a, b, c"
[[nodiscard]] std::string joined(const std::vector<std::string>& texts);
/// 71 %
[[nodiscard]] std::string share_of(double ratio);
/// "151 BTC", "2 BTC per 1000 records"; empty when no price is said.
[[nodiscard]] std::string price_words(const listing::Advert& advert);
/// Whom the data is said to be from: us by name, else what is said of them.
[[nodiscard]] std::string victim_words(const std::string& organisation, const listing::Advert& advert);

/// "2016-06-26: our clinic (48000 records, Missouri), 151 BTC, as somebody (adverts/1.txt)": one line of what a seller did.
[[nodiscard]] std::string timeline_words(const std::string& organisation, const listing::Advert& advert,
                                         const std::string& path);

/// Values, and checks, of contacts and of wallets, in their order.
template <class Items>
[[nodiscard]] std::vector<std::string> values_of(const Items& items) {
  std::vector<std::string> out;
  for (const auto& item : items) out.push_back(item.value);
  return out;
}
template <class Items>
[[nodiscard]] std::vector<std::string> checks_of(const Items& items) {
  std::vector<std::string> out;
  for (const auto& item : items) out.push_back(item.check);
  return out;
}

/// What a person has decided of sellers, pair by pair.
[[nodiscard]] std::vector<actor::Decision> decisions_of(const std::vector<ActorDecision>& decided);

/// What the report tells of a record.
[[nodiscard]] record::ListingSummary summary_of(const record::Listing& row);
[[nodiscard]] record::ActorSummary summary_of(const record::Actor& row);

}  // namespace wardwatch::pipeline
