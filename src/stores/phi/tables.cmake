# The tables of the field that the classifier knows; the first to be searched by halves must be in order.
ww_table(${CMAKE_CURRENT_LIST_DIR}/data/column_names.tsv stores/phi/column_names.inc "{@1@, @2@, \"@3@\"},")
ww_table(${CMAKE_CURRENT_LIST_DIR}/data/abbreviations.tsv stores/phi/abbreviations.inc "{\"@1@\", \"@2@\"},")
ww_table(${CMAKE_CURRENT_LIST_DIR}/data/given_names.tsv stores/phi/given_names.inc "\"@1@\",")
ww_table(${CMAKE_CURRENT_LIST_DIR}/data/surnames.tsv stores/phi/surnames.inc "\"@1@\",")
