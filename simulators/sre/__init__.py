"""SIMULADOR of SRE: gives its opinion on countries, takes the statutory list, issues travel documents."""
