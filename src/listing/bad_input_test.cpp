#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <functional>

#include "listing/charset_tables.hpp"
#include "listing/organisation.hpp"

namespace wardwatch::listing {
namespace {

constexpr std::string_view kEnglish =
    "[SELLING] patients database of Halvorsen Creek Family Clinic, 48,000 records\n"
    "Price: 5 BTC, mail s@post.example\n"
    "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2\n";
constexpr std::string_view kRussian =
    "ПРОДАМ базу данных клиники, 300 тыс записей пациентов\n"
    "Цена 2 btc, гарант приветствуется\n"
    "mail s@post.example\n";

std::string in_single_bytes(std::string_view text, const std::array<char16_t, 128>& table) {
  std::string out;
  while (!text.empty()) {
    const char32_t c = take_character(text);
    if (c < 0x80) {
      out.push_back(static_cast<char>(c));
      continue;
    }
    const auto* at = std::find(table.begin(), table.end(), static_cast<char16_t>(c));
    REQUIRE(at != table.end());
    out.push_back(static_cast<char>(0x80 + (at - table.begin())));
  }
  return out;
}

std::string in_utf16(std::string_view text, bool little, bool has_mark) {
  std::string out;
  const auto put = [&](unsigned unit) {
    const char high = static_cast<char>(unit >> 8U), low = static_cast<char>(unit & 0xffU);
    out.push_back(little ? low : high);
    out.push_back(little ? high : low);
  };
  if (has_mark) put(0xfeff);
  while (!text.empty()) put(static_cast<unsigned>(take_character(text)));
  return out;
}

Advert only_advert_in(std::string_view file) {
  CHECK(may_hold_adverts(as_bytes(file)));
  const Posts posts = read_posts(as_bytes(file));
  REQUIRE(posts.items.size() == 1);
  return read_advert(posts.items[0]);
}

/// What an advert says, in one line.
std::string told(const Advert& advert) {
  std::string out = advert.is_offer() ? "offer" : "none";
  out += ", " + std::to_string(advert.claimed_records.value_or(0)) + ", " +
         std::to_string(advert.price.value_or(0)).substr(0, 3);
  for (const Contact& contact : advert.contacts) out += ", " + contact.value;
  for (const Wallet& wallet : advert.wallets) out += ", " + wallet.value + (wallet.is_valid ? "" : " (invalid)");
  return out;
}

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

TEST_CASE("an advert says the same in every charset, with its mark and without") {
  const std::string wanted = "offer, 300000, 2.0, s@post.example";
  CHECK(told(only_advert_in(kRussian)) == wanted);
  CHECK(told(only_advert_in("\xef\xbb\xbf" + std::string{kRussian})) == wanted);
  CHECK(told(only_advert_in(in_single_bytes(kRussian, kKoi8R))) == wanted);
  CHECK(told(only_advert_in(in_single_bytes(kRussian, kWindows1251))) == wanted);
  for (const bool little : {true, false}) {
    for (const bool has_mark : {true, false}) {
      CHECK(told(only_advert_in(in_utf16(kRussian, little, has_mark))) == wanted);
      CHECK(told(only_advert_in(in_utf16(kEnglish, little, has_mark))) == told(only_advert_in(kEnglish)));
    }
  }
}

TEST_CASE("UTF-16 that is cut within a character, and halves of surrogates, spoil no more than themselves") {
  std::string cut = in_utf16(kEnglish, true, true);
  cut.pop_back();
  CHECK(told(only_advert_in(cut)) == told(only_advert_in(kEnglish)));
  CHECK(told(only_advert_in(in_utf16(kEnglish, true, true) + std::string{"\x00\xd8\x00\xd8x\0", 6})) ==
        told(only_advert_in(kEnglish)));
}

TEST_CASE("an advert in two charsets at once, as pasted text is, keeps what is plain in it") {
  const Advert advert =
      only_advert_in(std::string{kEnglish} + "caf\xe9 \xd0\xbf\xd1\x80\xd0\xbe\n" + in_single_bytes("клиника", kKoi8R));
  CHECK(told(advert) == told(only_advert_in(kEnglish)));
}

TEST_CASE("homoglyphs, invisible characters and letters apart hide neither the offer nor whom it means") {
  const OrganisationMatcher us{{"Halvorsen Creek Family Clinic", {}, {}, {}, {}, 0, {}}};
  for (const std::string_view text :
       {std::string_view{"[SELLING] p\xd0\xb0tients d\xd0\xb0tabase of H\xd0\xb0lvors\xd0\xb5n Cr\xd0\xb5\xd0\xb5k "
                         "Family Clinic, 48,000 r\xd0\xb5"
                         "c\xd0\xberds, 5 BTC, s@post.example"},
        std::string_view{"[S E L L I N G] p a t i e n t s  d a t a b a s e of H a l v o r s e n  C r e e k  F a m i l "
                         "y  C l i n i c, 48,000 records, 5 BTC, s@post.example"},
        std::string_view{"[SEL\xe2\x80\x8bLING] pat\xc2\xadients data\xe2\x81\xa0"
                         "base of Halvor\xe2\x80\x8dsen Creek Family Clinic, 48,000 records, 5 BTC, s@post.example"},
        std::string_view{
            "[\xef\xbc\xb3\xef\xbc\xa5\xef\xbc\xac\xef\xbc\xac\xef\xbc\xa9\xef\xbc\xae\xef\xbc\xa7] patients database "
            "of HALV0RSEN CREEK FAMILY CL1NIC, 48,000 records, 5 BTC, s@post.example"}}) {
    CAPTURE(text);
    const Advert advert = only_advert_in(text);
    CAPTURE(advert.readable);
    CHECK(advert.is_offer());
    CHECK(us.match(advert).score >= kAboutUs);
  }
}

TEST_CASE("an address whose letters are another alphabet's is not the one that it looks like") {
  const Advert advert = only_advert_in(
      "[SELLING] patients database, 500 records, 5 BTC, mail \xd1\x95"
      "ame@post.example or 1BvBMSEYstWetqTFn5\xd0\x90u4m4GFg7xJaNVN2");
  for (const Contact& contact : advert.contacts) CHECK(contact.value != "same@post.example");
  for (const Wallet& wallet : advert.wallets) CHECK_FALSE(wallet.is_valid);
}

TEST_CASE("another's wallets and contacts that a text holds up as his are left out, however they are led in") {
  for (const std::string_view line :
       {std::string_view{"beware of scammer: other@post.example 3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy\n"},
        std::string_view{"escrow: other@post.example 3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy\n"},
        std::string_view{"not me: other@post.example, 3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy is fake\n"}})
    CHECK(told(only_advert_in(std::string{kEnglish} + std::string{line})) == told(only_advert_in(kEnglish)));
}

TEST_CASE("a giant file is read as far as limits go, in time that grows with its length alone") {
  const std::string advert = "Fresh base, escrow, one buyer.\n" + std::string{kEnglish};
  std::string giant = advert;
  giant.resize(kPostsBytesMax + 1000, 'x');
  const Posts posts = read_posts(as_bytes(giant));
  REQUIRE(posts.items.size() == 1);
  CHECK_FALSE(posts.problem.empty());
  CHECK(posts.items[0].text.size() == kPostBytesMax);
  CHECK(told(read_advert(posts.items[0])) == told(only_advert_in(advert)));
}

TEST_CASE("pages that are made to be slow are read as fast as others") {
  std::string nested, unclosed, attributes, entities, spaced;
  for (int i = 0; i < 100'000; ++i) {
    nested += "<div><b>";
    unclosed += "<a href='";
    attributes += i == 0 ? "<a" : " x=y";
    entities += "&amp";
    spaced += "a ";
  }
  for (const std::string& hostile : {nested, unclosed, attributes, entities, spaced}) {
    const std::string page = "<html><body>" + hostile + "<p>" + std::string{kEnglish};
    const double seconds = seconds_of([&] {
      const Posts posts = read_posts(as_bytes(page));
      for (const Post& post : posts.items) CHECK(read_advert(post).contacts.size() <= kContactsMax);
    });
    CHECK(seconds < 20);  // With sanitizers; what is quadratic takes hours.
  }
}

}  // namespace
}  // namespace wardwatch::listing
