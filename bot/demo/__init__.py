"""A stand-in for Slack and its web page, so that everything runs without Slack."""
