#pragma once

#include <string>
#include <string_view>

namespace wardwatch::listing {

/// What a person reads of an HTML page: tags and comments dropped, blocks on lines of their own, cells apart by a tab,
/// entities decoded; scripts, styles and templates left out. Any text goes in; time and memory grow with its length only.
[[nodiscard]] std::string text_of_html(std::string_view html);

/// Decodes entities alone, as in the titles of feeds.
[[nodiscard]] std::string without_entities(std::string_view text);

/// The title, the site (canonical link, og:url) and the author that a page names of itself.
struct PageFacts {
  std::string title;
  std::string site;
  std::string author;
};
[[nodiscard]] PageFacts page_facts(std::string_view html);

}  // namespace wardwatch::listing
