#pragma once

#include <cstddef>
#include <vector>

namespace wardwatch {

/// Asks the kernel for large pages below memory that was not touched yet; a wish, without which everything works. Tables
/// of many megabytes that are asked at random places spend more time on finding pages than on reading them.
void prefer_huge_pages(void* memory, std::size_t size_bytes) noexcept;

/// Room for `size` elements, on large pages where that is worth it.
template <class T>
void reserve_huge(std::vector<T>& vector, std::size_t size) {
  if (size <= vector.capacity()) return;
  vector.reserve(size);
  prefer_huge_pages(vector.data() + vector.size(), (vector.capacity() - vector.size()) * sizeof(T));
}

/// Makes room for `more` elements; where it must grow, for twice as many as there are or as many as are expected in the
/// end.
template <class T>
void make_room(std::vector<T>& vector, std::size_t more, std::size_t expected = 0) {
  const std::size_t size = vector.size() + more;
  if (size > vector.capacity()) reserve_huge(vector, expected > size ? expected : 2 * size);
}

}  // namespace wardwatch
