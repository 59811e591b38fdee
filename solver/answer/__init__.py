"""From a scenario to an answer: state the model, solve it, break ties, diagnose, explain."""
