#include "listing/claim.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace wardwatch::listing {
namespace {

constexpr double kClaimMax = 2e10;  ///< More people than there are: no claim.

/// What adverts count.
constexpr std::array<std::string_view, 57> kThings{
    "record",    "records",    "rec",      "recs",        "lines",         "line",        "rows",          "row",
    "patients",  "patient",    "pts",      "people",      "persons",       "individuals", "fullz",         "fulls",
    "entries",   "users",      "accounts", "members",     "customers",     "clients",     "ssn",           "ssns",
    "profiles",  "identities", "insureds", "subscribers", "beneficiaries", "employees",   "charts",        "files",
    "documents", "mails",      "emails",   "contacts",    "leads",         "cards",       "policyholders", "citizens",
    "residents", "names",      "pieces",   "pcs",         "dobs",          "записей",     "записи",        "строк",
    "строки",    "пациентов",  "людей",    "человек",     "клиентов",      "анкет",       "чел",           "карт",
    "юзеров"};
/// What a number may stand behind without a unit of its own: "db (31k)", "records: 48000".
constexpr std::array<std::string_view, 22> kHeads{"db",    "database", "databases", "base",      "bases",    "dump",
                                                  "leak",  "total",    "count",     "size",      "amount",   "quantity",
                                                  "qty",   "records",  "lines",     "rows",      "patients", "entries",
                                                  "fullz", "база",     "базы",      "количество"};
/// Words that say that it is not all there is.
constexpr std::array<std::string_view, 21> kPartWords{
    "sample", "samples", "test",         "check",   "free",    "proof", "lots",
    "lot",    "split",   "batch",        "batches", "each",    "per",   "minimum",
    "min",    "teaser",  "verification", "preview", "пробник", "тест",  "проверки"};

template <std::size_t n>
bool is_in(const std::array<std::string_view, n>& words, std::string_view word) noexcept {
  return std::find(words.begin(), words.end(), word) != words.end();
}

struct Currency {
  std::string_view word, code;
};
constexpr std::array<Currency, 46> kCurrencies{
    {{"btc", "BTC"},      {"bitcoin", "BTC"}, {"bitcoins", "BTC"}, {"xbt", "BTC"},    {"₿", "BTC"},
     {"бтк", "BTC"},      {"битков", "BTC"},  {"xmr", "XMR"},      {"monero", "XMR"}, {"eth", "ETH"},
     {"ethereum", "ETH"}, {"ltc", "LTC"},     {"litecoin", "LTC"}, {"usdt", "USDT"},  {"tether", "USDT"},
     {"doge", "DOGE"},    {"dash", "DASH"},   {"zec", "ZEC"},      {"$", "USD"},      {"usd", "USD"},
     {"us$", "USD"},      {"dollar", "USD"},  {"dollars", "USD"},  {"bucks", "USD"},  {"долларов", "USD"},
     {"баксов", "USD"},   {"€", "EUR"},       {"eur", "EUR"},      {"euro", "EUR"},   {"euros", "EUR"},
     {"евро", "EUR"},     {"£", "GBP"},       {"gbp", "GBP"},      {"pounds", "GBP"}, {"quid", "GBP"},
     {"₽", "RUB"},      {"rub", "RUB"},     {"rubles", "RUB"},   {"руб", "RUB"},    {"рублей", "RUB"},
     {"cad", "CAD"},      {"aud", "AUD"},     {"chf", "CHF"},      {"bch", "BCH"},    {"trx", "TRX"},
     {"cny", "CNY"}}};

std::string_view currency_of(std::string_view word) noexcept {
  const auto* found =
      std::find_if(kCurrencies.begin(), kCurrencies.end(), [&](const Currency& c) { return c.word == word; });
  return found == kCurrencies.end() ? std::string_view{} : found->code;
}

/// "vossel77": digits that belong to a word are no number, but for those behind a currency's sign.
bool is_within_name(const std::vector<Token>& tokens, std::size_t at) noexcept {
  return at > 0 && tokens[at].is_glued && tokens[at - 1].kind == Token::Kind::word &&
         currency_of(tokens[at - 1].low).empty();
}

/// A number, and what stands around it on its line.
class Around {
 public:
  Around(const std::vector<Token>& tokens, std::size_t first, std::size_t count)
      : tokens_{tokens}, first_{first}, end_{first + count} {}

  [[nodiscard]] std::string_view next(std::size_t ahead = 0) const noexcept {
    const std::size_t at = end_ + ahead;
    if (at >= tokens_.size() || tokens_[at].line != tokens_[first_].line) return {};
    return tokens_[at].low;
  }
  [[nodiscard]] std::string_view before(std::size_t back = 0) const noexcept {
    if (first_ < back + 1 || tokens_[first_ - back - 1].line != tokens_[first_].line) return {};
    return tokens_[first_ - back - 1].low;
  }
  [[nodiscard]] std::string_view currency() const noexcept {
    const std::string_view behind = currency_of(next());
    return behind.empty() ? currency_of(before()) : behind;
  }
  template <std::size_t n>
  [[nodiscard]] bool has_before(const std::array<std::string_view, n>& words, std::size_t reach) const noexcept {
    for (std::size_t back = 0; back < reach; ++back) {
      const std::string_view word = before(back);
      if (word == "." || word == "!" || word == "?") return false;
      if (is_in(words, word)) return true;
    }
    return false;
  }
  template <std::size_t n>
  [[nodiscard]] bool has_behind(const std::array<std::string_view, n>& words, std::size_t reach) const noexcept {
    for (std::size_t ahead = 0; ahead < reach; ++ahead) {
      const std::string_view word = next(ahead);
      if (word == "." || word == "!" || word == ";") return false;
      if (is_in(words, word)) return true;
    }
    return false;
  }
  [[nodiscard]] std::uint32_t line() const noexcept { return tokens_[first_].line; }
  [[nodiscard]] std::size_t end() const noexcept { return end_; }

 private:
  const std::vector<Token>& tokens_;
  std::size_t first_, end_;
};

/// The unit of a size, which stands behind the number; 0 when it is none.
double bytes_of(std::string_view word) noexcept {
  constexpr std::array<std::pair<std::string_view, double>, 14> kUnits{{{"kb", 1e3},
                                                                        {"mb", 1e6},
                                                                        {"gb", 1e9},
                                                                        {"tb", 1e12},
                                                                        {"kib", 1024.0},
                                                                        {"mib", 1048576.0},
                                                                        {"gib", 1073741824.0},
                                                                        {"tib", 1099511627776.0},
                                                                        {"gig", 1e9},
                                                                        {"gigs", 1e9},
                                                                        {"gigabytes", 1e9},
                                                                        {"terabytes", 1e12},
                                                                        {"гб", 1e9},
                                                                        {"тб", 1e12}}};
  const auto* found = std::find_if(kUnits.begin(), kUnits.end(), [&](const auto& unit) { return unit.first == word; });
  return found == kUnits.end() ? 0 : found->second;
}

/// How much speaks for a number being the count of records; 0 when nothing does.
int claim_weight(const Around& around, const Quantity& quantity) {
  constexpr std::size_t kReach = 4;  // "48,000 unique adult patient records"
  int weight = 0;
  for (std::size_t ahead = 0; ahead < kReach && weight == 0; ++ahead) {
    const std::string_view word = around.next(ahead);
    if (is_in(kThings, word)) weight = ahead == 0 ? 10 : 8;
    else if (word == "." || word == ";" || word == "(" || word == ":" || word == "|" || word == "," || word.empty())
      break;
  }
  if (weight == 0 && !quantity.is_year) {
    std::size_t back = 0;
    while (back < 2 && (around.before(back) == "(" || around.before(back) == ":" || around.before(back) == "-" ||
                        around.before(back) == "=" || around.before(back) == "of" || around.before(back) == "~"))
      ++back;
    if (is_in(kHeads, around.before(back))) weight = back > 0 ? 6 : 4;
  }
  if (weight == 0) return 0;
  if (around.has_before(kPartWords, 4) || around.has_behind(kPartWords, 5)) return 0;
  if (around.line() < 3) weight += 3;  // A title names the whole.
  return weight;
}

constexpr std::array<std::string_view, 18> kAsking{"price", "asking", "ask",     "bin",   "blitz",     "buyout",
                                                   "now",   "sell",   "selling", "want",  "cost",      "for",
                                                   "start", "цена",   "блиц",    "старт", "стоимость", "at"};
/// Prices of something else.
constexpr std::array<std::string_view, 21> kNotAsking{
    "under", "escrow",  "deposit", "step", "bid",   "lots",    "lot",     "split",   "worth",  "paid",  "fee",
    "least", "minimum", "min",     "шаг",  "above", "refused", "offered", "instead", "market", "salary"};

int price_weight(const Around& around) {
  int weight = around.line() < 4 ? 4 : 2;
  if (around.has_before(kAsking, 3)) weight += 5;
  if (around.has_before(kNotAsking, 4)) weight -= 6;
  return weight;
}

/// "per 1000 records", "/ 1k", "each": from the token behind the price.
std::string unit_at(const std::vector<Token>& tokens, std::size_t at, std::uint32_t line) {
  const auto on_line = [&](std::size_t i) { return i < tokens.size() && tokens[i].line == line; };
  if (!on_line(at)) return {};
  if (tokens[at].low == "each" || (tokens[at].low == "a" && on_line(at + 1) && tokens[at + 1].low == "piece"))
    return "per record";
  if (tokens[at].low != "per" && tokens[at].text != "/" && tokens[at].low != "for" && tokens[at].low != "за") return {};
  if (!on_line(at + 1)) return {};
  const Quantity count = quantity_at(tokens, at + 1);
  if (count.tokens > 0 && !count.is_year && count.value >= 1 && count.value <= 1e9) {
    const auto whole = static_cast<std::uint64_t>(count.value);
    return whole == 1 ? "per record" : "per " + std::to_string(whole) + " records";
  }
  return tokens[at].low != "for" && is_in(kThings, tokens[at + 1].low) ? "per record" : "";
}

}  // namespace

Claim find_claim(const std::vector<Token>& tokens) {
  Claim claim;
  int best = 0;
  double records = 0, bytes = 0;
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    if (is_within_name(tokens, at)) continue;
    const Quantity quantity = quantity_at(tokens, at);
    if (quantity.tokens == 0) continue;
    const Around around{tokens, at, quantity.tokens};
    if (const double unit = bytes_of(around.next()); unit > 0) {
      bytes = std::max(bytes, quantity.value * unit);
    } else if (around.currency().empty() && quantity.value >= 2 && quantity.value <= kClaimMax) {
      const int weight = claim_weight(around, quantity);
      if (weight > best || (weight == best && weight > 0 && quantity.value > records)) {
        best = weight;
        records = quantity.value;
      }
    }
    at += quantity.tokens - 1;
  }
  if (best > 0) claim.records = static_cast<std::uint64_t>(std::llround(records));
  if (bytes >= 1 && bytes < 1e18) claim.bytes = static_cast<std::uint64_t>(bytes);
  return claim;
}

Price find_price(const std::vector<Token>& tokens) {
  Price price;
  int best = 0;
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    if (is_within_name(tokens, at)) continue;
    const Quantity quantity = quantity_at(tokens, at);
    if (quantity.tokens == 0) continue;
    const Around around{tokens, at, quantity.tokens};
    const std::string_view currency = around.currency();
    if (!currency.empty() && quantity.value > 0) {
      const int weight = price_weight(around);
      if (weight > best) {
        best = weight;
        const bool is_behind = !currency_of(around.next()).empty();
        price = {quantity.value, std::string{currency},
                 unit_at(tokens, around.end() + (is_behind ? 1 : 0), around.line())};
      }
    }
    at += quantity.tokens - 1;
  }
  return price;
}

}  // namespace wardwatch::listing
