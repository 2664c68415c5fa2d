#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "core/bytes.hpp"
#include "record/manifest.hpp"
#include "zeeklog/log_reader.hpp"

namespace wardwatch::pipeline {

/// A file to examine, before it is opened.
struct EvidenceFile {
  std::filesystem::path path;
  record::Evidence about;
  bool is_capture = false;
  bool is_event_log = false;
  bool is_event_json = false;  ///< Windows events as JSON, plain, gzip or zstd.
  bool is_zeek_log = false;    ///< Of Zeek, as table or JSON, plain, gzip or zstd; `zeek_path` names it.
  std::string zeek_path;
  zeeklog::Form zeek_form = zeeklog::Form::none;
  bool is_passed_over = false;     ///< Known, and nothing that records are made of.
  bool may_hold_stores = false;    ///< A data store by its first bytes, or an archive, which may hold some.
  bool may_hold_listings = false;  ///< Text, a page, mails or a feed in which data may be offered.
  bool is_stix = false;            ///< A bundle of STIX objects, plain, gzip or zstd.
  bool is_only_listing = false;    ///< Listings or a bundle, with too few people in it to be a store as well.
  bool is_dicom_object = false;
  bool is_given_up = false;  ///< `about.problem` says that it is no evidence, unless a store is found in it.
  /// Bytes of a text out of an archive. What may show people's data is not written to a disk.
  std::string held;
  [[nodiscard]] bool is_readable() const noexcept { return is_capture || is_event_log || is_event_json || is_zeek_log; }
};

/// The paths of all files that the arguments name, as `collect_evidence` finds them.
[[nodiscard]] std::set<std::string> evidence_paths(const std::vector<std::filesystem::path>& arguments);

/// Every file that the arguments name, folders walked, symbolic links to folders not followed, each file once, in the
/// order of their paths: whatever the order of the arguments, the same list comes of it. What cannot be opened is in
/// the list too, with the reason.
[[nodiscard]] std::vector<EvidenceFile> collect_evidence(const std::vector<std::filesystem::path>& arguments);

/// What a file is by its first bytes, as far as they tell: its kind, and whether it can be read. A packed stream may turn
/// out to hold nothing when it is opened. `name` is what it is called where it lies: some logs are told by that.
[[nodiscard]] EvidenceFile look_at_bytes(Bytes first, const std::filesystem::path& name);

}  // namespace wardwatch::pipeline
