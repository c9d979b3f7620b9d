"""SIMULADOR of a child protection authority (PPNNA): hears of children who are alone or at risk."""
