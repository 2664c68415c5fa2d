#pragma once

#include <string_view>

#include "core/strong.hpp"
#include "core/timestamp.hpp"

namespace wardwatch::events {

/// A TLS record's header passed by. Lengths stay readable when content does not.
struct TlsRecordSeen {
  Direction direction;
  std::uint8_t content_type;   ///< 20 change_cipher_spec, 21 alert, 22 handshake, 23 application_data (RFC 8446 5.1)
  std::uint16_t version;       ///< Of the record layer.
  std::uint16_t length_bytes;  ///< Of the fragment, tag and padding included.
  bool encrypted;              ///< After this side's change to encryption, as far as that can be told.
  Timestamp ts;
};

/// The client's first words. Views hold during the call.
struct TlsClientHello {
  std::string_view ja4;
};

/// Version and cipher suite are agreed.
struct TlsServerHello {
  std::uint16_t version;  ///< The real one (supported_versions considered): 0x0301 ... 0x0304.
  std::uint16_t cipher_suite;
  Timestamp ts;
};

/// The server asked for a client certificate, sent its own, or the handshake was completed, as far as it is visible.
struct TlsHandshakeDone {
  bool established;
  Timestamp ts;
};

/// One certificate was read. Views hold during the call.
struct CertificateSeen {
  Direction direction;
  std::size_t index;             ///< In the chain; 0 is the end entity.
  std::string_view fingerprint;  ///< SHA-256, hex.
  std::string_view subject;
  std::string_view issuer;
  bool matches_host;  ///< Names the host name that was asked for (RFC 6125), if one was given to the child.
  bool readable;
};

}  // namespace wardwatch::events
