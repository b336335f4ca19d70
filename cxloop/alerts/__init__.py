"""What we told whom: alerts are written with the change they tell of, and sent later by another process."""
