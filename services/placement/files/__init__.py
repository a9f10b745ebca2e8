"""What is read of files in a process of its own, which loads these modules and nothing of the API."""
