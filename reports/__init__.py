"""Reports: pure functions from one value, a :class:`reports.model.Run`, to text."""
