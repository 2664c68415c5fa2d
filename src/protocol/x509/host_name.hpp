#pragma once

#include <string_view>

namespace wardwatch::protocol::x509 {

/// Whether a name in a certificate stands for the host (RFC 6125 6.4): the same without regard to case, or with one `*`
/// in its first label, which stands for one label or a part of one and needs two more labels behind it. This is
/// OpenSSL's rule, which Zeek uses.
[[nodiscard]] bool is_name_of_host(std::string_view certificate_name, std::string_view host) noexcept;

}  // namespace wardwatch::protocol::x509
