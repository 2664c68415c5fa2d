#pragma once

#include <string>

#include "core/result.hpp"
#include "record/manifest.hpp"

namespace wardwatch::share {

/// The case's listings and actors as a STIX 2.1 bundle: a `threat-actor` for each actor, a `report` for each listing, an
/// `identity` for our organisation where it is meant, a `relationship` for who targets it and for what joins listings, a `note` with the reasons and the doubts. What
/// a listing says of its seller and of the goods is an extension of its report (`extension-definition`).
/// Ids are made from content (UUID version 5): the same case gives the same bundle. Fails when a text looks like patient data, and
/// names the object and the property, never the text.
[[nodiscard]] Result<std::string> stix_bundle(const record::Manifest& manifest);

}  // namespace wardwatch::share
