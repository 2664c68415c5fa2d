#include "core/seal.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>

#include "core/assert.hpp"
#include "core/digest.hpp"
#include "core/token.hpp"

namespace wardwatch {
namespace {

constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kPieceBytes = 1U << 30U;  ///< The library counts in int.

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* octets(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());  // NOLINT: the library's bytes.
}
unsigned char* octets(std::string& text) noexcept {
  return reinterpret_cast<unsigned char*>(text.data());  // NOLINT: as above.
}

/// What the same key and content always have, and no other: a keyed digest of the content's digest.
std::string nonce_of(const std::array<std::byte, 32>& key, std::string_view open_text, std::string_view text) {
  const std::string content = hex(sha256(as_bytes(text)));
  const TokenKey maker{TokenKey{key}.derived("seal nonce")};
  const Token token = maker.token(TokenPurpose::study, content, open_text);
  std::string nonce{token.view()};
  std::string bytes;
  for (std::size_t i = 0; i < kNonceBytes; ++i) {
    const auto digit = [](char c) { return c >= 'a' ? c - 'a' + 10 : c - '0'; };
    bytes.push_back(static_cast<char>(digit(nonce[2 * i]) * 16 + digit(nonce[2 * i + 1])));
  }
  return bytes;
}

/// Works through `text` where it lies.
bool run(EVP_CIPHER_CTX* context, std::string_view open_text, std::string& text) {
  int got = 0;
  if (EVP_CipherUpdate(context, nullptr, &got, octets(open_text), static_cast<int>(open_text.size())) != 1)
    return false;
  for (std::size_t at = 0; at < text.size(); at += kPieceBytes) {
    const auto size = static_cast<int>(std::min(kPieceBytes, text.size() - at));
    unsigned char* piece = std::next(octets(text), static_cast<std::ptrdiff_t>(at));
    if (EVP_CipherUpdate(context, piece, &got, piece, size) != 1 || got != size) return false;
  }
  return true;
}

}  // namespace

void seal(const std::array<std::byte, 32>& key, std::string_view open_text, std::string text, std::string& out) {
  const std::string nonce = nonce_of(key, open_text, text);
  const Context context{EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free};
  std::string tag(kTagBytes, '\0');
  int got = 0;
  std::string rest(kTagBytes, '\0');
  const bool is_done =
      context &&
      EVP_CipherInit_ex(context.get(), EVP_chacha20_poly1305(), nullptr, octets(as_text(key)),
                        octets(std::string_view{nonce}), 1) == 1 &&
      run(context.get(), open_text, text) && EVP_CipherFinal_ex(context.get(), octets(rest), &got) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(kTagBytes), tag.data()) == 1;
  WW_ASSERT(is_done);
  out.reserve(out.size() + text.size() + kSealBytes);
  out.append(nonce).append(text).append(tag);
}

std::optional<std::string> unseal(const std::array<std::byte, 32>& key, std::string_view open_text, Bytes sealed) {
  if (sealed.size() < kSealBytes) return std::nullopt;
  const std::string_view nonce = as_text(sealed.first(kNonceBytes));
  std::string tag{as_text(sealed.last(kTagBytes))};
  std::string text{as_text(sealed.subspan(kNonceBytes, sealed.size() - kSealBytes))};
  const Context context{EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free};
  int got = 0;
  std::string rest(kTagBytes, '\0');
  const bool fits =
      context &&
      EVP_CipherInit_ex(context.get(), EVP_chacha20_poly1305(), nullptr, octets(as_text(key)), octets(nonce), 0) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(kTagBytes), tag.data()) == 1 &&
      run(context.get(), open_text, text) && EVP_CipherFinal_ex(context.get(), octets(rest), &got) == 1;
  if (!fits) return std::nullopt;
  return text;
}

}  // namespace wardwatch
