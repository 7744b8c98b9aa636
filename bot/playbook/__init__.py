"""What good selling says: plain Python, with no Slack, no SQL and no clock."""
