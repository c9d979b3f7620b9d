"""SIMULADOR of RENAPO: assigns temporary CURPs over an OSIA-like wire (OSIA v7.1, UIN management)."""
