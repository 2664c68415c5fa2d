#include "core/text_time.hpp"

#include <charconv>

namespace wardwatch {
namespace {

constexpr unsigned kNanosecondDigits = 9;

class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : rest_{text} {}

  std::optional<TextTime> read() {
    const unsigned year = digits(4);
    mark("-");
    const unsigned month = digits(2);
    mark("-");
    const unsigned day = digits(2);
    mark("T ");
    const unsigned hour = digits(2);
    mark(":");
    const unsigned minute = digits(2);
    mark(":");
    const unsigned second = digits(2);
    const std::chrono::nanoseconds part = fraction();
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(year)} / static_cast<int>(month) /
                                           static_cast<int>(day)};
    if (is_wrong_ || !date.ok() || year < 1970 || year > 2200 || hour > 23 || minute > 59 || second > 60)
      return std::nullopt;
    const Timestamp local = Timestamp{std::chrono::sys_days{date}} + std::chrono::hours{hour} +
                            std::chrono::minutes{minute} + std::chrono::seconds{second} + part;
    const bool has_zone = !rest_.empty();
    const auto zone = offset();
    if (is_wrong_ || !rest_.empty()) return std::nullopt;
    return TextTime{local - zone, has_zone};
  }

 private:
  unsigned digits(std::size_t count) {
    unsigned number = 0;
    const std::string_view text = rest_.substr(0, count);
    const auto done = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.size() != count || done.ec != std::errc{} || done.ptr != text.data() + count) is_wrong_ = true;
    rest_.remove_prefix(text.size());
    return number;
  }
  void mark(std::string_view one_of) {
    if (rest_.empty() || one_of.find(rest_.front()) == std::string_view::npos) is_wrong_ = true;
    else rest_.remove_prefix(1);
  }
  std::chrono::nanoseconds fraction() {
    if (rest_.empty() || (rest_.front() != '.' && rest_.front() != ',')) return {};
    rest_.remove_prefix(1);
    std::int64_t nanoseconds = 0;
    unsigned count = 0;
    for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; rest_.remove_prefix(1)) {
      if (count++ < kNanosecondDigits) nanoseconds = nanoseconds * 10 + (rest_.front() - '0');
    }
    if (count == 0) is_wrong_ = true;
    for (; count < kNanosecondDigits; ++count) nanoseconds *= 10;
    return std::chrono::nanoseconds{nanoseconds};
  }
  std::chrono::minutes offset() {
    while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
    if (rest_ == "Z" || rest_ == "z" || rest_ == "UTC") {
      rest_ = {};
      return {};
    }
    if (rest_.empty()) return {};
    const bool is_west = rest_.front() == '-';
    mark("+-");
    const unsigned hours = digits(2);
    if (!rest_.empty() && rest_.front() == ':') rest_.remove_prefix(1);
    const unsigned minutes = digits(2);
    if (hours > 14 || minutes > 59) is_wrong_ = true;
    const std::chrono::minutes east{hours * 60 + minutes};
    return is_west ? -east : east;
  }

  std::string_view rest_;
  bool is_wrong_ = false;
};

}  // namespace

std::optional<TextTime> read_time(std::string_view text) { return TimeReader{text}.read(); }

}  // namespace wardwatch
