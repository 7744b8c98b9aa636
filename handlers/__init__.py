"""Door one: somebody did something in Slack."""
