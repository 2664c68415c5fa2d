#pragma once

#include <cstdint>
#include <string_view>

#include "core/bytes.hpp"

namespace wardwatch::stores {

/// What a file is, told by its first bytes and never by its name.
enum class Kind : std::uint8_t {
  unknown,
  access,
  sqlite,
  delimited,
  fixed_width,
  text,
  xlsx,
  ods,
  docx,
  dicom,
  hl7,
  fhir,
  dbase,
  sql_dump,
  pdf,
  json,
  archive,  // zip, tar, 7z, and what gzip, zstd, bzip2 or xz made of one file
};

[[nodiscard]] constexpr std::string_view name_of(Kind kind) noexcept {
  switch (kind) {
    case Kind::unknown: return "unknown";
    case Kind::access: return "access";
    case Kind::sqlite: return "sqlite";
    case Kind::delimited: return "delimited";
    case Kind::fixed_width: return "fixed-width";
    case Kind::text: return "text";
    case Kind::xlsx: return "xlsx";
    case Kind::ods: return "ods";
    case Kind::docx: return "docx";
    case Kind::dicom: return "dicom";
    case Kind::hl7: return "hl7";
    case Kind::fhir: return "fhir";
    case Kind::dbase: return "dbase";
    case Kind::sql_dump: return "sql-dump";
    case Kind::pdf: return "pdf";
    case Kind::json: return "json";
    case Kind::archive: return "archive";
  }
  return "unknown";
}

/// Whether it is the name of one of them.
[[nodiscard]] constexpr bool is_kind_name(std::string_view name) noexcept {
  for (std::uint8_t kind = 0; kind <= static_cast<std::uint8_t>(Kind::archive); ++kind) {
    if (name_of(static_cast<Kind>(kind)) == name) return true;
  }
  return false;
}

/// How many bytes of a file `identify` wants to see.
inline constexpr std::size_t kIdentifyBytes = 16U << 10U;

/// Text is told from other bytes by having no zeros and hardly any control characters; which kind of text, by how it
/// begins. Zip files are told apart by the names in them (`office_kind`), not here.
[[nodiscard]] Kind identify(Bytes first_bytes) noexcept;

/// Whether the bytes begin a zip file, which may be a spreadsheet, a document or an archive.
[[nodiscard]] bool is_zip(Bytes first_bytes) noexcept;

}  // namespace wardwatch::stores
