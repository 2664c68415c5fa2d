#include "record/batch.hpp"

namespace wardwatch::record {

Batches::Batches() = default;
Batches::Batches(Batches&&) noexcept = default;
Batches& Batches::operator=(Batches&&) noexcept = default;
Batches::~Batches() = default;

void Batches::reserve_like(const Batches& like) {
  for_each_record([&]<class R>(std::type_identity<R>) {
    const std::size_t filled = like.of<R>().rows().size();
    of<R>().rows().reserve(filled + filled / 8);
  });
}

std::size_t Batches::held_bytes() const noexcept {
  return std::apply([](const auto&... batch) { return (batch.held_bytes() + ...); }, batches_);
}

}  // namespace wardwatch::record
