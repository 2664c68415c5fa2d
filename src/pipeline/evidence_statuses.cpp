#include "pipeline/evidence_statuses.hpp"

namespace wardwatch::pipeline {

void take_statuses(const std::vector<source::CaptureStatus>& statuses, std::vector<EvidenceFile>& files) {
  for (const source::CaptureStatus& status : statuses) {
    record::Evidence& about = files[status.source.value].about;
    about.complete = status.complete;
    about.problem = status.problem;
    about.packets = status.packets;
    about.read_bytes = status.bytes_consumed;
    if (status.packets > 0) {
      about.first_ts = status.first_ts;
      about.last_ts = status.last_ts;
    }
  }
}

void take_statuses(const std::vector<EventWorker::Status>& statuses, std::vector<EvidenceFile>& files) {
  for (const EventWorker::Status& status : statuses) {
    record::Evidence& about = files[status.source.value].about;
    about.complete = status.log.complete;
    about.problem = status.log.problem;
    about.events = status.log.events;
    about.read_bytes = status.log.read_bytes;
    if (status.log.events > 0) {
      about.first_ts = status.log.first_ts;
      about.last_ts = status.log.last_ts;
    }
  }
}

void take_statuses(const std::vector<StoreWorker::Status>& statuses, std::vector<EvidenceFile>& files) {
  for (const StoreWorker::Status& status : statuses) {
    EvidenceFile& file = files[status.source.value];
    file.about.stores = status.stores;
    if (status.stores > 0 && file.is_given_up) {
      file.about.problem.clear();
      if (file.about.kind == "unknown" || file.about.kind == "text") file.about.kind = status.kind;
    }
    if (!status.problem.empty() && (file.is_given_up || file.about.problem.empty()))
      file.about.problem = status.problem;
    if (status.stores == 0) continue;
    file.about.read_bytes = file.about.size_bytes;
    file.about.complete = file.about.problem.empty();
  }
}

}  // namespace wardwatch::pipeline
