#pragma once

#include <string_view>

#include "listing/post.hpp"

namespace wardwatch::listing {

/// The items of an RSS (0.9x, 1.0, 2.0) or Atom (RFC 4287) file. What is not well-formed is read as far as it goes.
void read_xml_feed(std::string_view xml, Posts& posts);

/// The items of a JSON Feed (jsonfeed.org 1.0, 1.1), or of any array of objects that have a text and say who wrote it,
/// as forum exports and chat archives are.
void read_json_feed(std::string_view json, Posts& posts);

}  // namespace wardwatch::listing
