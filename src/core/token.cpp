#include "core/token.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include "core/assert.hpp"

namespace wardwatch {
namespace {

constexpr std::size_t kTokenBytes = 12;
/// At most 16 bytes (RFC 7693 2.8, the personalisation of BLAKE2b).
constexpr std::string_view kKeyIdPurpose = "wardwatch key id";

std::string_view personalisation(TokenPurpose purpose) noexcept {
  switch (purpose) {
    case TokenPurpose::patient: return "patient";
    case TokenPurpose::study: return "study";
  }
  return "";
}

const unsigned char* octets(Bytes bytes) noexcept { return reinterpret_cast<const unsigned char*>(bytes.data()); }

}  // namespace

struct TokenKey::State {
  std::array<std::byte, kSizeBytes> secret;
  EVP_MAC* algorithm = nullptr;

  explicit State(const std::array<std::byte, kSizeBytes>& key) noexcept
      : secret{key}, algorithm{EVP_MAC_fetch(nullptr, "BLAKE2BMAC", nullptr)} {
    WW_ASSERT(algorithm != nullptr);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { EVP_MAC_free(algorithm); }

  void digest(std::string_view purpose, Bytes value, Bytes issuer, std::span<unsigned char> out) const noexcept {
    EVP_MAC_CTX* context = EVP_MAC_CTX_new(algorithm);
    std::size_t size_bytes = out.size();
    std::array<char, 16> custom{};
    std::memcpy(custom.data(), purpose.data(), purpose.size());
    const std::array<OSSL_PARAM, 3> parameters{
        OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, &size_bytes),
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_CUSTOM, custom.data(), custom.size()),
        OSSL_PARAM_construct_end()};
    std::size_t written_bytes = 0;
    bool is_made = context != nullptr && EVP_MAC_init(context, octets(secret), secret.size(), parameters.data()) == 1 &&
                   EVP_MAC_update(context, octets(value), value.size()) == 1;
    if (is_made && !issuer.empty()) {
      constexpr unsigned char kBetween = 0;
      is_made =
          EVP_MAC_update(context, &kBetween, 1) == 1 && EVP_MAC_update(context, octets(issuer), issuer.size()) == 1;
    }
    is_made = is_made && EVP_MAC_final(context, out.data(), &written_bytes, out.size()) == 1;
    EVP_MAC_CTX_free(context);
    WW_ASSERT(is_made && written_bytes == out.size());
  }

  [[nodiscard]] Token make(std::string_view purpose, Bytes value, Bytes issuer) const noexcept {
    std::array<unsigned char, kTokenBytes> octets_made{};
    digest(purpose, value, issuer, octets_made);
    Token token;
    for (const unsigned char octet : octets_made) {
      constexpr std::string_view kDigits = "0123456789abcdef";
      token.push(kDigits[octet >> 4U]);
      token.push(kDigits[octet & 15U]);
    }
    return token;
  }
};

TokenKey::TokenKey(const std::array<std::byte, kSizeBytes>& secret) noexcept
    : state_{std::make_unique<State>(secret)} {}
TokenKey::TokenKey(TokenKey&&) noexcept = default;
TokenKey& TokenKey::operator=(TokenKey&&) noexcept = default;
TokenKey::~TokenKey() = default;

Token TokenKey::token(TokenPurpose purpose, std::string_view value) const noexcept {
  return state_->make(personalisation(purpose), as_bytes(value), {});
}

Token TokenKey::token(TokenPurpose purpose, std::string_view value, std::string_view issuer) const noexcept {
  return state_->make(personalisation(purpose), as_bytes(value), as_bytes(issuer));
}

std::array<std::byte, TokenKey::kSizeBytes> TokenKey::derived(std::string_view purpose) const noexcept {
  std::array<unsigned char, kSizeBytes> octets_made{};
  state_->digest(purpose, {}, {}, octets_made);
  std::array<std::byte, kSizeBytes> key{};
  std::memcpy(key.data(), octets_made.data(), key.size());
  return key;
}

std::string TokenKey::id() const { return std::string{state_->make(kKeyIdPurpose, {}, {}).view()}; }

}  // namespace wardwatch
