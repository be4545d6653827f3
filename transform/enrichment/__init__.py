"""What registers and funders add to the clusters that are known."""
