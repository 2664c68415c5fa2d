include(Tables)
ww_table(${CMAKE_CURRENT_LIST_DIR}/data/log_sources.tsv detect/sigma/log_sources.inc
  "{\"@1@\", \"@2@\", \"@3@\", \"@4@\", \"@5@\", \"@6@\"},")
ww_table(${CMAKE_CURRENT_LIST_DIR}/data/field_maps.tsv detect/sigma/field_maps.inc
  "{\"@1@\", \"@2@\", \"@3@\"},")
ww_table(${CMAKE_CURRENT_LIST_DIR}/data/field_values.tsv detect/sigma/field_values.inc
  "{\"@1@\", \"@2@\", \"@3@\", \"@4@\"},")
