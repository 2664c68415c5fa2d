// pack_texts NAMESPACE OUT.cpp ROOT FILE...: a source file with the texts of FILEs (paths below ROOT) as one deflate stream.
//
// Rules are built into the program packed: their texts name what malware says on command lines, and virus scanners take a
// program that holds these words in the clear for malware. The stream holds, for each file, its path, a zero byte, its
// length in decimals, a zero byte, and its text.

#include <zlib.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

namespace {

bool read(const std::string& path, std::string& out) {
  std::ifstream in{path, std::ios::binary};
  out.assign(std::istreambuf_iterator<char>{in}, {});
  return in.good() || in.eof();
}

std::string deflated(std::string text) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string packed(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int status = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return status == Z_STREAM_END ? packed : std::string{};
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 4) {
    std::fputs("usage: pack_texts NAMESPACE OUT.cpp ROOT FILE...\n", stderr);
    return 2;
  }
  std::string texts;
  for (int i = 4; i < count; ++i) {
    std::string text;
    if (!read(std::string{arguments[3]} + "/" + arguments[i], text)) {
      std::fprintf(stderr, "pack_texts: \"%s\" cannot be read\n", arguments[i]);
      return 1;
    }
    texts += std::string{arguments[i]} + '\0' + std::to_string(text.size()) + '\0' + text;
  }
  const std::string packed = deflated(texts);
  if (packed.empty()) return 1;
  std::ofstream out{arguments[2]};
  out << "// Made by tools/pack_texts.cpp.\n#include \"core/packed_texts.hpp\"\nnamespace " << arguments[1]
      << " {\nextern const PackedTexts kPackedRules;\nnamespace {\nconstexpr unsigned char kPacked[] = {";
  for (std::size_t i = 0; i < packed.size(); ++i)
    out << (i % 24 == 0 ? "\n" : "") << static_cast<unsigned>(static_cast<unsigned char>(packed[i])) << ',';
  out << "\n};\n}\nconst PackedTexts kPackedRules{kPacked, " << texts.size() << "};\n}\n";
  return out.good() ? 0 : 1;
}
