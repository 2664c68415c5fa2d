#pragma once

#include "core/community_id.hpp"
#include "record/schema.hpp"

namespace wardwatch::record {

/// What every record about a connection says first: when, which connection, and where in the evidence it stands.
struct ConnectionRef {
  Timestamp ts;  ///< Of the record's own event, not always the connection's first packet.
  Uid uid;       ///< Made from content: the same evidence gives the same uid.
  IpAddress orig_h;
  Port orig_p;
  IpAddress resp_h;
  Port resp_p;
  CommunityId community_id;
  SourceId source;                 ///< Evidence that the first packet stands in.
  std::uint64_t first_packet = 0;  ///< Counted from 1 in that capture, as tshark numbers frames.
  std::uint64_t last_packet = 0;   ///< In the capture where the record was completed.
};

/// The shared fields, for a record whose `ConnectionRef` is the member given. Ids 1 to 10 belong to them.
template <class R>
constexpr auto connection_fields(ConnectionRef R::*at) {
  using C = ConnectionRef;
  return make_pack(
      field(1, "ts", at, &C::ts, Unit::time, Content::technical, "Time of the event, seconds since 1970 UTC"),
      field(2, "uid", at, &C::uid, Unit::none, Content::technical, "Id of the connection, made from its content"),
      field(3, "id.orig_h", at, &C::orig_h, Unit::none, Content::technical, "Address of who opened the connection"),
      field(4, "id.orig_p", at, &C::orig_p, Unit::none, Content::technical, "Port of who opened the connection"),
      field(5, "id.resp_h", at, &C::resp_h, Unit::none, Content::technical, "Address of who was called"),
      field(6, "id.resp_p", at, &C::resp_p, Unit::none, Content::technical, "Port of who was called"),
      field(7, "community_id", at, &C::community_id, Unit::none, Content::technical, "Community ID v1, seed 0"),
      field(8, "source", at, &C::source, Unit::none, Content::technical, "Index into the manifest's evidence"),
      field(9, "first_packet", at, &C::first_packet, Unit::none, Content::technical,
            "First packet's number in its capture"),
      field(10, "last_packet", at, &C::last_packet, Unit::none, Content::technical,
            "Last packet's number in its capture"));
}

}  // namespace wardwatch::record
