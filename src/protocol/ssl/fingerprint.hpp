#pragma once

#include "core/inline_text.hpp"
#include "protocol/ssl/hello.hpp"

namespace wardwatch::protocol::ssl {

using Ja3 = InlineText<32>;
using Ja4 = InlineText<36>;

/// MD5, in hexadecimal, of version, cipher suites, extensions, groups and point formats; GREASE left out.
[[nodiscard]] Ja3 ja3(const ClientHello& hello);
/// MD5, in hexadecimal, of version, cipher suite and extensions of the answer.
[[nodiscard]] Ja3 ja3s(const ServerHello& hello);
/// JA4 of a ClientHello. `carrier` is `t` for TCP and `d` for DTLS.
[[nodiscard]] Ja4 ja4(const ClientHello& hello, char carrier);

}  // namespace wardwatch::protocol::ssl
