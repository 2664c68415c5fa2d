#include "stores/office/office_store.hpp"

#include <doctest/doctest.h>

#include "stores/common/testing/collected.hpp"
#include "stores/common/testing/zip_of.hpp"

using namespace wardwatch::stores;
using office::Document;

namespace {

RandomFile zip_of(const std::vector<std::pair<std::string, std::string>>& members) {
  return testing::archive_of(ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE, members);
}

std::vector<std::string> read(const RandomFile& file) {
  const auto document = office::document_in(file);
  REQUIRE(document);
  testing::Collected rows;
  CHECK(office::read_document(*document, file, rows).problem.empty());
  return rows.lines;
}

}  // namespace

TEST_CASE("a sheet of Excel: shared and inline strings, numbers, and cells that are left out") {
  const RandomFile file = zip_of(
      {{"[Content_Types].xml", "<Types/>"},
       {"xl/workbook.xml", R"(<workbook><sheets><sheet name="Patients" sheetId="1"/></sheets></workbook>)"},
       {"xl/sharedStrings.xml", "<sst><si><t>Name</t></si><si><r><t>Do</t></r><r><t>e &amp; Co</t></r></si></sst>"},
       {"xl/worksheets/sheet1.xml",
        R"(<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Id</t></is></c>)"
        R"(<c r="C1" t="inlineStr"><is><t>Zip</t></is></c></row>)"
        R"(<row r="2"><c r="A2" t="s"><v>1</v></c><c r="C2"><v>63268</v></c></row></sheetData></worksheet>)"}});
  CHECK(office::document_in(file) == Document::xlsx);
  CHECK(read(file) == std::vector<std::string>{"Patients(Name,Id,Zip)", "Doe & Co||63268"});
}

TEST_CASE("a sheet of OpenDocument, with cells that stand for several") {
  const RandomFile file = zip_of(
      {{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
       {"content.xml",
        R"(<office:document-content><table:table table:name="S">)"
        R"(<table:table-row><table:table-cell><text:p>Name</text:p></table:table-cell>)"
        R"(<table:table-cell><text:p>City</text:p></table:table-cell></table:table-row>)"
        R"(<table:table-row><table:table-cell table:number-columns-repeated="2"><text:p>Doe</text:p></table:table-cell>)"
        R"(</table:table-row></table:table></office:document-content>)"}});
  CHECK(office::document_in(file) == Document::ods);
  CHECK(read(file) == std::vector<std::string>{"S(Name,City)", "Doe|Doe"});
}

TEST_CASE("paragraphs of a document are rows, and an archive of anything else is none") {
  const RandomFile file = zip_of(
      {{"word/document.xml",
        "<w:document><w:body><w:p><w:r><w:t>One </w:t></w:r><w:r><w:t>line</w:t></w:r></w:p></w:body></w:document>"}});
  CHECK(office::document_in(file) == Document::docx);
  const auto lines = read(file);
  REQUIRE(lines.size() == 2);
  CHECK(lines[1] == "One line");
  CHECK_FALSE(office::document_in(zip_of({{"a.txt", "x"}})));
}

TEST_CASE("XML that is no XML breaks nothing") {
  for (const std::string_view xml :
       {"", "<", "<a", "<worksheet><row><c t=\"s\"><v>99999</v>", "<row><c r=\"ZZZZ9\"/>", "\xff\xfe<"}) {
    const RandomFile file =
        zip_of({{"xl/workbook.xml", "<workbook/>"}, {"xl/worksheets/sheet1.xml", std::string{xml}}});
    testing::Collected rows;
    static_cast<void>(office::read_document(Document::xlsx, file, rows));
    CHECK(rows.lines.size() <= 2);
  }
}
