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

/// Makes room for `more` elements, twice as much as there was where it must grow.
template <class T>
void make_room(std::vector<T>& vector, std::size_t more) {
  if (vector.size() + more > vector.capacity()) reserve_huge(vector, 2 * (vector.size() + more));
}

}  // namespace wardwatch
