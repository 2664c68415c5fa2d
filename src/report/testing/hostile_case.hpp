#pragma once

#include <string>
#include <string_view>

#include "report/testing/sample_case.hpp"

namespace wardwatch::report::testing {

/// Puts `payload` into every text that a record has, by its schema: a field that is added later is tested too.
template <record::Record R>
void fill(R& row, const std::string& payload) {
  record::for_each_field<R>(row, [&](const auto&, auto& value) {
    using T = std::remove_cvref_t<decltype(value)>;
    if constexpr (std::is_same_v<T, std::string>) {
      value = payload;
    } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
      value = {payload, payload + "2"};
    } else if constexpr (record::is_vector_v<T>) {
      fill(value.emplace_back(), payload);
      fill(value.emplace_back(), payload + "3");
    } else if constexpr (record::is_optional_v<T>) {
      if constexpr (record::Record<typename T::value_type>) fill(value.emplace(), payload);
      else value.emplace();
    } else if constexpr (std::is_same_v<T, std::uint64_t>) {
      value = 12'345'678'901ULL;
    }
  });
}

/// A case in which every name is `payload`, `many` times over.
inline SampleCase hostile_case(const std::string& payload, std::size_t many = 1) {
  SampleCase sample;
  fill(sample.manifest, payload);
  for (std::size_t i = 0; i < many; ++i) {
    record::Finding& finding = sample.findings.emplace_back();
    fill(finding, payload);
    if (i > 0) finding.id += std::to_string(i);
    record::Incident& incident = sample.incidents.emplace_back();
    fill(incident, payload);
    for (record::Stage& stage : incident.stages) stage.findings.push_back(finding.id);
  }
  return sample;
}

}  // namespace wardwatch::report::testing
