"""SIMULADOR of INM: hears of claims and of what becomes of people, and issues migration documents."""
