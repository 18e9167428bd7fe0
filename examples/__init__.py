"""Programs to learn from: what an application writes on top of `reference_server`."""
