"""How a process that holds a submission comes to be, answers, and ends."""
