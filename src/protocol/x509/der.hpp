#pragma once

#include <optional>

#include "core/inline_text.hpp"
#include "core/reader.hpp"
#include "core/timestamp.hpp"

namespace wardwatch::protocol::x509 {

/// Identifier octets of DER (X.690 8.1.2) that certificates use.
struct Tag {
  enum Value : std::uint8_t {
    boolean = 0x01,
    integer = 0x02,
    bit_string = 0x03,
    octet_string = 0x04,
    object_identifier = 0x06,
    utf8_string = 0x0c,
    numeric_string = 0x12,
    printable_string = 0x13,
    teletex_string = 0x14,
    ia5_string = 0x16,
    utc_time = 0x17,
    generalized_time = 0x18,
    visible_string = 0x1a,
    universal_string = 0x1c,
    bmp_string = 0x1e,
    sequence = 0x30,
    set = 0x31,
    context_0 = 0xa0,  ///< Constructed, as `[0] EXPLICIT` is.
    context_3 = 0xa3,
  };
};

/// One value: its tag, its content, and all of its octets. Borrows.
struct Element {
  std::uint8_t tag = 0;
  Bytes content;
  Bytes whole;
};

/// The next element of `in`: one octet of tag, a definite length of at most four octets, the content. Anything else
/// fails the reader; nothing here recurses, so depth is the caller's.
[[nodiscard]] Element read_element(Reader& in, FieldName field);
/// The next element, which must have the tag.
[[nodiscard]] Bytes read_tagged(Reader& in, std::uint8_t tag, FieldName field);
/// A reader of the next element's content, which cannot leave it; the element must have the tag.
[[nodiscard]] Reader enter(Reader& in, std::uint8_t tag, FieldName field);
/// Whether the next element has the tag.
[[nodiscard]] bool is_next(const Reader& in, std::uint8_t tag) noexcept;

/// Longest object identifier that is spelled out, in characters; longer ones are cut.
using OidText = InlineText<200>;
/// Dotted decimal form (X.690 8.19).
[[nodiscard]] OidText oid_text(Bytes content);

/// The octets of an INTEGER's magnitude without leading zeros, and its sign.
struct Magnitude {
  Bytes octets;
  bool is_negative = false;
};
[[nodiscard]] Magnitude magnitude_of(Bytes content) noexcept;
/// Number of bits of a positive magnitude.
[[nodiscard]] std::size_t bits_of(Bytes magnitude) noexcept;

/// UTCTime or GeneralizedTime (RFC 5280 4.1.2.5), with or without seconds, in UTC or with an offset.
[[nodiscard]] std::optional<Timestamp> time_of(const Element& element);

}  // namespace wardwatch::protocol::x509
