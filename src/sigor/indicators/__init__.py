"""Indicators of the Tablero de Control: their cards, their values by place and period, and where these come from."""
