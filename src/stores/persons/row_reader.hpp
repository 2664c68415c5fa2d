#pragma once

#include <vector>

#include "stores/persons/collector.hpp"
#include "stores/persons/decoys.hpp"
#include "stores/persons/text_people.hpp"
#include "stores/phi/classifier.hpp"

namespace wardwatch::stores::persons {

/// What a column tells of a person, and how it is read.
enum class Role : std::uint8_t {
  none,
  given,
  surname,
  full_name,
  ssn,
  birth,
  phone,
  mrn,
  insurer_id,
  email,
  record_id,
  service_date,
  free_text,
};

/// Says what each column of a table is for, from what the classifier found and how the columns are called.
[[nodiscard]] std::vector<Role> roles_of(const ClassifiedTable& table);

/// Reads a store a second time, when it is known what its columns hold, and gives what it says of people to a collector.
/// The tables must come in the same order as they did to the classifier.
class RowReader final : public RowSink {
 public:
  RowReader(const StoreContent& content, Collector& people, Purpose purpose)
      : content_{content}, people_{people}, purpose_{purpose}, text_{[this](const PersonFields& person) {
          days_.clear();
          add(person);
        }} {}

  void begin_table(const TableHead& head) override;
  void row(std::span<const std::string_view> cells) override;
  void end_table() override;

 private:
  void take(Role role, std::size_t column, std::string_view cell);
  void take_name(std::string_view cell);
  void take_day(std::size_t column, std::string_view cell);
  void add(const PersonFields& person);

  const StoreContent& content_;
  Collector& people_;
  Purpose purpose_;
  std::size_t table_ = 0;    ///< Of those begun.
  std::vector<Role> roles_;  ///< Empty where a table tells nothing of people.
  std::vector<std::uint8_t> date_numbers_;
  std::size_t name_columns_ = 0;
  std::uint8_t next_date_ = 0;  ///< Date columns are numbered through the store.
  PersonFields person_;
  std::vector<record::DatedFact> days_;
  Decoys decoys_;
  bool is_text_ = false;  ///< The open table is lines of a text.
  TextPeople text_;
};

}  // namespace wardwatch::stores::persons
