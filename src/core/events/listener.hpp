#pragma once

#include "core/events/tls.hpp"

namespace wardwatch::events {

/// A parent session hears what its child sees. Default: not interested.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void on(const TlsRecordSeen&) {}
  virtual void on(const TlsClientHello&) {}
  virtual void on(const TlsServerHello&) {}
  virtual void on(const TlsHandshakeDone&) {}
  virtual void on(const CertificateSeen&) {}
};

}  // namespace wardwatch::events
