"""Door two: time passed."""
