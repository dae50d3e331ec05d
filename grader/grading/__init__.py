"""The story of one submission: run, judge. The only room that knows both halves."""
