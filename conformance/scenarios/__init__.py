"""The scenarios: a package for each draft, a module for each section, named by it."""
