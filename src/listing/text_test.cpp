#include <doctest/doctest.h>

#include "listing/charset.hpp"
#include "listing/fold.hpp"
#include "listing/html_text.hpp"
#include "listing/post.hpp"
#include "listing/sample_rows.hpp"
#include "listing/transfer.hpp"

namespace wardwatch::listing {
namespace {

using namespace std::string_view_literals;

Posts read(std::string_view text) { return read_posts(as_bytes(text)); }

TEST_CASE("Russian is read in KOI8-R, Windows-1251 and UTF-16 without anybody saying which") {
  constexpr std::string_view kText = "Продам базу";
  const DecodedText koi8 = decode_text(as_bytes("\xf0\xd2\xcf\xc4\xc1\xcd \xc2\xc1\xda\xd5"sv));
  CHECK(koi8.text == kText);
  CHECK(koi8.charset == Charset::koi8_r);
  const DecodedText windows = decode_text(as_bytes("\xcf\xf0\xee\xe4\xe0\xec \xe1\xe0\xe7\xf3"sv));
  CHECK(windows.text == kText);
  CHECK(windows.charset == Charset::windows_1251);
  const DecodedText wide = decode_text(as_bytes("\xff\xfe\x1f\x04\x40\x04"sv));
  CHECK(wide.text == "Пр");
  CHECK(decode_text(as_bytes("p\0a\0t\0i\0e\0n\0t\0"sv)).charset == Charset::utf16le);
  CHECK(decode_text(as_bytes("\0l\0e\0t\0t\0e\0r"sv)).text == "letter");
}

TEST_CASE("Western text that is not UTF-8 is Windows-1252, and a declared charset is believed where it fits") {
  CHECK(decode_text(as_bytes("caf\xe9 with cr\xe8me and na\xefve \x80 9"sv)).text == "café with crème and naïve € 9");
  CHECK(decode_text(as_bytes("\xcf\xf0"sv), "KOI8-R").charset == Charset::koi8_r);
  CHECK(decode_text(as_bytes("plain"sv), "koi8-r").charset == Charset::utf8);
}

TEST_CASE("whatever the bytes are, the text is UTF-8 without zeros") {
  std::string all;
  for (int i = 0; i < 256; ++i) all.push_back(static_cast<char>(i));
  for (std::string_view text : {std::string_view{all}, "\xff\xfe\x00\xd8"sv, "\xc3"sv, "\xed\xa0\x80 abcdefgh"sv}) {
    const std::string decoded = decode_text(as_bytes(text)).text;
    CHECK(decoded.find('\0') == std::string::npos);
    CHECK(decode_text(as_bytes(decoded)).text == decoded);
  }
}

TEST_CASE("a page becomes what is read of it: no script, cells apart, entities decoded") {
  CHECK(text_of_html(
            "<html><head><title>x</title></head><body><p>Price:&nbsp;<b>5</b>&#36;<script>var a='<p>no';</script>"
            "<table><tr><td>a<td>b</tr></table>c &lt; d &unknown; 3 < 4<!-- gone --></body>") ==
        "Price: 5$\na\tb\nc < d &unknown; 3 < 4\n");
}

TEST_CASE("a page that hides text behind broken markup is read all the same, and in time that grows with its length") {
  CHECK(text_of_html("before <!-- never closed wallet").find("never closed wallet") != std::string::npos);
  CHECK(text_of_html("<a title=\"no end> shown").find("shown") != std::string::npos);
  std::string hostile;
  for (int i = 0; i < 200'000; ++i) hostile += i % 3 == 0 ? "<svg>" : i % 3 == 1 ? "<!--" : "<a x='";
  CHECK(text_of_html(hostile).size() <= hostile.size());
}

TEST_CASE("a mailbox gives each mail with subject, sender and text, transfer encoding and charset undone") {
  const Posts posts = read(
      "From x Thu Jan  1 00:00:00 2026\nFrom: \"Seller\" <s@post.example>\nTo: b@post.example\nSubject: "
      "=?utf-8?B?V1RT?= "
      "=?koi8-r?Q?=C2=C1=DA=C1?=\nDate: Thu, 14 Aug 2025 10:00:00 +0000\nContent-Type: multipart/alternative; "
      "boundary=\"zz\"\n\n--zz\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
      "NDggMDAwIHJlY29yZHM=\n--zz\nContent-Type: text/html\n\n<p>the same</p>\n--zz--\n\n"
      "From y Thu Jan  1 00:00:00 2026\nFrom: other@post.example\nSubject: two\nDate: x\n\nsoft=\nbreak=3D\n");
  CHECK(posts.format == Format::mbox);
  REQUIRE(posts.items.size() == 2);
  CHECK(posts.items[0].title == "WTSбаза");
  CHECK(posts.items[0].author == "Seller");
  CHECK(posts.items[0].text == "48 000 records\n");
  CHECK(posts.items[1].author == "other");
}

TEST_CASE("quoted-printable and base64 with broken ends are read as far as they go") {
  CHECK(from_quoted_printable("a=3D=\r\nb=4") == "a=b=4");
  CHECK(from_base64("YWJj\nZA") == "abcd");
  CHECK(from_base64("!!!").empty());
}

TEST_CASE("feeds of each kind give their items") {
  const Posts rss = read(
      "<?xml version=\"1.0\"?><rss><channel><item><title>A &amp; B</title><dc:creator>who</dc:creator>"
      "<description><![CDATA[<p>one</p>]]></description><link>https://place.example/1</link></item>"
      "<item><title>second</title></item></channel></rss>");
  CHECK(rss.format == Format::rss);
  REQUIRE(rss.items.size() == 2);
  CHECK(rss.items[0].title == "A & B");
  CHECK(rss.items[0].text == "one\n");
  const Posts atom = read(
      "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><title>t</title><author><name>n</name></author>"
      "<content type=\"html\">&lt;p&gt;x&lt;/p&gt;</content></entry></feed>");
  CHECK(atom.format == Format::atom);
  REQUIRE(atom.items.size() == 1);
  CHECK(atom.items[0].author == "n");
  CHECK(atom.items[0].text == "x\n");
  const Posts json = read(
      R"({"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","content_text":"x","authors":[{"name":"n"}]}]})");
  CHECK(json.format == Format::json_feed);
  REQUIRE(json.items.size() == 1);
  CHECK(json.items[0].author == "n");
  CHECK(read(std::string(100'000, '[') + "{").items.empty());
}

TEST_CASE("a title in brackets is no JSON") { CHECK(read("[SELLING] base, 5 records").format == Format::text); }

TEST_CASE("homoglyphs, invisible characters and letters apart become words; Russian stays Russian") {
  CHECK(readable("S E L L I N G the H.C.F.C. base") == "SELLING the HCFC base");
  CHECK(readable("p\xd0\xb0tients, me\xe2\x80\x8b"
                 "dical, \xef\xbc\xb3\xef\xbc\xb3\xef\xbc\xae") == "patients, medical, SSN");
  CHECK(readable("продам базу") == "продам базу");
  CHECK(skeleton("Halv0rsen  Cr\xd0\xb5\xd0\xb5k!") == "halvorsen creek");
  CHECK(readable("a b") == "a b");
}

TEST_CASE("rows of a sample leave the prose, with their number and columns") {
  const Parted parted = part_sample(
      "Fields: first, middle, last, dob, ssn\nPOE|JOHN|01/02/1950|900010000\nROE|JANE|03/04/1960|900020000\nwrite to "
      "me");
  CHECK(parted.rows.size() == 2);
  CHECK(parted.columns == 4);
  CHECK(parted.prose == "Fields: first, middle, last, dob, ssn\n\n\nwrite to me\n");
  CHECK(part_sample("seller: somebody | 2016-07-09 | 321 btc\n").rows.empty());
  CHECK(part_sample("Name: Jane Roe\nDOB: 01/02/1950\nSSN: 900-01-0000\n").rows.size() == 3);
}

}  // namespace
}  // namespace wardwatch::listing
