"""SIMULADOR of RENAPO: a population register that speaks OSIA v7.1 and assigns CURPs by the rule."""
