#include "leak/fingerprints.hpp"

#include "core/seal.hpp"
#include "record/wire.hpp"

namespace wardwatch::leak {
namespace {

constexpr std::string_view kMagic = "WWPRINTS";
constexpr std::size_t kKeyIdBytes = 24;
constexpr std::size_t kHeaderBytes = 8 + 4 + kKeyIdBytes + 8;
constexpr std::size_t kTextBytesMax = 16'384;
constexpr std::string_view kSealPurpose = "fingerprint file";

void put_text(std::string& out, std::string_view text) {
  text = text.substr(0, kTextBytesMax);
  record::encode_value(out, static_cast<std::uint32_t>(text.size()));
  out.append(text);
}

std::string text_in(Reader& in) {
  const std::uint32_t size = in.u32le("text_length");
  in.require(size <= kTextBytesMax, "text_length");
  return std::string{as_text(in.bytes(in.ok() ? size : 0, "text"))};
}

std::string body_of(const std::vector<StoreFingerprints>& stores) {
  std::string body;
  record::encode_value(body, static_cast<std::uint32_t>(stores.size()));
  for (const StoreFingerprints& store : stores) {
    put_text(body, store.file);
    put_text(body, store.member);
    put_text(body, store.kind);
    record::encode_value(body, store.size_bytes);
    record::encode_value(body, store.modified_ns);
    record::encode(body, store.people);
  }
  return body;
}

}  // namespace

std::string FingerprintFile::written(const std::vector<StoreFingerprints>& stores, const TokenKey& key) {
  std::string body = body_of(stores);
  std::string file{kMagic};
  record::encode_value(file, kVersion);
  file.append(key.id());
  file.resize(8 + 4 + kKeyIdBytes, '\0');
  record::encode_value(file, static_cast<std::uint64_t>(body.size()));
  const std::string header = file;
  seal(key.derived(kSealPurpose), header, std::move(body), file);
  return file;
}

Result<std::vector<StoreFingerprints>> FingerprintFile::read(Bytes file, const TokenKey& key) {
  Reader in{file};
  const std::string_view magic = as_text(in.bytes(kMagic.size(), "magic"));
  const std::uint32_t version = in.u32le("version");
  const std::string_view key_id = as_text(in.bytes(kKeyIdBytes, "key_id"));
  const std::uint64_t body_bytes = in.u64le("body_length");
  if (!in.ok() || magic != kMagic) return fail("is no file of fingerprints");
  if (version != kVersion)
    return fail("is of version " + std::to_string(version) + " of the format; this program reads version " +
                std::to_string(kVersion) + ". Build it anew: wardwatch fingerprint build");
  if (key_id != key.id())
    return fail("was made with another key (" + std::string{key_id.substr(0, 8)} + "...; this one is " +
                key.id().substr(0, 8) + "...)");
  if (body_bytes > kBodyBytesMax || file.size() != kHeaderBytes + body_bytes + kSealBytes)
    return fail("is cut off or longer than it says");
  const auto body = unseal(key.derived(kSealPurpose), as_text(file.first(kHeaderBytes)), file.subspan(kHeaderBytes));
  if (!body) return fail("is damaged: its seal does not fit. Build it anew: wardwatch fingerprint build");
  return read_body(as_bytes(*body));
}

Result<std::vector<StoreFingerprints>> FingerprintFile::read_body(Bytes body) {
  Reader in{body};
  std::vector<StoreFingerprints> stores;
  const std::uint32_t count = in.u32le("stores");
  if (!in.ok() || count > kStoresMax) return fail("is damaged: the number of its stores makes no sense");
  for (std::uint32_t i = 0; i < count; ++i) {
    StoreFingerprints& store = stores.emplace_back();
    store.file = text_in(in);
    store.member = text_in(in);
    store.kind = text_in(in);
    store.size_bytes = in.u64le("size");
    store.modified_ns = static_cast<std::int64_t>(in.u64le("modified"));
    if (!in.ok() || !record::decode(in, store.people))
      return fail("is damaged: store " + std::to_string(i + 1) + " makes no sense");
  }
  if (!in.empty()) return fail("is damaged: something stands behind its last store");
  return stores;
}

}  // namespace wardwatch::leak
