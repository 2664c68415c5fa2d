// Prints every row of an Access file, for comparison with another reader: list_access_rows FILE. One line a table that
// begins with @ and its name, then its column names, then rows; cells are parted by 0x1f, and line ends within them are
// 0x1e. It prints what the store holds, and is for test data only.

#include <algorithm>
#include <cstdio>

#include "stores/access/access_store.hpp"

namespace {

class Printer final : public wardwatch::stores::RowSink {
 public:
  void begin_table(const wardwatch::stores::TableHead& head) override {
    std::printf("@%.*s\n", static_cast<int>(head.name.size()), head.name.data());
    std::vector<std::string_view> names;
    for (const auto& column : head.columns) names.emplace_back(column.name);
    row(names);
  }
  void row(std::span<const std::string_view> cells) override {
    std::string line;
    for (const std::string_view cell : cells) {
      std::string text{cell};
      std::replace(text.begin(), text.end(), '\n', '\x1e');
      if (!line.empty() || &cell != cells.data()) line += '\x1f';
      line += text;
    }
    std::printf("%s\n", line.c_str());
  }
  void end_table() override {}
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const auto file = wardwatch::stores::RandomFile::open(argv[1]);
  if (!file) return 3;
  Printer printer;
  return wardwatch::stores::access::read_access(*file, printer) ? 0 : 3;
}
