"""Climbs to the highest posterior by its derivatives, the normal density about it, and coordinates that suit them."""
