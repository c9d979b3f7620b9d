"""SIMULADOR of INM: receives notices that a claim was admitted."""
