#include "protocol/x509/known_certificates.hpp"

#include <algorithm>

#include "core/digest.hpp"
#include "core/hash.hpp"

namespace wardwatch::protocol::x509 {

const KnownCertificates::Known& KnownCertificates::read(Bytes der) {
  if (known_.size() >= kCertificatesMax || held_bytes_ > kBytesMax) {
    known_ = {};
    held_bytes_ = 0;
  }
  std::unique_ptr<Known>& known = known_[{hash_bytes(der)}];
  // The bytes themselves decide: the hash is no secret, and others could be made to fit it.
  if (known && std::equal(der.begin(), der.end(), known->der.begin(), known->der.end())) return *known;
  held_bytes_ += der.size();
  known = std::make_unique<Known>(Known{{der.begin(), der.end()}, hex(sha256(der)), parse_certificate(der)});
  return *known;
}

}  // namespace wardwatch::protocol::x509
