#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/bytes.hpp"
#include "listing/charset.hpp"

namespace wardwatch::listing {

/// How a file holds posts.
enum class Format : std::uint8_t { none, text, html, mail, mbox, rss, atom, json_feed, json };

[[nodiscard]] std::string_view name_of(Format format) noexcept;

/// One text that somebody wrote, and what its container says of it. All of it is from outside.
struct Post {
  std::string title;
  std::string author;
  std::string date;    ///< As the container writes it.
  std::string origin;  ///< Address of the page, list or feed.
  std::string text;    ///< UTF-8, without markup.
};

struct Posts {
  Format format = Format::none;
  Charset charset = Charset::utf8;
  std::vector<Post> items;
  std::string problem;  ///< What was left out, and why; empty when nothing was.
};

inline constexpr std::size_t kPostsMax = 100'000;          ///< Of one file.
inline constexpr std::size_t kPostBytesMax = 1U << 20U;    ///< Of one text: an advert is a page long.
inline constexpr std::size_t kPostsBytesMax = 64U << 20U;  ///< Of one file: what is read of it.

/// What the first bytes of a file begin, by content.
[[nodiscard]] Format identify(Bytes first_bytes);

/// All posts in a file; of a plain text or a page that is one.
[[nodiscard]] Posts read_posts(Bytes bytes);

}  // namespace wardwatch::listing
