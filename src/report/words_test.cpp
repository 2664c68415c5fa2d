#include "report/words.hpp"

#include <doctest/doctest.h>

using namespace wardwatch;
using namespace wardwatch::report;

TEST_CASE("markup from evidence is shown, in text and in attributes") {
  CHECK(escaped("<script>alert(1)</script>") == "&lt;script&gt;alert(1)&lt;/script&gt;");
  CHECK(escaped(R"("><img src=x onerror='a()'>&)") == "&quot;&gt;&lt;img src=x onerror=&#39;a()&#39;&gt;&amp;");
}

TEST_CASE("characters that act instead of being read are written out") {
  CHECK(visible("a\x1b[31mred\x07") == "a\\x1b[31mred\\x07");
  CHECK(visible("one\ntwo\r") == "one\\x0atwo\\x0d");
  CHECK(visible("invoice\u202egpj.exe") == "invoice\\u202egpj.exe");
  CHECK(visible("a\u2066b\u200bc\ufeffd") == "a\\u2066b\\u200bc\\ufeffd");
  CHECK(visible("\u009b31m") == "\\u009b31m");  // CSI in one character
}

TEST_CASE("letters of all languages stay as they are") {
  CHECK(visible("Kraków, Ångström, 病院, больница, 🏥") == "Kraków, Ångström, 病院, больница, 🏥");
}

TEST_CASE("bytes that are not UTF-8 are written out, and what comes out is UTF-8") {
  CHECK(visible("a\xff\xc3") == "a\\xff\\xc3");
  CHECK(visible("\xc0\xaf") == "\\xc0\\xaf");                    // overlong
  CHECK(visible("\xed\xa0\x80") == "\\xed\\xa0\\x80");           // surrogate
  CHECK(visible("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // beyond U+10FFFF
  CHECK(visible("ok\xe2\x82") == "ok\\xe2\\x82");                // cut off
}

TEST_CASE("a text is cut between characters and says so") {
  CHECK(cut("abc", 3) == "abc");
  CHECK(cut("abcd", 3) == "ab…");
  CHECK(cut("ééé", 2) == "é…");
  CHECK(width_of(escaped(std::string(10'000, 'x'), 50)) == 50);
  CHECK(width_of(escaped(std::string(10'000, '\x01'), 50)) == 50);
  CHECK(width_of(escaped(std::string(10'000, '\x80'), 50)) == 50);
}

TEST_CASE("a story is cut behind a whole sentence, where that leaves most of it") {
  CHECK(cut_at_sentence("One. Two.", 9) == "One. Two.");
  CHECK(cut_at_sentence("One is. Two is not told.", 14) == "One is. …");
  CHECK(cut_at_sentence("A. Two is not told.", 14) == "A. Two is not…");
  CHECK(cut_at_sentence("Ünö îs. Two is not told.", 14) == "Ünö îs. …");
}

TEST_CASE("numbers are grouped and counted") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1'000) == "1,000");
  CHECK(grouped(1'234'567) == "1,234,567");
  CHECK(counted(1, "file", "files") == "1 file");
  CHECK(counted(1'200, "file", "files") == "1,200 files");
}

TEST_CASE("volumes have decimal units and as many digits as a person needs") {
  CHECK(volume(0) == "0 bytes");
  CHECK(volume(1) == "1 byte");
  CHECK(volume(999) == "999 bytes");
  CHECK(volume(1'500) == "1.5 kB");
  CHECK(volume(999'999) == "1 MB");
  CHECK(volume(200'000'000) == "200 MB");
  CHECK(volume(3'140'000'000'000) == "3.1 TB");
  CHECK(volume(18'446'744'073'709'551'615ULL) == "18447 PB");
}

TEST_CASE("times say day, hour and zone") {
  const Timestamp time = timestamp_of(1'795'509'070, 999'999'999);
  CHECK(moment(time) == "24 Nov 2026 08:31:10 UTC");
  CHECK(day_moment(time) == "Tue 24 Nov 2026, 08:31 UTC");
  CHECK(short_moment(time) == "24 Nov 08:31");
  CHECK(clock_time(time) == "08:31:10");
  CHECK(moment(Timestamp{}) == "1 Jan 1970 00:00:00 UTC");
  CHECK(moment(Timestamp::max()) == "11 Apr 2262 23:47:16 UTC");
}

TEST_CASE("a length of time has the unit in which people think of it") {
  using namespace std::chrono;
  CHECK(span(seconds{45}) == "45 s");
  CHECK(span(seconds{119}) == "119 s");
  CHECK(span(minutes{2}) == "2 min");
  CHECK(span(minutes{119}) == "119 min");
  CHECK(span(minutes{120}) == "2 h");
  CHECK(span(minutes{210}) == "3.5 h");
  CHECK(span(hours{96}) == "4 days");
  CHECK(span(-seconds{5}) == "0 s");
}

TEST_CASE("confidence has a word and a number") {
  CHECK(confidence_word(0.9) == "almost certain");
  CHECK(confidence_word(0.89) == "likely");
  CHECK(confidence_word(0.5) == "possible");
  CHECK(confidence_word(0.1) == "weak");
  CHECK(percent(0.876) == "88\u00a0%");
  CHECK(percent(7) == "100\u00a0%");
  CHECK(percent(-1) == "0\u00a0%");
}

TEST_CASE("a stage is named as a title") {
  CHECK(stage_title("credential-access") == "Credential access");
  CHECK(stage_title("") == "");
}

TEST_CASE("a long path keeps its end, whole names of it, and a short one stays as it is") {
  CHECK(shortened_path("share/export 2016.mdb") == "share/export 2016.mdb");
  const std::string path = "/mnt/evidence/2016/front desk/archive.zip!/dump/patients of 2016.csv";
  CHECK(shortened_path(path, 39) == "…/dump/patients of 2016.csv");
  CHECK(shortened_path(path, 40) == "…/archive.zip!/dump/patients of 2016.csv");
  CHECK(shortened_path("/" + std::string(60, 'a')) == "/" + std::string(60, 'a'));
  CHECK(shortened_path("/a/" + std::string(60, 'b')) == "…/" + std::string(60, 'b'));
  CHECK(shortened_path(std::string(90, '/')).size() < 60);
}

TEST_CASE("long paths in a heading are shortened where they begin a word, and nothing else is") {
  CHECK(with_short_paths("Copied: /mnt/share/evidence/phi/stores/clinic_small.accdb, and 2 more samples") ==
        "Copied: …/phi/stores/clinic_small.accdb, and 2 more samples");
  CHECK(with_short_paths("either/or /etc/passwd 203.0.113.0/24") == "either/or /etc/passwd 203.0.113.0/24");
  CHECK(with_short_paths("") == "");
}

TEST_CASE("a path on the page is whole where one points at it, breaks at its folders, and is never markup") {
  const std::string page = path_html("/mnt/<b>/\"evidence\"/of the first/and the second/folder/clinic.mdb");
  CHECK(page.find("title=\"/mnt/&lt;b&gt;/&quot;evidence&quot;/of the first") != std::string::npos);
  CHECK(page.find(">…/<wbr>") != std::string::npos);
  CHECK(page.find("folder/<wbr>clinic.mdb</span>") != std::string::npos);
  CHECK(page.find("<b>") == std::string::npos);
  CHECK(path_html("a.csv") == "<span class=\"path\">a.csv</span>");
}
