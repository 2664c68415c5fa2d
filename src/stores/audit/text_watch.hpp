#pragma once

#include "stores/audit/audit.hpp"
#include "stores/persons/text_people.hpp"
#include "stores/phi/distinct.hpp"

namespace wardwatch::stores {

/// Gives the classifier what it reads and looks for people in text on the way: a screenful of names, dates and numbers has
/// no columns that a classifier could see, and a column of notes has people of whom no other column tells.
class TextWatch final : public RowSink {
 public:
  explicit TextWatch(Classifier& classifier) : classifier_{classifier} {}

  void begin_table(const TableHead& head) override;
  void row(std::span<const std::string_view> cells) override;
  void end_table() override;

  /// With a few people in it who have a name and what only patients tell, a text is of patients. Tables that do not tell
  /// by a column who a row is about are of the people in their notes.
  void conclude(StoreReport& report) const;

 private:
  [[nodiscard]] bool is_read(std::string_view cell) const noexcept;
  void take(const persons::PersonFields& person);
  void count_notes(StoreContent& content) const;

  Classifier& classifier_;
  bool is_text_ = false;
  std::uint64_t people_ = 0;
  std::vector<DistinctCounter> in_notes_;  ///< For each table, as far as tables are watched.
  std::string line_;
  persons::TextPeople text_{[this](const persons::PersonFields& person) { take(person); }};
};

}  // namespace wardwatch::stores
