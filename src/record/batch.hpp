#pragma once

#include <array>
#include <initializer_list>
#include <memory>

#include "core/arena.hpp"
#include "record/all.hpp"

namespace wardwatch::record {

/// Rows of one record type and the arena that owns their text. Moves whole from stage to stage; text fields and lists
/// of its rows are views into it.
template <Record R>
class Batch {
 public:
  /// A new row at the end; the reference holds until the next `add`.
  R& add() { return rows_.emplace_back(); }
  R& add(const R& row) { return rows_.emplace_back(row); }

  [[nodiscard]] std::string_view keep(std::string_view text) { return text_.keep(text); }
  [[nodiscard]] std::optional<std::string_view> keep_optional(const std::optional<std::string>& text) {
    if (!text) return std::nullopt;
    return text_.keep(*text);
  }
  /// A list of texts; each is copied.
  template <class Texts>
  [[nodiscard]] TextList keep_list(const Texts& texts) {
    auto* views = text_.keep_array<std::string_view>(std::size(texts));
    std::size_t at = 0;
    for (const auto& text : texts) new (&views[at++]) std::string_view{text_.keep(text)};
    return {views, at};
  }
  [[nodiscard]] NumberList keep_numbers(std::span<const double> numbers) {
    auto* values = text_.keep_array<double>(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) values[i] = numbers[i];
    return {values, numbers.size()};
  }

  /// A list of records within the row; their text is kept already.
  template <class T>
  [[nodiscard]] std::span<const T> keep_rows(std::span<const T> items) {
    auto* kept = text_.keep_array<T>(items.size());
    std::uninitialized_copy(items.begin(), items.end(), kept);
    return {kept, items.size()};
  }

  /// A list of names and values; each text is copied.
  [[nodiscard]] TextMap keep_map(std::span<const NamedText> items) {
    auto* kept = text_.keep_array<NamedText>(items.size());
    std::size_t at = 0;
    for (const NamedText& item : items) new (&kept[at++]) NamedText{text_.keep(item.name), text_.keep(item.value)};
    return {kept, at};
  }
  /// The same for texts that this batch keeps already.
  [[nodiscard]] TextMap keep_views(std::span<const NamedText> items) {
    auto* kept = text_.keep_array<NamedText>(items.size());
    std::uninitialized_copy(items.begin(), items.end(), kept);
    return {kept, items.size()};
  }

  [[nodiscard]] std::vector<R>& rows() noexcept { return rows_; }
  [[nodiscard]] const std::vector<R>& rows() const noexcept { return rows_; }
  [[nodiscard]] std::size_t held_bytes() const noexcept { return rows_.size() * sizeof(R) + text_.held_bytes(); }

 private:
  std::vector<R> rows_;
  Arena text_;
};

/// One batch of every record type: where decoders put their records. What touches every type is compiled once.
class Batches {
 public:
  Batches();
  Batches(const Batches&) = delete;
  Batches(Batches&&) noexcept;
  Batches& operator=(const Batches&) = delete;
  Batches& operator=(Batches&&) noexcept;
  ~Batches();

  template <Record R>
  [[nodiscard]] Batch<R>& of() noexcept {
    return std::get<Batch<R>>(batches_);
  }
  template <Record R>
  [[nodiscard]] const Batch<R>& of() const noexcept {
    return std::get<Batch<R>>(batches_);
  }

  /// Makes room for as many rows as `like` holds, so that batches filled one after the other do not grow by copying.
  void reserve_like(const Batches& like);

  [[nodiscard]] std::size_t held_bytes() const noexcept;

 private:
  template <class List>
  struct TupleOf;
  template <class... Rs>
  struct TupleOf<TypeList<Rs...>> {
    using type = std::tuple<Batch<Rs>...>;
  };
  TupleOf<AllRecords>::type batches_;
};

}  // namespace wardwatch::record
