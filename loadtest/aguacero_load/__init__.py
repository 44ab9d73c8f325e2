"""Load for the pipeline that ends with a verdict: what was sent, acknowledged, stored and counted, by name."""
