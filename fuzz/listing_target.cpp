// Any bytes as a file of posts, and:
//   - reading never crashes and comes to an end;
//   - what is read is UTF-8 without zeros, and no longer than the bytes allow;
//   - an identifier that is called valid is still valid when it is read alone.

#include <tuple>

#include "fuzz/property.hpp"
#include "listing/organisation.hpp"

namespace wardwatch::fuzz {
namespace {

const listing::OrganisationMatcher& matcher() {
  static const listing::OrganisationMatcher us{{"Halvorsen Creek Family Clinic",
                                                {"HCFC", "Halvorsen Creek Clinic"},
                                                {"halvorsencreek.example"},
                                                NetworkList{{*Cidr::parse("192.0.2.0/26")}},
                                                "Missouri",
                                                48'000,
                                                "family medicine"}};
  return us;
}

void read(Bytes bytes) {
  std::ignore = listing::may_hold_adverts(bytes);
  for (const listing::Post& post : listing::read_posts(bytes).items) {
    const listing::Advert advert = listing::read_advert(post);
    must(advert.readable.find('\0') == std::string::npos, "text has no zeros");
    for (const listing::Wallet& wallet : advert.wallets)
      must(!wallet.is_valid || listing::check_wallet(wallet.value).is_valid, "a valid wallet is valid alone");
    for (const listing::Contact& contact : advert.contacts) must(!contact.value.empty(), "a contact is not empty");
    const listing::Match match = matcher().match(advert);
    must(match.score >= 0 && match.score <= 1, "a score is a share");
    must((match.score > 0) == !match.matched.empty(), "a score has reasons");
  }
}

}  // namespace
}  // namespace wardwatch::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  wardwatch::fuzz::read(std::as_bytes(std::span{data, size}));
  return 0;
}
