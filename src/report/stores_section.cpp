#include <algorithm>
#include <array>

#include "report/parts.hpp"
#include "report/words.hpp"

namespace wardwatch::report {
namespace {

using record::Manifest;
using record::StoreSummary;

constexpr std::size_t kStoresShown = 200;
constexpr std::size_t kClassesShown = 6;

struct Word {
  std::string_view name, text;
};

template <std::size_t n>
std::string_view word_for(const std::array<Word, n>& words, std::string_view name, std::string_view otherwise) {
  const auto found = std::find_if(words.begin(), words.end(), [&](const Word& word) { return word.name == name; });
  return found == words.end() ? otherwise : found->text;
}

constexpr std::array<Word, 5> kProtections{{{"none", "none"},
                                            {"header-password", "a password that anyone can read out of the file"},
                                            {"encoded", "masked with a key that lies in the file"},
                                            {"user-level-security", "Access user accounts"},
                                            {"encrypted", "encrypted"}}};
constexpr std::array<Word, 5> kReaders{{{"everyone", "everyone"},
                                        {"listed", "accounts on its access list"},
                                        {"group", "its group"},
                                        {"owner", "its owner"},
                                        {"nobody", "nobody but the administrator"}}};
/// What identifies people first: it is what a reader looks for.
constexpr std::array<Word, 22> kClasses{{{"name", "names"},
                                         {"ssn", "social security numbers"},
                                         {"dob", "birth dates"},
                                         {"mrn", "record numbers"},
                                         {"insurer_id", "insurance numbers"},
                                         {"address", "addresses"},
                                         {"phone", "telephone numbers"},
                                         {"email", "e-mail addresses"},
                                         {"diagnosis", "diagnoses"},
                                         {"drug", "drugs"},
                                         {"laboratory", "laboratory results"},
                                         {"procedure", "procedures"},
                                         {"service_date", "dates of service"},
                                         {"card_number", "payment cards"},
                                         {"account_number", "accounts"},
                                         {"photo", "images"},
                                         {"contact_name", "names of relatives"},
                                         {"free_text", "notes"},
                                         {"record_id", "patient numbers"},
                                         {"sex", "sex"},
                                         {"licence_number", "licences"},
                                         {"biometric", "biometrics"}}};

bool is_bare(const StoreSummary& store) { return store.protection == "none" && store.exposure == "everyone"; }
bool is_weak(const StoreSummary& store) {
  return store.protection == "header-password" || store.protection == "encoded";
}

std::string classes_of(const StoreSummary& store) {
  std::string text;
  std::size_t shown = 0, left = 0;
  for (const Word& word : kClasses) {
    if (std::find(store.phi_classes.begin(), store.phi_classes.end(), word.name) == store.phi_classes.end()) continue;
    if (shown == kClassesShown) {
      ++left;
      continue;
    }
    text += (shown++ > 0 ? ", " : "") + std::string{word.text};
  }
  return left > 0 ? text + " and " + std::to_string(left) + " more" : text;
}

std::string people_of(const StoreSummary& store) {
  if (!store.contains_phi) return "none told";
  if (store.individuals_error == 0) return grouped(store.individuals);
  return grouped(store.individuals) + " ± " + grouped(store.individuals_error);
}

std::string row_of(const StoreSummary& store) {
  std::string out = "<tr><td><b>" + path_html(store.path) + "</b>";
  if (!store.problem.empty()) out += "<br><span class=\"bad\">" + escaped(store.problem, kSentenceMax) + "</span>";
  out += "</td><td>" + escaped(store.kind, kNameMax) + "</td><td class=\"n\">" +
         (store.readable ? people_of(store) : std::string{"not readable"}) + "</td><td>" + escaped(classes_of(store)) +
         "</td><td" + (store.contains_phi && (is_weak(store) || store.protection == "none") ? " class=\"bad\">" : ">") +
         std::string{word_for(kProtections, store.protection, "unknown")} + "</td><td" +
         (store.contains_phi && store.exposure == "everyone" ? " class=\"bad\">" : ">") +
         std::string{word_for(kReaders, store.exposure, "unknown")} + "</td><td class=\"when\">";
  if (store.first_activity) out += utc_day(*store.first_activity);
  if (store.last_activity) out += "<br>" + utc_day(*store.last_activity);
  return out + "</td></tr>";
}

/// The sentence that stands before the table, for who reads nothing else.
std::string told_first(const Manifest& manifest) {
  std::uint64_t with_patients = 0, bare = 0, weak = 0, most = 0, unread = 0;
  for (const StoreSummary& store : manifest.stores) {
    unread += store.readable ? 0 : 1;
    if (!store.contains_phi) continue;
    ++with_patients;
    bare += is_bare(store) ? 1 : 0;
    weak += is_weak(store) ? 1 : 0;
    most = std::max(most, store.individuals);
  }
  std::string text = counted(with_patients, "data store", "data stores") + " of " + grouped(manifest.store_count) +
                     (with_patients == 1 ? " holds" : " hold") + " what identifies patients";
  if (with_patients > 0) text += ", the largest of them of " + counted(most, "person", "people");
  text += ".";
  if (bare > 0)
    text += " <b>" + grouped(bare) + " of them " + (bare == 1 ? "has" : "have") +
            " no protection and can be read by everyone.</b>";
  if (weak > 0) text += " " + grouped(weak) + (weak == 1 ? " has" : " have") + " a password that anyone can undo.";
  if (unread > 0) text += " " + grouped(unread) + " could not be read, and what is in them is not known.";
  constexpr std::uint64_t kLawThreshold = 500;
  if (most >= kLawThreshold && bare > 0)
    text += " From 500 people on a loss must be told to the press and to the ministry (45 CFR 164.406, 164.408).";
  return text;
}

}  // namespace

std::string stores_section(const Manifest& manifest) {
  if (manifest.stores.empty()) return {};
  std::string out =
      "<section id=\"stores\"><h2>Patient data at rest</h2><p>" + told_first(manifest) +
      "</p><div class=\"scroll\"><table class=\"evidence stores\"><thead><tr><th>Store</th><th>Kind</th><th "
      "class=\"n\">People"
      "</th><th>What is in it</th><th>Protection</th><th>Who can read it</th><th>Served</th></tr></thead><tbody>";
  const std::size_t shown = std::min(manifest.stores.size(), kStoresShown);
  for (std::size_t i = 0; i < shown; ++i) out += row_of(manifest.stores[i]);
  out += "</tbody></table></div>";
  out += more_in(manifest.store_count, shown, "logs/datastore.log");
  return out +
         "<p class=\"quiet\">People are counted within each store: one who is in two is counted in both. No value of "
         "any "
         "store was kept.</p></section>";
}

}  // namespace wardwatch::report
