"""What bench/run is made of: captures, measuring, the programs measured, tables and the guard."""
