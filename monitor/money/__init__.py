"""What probing costs: prices, budgets, and the forecast."""
