"""Steady's core: the playbook decides, messages speak, app.py puts everything together."""
