include(Tables)
ww_table(${CMAKE_CURRENT_LIST_DIR}/data/oids.tsv protocol/x509/oids.inc "{\"@1@\", \"@2@\", @3@},")
