# The tables of the field that adverts are read with; those that are searched by halves must be in order.
ww_table(${CMAKE_CURRENT_LIST_DIR}/data/regions.tsv listing/regions.inc "{\"@1@\", \"@2@\", \"@3@\"},")
ww_table(${CMAKE_CURRENT_LIST_DIR}/data/habits.tsv listing/habits.inc "{\"@1@\", \"@2@\"},")
ww_table(${CMAKE_CURRENT_LIST_DIR}/data/offer_words.tsv listing/offer_words.inc "{\"@1@\", OfferWord::@2@},")
