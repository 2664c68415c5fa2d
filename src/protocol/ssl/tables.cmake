include(Tables)
ww_table(${CMAKE_CURRENT_LIST_DIR}/data/cipher_suites.tsv protocol/ssl/cipher_suites.inc "{0x@1@, \"@2@\"},")
ww_table(${CMAKE_CURRENT_LIST_DIR}/data/groups.tsv protocol/ssl/groups.inc "{0x@1@, \"@2@\"},")
ww_table(${CMAKE_CURRENT_LIST_DIR}/data/alerts.tsv protocol/ssl/alerts.inc "{0x@1@, \"@2@\"},")
