"""Households, co-responsibilities, the roll of incentives and its proof: processes M01 to M03."""
