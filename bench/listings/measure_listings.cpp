// Reads what make_listings made, groups it, and says how fast that was and how well it agrees with the truth:
//   measure_listings FOLDER
// and prints it as one line of JSON: CPU seconds of reading and of grouping on one core, peak memory. bench/run --listings runs it.
// Pairs are counted over all adverts: of the pairs that are grouped, how many are one seller's (precision); of the pairs that
// are one seller's, how many are grouped (recall).

#include <sys/resource.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <tuple>

#include "actor/grouping.hpp"
#include "listing/organisation.hpp"

namespace {

using namespace wardwatch;

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return double(usage.ru_utime.tv_sec) + double(usage.ru_utime.tv_usec) * 1e-6 + double(usage.ru_stime.tv_sec) +
         double(usage.ru_stime.tv_usec) * 1e-6;
}

double pairs_of(double count) { return count * (count - 1) / 2; }

actor::Sighting sighting_of(listing::Advert& advert, std::string path) {
  actor::Sighting sighting{std::move(path), advert.seller, {}, std::move(advert.readable), advert.date};
  for (const listing::Contact& contact : advert.contacts)
    sighting.identifiers.push_back({std::string{listing::name_of(contact.kind)}, contact.value, contact.is_valid});
  for (const listing::Wallet& wallet : advert.wallets)
    sighting.identifiers.push_back({"wallet", wallet.value, wallet.is_valid});
  return sighting;
}

struct Read {
  std::vector<actor::Sighting> sightings;
  std::vector<std::string> sellers;
  std::size_t missed = 0;
};

Read read_all(const std::string& folder) {
  const listing::OrganisationMatcher matcher{{"Halvorsen Creek Family Clinic",
                                              {"HCFC"},
                                              {"halvorsencreek.example"},
                                              {},
                                              "Missouri",
                                              48'000,
                                              "family medicine"}};
  std::map<std::string, std::map<std::size_t, std::string>> truth;
  std::ifstream lines{folder + "/truth.tsv"};
  std::string file, seller;
  for (std::size_t number = 0; lines >> file >> number >> seller;) truth[file][number] = seller;
  Read read;
  for (const auto& [name, posts] : truth) {
    std::ifstream in{folder + "/" + name, std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
    const listing::Posts found = listing::read_posts(as_bytes(bytes));
    for (std::size_t i = 0; i < found.items.size(); ++i) {
      listing::Advert advert = listing::read_advert(found.items[i]);
      std::ignore = matcher.match(advert);
      read.missed += advert.is_offer() ? 0 : 1;
      read.sightings.push_back(sighting_of(advert, name + "!/" + std::to_string(i + 1)));
      read.sellers.push_back(posts.at(i + 1));
    }
  }
  return read;
}

void compare(const Read& read, const std::vector<actor::Group>& groups) {
  double grouped = 0, same = 0, right = 0;
  std::map<std::string, double> of_seller;
  for (const std::string& seller : read.sellers) ++of_seller[seller];
  for (const auto& [seller, count] : of_seller) same += pairs_of(count);
  for (const actor::Group& group : groups) {
    grouped += pairs_of(double(group.members.size()));
    std::map<std::string, double> members;
    for (const std::size_t member : group.members) ++members[read.sellers[member]];
    for (const auto& [seller, count] : members) right += pairs_of(count);
  }
  std::printf("\"sellers\":%zu,\"groups\":%zu,\"precision\":%.4f,\"recall\":%.4f}\n", of_seller.size(), groups.size(),
              grouped > 0 ? right / grouped : 1.0, same > 0 ? right / same : 1.0);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: measure_listings FOLDER (of make_listings)\n");
    return 2;
  }
  const double start = cpu_seconds();
  const Read read = read_all(argv[1]);
  const double read_at = cpu_seconds();
  const std::vector<actor::Group> groups = actor::group(read.sightings);
  const double end = cpu_seconds();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("{\"adverts\":%zu,\"offers\":%zu,\"read_s\":%.2f,\"group_s\":%.2f,\"peak_mb\":%.0f,",
              read.sightings.size(), read.sightings.size() - read.missed, read_at - start, end - read_at,
              double(usage.ru_maxrss) / 1e3);
  compare(read, groups);
  return 0;
}
