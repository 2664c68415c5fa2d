#include "stores/pdf_file/pdf_file.hpp"

#include <iconv.h>
#include <poppler/cpp/poppler-document.h>
#include <poppler/cpp/poppler-global.h>
#include <poppler/cpp/poppler-page.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "core/utf16.hpp"

namespace wardwatch::stores::pdf_file {
namespace {

constexpr std::uint64_t kFileBytesMax = 256ULL << 20U;  ///< It is held in memory.
constexpr std::uint64_t kTextBytesMax = 128ULL << 20U;
constexpr int kPagesMax = 20'000;

using Document = std::unique_ptr<poppler::document>;

Document opened(const std::vector<char>& bytes, const std::string& password) {
  return Document{
      poppler::document::load_from_raw_data(bytes.data(), static_cast<int>(bytes.size()), password, password)};
}

/// UTF-16 of poppler as UTF-8.
std::string utf8_of(const poppler::ustring& text) {
  std::string units;
  units.reserve(text.size() * 2);
  for (const unsigned short unit : text) {
    units += static_cast<char>(unit);
    units += static_cast<char>(unit >> 8U);
  }
  std::string out;
  append_utf8(out, as_bytes(units));
  return out;
}

void read_pages(const poppler::document& document, PdfText& found) {
  const int pages = std::min(document.pages(), kPagesMax);
  for (int i = 0; i < pages; ++i) {
    const std::unique_ptr<poppler::page> page{document.create_page(i)};
    if (!page) {
      found.problem = "a page of a PDF document cannot be read";
      continue;
    }
    std::string text = utf8_of(page->text(poppler::rectf{}, poppler::page::physical_layout));
    std::replace(text.begin(), text.end(), '\f', '\n');
    text += '\n';
    if (found.text.size_bytes() + text.size() > kTextBytesMax || !found.text.append(as_bytes(text))) {
      found.problem = "has more text than is held in memory";
      return;
    }
  }
}

}  // namespace

void prepare() noexcept {
  // Never closed, so that the module stays.
  [[maybe_unused]] static const iconv_t kept = ::iconv_open("UTF-16", "UTF-8");
}

Result<PdfText> read_pdf(const RandomFile& file, std::span<const std::string> passwords) {
  if (file.size_bytes() > kFileBytesMax) return fail("is larger than is held in memory");
  // What poppler complains of may quote the document.
  poppler::set_debug_error_function([](const std::string&, void*) {}, nullptr);
  std::vector<char> bytes(file.size_bytes());
  bytes.resize(file.read_at(0, std::as_writable_bytes(std::span{bytes})).size());
  Document document = opened(bytes, {});
  if (!document) return fail("is no PDF document that can be opened");
  auto text = RandomFile::in_memory();
  if (!text) return fail(text.error().what);
  PdfText found{std::move(*text), {}, document->is_encrypted(), true, {}};
  for (std::size_t i = 0; document && document->is_locked() && i < passwords.size(); ++i)
    document = opened(bytes, passwords[i]);
  if (!document || document->is_locked()) {
    found.is_encrypted = true;
    found.is_readable = false;
    found.version = "PDF";
    found.problem = passwords.empty() ? "is encrypted: no password was given (--password-file)"
                                      : "is encrypted: the password given is not its password";
    return found;
  }
  int major = 0, minor = 0;
  document->get_pdf_version(&major, &minor);
  found.version = "PDF " + std::to_string(major) + "." + std::to_string(minor) + ", " +
                  std::to_string(document->pages()) + " pages";
  read_pages(*document, found);
  if (document->pages() > kPagesMax) found.problem = "has more pages than are read";
  return found;
}

}  // namespace wardwatch::stores::pdf_file
