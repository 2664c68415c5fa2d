#pragma once

#include <string_view>

#include "listing/post.hpp"

namespace wardwatch::listing {

/// Whether the text begins with the header of a mail (RFC 5322): at least two of its usual fields, and nothing before.
[[nodiscard]] bool is_mail(std::string_view text) noexcept;

/// The mails of a mailbox (RFC 4155), or one mail: subject, sender, date, and the text of all parts that are text or HTML,
/// transfer encoding and charset undone. Attachments of other kinds are passed over.
void read_mails(std::string_view bytes, Posts& posts);

}  // namespace wardwatch::listing
