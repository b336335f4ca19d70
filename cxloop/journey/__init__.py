"""The customer's journey: stages in a circle, each with its touchpoints."""
