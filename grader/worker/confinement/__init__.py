"""What a process gives up before it sees a submission: names of the system, files, calls, resources."""
