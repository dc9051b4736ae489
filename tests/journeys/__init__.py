"""Browser journeys: real Chromium against the processes of `make run`, nothing mocked."""
