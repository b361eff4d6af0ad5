"""Lianfang (联防): the command platform of an epidemic-control headquarters."""
