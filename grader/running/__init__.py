"""Submissions in the sandbox, their databases beside them: plans in, evidence out. Judges nothing."""
