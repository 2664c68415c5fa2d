#pragma once

#include <string>

#include <tl/expected.hpp>

namespace wardwatch {

/// What went wrong, with what, and what to do about it: one sentence for a person.
struct Error {
  std::string what;
};

template <class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(std::string what) {
  return tl::make_unexpected(Error{std::move(what)});
}

}  // namespace wardwatch
