include(Tables)
ww_table(${CMAKE_CURRENT_LIST_DIR}/data/keyboard_layouts.tsv protocol/rdp/keyboard_layouts.inc "{@1@, \"@2@\"},")
ww_table(${CMAKE_CURRENT_LIST_DIR}/data/client_hellos.tsv protocol/rdp/client_hellos.inc "{\"@1@\", \"@2@\"},")
ww_table(${CMAKE_CURRENT_LIST_DIR}/data/client_builds.tsv protocol/rdp/client_builds.inc "{@1@, \"@2@\"},")
