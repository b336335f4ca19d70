"""What we owe one customer: tickets, their rules, deadlines and steps."""
