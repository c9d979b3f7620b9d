"""Acogida: the operating system of an asylum authority."""

__version__ = "0.1.0"
