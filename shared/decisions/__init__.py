"""What a decision is made of, in every service: its transaction, who may not take it twice, what it leaves behind."""
