#include <cstdio>
#include <fstream>
#include <memory>

#include "cli/credentials.hpp"
#include "cli/intel_fetch.hpp"
#include "cli/progress_line.hpp"
#include "cli/waiting.hpp"
#include "core/digest.hpp"
#include "record/json.hpp"
#include "report/words.hpp"
#include "stix/object_reader.hpp"
#include "taxii/address.hpp"
#include "taxii/fetch.hpp"

namespace wardwatch::cli {
namespace {

namespace fs = std::filesystem;

struct FetchFlags {
  std::string url, out, login_file, token_file, ca_file, added_after;
  std::vector<std::string> types;
  std::size_t limit = 1000;
  unsigned every_seconds = 0;
  bool json = false;
};

/// A name of random form (RFC 4122 4.4) that the content decides: the same page is the same file.
std::string bundle_id(std::string_view objects) {
  std::string digits = hex(Bytes{sha256(as_bytes(objects))}.first(16));
  digits[12] = '5';
  constexpr std::string_view kVariant = "89ab";
  digits[16] = kVariant[static_cast<std::size_t>(digits[16]) % kVariant.size()];
  return digits.substr(0, 8) + "-" + digits.substr(8, 4) + "-" + digits.substr(12, 4) + "-" + digits.substr(16, 4) +
         "-" + digits.substr(20);
}

/// One page as a bundle of its own, in a folder of its collection. It appears whole: whoever watches the folder meanwhile
/// never reads half of it.
Result<void> keep_page(const fs::path& out, const taxii::CollectionFacts& collection, const taxii::Page& page) {
  bool is_given = false;
  stix::ObjectReader reader{[&] { return std::exchange(is_given, true) ? Bytes{} : as_bytes(page.envelope); }};
  std::string objects;
  for (std::string one; reader.next(one);) {
    if (!one.empty()) objects.append(objects.empty() ? "\n" : ",\n").append(one);
  }
  const std::string id = bundle_id(objects);
  const fs::path folder = out / collection.id;
  std::error_code error;
  fs::create_directories(folder, error);
  fs::path partial = out;
  partial += ".taxii.partial";
  std::ofstream file{partial, std::ios::binary};
  file << R"({"type":"bundle","id":"bundle--)" << id << R"(","objects":[)" << objects << "\n]}\n";
  file.close();
  if (file) fs::rename(partial, folder / ("bundle-" + id + ".json"), error);
  if (!file || error)
    return fail("cannot write into \"" + folder.string() + "\": is it writable, and the disk not full?");
  return {};
}

/// What both verbs need: who asks, and whom.
struct Connection {
  std::atomic<bool> stop{false};
  std::string url;
  std::unique_ptr<taxii::Https> https;
  std::unique_ptr<taxii::Client> client;

  Result<void> open(const FetchFlags& flags) {
    auto address = taxii::normalised(flags.url);
    if (!address) return tl::make_unexpected(address.error());
    url = std::move(*address);
    auto credentials = read_credentials(flags.login_file, flags.token_file);
    if (!credentials) return tl::make_unexpected(credentials.error());
    if (std::error_code error; !flags.ca_file.empty() && !fs::is_regular_file(flags.ca_file, error))
      return fail("--ca \"" + flags.ca_file + "\" is no file");
    stop_on_signals(stop);
    https = std::make_unique<taxii::Https>(std::move(*credentials), flags.ca_file, stop);
    client =
        std::make_unique<taxii::Client>(*https, [this](std::chrono::seconds time) { return wait_for(time, stop); });
    return {};
  }
};

std::string json_line(const taxii::CollectionFacts& collection, const taxii::Fetched* fetched) {
  std::string line = "{\"id\":";
  record::append_json_text(line, collection.id);
  line += ",\"url\":";
  record::append_json_text(line, collection.url);
  if (fetched != nullptr)
    return line + ",\"pages\":" + std::to_string(fetched->pages) + ",\"objects\":" + std::to_string(fetched->objects) +
           "}";
  line += ",\"title\":";
  record::append_json_text(line, collection.title);
  return line + ",\"can_read\":" + (collection.can_read ? "true}" : "false}");
}

ExitCode list_collections(const FetchFlags& flags) {
  Connection connection;
  if (auto opened = connection.open(flags); !opened) return complain(opened.error().what, ExitCode::usage);
  const auto found = connection.client->collections(connection.url);
  if (!found) return complain(found.error().what, connection.stop ? ExitCode::interrupted : ExitCode::nothing_read);
  for (const taxii::CollectionFacts& one : *found) {
    if (flags.json) std::printf("%s\n", json_line(one, nullptr).c_str());
    else
      std::printf("%-12s %s  %s\n", one.can_read ? "readable" : "not readable", one.url.c_str(),
                  report::visible(one.title).c_str());
  }
  return ExitCode::done;
}

/// Goes once through everything that the address stands for.
ExitCode fetch_once(Connection& connection, const FetchFlags& flags) {
  const auto found = connection.client->collections(connection.url);
  if (!found) return complain(found.error().what, connection.stop ? ExitCode::interrupted : ExitCode::nothing_read);
  fs::path out = fs::path{flags.out}.lexically_normal();
  if (!out.has_filename()) out = out.parent_path();
  fs::path state = out;
  state += ".taxii.json";
  taxii::FetchOptions options{flags.limit, flags.added_after, flags.types, state, {}};
  options.on_page = [&](const taxii::CollectionFacts& collection, const taxii::Page& page) {
    return keep_page(out, collection, page);
  };
  std::error_code error;
  fs::create_directories(out, error);
  std::size_t readable = 0, failed = 0;
  for (const taxii::CollectionFacts& collection : *found) {
    if (!collection.can_read) continue;
    ++readable;
    const auto fetched = taxii::fetch(*connection.client, collection, options);
    if (connection.stop) return ExitCode::interrupted;
    if (!fetched) {
      ++failed;
      complain(fetched.error().what, ExitCode::some_unreadable);
      continue;
    }
    if (flags.json) std::printf("%s\n", json_line(collection, &*fetched).c_str());
    else
      std::printf("%s: %llu new objects in %llu pages\n", collection.url.c_str(),
                  static_cast<unsigned long long>(fetched->objects), static_cast<unsigned long long>(fetched->pages));
    std::fflush(stdout);
  }
  if (readable == 0)
    return complain("\"" + connection.url + "\" has no collection that this login may read. Ask your provider",
                    ExitCode::nothing_read);
  if (failed == readable) return ExitCode::nothing_read;
  return failed > 0 ? ExitCode::some_unreadable : ExitCode::done;
}

ExitCode fetch_intel(const FetchFlags& flags) {
  Connection connection;
  if (auto opened = connection.open(flags); !opened) return complain(opened.error().what, ExitCode::usage);
  ExitCode code = fetch_once(connection, flags);
  while (flags.every_seconds > 0 && wait_for(std::chrono::seconds{flags.every_seconds}, connection.stop))
    code = fetch_once(connection, flags);
  return code;
}

void add_common(CLI::App& verb, FetchFlags& flags) {
  verb.add_option("URL", flags.url, "Address of a collection, an API root or a server's discovery; https")->required();
  verb.add_option("--login", flags.login_file, "File with user:password, readable by its owner alone");
  verb.add_option("--token", flags.token_file, "File with a bearer token, readable by its owner alone");
  verb.add_option("--ca", flags.ca_file, "Certificates (PEM) of the authorities to believe, instead of the system's");
  verb.add_flag("--json", flags.json, "Print a line of JSON for each collection");
}

}  // namespace

void add_intel_fetch(CLI::App& intel, ExitCode& code) {
  auto listed = std::make_shared<FetchFlags>();
  CLI::App* show =
      intel.add_subcommand("collections",
                           "Lists the collections of a TAXII 2.1 server.\n\n"
                           "  wardwatch intel collections https://taxii.example/taxii2/ --login provider.login\n"
                           "  wardwatch intel collections https://taxii.example/api/ --token provider.token --json\n\n"
                           "Exit status: 0 done, 2 usage error, 3 no answer, 130 interrupted.");
  add_common(*show, *listed);
  show->callback([listed, &code] { code = list_collections(*listed); });
  auto fetched = std::make_shared<FetchFlags>();
  CLI::App* verb = intel.add_subcommand(
      "fetch",
      "Fetches STIX objects from a TAXII 2.1 collection into a folder that investigate reads.\n\n"
      "  wardwatch intel fetch https://taxii.example/api/collections/ID/ --token provider.token --out intel\n"
      "  wardwatch investigate intel --config wardwatch.toml --out case\n\n"
      "The next run fetches what was added since; how far it came is kept beside the folder, in FOLDER.taxii.json.\n"
      "Exit status: 0 done, 1 some collections failed, 2 usage error, 3 nothing was fetched, 130 interrupted.");
  add_common(*verb, *fetched);
  verb->add_option("--out", fetched->out, "Folder for the bundles, one folder a collection")->required();
  verb->add_option("--added-after", fetched->added_after,
                   "First time only: nothing that was added before this (RFC 3339)");
  verb->add_option("--type", fetched->types, "STIX type to ask for, such as report (repeatable); all when not given");
  verb->add_option("--limit", fetched->limit, "Objects to ask for at once")->check(CLI::Range(1, 100'000));
  verb->add_option("--every", fetched->every_seconds, "Fetch again after so many seconds, until Ctrl-C")
      ->check(CLI::Range(1U, 604'800U));
  verb->callback([fetched, &code] { code = fetch_intel(*fetched); });
}

}  // namespace wardwatch::cli
