"""/api/v1/: the counter's answer for other programs (feature I01); the same verdicts and words as the screen."""
