"""Typed registries through which a lower room asks or triggers an upper one."""
