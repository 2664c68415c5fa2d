#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/all.hpp"
#include "record/finding.hpp"
#include "record/site.hpp"

namespace wardwatch::detect {

/// Where findings go. The same `id` reported again replaces what was said before: the sink counts revisions.
class FindingSink {
 public:
  virtual ~FindingSink() = default;
  virtual void report(record::Finding finding) = 0;
};

/// The description of one analytic, read from rules/analytics/NAME.yml (Sigma's layout).
struct Rule {
  std::string name;
  std::string title;
  std::string version;
  record::Severity level = record::Severity::informational;
  std::string stage;
  std::vector<std::string> techniques;
  std::string explain_plain;
  std::string advice;
  std::string innocent_explanation;
  std::vector<std::pair<std::string, double>> thresholds;

  /// A threshold of the rule's file; `otherwise` when the file does not set it.
  [[nodiscard]] double threshold(std::string_view key, double otherwise) const noexcept {
    for (const auto& [name_of_threshold, value] : thresholds) {
      if (name_of_threshold == key) return value;
    }
    return otherwise;
  }
};

/// What an analytic works with; all of it outlives the analytic.
struct Context {
  const record::Site& site;  ///< Ask when judging: it may grow between records.
  const Rule& rule;
  FindingSink& findings;
};

/// One analytic: state fed with records in the total order (ts, log, uid). Views in a record hold during the call
/// only. Every table has a limit; what is dropped for it is counted in `dropped_count`.
class Analytic {
 public:
  virtual ~Analytic() = default;
  virtual void on(const record::Actor&) {}
  virtual void on(const record::Connection&) {}
  virtual void on(const record::Datastore&) {}
  virtual void on(const record::DceRpc&) {}
  virtual void on(const record::Dhcp&) {}
  virtual void on(const record::Dicom&) {}
  virtual void on(const record::DicomTransfer&) {}
  virtual void on(const record::Dns&) {}
  virtual void on(const record::Ftp&) {}
  virtual void on(const record::Hl7&) {}
  virtual void on(const record::Http&) {}
  virtual void on(const record::Kerberos&) {}
  virtual void on(const record::Ldap&) {}
  virtual void on(const record::LdapSearch&) {}
  virtual void on(const record::Listing&) {}
  virtual void on(const record::LeakMatch&) {}
  virtual void on(const record::Mysql&) {}
  virtual void on(const record::Ntlm&) {}
  virtual void on(const record::Rdp&) {}
  virtual void on(const record::Rfb&) {}
  virtual void on(const record::Smb&) {}
  virtual void on(const record::SmbFile&) {}
  virtual void on(const record::SmbMapping&) {}
  virtual void on(const record::Snmp&) {}
  virtual void on(const record::Ssh&) {}
  virtual void on(const record::Ssl&) {}
  virtual void on(const record::Weird&) {}
  virtual void on(const record::WindowsEvent&) {}
  virtual void on(const record::X509&) {}
  /// Event time has reached `watermark`: no earlier record will come. Called at least once per minute of event time
  /// in the sensor, and may not be called at all before `on_end` in a batch run: both must give the same findings.
  virtual void on_tick(Timestamp watermark) = 0;
  /// The evidence has ended; `watermark` is the last record's time.
  virtual void on_end(Timestamp watermark) = 0;
  [[nodiscard]] virtual std::uint64_t dropped_count() const noexcept { return 0; }
};

/// A detector is a constant; src/detect/CMakeLists.txt holds the ordered list of them.
struct Detector {
  std::string_view name;  ///< That of its rule file.
  std::unique_ptr<Analytic> (*open)(const Context& context) = nullptr;
};

}  // namespace wardwatch::detect
