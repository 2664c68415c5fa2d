include(Tables)
ww_table(${CMAKE_CURRENT_LIST_DIR}/data/interfaces.tsv protocol/dce_rpc/interfaces.inc "{\"@1@\", \"@2@\"},")
ww_table(${CMAKE_CURRENT_LIST_DIR}/data/operations.tsv protocol/dce_rpc/operations.inc "{\"@1@\", @2@, \"@3@\"},")
