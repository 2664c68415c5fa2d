#pragma once

#include "record/actor.hpp"
#include "record/connection.hpp"
#include "record/datastore.hpp"
#include "record/dce_rpc.hpp"
#include "record/dhcp.hpp"
#include "record/dicom.hpp"
#include "record/dicom_transfer.hpp"
#include "record/dns.hpp"
#include "record/ftp.hpp"
#include "record/hl7.hpp"
#include "record/http.hpp"
#include "record/kerberos.hpp"
#include "record/ldap.hpp"
#include "record/ldap_search.hpp"
#include "record/leak_match.hpp"
#include "record/listing.hpp"
#include "record/mysql.hpp"
#include "record/ntlm.hpp"
#include "record/rdp.hpp"
#include "record/rfb.hpp"
#include "record/smb.hpp"
#include "record/smb_files.hpp"
#include "record/smb_mapping.hpp"
#include "record/snmp.hpp"
#include "record/ssh.hpp"
#include "record/ssl.hpp"
#include "record/weird.hpp"
#include "record/windows_event.hpp"
#include "record/x509.hpp"

namespace wardwatch::record {

template <class... Rs>
struct TypeList {};

/// Every record that decoding makes: the one list. A log file, a table, the wire form and the documentation follow
/// from a word here. The order is part of the total order of records (after the time).
using AllRecords = TypeList<Actor, Connection, Datastore, DceRpc, Dhcp, Dicom, DicomTransfer, Dns, Ftp, Hl7, Http,
                            Kerberos, Ldap, LdapSearch, LeakMatch, Listing, Mysql, Ntlm, Rdp, Rfb, Smb, SmbFile,
                            SmbMapping, Snmp, Ssh, Ssl, Weird, WindowsEvent, X509>;

/// Calls `visit(std::type_identity<R>{})` for each record type, in the list's order.
template <class Visit, class... Rs>
constexpr void for_each_record(Visit&& visit, TypeList<Rs...>) {
  (visit(std::type_identity<Rs>{}), ...);
}
template <class Visit>
constexpr void for_each_record(Visit&& visit) {
  for_each_record(std::forward<Visit>(visit), AllRecords{});
}

/// Place of a record type in `AllRecords`.
template <class R, class... Rs>
constexpr std::size_t index_in(TypeList<Rs...>) {
  std::size_t index = 0;
  bool found = false;
  ((found = found || std::is_same_v<R, Rs>, index += found ? 0 : 1), ...);
  return index;
}
template <class R>
inline constexpr std::size_t log_index = index_in<R>(AllRecords{});

template <class... Rs>
constexpr std::size_t count_in(TypeList<Rs...>) {
  return sizeof...(Rs);
}
inline constexpr std::size_t log_count = count_in(AllRecords{});

}  // namespace wardwatch::record
