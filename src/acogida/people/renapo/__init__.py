"""RENAPO, the population register: what may be asked of it, how that looks on its wire, and what it tells.

`fields` the one table of names and codes · `known` what it says about somebody · `osia` the wire (OSIA v7.1) · `published`
the second wire, by the field names of RENAPO's known responses · `asking` a number's life: assigned, renewed, made
permanent, revoked · `finding` who holds a CURP, who answers to these data · `hearing` deaths, changes, duplicates.
"""
