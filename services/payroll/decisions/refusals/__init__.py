"""What can be refused, a file a topic: each refusal with its code, in Chinese and English."""
