"""The demo district, modelled on the West Coast New Area: real law, invented people and enterprises."""
