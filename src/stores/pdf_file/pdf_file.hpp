#pragma once

#include <span>
#include <string>

#include "core/result.hpp"
#include "stores/input/random_file.hpp"

namespace wardwatch::stores::pdf_file {

/// The text of a PDF document, page after page, columns kept apart by spaces.
struct PdfText {
  RandomFile text;
  std::string version;  ///< "PDF 1.7, 12 pages".
  bool is_encrypted = false;
  bool is_readable = true;  ///< False when none of the passwords opens it.
  std::string problem;
};

/// Loads what poppler would look for while it reads, and cannot reach where it is shut in: the C library's module for
/// UTF-16. To be called before; what processes are made from afterwards have it.
void prepare() noexcept;

/// Reads the text through poppler, which was not written for hostile files: to be called in a process that is shut in.
/// Pictures are not read: a scanned page has no text. Fails for what is no PDF that can be opened.
[[nodiscard]] Result<PdfText> read_pdf(const RandomFile& file, std::span<const std::string> passwords);

}  // namespace wardwatch::stores::pdf_file
