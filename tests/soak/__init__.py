"""Hours in minutes: clients that come and go on one server, and what it has left at the end."""
