#pragma once

#include <cstddef>
#include <utility>

namespace wardwatch {

/// Values of several types, side by side. What std::tuple is for, laid out flat: a schema has fifty fields, each file
/// that includes one pays for them, and a tuple's cost to the compiler grows with the square of its length.
template <std::size_t index, class T>
struct PackItem {
  T value;
};

template <class Indexes, class... Ts>
struct PackOf;
template <std::size_t... indexes, class... Ts>
struct PackOf<std::index_sequence<indexes...>, Ts...> : PackItem<indexes, Ts>... {
  static constexpr std::size_t size = sizeof...(Ts);

  /// Calls `visit` once, with all values.
  template <class Visit>
  constexpr decltype(auto) apply(Visit&& visit) const {
    return visit(static_cast<const PackItem<indexes, Ts>&>(*this).value...);
  }
};

template <class... Ts>
using Pack = PackOf<std::index_sequence_for<Ts...>, Ts...>;

template <class... Ts>
constexpr Pack<Ts...> make_pack(const Ts&... values) {
  return {{values}...};
}

/// The value at a place.
template <std::size_t index, class T>
constexpr const T& item(const PackItem<index, T>& at) noexcept {
  return at.value;
}

}  // namespace wardwatch
