"""What does it cost? Figures of one run, as ratios where machines differ."""
