"""What Steady says: playbook values in, words and blocks out."""
