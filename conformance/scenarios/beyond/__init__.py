"""Scenarios for what no section demands and every server must survive."""
